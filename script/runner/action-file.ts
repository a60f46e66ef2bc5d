/** Reads action.yml and works out the inputs of a step: what `with:` gave, then the defaults. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

export interface ActionInput {
  readonly default?: string;
  readonly deprecation?: string;
}

export interface ActionFile {
  readonly name: string;
  /** `node20`, `node24`. */
  readonly using: string;
  /** Absolute paths of the scripts. */
  readonly scripts: { readonly pre?: string; readonly main: string; readonly post?: string };
  readonly preIf: string;
  readonly postIf: string;
  readonly inputs: ReadonlyMap<string, ActionInput>;
}

export async function readActionFile(directory: string): Promise<ActionFile> {
  const file = ['action.yml', 'action.yaml'].map((name) => join(directory, name)).find((path) => existsSync(path));
  if (file === undefined) throw new Error(`Can't find 'action.yml' or 'action.yaml' under '${directory}'.`);
  const document = record(parse(await readFile(file, 'utf8')), file);
  const runs = record(document['runs'], `${file}: runs`);
  const using = String(runs['using']);
  if (!/^node\d+$/.test(using)) throw new Error(`${file}: this runner starts JavaScript actions only, not '${using}'.`);
  const script = (key: 'pre' | 'post') => (runs[key] ? { [key]: join(directory, String(runs[key])) } : {});
  return {
    name: String(document['name']),
    using,
    scripts: { ...script('pre'), main: join(directory, String(runs['main'])), ...script('post') },
    preIf: String(runs['pre-if'] ?? 'always()'),
    postIf: String(runs['post-if'] ?? 'always()'),
    inputs: new Map(Object.entries(record(document['inputs'] ?? {}, `${file}: inputs`)).map(readInput)),
  };
}

function readInput([name, value]: [string, unknown]): [string, ActionInput] {
  const input = record(value ?? {}, `input ${name}`);
  const { default: fallback, deprecationMessage } = input;
  return [
    name,
    {
      ...(fallback === undefined || fallback === null ? {} : { default: String(fallback) }),
      ...(deprecationMessage === undefined ? {} : { deprecation: String(deprecationMessage) }),
    },
  ];
}

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${what} is not a mapping.`);
  return value as Record<string, unknown>;
}

export interface StepInputs {
  readonly values: Readonly<Record<string, string>>;
  /** What the runner warns about: unknown and deprecated names. */
  readonly warnings: readonly string[];
}

/** Names compare without case; unknown names are passed on all the same. `resolve` evaluates a default's expressions. */
export function stepInputs(
  action: ActionFile,
  given: Readonly<Record<string, string>>,
  resolve: (text: string) => string,
): StepInputs {
  const values: Record<string, string> = { ...given };
  const named = new Set(Object.keys(given).map((name) => name.toLowerCase()));
  for (const [name, input] of action.inputs) {
    if (!named.has(name.toLowerCase())) values[name] = resolve(input.default ?? '');
  }
  return { values, warnings: [...deprecated(action, named), ...unexpected(action, Object.keys(given))] };
}

function deprecated(action: ActionFile, named: ReadonlySet<string>): string[] {
  return [...action.inputs].flatMap(([name, { deprecation }]) =>
    deprecation !== undefined && named.has(name.toLowerCase())
      ? [`Input '${name}' has been deprecated with message: ${deprecation}`]
      : [],
  );
}

function unexpected(action: ActionFile, given: readonly string[]): string[] {
  const valid = [...action.inputs.keys()];
  const lower = new Set(valid.map((name) => name.toLowerCase()));
  const unknown = given.filter((name) => !lower.has(name.toLowerCase()));
  if (unknown.length === 0) return [];
  return [`Unexpected input(s) '${unknown.join("', '")}', valid inputs are ['${valid.join("', '")}']`];
}
