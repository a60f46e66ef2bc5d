/** Values that a page or a workflow to copy gives the action are values that it takes. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { repository } from '../../../script/rig/paths.ts';
import { inputNames } from '../../../src/read/input-names.ts';
import { readInputs } from '../../../src/read/inputs.ts';
import { contextOf } from '../events.ts';
import { pages, yamlBlocks } from './pages.ts';

type Values = Readonly<Record<string, unknown>>;

/** What stands for an expression where a value is looked at: this is only known in a run. */
const fillers: Readonly<Record<string, string>> = {
  platforms: 'linux/amd64',
  'deploy-hosts': 'deploy@host.example.com',
  'deploy-ssh-key': '',
  'deploy-known-hosts': '',
  'deploy-secrets': 'WORD=x',
  image: `ghcr.io/acme/app@sha256:${'0'.repeat(64)}`,
  'dry-run': 'false',
  push: 'false',
  'no-cache': 'false',
  pull: 'false',
  builder: 'builder',
};

/** The inputs of each step, call or part below this value, secrets of a call too; those of other actions are left out. */
function given(value: unknown): Values[] {
  if (typeof value !== 'object' || value === null) return [];
  const {
    uses,
    with: own,
    secrets,
  } = value as { readonly uses?: string; readonly with?: Values; readonly secrets?: Values };
  const ours = uses === undefined || /^(?:slipway-ci\/slipway|\$\/)/.test(uses);
  const named = typeof secrets === 'object' ? secrets : {};
  const here = ours && (own ?? secrets) !== undefined ? [{ ...own, ...named }] : [];
  const below = Object.entries(value).flatMap(([name, part]) => (name === 'with' ? [] : given(part)));
  return [...here, ...below];
}

/** The inputs of a block that is nothing else. */
function bare(value: unknown): Values[] {
  const known = (name: string) => (inputNames as readonly string[]).includes(name);
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  const isText = (one: unknown) => typeof one !== 'object';
  return isMap && Object.keys(value).every(known) && Object.values(value).every(isText) ? [value as Values] : [];
}

/** As the runner gives them: text. */
function asInputs(values: Values): Record<string, string> {
  const known = Object.entries(values).filter(([name]) => (inputNames as readonly string[]).includes(name));
  return Object.fromEntries(
    known.map(([name, value]) => {
      const text = String(value);
      const filled = text.replaceAll(/\$\{\{.*?\}\}/g, fillers[name] ?? 'x');
      return [name, filled];
    }),
  );
}

const files = globSync(['.github/workflows/*.yml', 'workflows/*.yml'], { cwd: repository })
  .filter((name) => !name.endsWith('pipeline.yml'))
  .map((name) => ({ name, text: readFileSync(join(repository, name), 'utf8') }));

const all = [...files, ...pages.flatMap(yamlBlocks)].flatMap(({ name, text }) => {
  const value: unknown = parse(text);
  return [...given(value), ...bare(value)].map((values, index) => [`${name}, ${index + 1}`, values] as const);
});

test('there are values', () => expect(all.length).toBeGreaterThan(40));

test.each(all)('%s', async (_, values) => {
  const { problems } = await readInputs({ inputs: asInputs(values), env: {} }, contextOf('push-branch'));
  expect(problems).toEqual([]);
});
