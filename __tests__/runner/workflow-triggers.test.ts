/** Which events start a workflow, by the rules of "Events that trigger workflows" and the filter patterns' cheat sheet. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { RunEvent } from '../../script/runner/driver.ts';
import { withOwnName } from '../../script/workflows/project.ts';
import { isTriggered } from '../../script/workflows/triggers.ts';

function read(name: string, changes: Partial<RunEvent> = {}): RunEvent {
  const file = new URL(`../fixtures/events/${name}.json`, import.meta.url);
  return { ...(JSON.parse(readFileSync(file, 'utf8')) as RunEvent), ...changes };
}

const push = read('push-branch');
const topic = read('push-branch', { ref: 'refs/heads/feature/a' });
const tag = read('push-tag');
const synchronized = read('pull-request-own');
const closed = { ...synchronized, payload: { action: 'closed' } };

test.each<[string, unknown, RunEvent, boolean]>([
  ['one name', 'push', push, true],
  ['another name', 'push', synchronized, false],
  ['a list', ['push', 'pull_request'], synchronized, true],
  ['nothing below a name', { push: null }, push, true],
  ['a branch', { push: { branches: ['main'] } }, push, true],
  ['another branch', { push: { branches: ['main'] } }, topic, false],
  ['a star stops at a slash', { push: { branches: ['*'] } }, topic, false],
  ['two stars do not', { push: { branches: ['**'] } }, topic, true],
  ['a branch that is taken out again', { push: { branches: ['**', '!feature/*'] } }, topic, false],
  ['a branch to ignore', { push: { 'branches-ignore': ['feature/**'] } }, topic, false],
  ['a tag where only branches count', { push: { branches: ['main'] } }, tag, false],
  ['a tag', { push: { tags: ['v*'] } }, tag, true],
  ['a branch where only tags count', { push: { tags: ['v*'] } }, push, false],
  ['a tag beside branches', { push: { branches: ['main'], tags: ['v[0-9]+.[0-9]+.[0-9]+'] } }, tag, true],
  ['a tag with a wrong number', { push: { tags: ['v2.**'] } }, tag, false],
  ['the usual types', { pull_request: null }, synchronized, true],
  ['a type that is not usual', 'pull_request', closed, false],
  ['a type that is asked for', { pull_request: { types: ['closed'] } }, closed, true],
  ['a type that is not asked for', { pull_request: { types: ['closed'] } }, synchronized, false],
  ['the branch that a pull request is for', { pull_request: { branches: ['main'] } }, synchronized, true],
  ['another branch than it is for', { pull_request: { branches: ['feature/**'] } }, synchronized, false],
  ['the branch that a merge group is for', { merge_group: { branches: ['main'] } }, read('merge-group'), true],
  ['a clock', { schedule: [{ cron: '17 3 * * 1' }] }, read('schedule'), true],
  ['a button', { workflow_dispatch: { inputs: {} } }, read('workflow-dispatch'), true],
])('%s', (_, on, event, expected) => {
  expect(isTriggered(on, event)).toBe(expected);
});

test.each<[string, object, readonly string[], boolean]>([
  ['one of them', { paths: ['src/**'] }, ['README.md', 'src/a/b.ts'], true],
  ['none of them', { paths: ['src/**'] }, ['README.md'], false],
  ['one that is not ignored', { 'paths-ignore': ['**.md'] }, ['README.md', 'src/a.ts'], true],
  ['only ignored ones', { 'paths-ignore': ['**.md'] }, ['README.md', 'docs/a.md'], false],
])('paths: %s', (_, filters, changed, expected) => {
  expect(isTriggered({ push: filters }, push, changed)).toBe(expected);
});

test('a workflow names its own repository in full where the short form is not known', () => {
  const short = 'uses: $/\nuses: "$/"\nuses: $/deploy/ # x\nuses: $/.github/workflows/a.yml\nrun: echo $/\n';
  expect(withOwnName(short, 'v1')).toBe(
    [
      'uses: slipway-ci/slipway@v1',
      'uses: "slipway-ci/slipway@v1"',
      'uses: slipway-ci/slipway/deploy@v1 # x',
      'uses: slipway-ci/slipway/.github/workflows/a.yml@v1',
      'run: echo $/\n',
    ].join('\n'),
  );
});
