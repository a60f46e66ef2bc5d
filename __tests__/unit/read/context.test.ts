/** Every event fixture, reduced to facts. */
import { expect, test } from '@jest/globals';
import { readContext } from '../../../src/read/context.ts';
import { contextOf, eventNames, happened } from '../events.ts';

const main = '8c1f0d3b6a5e4f2d9b7c0a1e2d3c4b5a69788796';
const merge = 'e3d2c1b0a9f8e7d6c5b4a39281706f5e4d3c2b1a';
const fork = { trusted: false, because: 'pull request from a fork has no right to push' };
const dependabot = { trusted: false, because: "Dependabot's runs have no right to push" };
const yes = { trusted: true };

const table: Readonly<Record<string, object>> = {
  'push-branch': { event: { kind: 'branch', branch: 'main' }, sha: main, revision: main, trust: yes },
  'push-tag': { event: { kind: 'tag', tag: 'v1.4.2' }, sha: main, revision: main, trust: yes },
  release: { event: { kind: 'tag', tag: 'v1.4.2' }, sha: main, revision: main, trust: yes },
  schedule: { event: { kind: 'schedule', branch: 'main' }, sha: main, revision: main, trust: yes },
  'workflow-dispatch': { event: { kind: 'branch', branch: 'main' }, sha: main, revision: main, trust: yes },
  'workflow-call': { event: { kind: 'branch', branch: 'main' }, sha: main, revision: main, trust: yes },
  'push-dependabot': {
    event: { kind: 'branch', branch: 'dependabot/npm_and_yarn/fastify-5.6.1' },
    trust: dependabot,
  },
  'pull-request-own': { event: { kind: 'pull-request', number: 41, base: 'main' }, sha: merge, trust: yes },
  'pull-request-fork': { event: { kind: 'pull-request', number: 42, base: 'main' }, sha: merge, trust: fork },
  'pull-request-fork-deleted': {
    event: { kind: 'pull-request', number: 42, base: 'main' },
    revision: 'f00dbabe1234567890abcdef1234567890abcdef',
    trust: fork,
  },
  'pull-request-target-fork': { event: { kind: 'pull-request', number: 42, base: 'main' }, sha: main, trust: fork },
  'pull-request-dependabot': {
    event: { kind: 'pull-request', number: 43, base: 'main' },
    sha: merge,
    revision: '77aa88bb99cc00dd11ee22ff33aa44bb55cc66dd',
    trust: dependabot,
  },
  'merge-group': {
    event: { kind: 'merge-group', number: 41, base: 'main' },
    revision: '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c',
    trust: yes,
  },
};

test('the table has a row for every fixture', () => {
  expect(Object.keys(table).toSorted()).toEqual([...eventNames].toSorted());
});

test.each(Object.entries(table))('%s', (name, facts) => {
  const context = contextOf(name);
  expect(context).toMatchObject(facts);
  expect(context).toMatchObject({
    repository: 'acme/app',
    privateRepository: false,
    defaultBranch: 'main',
    serverUrl: 'https://github.com',
    runUrl: 'https://github.com/acme/app/actions/runs/4711000001/attempts/1',
  });
});

test("a pull request's revision is its head, which people know, not the merge commit", () => {
  const { payload } = happened('pull-request-own');
  expect(contextOf('pull-request-own').revision).toBe(payload.pull_request?.head.sha);
  expect(contextOf('pull-request-own').revision).not.toBe(merge);
});

test('a queue for a branch with slashes, and one whose ref is of no known form', () => {
  const { env, payload } = happened('merge-group');
  const group = (head_ref: string, base_ref: string) =>
    readContext(env, { ...payload, merge_group: { head_ref, base_ref } }).event;
  expect(group('refs/heads/gh-readonly-queue/release/1.x/pr-7-0a1b', 'refs/heads/release/1.x')).toEqual({
    kind: 'merge-group',
    number: 7,
    base: 'release/1.x',
  });
  expect(group('refs/heads/else', 'refs/heads/main')).toEqual({ kind: 'merge-group', number: undefined, base: 'main' });
});

test('a branch named like a tag is a branch', () => {
  expect(contextOf('push-branch', { ref: 'refs/heads/v1.2.3' }).event).toEqual({ kind: 'branch', branch: 'v1.2.3' });
});

test('when the event does not say, the repository counts as private', () => {
  expect(readContext({}, {})).toMatchObject({ privateRepository: true, defaultBranch: '', repository: 'local/local' });
});

test('a laptop has no GitHub at all', () => {
  expect(readContext({}, {})).toMatchObject({ event: { kind: 'branch', branch: '' }, revision: '', trust: yes });
});
