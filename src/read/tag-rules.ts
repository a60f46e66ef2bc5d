/** The `tags` and `flavor` inputs -> rules. The grammar is docker/metadata-action's: one CSV record a line. */
import type { Flavor, Problem, TagRule } from '../model.ts';
import { isTag, readFullTag } from './image-name.ts';
import { openQuote, readList, readPair, tryRead } from './lists.ts';
import { nearest } from './nearest.ts';

/** What applies when `tags` is empty. */
export const defaultRules: readonly TagRule[] = [
  { type: 'semver', line: 0, priority: 900 },
  { type: 'ref', event: 'branch', line: 0, priority: 600 },
  { type: 'ref', event: 'pr', line: 0, priority: 600 },
  { type: 'sha', format: 'short', line: 0, priority: 100 },
];

const attributesOf: Readonly<Record<string, readonly string[]>> = {
  ref: ['event'],
  semver: ['pattern', 'value'],
  sha: ['format'],
  raw: ['value'],
};
const everywhere = ['type', 'enable', 'priority', 'prefix', 'suffix'];
const priorities: Readonly<Record<string, number>> = { semver: 900, ref: 600, raw: 200, sha: 100 };

interface Line {
  readonly number: number;
  readonly text: string;
}

interface Reading<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}

/** Reads the `tags` input; an empty one gives the default rules. Rules come in order of priority, highest first. */
export function readTagRules(text: string): Reading<readonly TagRule[]> {
  if (text.trim() === '') return { value: defaultRules, problems: [] };
  const readings = numberedLines(text).map(readRule);
  const rules = readings.flatMap((reading) => reading.value);
  return {
    value: rules.toSorted((a, b) => b.priority - a.priority),
    problems: readings.flatMap((reading) => reading.problems),
  };
}

/** Reads the `flavor` input: `latest=true|false`, `prefix=…`, `suffix=…`. */
export function readFlavor(text: string): Reading<Flavor> {
  const problems: Problem[] = [];
  const values: Record<string, string> = {};
  const items = tryRead(readList, text);
  if (items === undefined) problems.push({ input: 'flavor', ...openQuote });
  for (const item of items ?? []) {
    const pair = readPair(item);
    if (pair !== undefined && ['latest', 'prefix', 'suffix'].includes(pair.key)) values[pair.key] = pair.value;
    else
      problems.push({
        input: 'flavor',
        value: item,
        wrong: 'is not one of latest=true|false, prefix=TEXT, suffix=TEXT',
      });
  }
  const latest = values['latest'] ?? 'false';
  if (latest !== 'true' && latest !== 'false') {
    problems.push({ input: 'flavor', value: `latest=${latest}`, wrong: 'is not latest=true or latest=false' });
  }
  return {
    value: { latest: latest === 'true', prefix: values['prefix'] ?? '', suffix: values['suffix'] ?? '' },
    problems,
  };
}

function numberedLines(text: string): Line[] {
  return text
    .split(/\r?\n/)
    .map((line, index) => ({ number: index + 1, text: line.trim() }))
    .filter((line) => line.text !== '' && !line.text.startsWith('#'));
}

function readRule(line: Line): Reading<TagRule[]> {
  const fields = tryRead(readList, line.text);
  if (fields === undefined)
    return { value: [], problems: [{ input: `tags (line ${line.number})`, value: line.text, ...openQuote }] };
  if (!line.text.includes('=')) return readPlain(line, fields);
  const attributes: Record<string, string> = {};
  for (const field of fields) {
    const pair = readPair(field);
    if (pair === undefined) attributes['value'] = field;
    else attributes[pair.key.toLowerCase()] = pair.value.trim();
  }
  return readAttributes(line, attributes);
}

/** A line without `=`: raw tags, or full names as docker/build-push-action takes them, separated by commas. */
function readPlain(line: Line, items: readonly string[]): Reading<TagRule[]> {
  const value: TagRule[] = [];
  const problems: Problem[] = [];
  for (const item of items) {
    const full = readFullTag(item);
    const at = { line: line.number, priority: 200 };
    if (full !== undefined) value.push({ type: 'full', ...full, ...at });
    else if (isTag(item)) value.push({ type: 'raw', value: item, ...at });
    else
      problems.push(problem(line, item, 'a tag, a rule such as type=sha, or a full name such as ghcr.io/acme/app:1'));
  }
  return { value, problems };
}

function readAttributes(line: Line, attributes: Readonly<Record<string, string>>): Reading<TagRule[]> {
  const type = attributes['type'] ?? 'raw';
  const own = Object.hasOwn(attributesOf, type) ? attributesOf[type] : undefined;
  if (own === undefined) {
    const known = Object.keys(attributesOf);
    return { value: [], problems: [problem(line, `type=${type}`, `one of ${known.join(', ')}`, nearest(type, known))] };
  }
  const problems = [
    ...unknownAttributes(line, attributes, [...everywhere, ...own]),
    ...badValues(line, type, attributes),
  ];
  if (problems.length > 0 || attributes['enable'] === 'false') return { value: [], problems };
  return { value: [makeRule(line, type, attributes)], problems: [] };
}

function unknownAttributes(line: Line, attributes: Readonly<Record<string, string>>, known: string[]): Problem[] {
  return Object.keys(attributes)
    .filter((name) => !known.includes(name))
    .map((name) => problem(line, name, `one of the attributes ${known.join(', ')}`, nearest(name, known)));
}

function badValues(line: Line, type: string, attributes: Readonly<Record<string, string>>): Problem[] {
  const wrong = (name: string, wanted: string) => problem(line, `${name}=${attributes[name] ?? ''}`, wanted);
  const problems: Problem[] = [];
  if (!['true', 'false'].includes(attributes['enable'] ?? 'true'))
    problems.push(wrong('enable', 'enable=true or enable=false'));
  if (!/^\d+$/.test(attributes['priority'] ?? '0')) problems.push(wrong('priority', 'a whole number'));
  if (type === 'ref' && !['branch', 'pr'].includes(attributes['event'] ?? '')) {
    problems.push(wrong('event', 'event=branch or event=pr'));
  }
  if (type === 'semver' && attributes['pattern'] !== '{{version}}')
    problems.push(wrong('pattern', 'pattern={{version}}'));
  if (type === 'sha' && !['short', 'long'].includes(attributes['format'] ?? 'short')) {
    problems.push(wrong('format', 'format=short or format=long'));
  }
  if (type === 'raw' && (attributes['value'] ?? '') === '') problems.push(wrong('value', 'value=TAG'));
  return problems;
}

function makeRule(line: Line, type: string, attributes: Readonly<Record<string, string>>): TagRule {
  const { prefix, suffix, value } = attributes;
  const common = {
    line: line.number,
    priority: Number(attributes['priority'] ?? priorities[type]),
    ...(prefix !== undefined && { prefix }),
    ...(suffix !== undefined && { suffix }),
  };
  switch (type) {
    case 'ref':
      return { type, event: attributes['event'] === 'pr' ? 'pr' : 'branch', ...common };
    case 'semver':
      return { type, ...(value !== undefined && { value }), ...common };
    case 'sha':
      return { type, format: attributes['format'] === 'long' ? 'long' : 'short', ...common };
    default:
      return { type: 'raw', value: value ?? '', ...common };
  }
}

function problem(line: Line, value: string, wanted: string, near?: string): Problem {
  return {
    input: `tags (line ${line.number})`,
    value,
    wrong: `is not ${wanted}`,
    ...(near !== undefined && { cure: `did you mean ${near}?` }),
  };
}
