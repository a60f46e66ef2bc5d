/** The `tags` input -> rules. The grammar is docker/metadata-action's: one CSV record a line. */
import { checkExpression, globalNames, versionNames } from '../language/expressions.ts';
import { nearest } from '../language/nearest.ts';
import { checkPattern } from '../language/patterns.ts';
import type { Problem } from '../model/decision.ts';
import type { TagRule } from '../model/inputs.ts';
import { isTag, readFullTag } from './image-name.ts';
import { openQuote, readList, readPair, tryRead } from './lists.ts';

/** What applies when `tags` is empty. `{{major}}` gives no tag for 0.x, where every minor version may break. */
export const defaultRules: readonly TagRule[] = [
  { type: 'schedule', pattern: 'nightly', line: 0, priority: 1000, enable: 'true' },
  { type: 'semver', pattern: '{{version}}', value: '', match: '', line: 0, priority: 900, enable: 'true' },
  { type: 'semver', pattern: '{{major}}.{{minor}}', value: '', match: '', line: 0, priority: 900, enable: 'true' },
  {
    type: 'semver',
    pattern: '{{#if major}}{{major}}{{/if}}',
    value: '',
    match: '',
    line: 0,
    priority: 900,
    enable: 'true',
  },
  { type: 'ref', event: 'branch', line: 0, priority: 600, enable: 'true' },
  { type: 'ref', event: 'pr', line: 0, priority: 600, enable: 'true' },
  { type: 'sha', format: 'short', line: 0, priority: 100, enable: 'true' },
];

type RuleType = Exclude<TagRule['type'], 'full'>;

/** What docker/metadata-action documents for each type: its own attributes and its priority. */
const types: Readonly<Record<RuleType, { readonly own: readonly string[]; readonly priority: number }>> = {
  schedule: { own: ['pattern'], priority: 1000 },
  semver: { own: ['pattern', 'value', 'match'], priority: 900 },
  pep440: { own: ['pattern', 'value', 'match'], priority: 900 },
  match: { own: ['pattern', 'group', 'value'], priority: 800 },
  edge: { own: ['branch'], priority: 700 },
  ref: { own: ['event'], priority: 600 },
  raw: { own: ['value'], priority: 200 },
  sha: { own: ['format'], priority: 100 },
};
const everywhere = ['type', 'enable', 'priority', 'prefix', 'suffix'];

type Attributes = Readonly<Record<string, string>>;

interface Line {
  readonly number: number;
  readonly text: string;
}

interface Reading<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}

/** Reads the `tags` input; an empty one gives the default rules. Rules come in order of priority, highest first. */
export async function readTagRules(text: string): Promise<Reading<readonly TagRule[]>> {
  if (text.trim() === '') return { value: defaultRules, problems: [] };
  const readings = await Promise.all(numberedLines(text).map(readRule));
  const rules = readings.flatMap((reading) => reading.value);
  return {
    value: rules.toSorted((a, b) => b.priority - a.priority),
    problems: readings.flatMap((reading) => reading.problems),
  };
}

function numberedLines(text: string): Line[] {
  return text
    .split(/\r?\n/)
    .map((line, index) => ({ number: index + 1, text: line.trim() }))
    .filter((line) => line.text !== '' && !line.text.startsWith('#'));
}

async function readRule(line: Line): Promise<Reading<TagRule[]>> {
  const fields = tryRead(readList, line.text);
  if (fields === undefined)
    return { value: [], problems: [{ input: `tags (line ${line.number})`, value: line.text, ...openQuote }] };
  if (!line.text.includes('=') && !line.text.includes('{{')) return readPlain(line, fields);
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
    const at = { line: line.number, priority: types.raw.priority, enable: 'true' };
    if (full !== undefined) value.push({ type: 'full', ...full, ...at });
    else if (isTag(item)) value.push({ type: 'raw', value: item, ...at });
    else
      problems.push(problem(line, item, 'a tag, a rule such as type=sha, or a full name such as ghcr.io/acme/app:1'));
  }
  return { value, problems };
}

async function readAttributes(line: Line, attributes: Attributes): Promise<Reading<TagRule[]>> {
  const type = attributes['type'] ?? 'raw';
  if (!isType(type)) {
    const known = Object.keys(types);
    return { value: [], problems: [problem(line, `type=${type}`, `one of ${known.join(', ')}`, nearest(type, known))] };
  }
  const problems = [
    ...unknownAttributes(line, attributes, [...everywhere, ...types[type].own]),
    ...badValues(line, type, attributes),
    ...(await badExpressions(line, type, attributes)),
    ...badPattern(line, type, attributes),
  ];
  return problems.length > 0 ? { value: [], problems } : { value: [makeRule(line, type, attributes)], problems };
}

function isType(text: string): text is RuleType {
  return Object.hasOwn(types, text);
}

function unknownAttributes(line: Line, attributes: Attributes, known: string[]): Problem[] {
  return Object.keys(attributes)
    .filter((name) => !known.includes(name))
    .map((name) => problem(line, name, `one of the attributes ${known.join(', ')}`, nearest(name, known)));
}

function badValues(line: Line, type: RuleType, attributes: Attributes): Problem[] {
  const given = (name: string, otherwise: string) => attributes[name] ?? otherwise;
  const rows: readonly [string, boolean, string][] = [
    [
      'enable',
      isSwitch(given('enable', 'true')),
      'enable=true, enable=false or an expression such as enable={{is_default_branch}}',
    ],
    ['priority', /^-?\d+(?:\.\d+)?$/.test(given('priority', '0')), 'a number'],
    [
      'event',
      type !== 'ref' || ['branch', 'tag', 'pr'].includes(given('event', '')),
      'event=branch, event=tag or event=pr',
    ],
    ['format', type !== 'sha' || ['short', 'long'].includes(given('format', 'short')), 'format=short or format=long'],
    ['value', type !== 'raw' || attributes['value'] !== undefined, 'value=TAG'],
    ['pattern', !isVersionType(type) || given('pattern', '') !== '', 'pattern={{version}} or another pattern'],
    ['pattern', type !== 'match' || given('pattern', '') !== '', 'pattern=REGULAR EXPRESSION'],
    ['group', type !== 'match' || /^\d+$/.test(given('group', '0')), 'the number of a group'],
  ];
  return rows
    .filter(([, good]) => !good)
    .map(([name, , wanted]) => {
      const value = attributes[name];
      if (value !== undefined) return problem(line, `${name}=${value}`, wanted);
      return {
        input: `tags (line ${line.number})`,
        value: line.text,
        wrong: `has no ${name}`,
        cure: `write ${wanted}`,
      };
    });
}

function isSwitch(text: string): boolean {
  return text === 'true' || text === 'false' || text.includes('{{');
}

function isVersionType(type: RuleType): type is 'semver' | 'pep440' {
  return type === 'semver' || type === 'pep440';
}

async function badExpressions(line: Line, type: RuleType, attributes: Attributes): Promise<Problem[]> {
  const names = ['enable', 'prefix', 'suffix', 'value', ...(type === 'match' ? [] : ['pattern'])];
  const problems = await Promise.all(
    names.map(async (name): Promise<Problem[]> => {
      const text = attributes[name] ?? '';
      const known = name === 'pattern' && isVersionType(type) ? versionNames : globalNames;
      const error = await checkExpression(text, known);
      if (error === undefined) return [];
      const cure = error.cure === undefined ? {} : { cure: error.cure };
      return [{ input: `tags (line ${line.number})`, value: `${name}=${text}`, wrong: error.message, ...cure }];
    }),
  );
  return problems.flat();
}

/** Regular expressions: the pattern of `match`, and the `match` of a version rule. */
function badPattern(line: Line, type: RuleType, attributes: Attributes): Problem[] {
  const name = type === 'match' ? 'pattern' : 'match';
  const text = attributes[name] ?? '';
  const fault = text === '' || (type !== 'match' && !isVersionType(type)) ? undefined : checkPattern(text);
  return fault === undefined ? [] : [{ input: `tags (line ${line.number})`, value: `${name}=${text}`, ...fault }];
}

function makeRule(line: Line, type: RuleType, attributes: Attributes): TagRule {
  const { prefix, suffix, value = '', pattern = '' } = attributes;
  const head = {
    line: line.number,
    priority: Number(attributes['priority'] ?? types[type].priority),
    enable: attributes['enable'] ?? 'true',
    ...(prefix !== undefined && { prefix }),
    ...(suffix !== undefined && { suffix }),
  };
  switch (type) {
    case 'schedule':
      return { type, pattern: pattern || 'nightly', ...head };
    case 'semver':
    case 'pep440':
      return { type, pattern, value, match: attributes['match'] ?? '', ...head };
    case 'match':
      return { type, pattern, value, group: Number(attributes['group'] ?? 0), ...head };
    case 'edge':
      return { type, branch: attributes['branch'] ?? '', ...head };
    case 'ref':
      return { type, event: attributes['event'] as 'branch' | 'tag' | 'pr', ...head };
    case 'sha':
      return { type, format: attributes['format'] === 'long' ? 'long' : 'short', ...head };
    case 'raw':
      return { type, value, ...head };
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
