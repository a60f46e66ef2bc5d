/** Who is asked for git tags and dates, in which order, and who is believed. */
import { describe, expect, test } from '@jest/globals';
import { CancelError } from '../../../src/errors.ts';
import type { Event } from '../../../src/model/event.ts';
import { readHistory } from '../../../src/stages/history.ts';
import { type Answers, commitB, contextOf, limited, said, worldThatSays } from './asked-world.ts';

const tagEvent: Event = { kind: 'tag', tag: 'v1.4.2', base: '' };
const branchEvent: Event = { kind: 'branch', branch: 'main' };
const tagsPath = '/repos/acme/app/git/matching-refs/tags/';
const commitPath = `/repos/acme/app/commits/${commitB}`;
const lsRemote = 'git ls-remote --tags --refs https://github.com/acme/app';
const show = `git show -s --format=%cI ${commitB}`;
const whole = { 'git rev-parse --is-shallow-repository': { stdout: 'false\n' } };
const shallow = { 'git rev-parse --is-shallow-repository': { stdout: 'true\n' } };
const refs = (...names: string[]) => names.map((name) => ({ ref: `refs/tags/${name}` }));

async function tags(answers: Answers, event = tagEvent) {
  const { world, diary } = worldThatSays(answers);
  const wants = { gitTags: true, commitDate: false };
  const { gitTags } = await readHistory(wants, contextOf(event), undefined, world);
  return { gitTags, diary };
}

async function date(answers: Answers, changes = {}) {
  const { world, diary } = worldThatSays(answers);
  const wants = { gitTags: false, commitDate: true };
  const { commitDate } = await readHistory(wants, contextOf(tagEvent, changes), undefined, world);
  return { commitDate, diary };
}

test('what is not wanted is not asked', async () => {
  const { world, diary } = worldThatSays({});
  const history = await readHistory({ gitTags: false, commitDate: false }, contextOf(tagEvent), undefined, world);
  expect(history).toEqual({ gitTags: { kind: 'not-asked' }, commitDate: { kind: 'not-asked' } });
  expect(diary).toEqual([]);
});

describe('git tags', () => {
  test('come from GitHub in one call', async () => {
    const { gitTags, diary } = await tags({ github: { [tagsPath]: said(refs('v1.4.2', 'release/2', 'ä')) } });
    expect(gitTags).toEqual({ kind: 'known', value: ['v1.4.2', 'release/2', 'ä'], from: 'GitHub' });
    expect(diary).toEqual([`? ${tagsPath}`]);
  });

  test('come from all pages', async () => {
    const next = '/repositories/1/git/matching-refs/tags/?page=2';
    const github = { [tagsPath]: said(refs('v1'), next), [next]: said(refs('v2')) };
    expect((await tags({ github })).gitTags).toMatchObject({ value: ['v1', 'v2'] });
  });

  test('of half a list are not believed', async () => {
    const next = '/repositories/1/git/matching-refs/tags/?page=2';
    const { gitTags } = await tags({ github: { [tagsPath]: said(refs('v1'), next), [next]: limited } });
    expect(gitTags).toMatchObject({ kind: 'unknown' });
  });

  test('of a list without end are not believed', async () => {
    const { gitTags, diary } = await tags({ github: { [tagsPath]: said(refs('v1'), tagsPath) } });
    expect(gitTags).toMatchObject({ kind: 'unknown', because: expect.stringContaining('more than 50 pages') });
    expect(diary.filter((line) => line.startsWith('?'))).toHaveLength(50);
  });

  test.each([[null], [{}], ['text'], [[null]], [[{ ref: 5 }]]])('are not read from %j', async (body) => {
    const { gitTags } = await tags({ github: { [tagsPath]: said(body) } });
    expect(gitTags).toMatchObject({ because: expect.stringContaining('not a list of tags') });
  });

  test("come from a whole clone that has the run's own tag", async () => {
    const git = { ...whole, 'git tag --list': { stdout: 'v1.4.1\nv1.4.2\n' } };
    const { gitTags } = await tags({ github: { [tagsPath]: limited }, git });
    expect(gitTags).toEqual({ kind: 'known', value: ['v1.4.1', 'v1.4.2'], from: 'git' });
  });

  test.each([
    ['a shallow clone', tagEvent, { ...shallow, 'git tag --list': { stdout: 'v1.4.2\n' } }],
    ["a clone without the run's own tag", tagEvent, { ...whole, 'git tag --list': { stdout: 'v1.4.1\n' } }],
    ['a clone without tags', branchEvent, { ...whole, 'git tag --list': { stdout: '' } }],
    ['no clone at all', tagEvent, {}],
  ])('do not come from %s, but from the server', async (_, event, git) => {
    const remote = { [lsRemote]: { stdout: `${commitB}\trefs/tags/v1.4.2\n${commitB}\trefs/tags/v1.5.0\n` } };
    const { gitTags } = await tags({ git: { ...git, ...remote } }, event);
    expect(gitTags).toEqual({ kind: 'known', value: ['v1.4.2', 'v1.5.0'], from: 'git ls-remote' });
  });

  test('may be none, when the server says so', async () => {
    const { gitTags } = await tags({ git: { [lsRemote]: {} } }, branchEvent);
    expect(gitTags).toEqual({ kind: 'known', value: [], from: 'git ls-remote' });
  });

  test('that nobody tells are unknown for every reason', async () => {
    const git = { ...shallow, [lsRemote]: { exitCode: 128, stderr: 'fatal: could not read Username\nmore\n' } };
    expect((await tags({ github: { [tagsPath]: limited }, git })).gitTags).toEqual({
      kind: 'unknown',
      because:
        'GitHub answered 429: too many requests; the clone is shallow (where the checkout is your own step, `fetch-depth: 0` gets all of it); git ls-remote: fatal: could not read Username',
    });
  });

  test('are unknown on a runner without git', async () => {
    const { gitTags } = await tags({ github: { [tagsPath]: limited } });
    expect(gitTags).toMatchObject({ kind: 'unknown', because: expect.stringContaining('git did not start') });
  });

  test('are unknown when the server takes too long, even if it said something', async () => {
    const git = { [lsRemote]: { timedOut: true, exitCode: 0, stdout: `${commitB}\trefs/tags/v1\n` } };
    const { gitTags } = await tags({ git });
    expect(gitTags).toMatchObject({ because: expect.stringContaining('git ls-remote: took more than 20 s') });
  });
});

describe('the date of the commit', () => {
  const fromGitHub = { [commitPath]: said({ commit: { committer: { date: '2026-03-01T09:30:00Z' } } }) };

  test('is taken from the event without asking', async () => {
    const { commitDate, diary } = await date({}, { commitDate: '2026-01-02T03:04:05+01:00' });
    expect(commitDate).toEqual({ kind: 'known', value: '2026-01-02T03:04:05+01:00', from: 'GitHub' });
    expect(diary).toEqual([]);
  });

  test('is asked of GitHub, then of git', async () => {
    expect((await date({ github: fromGitHub })).commitDate).toMatchObject({ value: '2026-03-01T09:30:00Z' });
    const { commitDate, diary } = await date({ git: { [show]: { stdout: '2026-03-01T10:30:00+01:00\n' } } });
    expect(commitDate).toEqual({ kind: 'known', value: '2026-03-01T10:30:00+01:00', from: 'git' });
    expect(diary).toEqual([`? ${commitPath}`, `$ ${show}`]);
  });

  test.each([[null], [{}], [{ commit: { committer: null } }], [{ commit: { committer: { date: 'soon' } } }]])(
    'is not read from %j',
    async (body) => {
      const { commitDate } = await date({ github: { [commitPath]: said(body) } });
      expect(commitDate).toEqual({
        kind: 'unknown',
        because: 'GitHub knows no date of the commit; git did not start',
      });
    },
  );

  test('is unknown for a run without a commit, which GitHub is not asked for', async () => {
    const { commitDate, diary } = await date({}, { revision: '' });
    expect(commitDate).toEqual({ kind: 'unknown', because: 'this run names no commit' });
    expect(diary).toEqual([]);
  });
});

test('a cancel ends it', async () => {
  const git = { 'git rev-parse --is-shallow-repository': new CancelError('SIGINT') };
  await expect(tags({ git })).rejects.toThrow(CancelError);
});
