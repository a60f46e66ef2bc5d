/** What GitHub's own schema, actionlint and zizmor say of every workflow that users can see: nothing. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NoOperationTraceWriter } from '@actions/workflow-parser';
import { parseAction } from '@actions/workflow-parser/actions/action-parser';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { run } from '../../script/rig/command.ts';
import { ensureActionlint, ensureZizmor } from '../../script/rig/linters.ts';
import { repository } from '../../script/rig/paths.ts';
import { openCaller } from '../../script/workflows/caller.ts';
import { withOwnName } from '../../script/workflows/project.ts';
import { refusals } from '../../script/workflows/refusals.ts';
import { actionFile, documentBlocks, type Source, workflowFiles } from './sources.ts';

const files = await workflowFiles();
const blocks = await documentBlocks();
const all = [...files, ...blocks];
/** zizmor looks for workflows in `.github` alone. */
const toCopy = files.map(({ name }) => name).filter((name) => name.startsWith('workflows/'));

/** What the schema says, and what a called workflow of ours is given and allowed. */
function refusalsOf(source: Source): Promise<string[]> {
  return refusals(source, (path) => readFile(join(repository, path), 'utf8'));
}

/** GitHub's own schema has it, and its documents; this version of actionlint has not yet. */
const newer = 'unexpected key "queue" for "concurrency" section';

/** The findings of actionlint, one a line. */
async function actionlint(sources: readonly Source[]): Promise<string> {
  const program = await ensureActionlint(() => undefined);
  // The short form of a workflow's own repository is newer than actionlint.
  await using folder = await asFiles(sources, (text) => withOwnName(text, 'v1'));
  const argv = [program, '-no-color', '-oneline', '-shellcheck=', '-pyflakes=', `-ignore=${newer}`];
  const { code, stdout, stderr } = await run([...argv, ...folder.names], { cwd: folder.path });
  expect(code).toBeLessThan(2);
  return stdout + stderr;
}

async function zizmor(words: readonly string[], cwd: string): Promise<{ code: number; text: string }> {
  const program = await ensureZizmor(() => undefined);
  const argv = [program, '--offline', '--persona=pedantic', '--color=never', '--no-progress', '--quiet', ...words];
  const { code, stdout, stderr } = await run(argv, { cwd });
  return { code, text: stdout + stderr };
}

/** Blocks of documents have no file of their own. */
async function asFiles(sources: readonly Source[], change = (text: string) => text) {
  const named = sources.map(({ name, text }) => [fileName(name), change(text)] as const);
  const caller = await openCaller(Object.fromEntries(named));
  return {
    path: caller.path,
    names: named.map(([name]) => name),
    [Symbol.asyncDispose]: caller[Symbol.asyncDispose],
  };
}

/** A workflow that others call keeps its place. */
function fileName(name: string): string {
  const own = name.startsWith('.github/workflows/');
  return own ? name : join('.github', 'workflows', `${name.replaceAll(/[/#]/g, '-').replace(/\.ya?ml$/, '')}.yml`);
}

test('there is something to look at', () => {
  expect(files.map(({ name }) => name)).toContain('.github/workflows/ci.yml');
  expect(blocks.map(({ name }) => name)).toEqual(expect.arrayContaining(['README.md#1', 'docs/deploy.md#1']));
});

test.each(all)('$name is not refused by GitHub', async (source) => {
  expect(await refusalsOf(source)).toEqual([]);
});

test('action.yml fits its schema', async () => {
  const { name, text: content } = await actionFile();
  const { context } = parseAction({ name, content }, new NoOperationTraceWriter());
  expect(context.errors.getErrors().map(({ message }) => message)).toEqual([]);
});

test('actionlint finds nothing', async () => {
  expect(await actionlint(all)).toBe('');
});

test('zizmor finds nothing in the files', async () => {
  const config = join('.github', 'zizmor.yml');
  const { code, text } = await zizmor([`--config=${config}`, 'action.yml', '.github', ...toCopy], repository);
  expect(text).toMatch(/^No findings to report/);
  expect(code).toBe(0);
});

test('zizmor finds nothing in the documents', async () => {
  await using folder = await asFiles(blocks);
  const config = join(import.meta.dirname, 'zizmor-docs.yml');
  const { code, text } = await zizmor([`--config=${config}`, ...folder.names], folder.path);
  expect(text).toMatch(/^No findings to report/);
  expect(code).toBe(0);
});

interface Job {
  readonly steps?: readonly { readonly uses?: string; readonly with?: object }[];
}

test.each(all)('$name gives the action inputs that it has', async ({ text }) => {
  const { inputs } = parse((await actionFile()).text) as { readonly inputs: object };
  const { jobs } = parse(text) as { readonly jobs: Readonly<Record<string, Job>> };
  const own = Object.values(jobs)
    .flatMap(({ steps = [] }) => steps)
    .filter(({ uses = '' }) => /^(slipway-ci\/slipway@|\$\/$)/.test(uses));
  const given = own.flatMap(({ with: values = {} }) => Object.keys(values));
  expect(given.filter((name) => !(name in inputs))).toEqual([]);
});

const bad: Source = {
  name: 'bad.yml',
  text: `
on: pull_request_target
jobs:
  one:
    needs: two
    runs-on: ubuntu-latest
    step:
      - run: echo "\${{ github.event.pull_request.title }}"
    steps:
      - uses: actions/checkout@v6
      - run: echo "\${{ github.event.pull_request.title }}"
`,
};

test('each of them would find something', async () => {
  expect((await refusalsOf(bad)).join('\n')).toContain("Unexpected value 'step'");
  expect(await actionlint([bad])).toContain('"github.event.pull_request.title" is potentially untrusted');
  await using folder = await asFiles([bad]);
  const { code, text } = await zizmor(folder.names, folder.path);
  expect(code).toBeGreaterThan(0);
  for (const rule of ['dangerous-triggers', 'template-injection', 'unpinned-uses', 'artipacked'])
    expect(text).toContain(`[${rule}]`);
});
