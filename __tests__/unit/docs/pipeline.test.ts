/** docs/pipeline.md tells of everything that a caller may give the reusable workflow beside inputs of the action, and gets of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { repository } from '../../../script/rig/paths.ts';
import { pages } from './pages.ts';

type Names = Readonly<Record<string, unknown>>;

const read = (...path: string[]) => parse(readFileSync(join(repository, ...path), 'utf8'));
const workflow = read('.github', 'workflows', 'pipeline.yml') as {
  readonly on: { readonly workflow_call: { readonly inputs: Names; readonly secrets: Names; readonly outputs: Names } };
  readonly jobs: Names;
};
const { inputs, secrets, outputs } = workflow.on.workflow_call;
const action = read('action.yml') as { readonly inputs: Names };
const page = pages.find(({ name }) => name === 'docs/pipeline.md')?.text ?? '';

/** The rows of the table with this head, by cells. */
function table(head: string): string[][] {
  const [, rows = ''] = new RegExp(`^\\| ${head} .*\\n\\| -.*\\n((?:\\|.*\\n)+)`, 'm').exec(page) ?? [];
  return rows
    .trim()
    .split('\n')
    .map((row) => row.split('|').map((cell) => cell.trim()));
}

function named(text: string): string[] {
  return [...text.matchAll(/`([\w-]+)`/g)].map(([, name = '']) => name);
}

test('its own inputs have a table', () => {
  const own = Object.keys(inputs).filter((name) => !(name in action.inputs));
  expect(table('input').flatMap(([, name = '']) => named(name))).toEqual(own);
});

test('a runner that is empty, as a variable that does not exist, is the default', () => {
  const { 'runs-on': label } = inputs as Readonly<Record<string, { readonly default?: string }>>;
  const jobs = Object.entries(workflow.jobs as Readonly<Record<string, { readonly 'runs-on': string }>>);
  // The job Plan says where the others build.
  const own = jobs.filter(([, { 'runs-on': runner }]) => !runner.includes('matrix.'));
  expect(own.map(([id]) => id)).toEqual(['plan', 'publish', 'deploy']);
  for (const [, { 'runs-on': runner }] of own) expect(runner).toMatch(new RegExp(` \\|\\| '${label?.default}' }}$`));
});

test('what it uploads has the name that the plan has given', () => {
  const steps = Object.values(
    workflow.jobs as Readonly<
      Record<string, { readonly steps: readonly { readonly uses?: string; readonly with?: Names }[] }>
    >,
  ).flatMap((job) => job.steps);
  const uploads = steps.filter(({ uses }) => uses?.startsWith('actions/upload-artifact@'));
  expect(uploads.map((step) => step.with?.['name'])).toEqual(['${{ matrix.artifact }}']);
});

test('inputs that it lacks are named', () => {
  const [, text = ''] = /^Not there are inputs (.*)$/m.exec(page) ?? [];
  const lacking = Object.keys(action.inputs).filter((name) => !(name in inputs) && !(name in secrets));
  // Those of other stages are told by their pages.
  const elsewhere = ['rebuild', 'keep-days', 'keep-last', 'keep-tags'];
  expect(named(text).toSorted()).toEqual(lacking.filter((name) => !elsewhere.includes(name)).toSorted());
});

test('each secret is said to reach the jobs that it reaches', () => {
  const told = table('secret').flatMap(([, names = '', jobs = '']) =>
    named(names.replace(/\(.*\)/, '')).map((name) => [name, jobs.toLowerCase().split(', ')]),
  );
  const reached = Object.keys(secrets)
    .filter((name) => name === name.toLowerCase())
    .map((name) => {
      const uses = new RegExp(`secrets\\.${name}\\b(?!-)`);
      return [name, Object.keys(workflow.jobs).filter((job) => uses.test(JSON.stringify(workflow.jobs[job])))];
    });
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(reached));
});

test('its outputs are named', () => {
  const [, text = ''] = /^\*\*Outputs:\*\* (.*), as \[the action\]/m.exec(page) ?? [];
  expect(named(text)).toEqual(Object.keys(outputs));
});
