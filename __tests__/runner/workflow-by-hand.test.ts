/** What `npm run workflow` tells before it starts anything, what GitHub would refuse, and the last lines of a run. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { run } from '../../script/rig/command.ts';
import { repository } from '../../script/rig/paths.ts';
import { refusals } from '../../script/workflows/refusals.ts';
import { foreignRegistries } from '../../script/workflows/registries.ts';
import { summaryLines } from '../../script/workflows/summary.ts';
import { readWords, usageLines } from '../../script/workflows/words.ts';

const choice = {
  events: ['pull-request-own', 'push-branch'],
  workflows: ['workflows/cleanup.yml', 'workflows/release.yml'],
  isFile: (path: string) => path === 'workflows/release.yml',
};
const file = 'workflows/release.yml';

test('words: a file, an event, values with anything in them', () => {
  const words = [file, 'vars.HOSTS=a=b', 'push-branch', 'secrets.KEY=one\ntwo', 'secrets.EMPTY=', '--host'];
  expect(readWords(words, choice)).toEqual({
    kind: 'run',
    words: {
      file,
      event: 'push-branch',
      host: true,
      secrets: { KEY: 'one\ntwo', EMPTY: '' },
      vars: { HOSTS: 'a=b' },
    },
  });
});

test.each<[readonly string[], string]>([
  [
    ['workflows/relaese.yml', 'push-branch'],
    'there is no file "workflows/relaese.yml"; did you mean workflows/release.yml?',
  ],
  [['x', 'push-branch'], 'there is no file "x"; there are workflows/cleanup.yml, workflows/release.yml'],
  [[file], 'which event? There are pull-request-own, push-branch'],
  [[file, 'push-brnch'], 'there is no event "push-brnch"; did you mean push-branch?'],
  [[file, 'moon'], 'there is no event "moon"; there are pull-request-own, push-branch'],
  [[file, 'push-branch', 'more'], '"more" is too much; quote a value that has a space'],
  [
    [file, 'push-branch', '--hosts'],
    '"--hosts" is no word of it; there are --host, secrets.NAME=VALUE and vars.NAME=VALUE',
  ],
  [
    [file, 'push-branch', 'secrets.MY-KEY=hidden'],
    '"secrets.MY-KEY=…" is no word of it; there are --host, secrets.NAME=VALUE and vars.NAME=VALUE',
  ],
])('%j is refused in one line', (words, why) => {
  expect(readWords(words, choice)).toEqual({ kind: 'refused', why });
});

test('help names the events and the files to copy', () => {
  for (const words of [[], ['--help'], [file, 'push-branch', '-h']])
    expect(readWords(words, choice)).toEqual({ kind: 'help' });
  const text = usageLines(choice).join('\n');
  expect(text).toContain('secrets.NAME=VALUE');
  for (const name of [...choice.events, ...choice.workflows]) expect(text).toContain(name);
});

const main = 'workflows/pull-request-and-main.yml';
const text = await readFile(join(repository, main), 'utf8');
const read = (path: string) => readFile(join(repository, path), 'utf8');
const refused = (from: string | RegExp, to: string) => {
  expect(text).toMatch(from);
  return refusals({ name: 'a.yml', text: text.replace(from, to) }, read);
};
const pipeline = '.github/workflows/pipeline.yml';

test('a good caller is not refused', async () => {
  expect(await refusals({ name: main, text }, read)).toEqual([]);
});

test.each<[string, string | RegExp, string, string]>([
  [
    'an input',
    'deploy-run:',
    'deploy-rnu:',
    'Invalid input, deploy-rnu is not .* workflow; did you mean deploy-run\\?$',
  ],
  ['one like no other', 'deploy-run:', 'moon-phase-of-june:', 'moon-phase-of-june is not .* workflow\\.$'],
  ['a secret', 'deploy-ssh-key:', 'deploy-ssh-kye:', 'Invalid secret, .*; did you mean deploy-ssh-key\\?$'],
  ['an event', 'merge_group:', 'merge_grup:', "Unexpected value 'merge_grup'$"],
  ['a workflow that is called', 'pipeline.yml@', 'pipelin.yml@', 'Unable to find reusable workflow$'],
  ['less than is asked for', 'packages: write', 'packages: read', `calls ${pipeline}, .* \`packages: write\`$`],
  ['nothing', / +deployments: write.*\n/, '', `^a.yml: job image calls ${pipeline}, .* \`deployments: write\`$`],
  ['all rights to read', /permissions:\n( {6}.*\n)+/, 'permissions: read-all\n', '`packages: write`'],
])('%s is refused', async (_, from, to, why) => {
  const told = await refused(from, to);
  expect(told.length).toBeGreaterThan(0);
  for (const line of told) expect(line).not.toContain('\n');
  expect(told.join('\n')).toMatch(new RegExp(why, 'm'));
});

test('rights of the whole workflow count for a job that names none, and where nobody names any, settings do', async () => {
  const rights = / {4}permissions:\n( {6}.*\n)+/;
  expect((await refused(rights, '')).length).toBeGreaterThan(0);
  const without = text.replace(rights, '').replace('permissions: {}', '');
  expect(await refusals({ name: 'a.yml', text: without }, read)).toEqual([]);
  expect(await refused(rights, '    permissions: write-all\n')).toEqual([]);
});

test('registries that are real ones, named in plain words', () => {
  const workflow = (lines: string) => `on: push\njobs:\n  a:\n${lines}`;
  const found = (lines: string) => foreignRegistries(workflow(lines), ['ghcr.io']);
  const inputs = (value: string) => `    uses: x\n    with:\n${value}`;
  expect(found('    steps: [{ uses: x, with: { images: "acme/app" } }]\n')).toEqual(['docker.io']);
  expect(found(inputs('      images: quay.io/a/b\n      registry: quay.io\n'))).toEqual(['quay.io']);
  expect(found(inputs('      images: |\n        name=registry.example:5000/a\n        ghcr.io/a/b\n'))).toEqual([
    'registry.example:5000',
  ]);
  expect(
    found(
      '    uses: x\n    secrets:\n      registry-auth: |\n        - registry: quay.io\n        - registry: ghcr.io\n',
    ),
  ).toEqual(['quay.io']);
  expect(
    found(inputs('      images: $' + '{{ vars.REGISTRY }}/a\n      registry: $' + '{{ vars.REGISTRY }}\n')),
  ).toEqual([]);
  expect(found('    uses: x\n    secrets: inherit\n')).toEqual([]);
});

test.each<[readonly string[], RegExp]>([
  [[main, 'push-brnch'], /^npm run workflow: there is no event "push-brnch"; did you mean push-branch\?; .*$/],
  [['package.json', 'push-branch'], /^npm run workflow: GitHub would refuse it: .*$/],
  [['__tests__/fixtures/push-to-quay.yml', 'push-branch'], /^npm run workflow: .* leads to quay.io, which is .*$/],
])('the script itself starts nothing for %j', async (words, line) => {
  const argv = [process.execPath, join(repository, 'script', 'workflow.ts'), ...words];
  const { code, stdout, stderr } = await run(argv, { cwd: repository, env: { INIT_CWD: repository } });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  for (const one of stderr.trimEnd().split('\n')) expect(one).toMatch(line);
});

test('the summary: jobs, tags, hosts', () => {
  const jobs = [
    { id: 'image/plan', matrix: undefined, result: 'success' },
    { id: 'image/build', matrix: { slot: 1 }, result: 'failure' },
  ] as const;
  const tags = { 'ghcr.io/acme/app': ['main', 'pr-41'] };
  expect(summaryLines({ jobs, tags, hosts: { host1: ['app (x)'], host2: [] } })).toEqual([
    '== summary',
    'image/plan              success',
    'image/build {"slot":1}  failure',
    'ghcr.io/acme/app: main, pr-41',
    'host1: app (x)',
    'host2: nothing runs',
  ]);
  expect(summaryLines({ jobs: [], tags: {}, hosts: {} })).toEqual(['== summary', 'no registry shows a tag']);
});
