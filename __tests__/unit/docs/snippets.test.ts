/** What a page shows in YAML can be copied: it is YAML, and names inputs, secrets and outputs that there are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { repository } from '../../../script/rig/paths.ts';
import { pages, yamlBlocks } from './pages.ts';

type Names = Readonly<Record<string, unknown>>;

interface Face {
  readonly inputs: Names;
  readonly secrets: Names;
  readonly outputs: Names;
}

function read(...path: string[]): unknown {
  return parse(readFileSync(join(repository, ...path), 'utf8'));
}

const action = { ...(read('action.yml') as Omit<Face, 'secrets'>), secrets: {} };
const called = (read('.github', 'workflows', 'pipeline.yml') as { readonly on: { readonly workflow_call: Face } }).on
  .workflow_call;

/** What a block without a step may consist of, beside inputs. */
const words = [
  ...['name', 'on', 'permissions', 'concurrency', 'jobs', 'steps', 'with', 'secrets', 'env', 'outputs', 'if', 'needs'],
  ...['environment', 'runs-on', 'strategy'],
];

/** Whose inputs and outputs a `uses` means; others have their own. */
function faceOf(uses: unknown): Face | undefined {
  if (typeof uses !== 'string') return undefined;
  if (/^(?:slipway-ci\/slipway@.+|\$\/)$/.test(uses)) return action;
  return /^(?:slipway-ci\/slipway|\$)\/\.github\/workflows\/pipeline\.yml/.test(uses) ? called : undefined;
}

/** Inputs and secrets that the block gives and nobody has, below this value. */
function strangers(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { uses, with: given, secrets } = value as Readonly<Record<'uses' | 'with' | 'secrets', unknown>>;
  const face = faceOf(uses);
  const own = face === undefined ? [] : [...missing(given, face.inputs), ...missing(secrets, face.secrets)];
  return [...own, ...Object.values(value).flatMap(strangers)];
}

function missing(given: unknown, known: Names): string[] {
  return typeof given === 'object' && given !== null ? Object.keys(given).filter((name) => !(name in known)) : [];
}

/** A part of a step or a job says no `uses`: it is for either of the two. */
function strangersOfPart(value: object): string[] {
  if (Array.isArray(value) || 'jobs' in value || 'steps' in value) return [];
  const both = { ...called.inputs, ...action.inputs };
  const { with: given, secrets, ...rest } = value as Readonly<Record<string, unknown>>;
  const top = Object.fromEntries(Object.entries(rest).filter(([name]) => !words.includes(name)));
  return [...missing(given, both), ...missing(top, both), ...missing(secrets, called.secrets)];
}

/** `id` of a step or name of a job, and what it is one of. */
function owners(value: unknown, at = ''): (readonly [string, Face])[] {
  if (typeof value !== 'object' || value === null) return [];
  const { uses, id } = value as Readonly<Record<'uses' | 'id', unknown>>;
  const face = faceOf(uses);
  const found = face === undefined ? [] : [[face === called ? at : String(id ?? ''), face] as const];
  return [...found, ...Object.entries(value).flatMap(([name, below]) => owners(below, name))];
}

/** Outputs that expressions ask for and nobody gives. */
function unknownOutputs(text: string): string[] {
  const faces = new Map(owners(parse(text)));
  return [...text.matchAll(/\b(?:steps|needs)\.([\w-]+)\.outputs\.([\w-]+)/g)].flatMap(
    ([all, owner = '', name = '']) => {
      const face = faces.get(owner);
      return face === undefined || name in face.outputs ? [] : [all];
    },
  );
}

const blocks = pages.flatMap(yamlBlocks);

test('there are blocks', () => expect(blocks.length).toBeGreaterThan(30));

test.each(blocks)('$name', ({ text }) => {
  const value = parse(text) as object | null;
  expect([...strangers(value), ...strangersOfPart(value ?? {}), ...unknownOutputs(text)]).toEqual([]);
});

test('what nobody has would be seen', () => {
  const step =
    '- id: image\n  uses: slipway-ci/slipway@v1\n  with: { image: a }\n- run: echo ${{ steps.image.outputs.digets }}\n';
  expect(strangers(parse(step.replace('image: a', 'imgae: a')))).toEqual(['imgae']);
  expect(unknownOutputs(step)).toEqual(['steps.image.outputs.digets']);
  const call = 'jobs:\n  image:\n    uses: slipway-ci/slipway/.github/workflows/pipeline.yml@v1\n';
  expect(strangers(parse(`${call}    with: { keep-days: 3 }\n    secrets: { deploy-ssh-kye: a }\n`))).toEqual([
    'keep-days',
    'deploy-ssh-kye',
  ]);
  expect(strangersOfPart(parse('with: { contxt: . }\n') as object)).toEqual(['contxt']);
  expect(strangersOfPart(parse('smoke-paht: /healthz\n') as object)).toEqual(['smoke-paht']);
});
