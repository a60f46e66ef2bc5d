/** `{{…}}` in tags, flavor, labels and annotations: Handlebars, loaded when the first one is met, without HTML escaping. */
import { type Dates, loadDates } from './dates.ts';
import { nearest } from './nearest.ts';

export type Value = string | number | boolean | readonly string[] | undefined;

/** What expressions may name. Dates are ISO 8601. */
export interface Scope {
  readonly values: Readonly<Record<string, Value>>;
  readonly now: string;
  readonly commitDate: string;
}

/** An expression cannot be read or worked out; the message is the rest of a sentence. */
export class ExpressionError extends Error {
  readonly cure: string | undefined;

  constructor(wrong: string, cure?: string) {
    super(wrong);
    this.name = 'ExpressionError';
    this.cure = cure;
  }
}

export type Template = (scope: Scope) => string;

type Handlebars = typeof import('handlebars/dist/handlebars.min.js')['default'];

/** Names that every expression may use (docker/metadata-action, "Global expressions"). */
export const globalNames: readonly string[] = [
  'branch',
  'tag',
  'sha',
  'base_ref',
  'is_default_branch',
  'is_not_default_branch',
  'date',
  'commit_date',
];

/** Names in the pattern of a version rule. */
export const versionNames: readonly string[] = ['raw', 'version', 'major', 'minor', 'patch', 'prerelease', 'build'];

const dateNames = ['date', 'commit_date'];
const conditionals = ['if', 'unless', 'else', 'each', 'with', 'lookup', 'this'];
const sampleDate = '2026-01-02T03:04:05.000Z';

/** Works a text out. Rejects with an ExpressionError. */
export async function render(text: string, scope: Scope): Promise<string> {
  return (await compile(text))(scope);
}

/** Makes a function of a text, for texts that are worked out many times. */
export async function compile(text: string): Promise<Template> {
  if (plainNames(text) !== undefined)
    return ({ values }) =>
      text.replace(plainName, (_, name) => printed(Object.hasOwn(values, name) ? values[name] : undefined));
  const handlebars = await load();
  // Not by what the expression names: a text that merely says "date" costs a few milliseconds, no more.
  const dates = text.includes('date') ? await loadDates() : undefined;
  const template = guard(text, () => handlebars.compile(text, { noEscape: true }));
  return (scope) => guard(text, () => template(scope.values, { helpers: dateHelpers(scope, dates) }));
}

/** Finds what is wrong with an expression before it is needed: its syntax, its names, its formats and time zones. */
export async function checkExpression(text: string, known: readonly string[]): Promise<ExpressionError | undefined> {
  try {
    for (const name of await namesIn(text)) {
      if (known.includes(name) || conditionals.includes(name)) continue;
      const near = nearest(name, known);
      throw new ExpressionError(
        `names {{${name}}}, which is not one of ${known.join(', ')}`,
        near === undefined ? undefined : `did you mean {{${near}}}?`,
      );
    }
    if (plainNames(text) !== undefined) return undefined;
    await render(text, { values: {}, now: sampleDate, commitDate: sampleDate });
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
}

/** The names that an expression uses, helpers of Handlebars included. */
export async function namesIn(text: string): Promise<readonly string[]> {
  const plain = plainNames(text);
  if (plain !== undefined) return plain;
  const handlebars = await load();
  const names = new Set<string>();
  class Names extends handlebars.Visitor {
    override PathExpression(path: hbs.AST.PathExpression): void {
      if (!path.data && path.parts.length > 0) names.add(String(path.parts[0]));
    }
  }
  guard(text, () => new Names().accept(handlebars.parse(text)));
  return [...names];
}

/** Whether the text is one expression of this name and nothing else. */
export function isOnly(text: string, name: string): boolean {
  return new RegExp(`^\\{\\{\\s*${name}\\s*\\}\\}$`).test(text);
}

const plainName = /\{\{\s*([a-z_]+)\s*\}\}/g;
const reserved = [...dateNames, ...conditionals, 'true', 'false', 'null', 'undefined', 'log'];

/**
 * The names of a text whose expressions are bare names, which is nearly every one there is; undefined for all others.
 * They mean the same with and without Handlebars, and loading it would take a third of a short run's time.
 */
function plainNames(text: string): readonly string[] | undefined {
  if (!/^(?:[^{}\\]|\{\{\s*[a-z_]+\s*\}\})*$/.test(text)) return undefined;
  const names = [...text.matchAll(plainName)].map(([, name]) => name ?? '');
  return names.some((name) => reserved.includes(name)) ? undefined : names;
}

function printed(value: Value): string {
  return value === undefined ? '' : String(value);
}

async function load(): Promise<Handlebars> {
  return (await import('handlebars/dist/handlebars.min.js')).default;
}

function dateHelpers(scope: Scope, dates: Dates | undefined) {
  const helper =
    (iso: string) =>
    (...words: readonly unknown[]) =>
      dates === undefined ? '' : formatted(iso, words, dates);
  return Object.fromEntries(
    dateNames.map((name) => [name, helper(name === 'date' ? scope.now : scope.commitDate)] as const),
  );
}

/** `{{date 'YYYYMMDD' tz='Europe/Berlin'}}`: Handlebars hands over the words and, last, the named ones. */
function formatted(iso: string, words: readonly unknown[], dates: Dates): string {
  const { hash } = words.at(-1) as { readonly hash: Readonly<Record<string, unknown>> };
  const format = words[0];
  if (words.length !== 2 || typeof format !== 'string')
    throw new ExpressionError('has a date without one format', "write {{date 'YYYYMMDD'}}");
  for (const key of Object.keys(hash)) {
    if (key !== 'tz')
      throw new ExpressionError(`gives a date "${key}", which only takes tz`, `write tz='Europe/Berlin'`);
  }
  const zone = String(hash['tz'] ?? 'UTC');
  if (!dates.isZone(zone)) {
    const near = nearest(zone, dates.zones());
    throw new ExpressionError(
      `names the time zone "${zone}", which the IANA database does not have`,
      near === undefined ? 'write a name such as Europe/Berlin' : `did you mean ${near}?`,
    );
  }
  return dates.format(iso, format, zone);
}

/** Handlebars' own errors draw an arrow over several lines; the first line and the last words say it. */
function guard<T>(text: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ExpressionError) throw error;
    const words = (error instanceof Error ? error.message : String(error)).split('\n');
    const last = words.length > 1 ? ` ${words.at(-1)}` : '';
    throw new ExpressionError(
      `is not an expression: ${words[0]?.replace(/:$/, '')}${last}`,
      `check the braces of ${text}`,
    );
  }
}
