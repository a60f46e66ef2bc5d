/** Every event fixture, reduced to facts. */
import { describe, expect, test } from '@jest/globals';
import { readContext } from '../../../src/read/context.ts';
import { contextOf, eventNames, happened } from '../events.ts';

const main = '8c1f0d3b6a5e4f2d9b7c0a1e2d3c4b5a69788796';
const merge = 'e3d2c1b0a9f8e7d6c5b4a39281706f5e4d3c2b1a';
const fork = { trusted: false, because: 'pull request from a fork has no right to push' };
const dependabot = { trusted: false, because: "Dependabot's runs have no right to push" };
const yes = { trusted: true };

const table: Readonly<Record<string, object>> = {
  'push-branch': { event: { kind: 'branch', branch: 'main' }, sha: main, revision: main, trust: yes },
  'push-tag': { event: { kind: 'tag', tag: 'v1.4.2', base: 'main' }, sha: main, revision: main, trust: yes },
  release: { event: { kind: 'tag', tag: 'v1.4.2', base: '' }, sha: main, revision: main, trust: yes },
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
  expect(contextOf('pull-request-own').revision).toBe(payload.pull_request?.head?.sha);
  expect(contextOf('pull-request-own').revision).not.toBe(merge);
});

describe('a payload written by hand', () => {
  const env = {
    ...happened('pull-request-own').env,
    GITHUB_BASE_REF: 'main',
    GITHUB_REF: 'refs/pull/9/merge',
    GITHUB_SHA: merge,
  };

  test('of a pull request that says nothing is of nobody, with what the environment says', () => {
    const context = readContext(env, { pull_request: {} });
    expect(context).toMatchObject({ event: { kind: 'pull-request', number: 9, base: 'main' }, revision: merge });
    expect(context.trust).toMatchObject({ trusted: false });
  });

  test('of a pull request into nowhere is not trusted', () => {
    const { trust } = readContext(env, { pull_request: { number: 1, head: { sha: merge } } });
    expect(trust).toMatchObject({ trusted: false });
  });
});

describe('whose code an event builds must be said', () => {
  const { env } = happened('push-branch');
  test.each(['pull_request', 'pull_request_target', 'pull_request_review', 'workflow_run', 'issue_comment'])(
    '%s',
    (name) => {
      for (const payload of [{}, { number: 12 }, { pull_request: null, workflow_run: null, issue: null }]) {
        expect(readContext({ ...env, GITHUB_EVENT_NAME: name }, payload).trust).toMatchObject({ trusted: false });
      }
    },
  );

  test('a pull request within another repository is none of ours', () => {
    const repo = { full_name: 'x/y' };
    const { trust } = readContext(env, { pull_request: { number: 1, head: { repo }, base: { repo } } });
    expect(trust).toMatchObject({ trusted: false });
  });

  test('what GitHub sends as null is as if it were not there', () => {
    const nothing = { repository: null, commits: null, head_commit: null, workflow_run: null, issue: null };
    expect(readContext(env, nothing)).toMatchObject({ trust: { trusted: true }, defaultBranch: '' });
  });
});

test('a review of a pull request builds its head, merged', () => {
  const { env, payload } = happened('pull-request-own');
  const context = readContext({ ...env, GITHUB_EVENT_NAME: 'pull_request_review' }, payload);
  expect(context.revision).toBe(payload.pull_request?.head?.sha);
});

test.each([
  ['', 7],
  ['12', 12],
  ['no', 7],
  ['-3', 7],
])("docker/metadata-action's length of short commits, %j", (length, expected) => {
  const { env, payload } = happened('push-branch');
  const context = readContext({ ...env, DOCKER_METADATA_SHORT_SHA_LENGTH: length }, payload);
  expect(context.shortRevision).toBe(context.revision.slice(0, expected));
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

describe('what GitHub says about the repository', () => {
  const env = { GITHUB_REPOSITORY: 'acme/app', GITHUB_SERVER_URL: 'https://github.example' };

  test('an event that tells everything', () => {
    expect(contextOf('push-tag').about).toEqual({
      title: 'app',
      description: 'A small web application that greets its visitors',
      license: 'Apache-2.0',
      url: 'https://github.com/acme/app',
    });
  });

  test('one that tells nothing, and null where GitHub has nothing', () => {
    const nothing = { title: 'app', description: '', license: '', url: 'https://github.example/acme/app' };
    expect(readContext(env, {}).about).toEqual(nothing);
    expect(readContext(env, { repository: { description: null, license: null } }).about).toEqual(nothing);
    expect(readContext(env, { repository: { license: { spdx_id: null } } }).about).toEqual(nothing);
  });

  test("GitHub's word for an unknown licence is no licence", () => {
    expect(readContext(env, { repository: { license: { spdx_id: 'NOASSERTION' } } }).about.license).toBe('');
  });
});

describe('when the commit was made', () => {
  const env = { GITHUB_SHA: 'b2', GITHUB_REF: 'refs/heads/main' };
  const commit = (id: string, day: number) => ({ id, timestamp: `2026-11-${day}T10:00:00+01:00` });

  test('the head commit of a push', () => {
    expect(contextOf('push-tag').commitDate).toBe('2026-11-20T11:30:02+01:00');
  });

  test('only of the commit that is built', () => {
    expect(readContext(env, { head_commit: commit('a1', 20) }).commitDate).toBeUndefined();
    const commits = [commit('a1', 19), commit('b2', 20)];
    expect(readContext(env, { head_commit: commit('c3', 21), commits }).commitDate).toBe('2026-11-20T10:00:00+01:00');
    expect(readContext(env, { head_commit: null }).commitDate).toBeUndefined();
    expect(readContext({}, { head_commit: { timestamp: 'x' } }).commitDate).toBeUndefined();
    expect(readContext({}, { head_commit: commit('', 20) }).commitDate).toBeUndefined();
  });

  test('a pull request does not say it', () => {
    expect(contextOf('pull-request-own').commitDate).toBeUndefined();
  });
});

test('the branch that a tag was made on, when the push says it', () => {
  const env = { GITHUB_REF: 'refs/tags/v1' };
  expect(readContext(env, { base_ref: 'refs/heads/release/1.x' }).event).toEqual({
    kind: 'tag',
    tag: 'v1',
    base: 'release/1.x',
  });
  for (const payload of [{ base_ref: null }, {}])
    expect(readContext(env, payload).event).toEqual({ kind: 'tag', tag: 'v1', base: '' });
});

test('a pull request that was closed says so, and nothing else does', () => {
  const { env, payload } = happened('pull-request-own');
  const eventOf = (action: string) => readContext(env, { ...payload, action }).event;
  expect(eventOf('closed')).toEqual({ kind: 'pull-request', number: 41, base: 'main', closed: true });
  expect(eventOf('synchronize')).toEqual({ kind: 'pull-request', number: 41, base: 'main' });
});
