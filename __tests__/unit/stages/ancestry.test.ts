/** How two commits stand to each other, by GitHub and by clones that know more or less. */
import { describe, expect, test } from '@jest/globals';
import { CancelError } from '../../../src/errors.ts';
import type { Event } from '../../../src/model/event.ts';
import { isHeadOfRef, readAncestry } from '../../../src/stages/ancestry.ts';
import { type Answers, commitA, commitB, contextOf, limited, said, worldThatSays } from './asked-world.ts';

const branchEvent: Event = { kind: 'branch', branch: 'main' };
const comparePath = `/repos/acme/app/compare/${commitA}...${commitB}?per_page=1&page=2`;
const forward = `git merge-base --is-ancestor ${commitA} ${commitB}`;
const backward = `git merge-base --is-ancestor ${commitB} ${commitA}`;
const whole = { 'git rev-parse --is-shallow-repository': { stdout: 'false\n' } };
const shallow = { 'git rev-parse --is-shallow-repository': { stdout: 'true\n' } };
const [yes, no] = [{ exitCode: 0 }, { exitCode: 1 }];

async function ancestry(answers: Answers, shown = commitA, changes = {}) {
  const { world, diary } = worldThatSays(answers);
  return { ancestry: await readAncestry(shown, contextOf(branchEvent, changes), undefined, world), diary };
}

describe('ancestry', () => {
  test.each([
    ['ahead', 'descendant'],
    ['identical', 'same'],
    ['behind', 'older'],
    ['diverged', 'diverged'],
  ])("GitHub's %s is %s", async (status, kind) => {
    const told = await ancestry({ github: { [comparePath]: said({ status }) } });
    expect(told).toEqual({ ancestry: { kind }, diary: [`? ${comparePath}`] });
  });

  test('a commit is the same as itself, without asking', async () => {
    expect(await ancestry({}, commitB)).toEqual({ ancestry: { kind: 'same' }, diary: [] });
  });

  test('histories without a common beginning are diverged', async () => {
    const words = `GitHub answered 404: No common ancestor between ${commitA} and ${commitB}`;
    const told = await ancestry({ github: { [comparePath]: { kind: 'refused', status: 404, words } } });
    expect(told.ancestry).toEqual({ kind: 'diverged' });
  });

  test.each(['', 'main', commitA.slice(1), `${commitA}...x`, '../../../user', commitA.toUpperCase()])(
    '%j names no commit, and nobody is asked',
    async (shown) => {
      const told = await ancestry({}, shown);
      expect(told).toMatchObject({ ancestry: { kind: 'unknown', because: expect.stringMatching(/names no commit$/) } });
      expect(told.diary).toEqual([]);
    },
  );

  test('two empty revisions are not the same commit', async () => {
    expect((await ancestry({}, '', { revision: '' })).ancestry.kind).toBe('unknown');
    expect(await ancestry({}, commitA, { revision: '' })).toEqual({
      ancestry: { kind: 'unknown', because: 'this run names no commit' },
      diary: [],
    });
  });

  test('commits of SHA-256 are commits', async () => {
    const [shown, revision] = ['a'.repeat(64), 'b'.repeat(64)];
    const path = `/repos/acme/app/compare/${shown}...${revision}?per_page=1&page=2`;
    const told = await ancestry({ github: { [path]: said({ status: 'ahead' }) } }, shown, { revision });
    expect(told.ancestry).toEqual({ kind: 'descendant' });
  });

  test.each([
    ['a yes of a whole clone', { ...whole, [forward]: yes }, 'descendant'],
    ['a yes of a shallow clone', { ...shallow, [forward]: yes }, 'descendant'],
    ['a no and a yes the other way round', { ...whole, [forward]: no, [backward]: yes }, 'older'],
    ['two times no', { ...whole, [forward]: no, [backward]: no }, 'diverged'],
  ])('git: %s', async (_, git, kind) => {
    expect((await ancestry({ git })).ancestry).toEqual({ kind });
  });

  test('a no of a shallow clone is no answer, and its cure is named', async () => {
    const git = { ...shallow, [forward]: no, [backward]: yes };
    const told = await ancestry({ github: { [comparePath]: limited }, git });
    expect(told.ancestry).toEqual({
      kind: 'unknown',
      because:
        'GitHub answered 429: too many requests; the clone is shallow (where the checkout is your own step, `fetch-depth: 0` gets all of it)',
    });
  });

  test.each([
    ['git does not know the commit', { ...whole, [forward]: { exitCode: 128, stderr: 'fatal: Not a valid commit\n' } }],
    ['git was ended', { ...whole, [forward]: { exitCode: 1, timedOut: true }, [backward]: yes }],
    ['the other way fails', { ...whole, [forward]: no, [backward]: { exitCode: 128 } }],
    ['there is no clone', {}],
    ['there is no git', undefined],
  ])('unknown when %s', async (_, git) => {
    const { ancestry: told } = await ancestry(git === undefined ? {} : { git });
    expect(told).toMatchObject({
      kind: 'unknown',
      because: expect.stringMatching(/^GitHub answered 404: Not Found; ./),
    });
  });

  test.each([[null], ['text'], [{}], [{ status: 'sideways' }]])('GitHub saying %j is no answer', async (body) => {
    const told = await ancestry({ github: { [comparePath]: said(body) }, git: { ...whole, [forward]: yes } });
    expect(told.ancestry).toEqual({ kind: 'descendant' });
  });

  test('a cancel ends it', async () => {
    await expect(ancestry({ git: { [forward]: new CancelError('SIGTERM') } })).rejects.toThrow(CancelError);
  });
});

describe('the head of the ref', () => {
  const mainPath = '/repos/acme/app/git/ref/heads/main';

  async function head(answers: Answers, event: Event = branchEvent) {
    const { world, diary } = worldThatSays(answers);
    return { head: await isHeadOfRef(contextOf(event), undefined, world), diary };
  }

  test.each([
    [commitB, true],
    [commitA, false],
  ])('of a branch, by GitHub: %s', async (sha, value) => {
    const answers = { github: { [mainPath]: said({ object: { sha } }) } };
    for (const kind of ['branch', 'schedule'] as const) {
      expect((await head(answers, { kind, branch: 'main' })).head).toEqual({ kind: 'known', value, from: 'GitHub' });
    }
  });

  test('of a pull request, by GitHub', async () => {
    const github = { '/repos/acme/app/pulls/7': said({ head: { sha: commitB } }) };
    const told = await head({ github }, { kind: 'pull-request', number: 7, base: 'main' });
    expect(told.head).toEqual({ kind: 'known', value: true, from: 'GitHub' });
  });

  test.each([
    ['feature/a', 'feature/a'],
    ['50%#1?x=2', '50%25%231%3Fx%3D2'],
    ['früh&spät', 'fr%C3%BCh%26sp%C3%A4t'],
  ])('the branch %s is asked for as %s', async (branch, escaped) => {
    const { diary } = await head({}, { kind: 'branch', branch });
    expect(diary[0]).toBe(`? /repos/acme/app/git/ref/heads/${escaped}`);
  });

  test('else by the server, of the very ref', async () => {
    const list = (...lines: string[]) => ({ stdout: lines.map((line) => `${line}\n`).join('') });
    const [other, own] = [`${commitB}\trefs/heads/x/refs/heads/main`, `${commitA}\trefs/heads/main`];
    const main = 'git ls-remote https://github.com/acme/app refs/heads/main';
    const pull = 'git ls-remote https://github.com/acme/app refs/pull/7/head';
    const from = 'git ls-remote';
    expect((await head({ git: { [main]: list(other, own) } })).head).toEqual({ kind: 'known', value: false, from });
    expect((await head({ git: { [main]: list() } })).head).toEqual({ kind: 'known', value: false, from });
    const git = { [pull]: list(`${commitB}\trefs/pull/7/head`) };
    const told = await head({ git }, { kind: 'pull-request', number: 7, base: 'main' });
    expect(told.head).toEqual({ kind: 'known', value: true, from });
  });

  test('is unknown when nobody tells', async () => {
    expect((await head({ github: { [mainPath]: limited } })).head).toEqual({
      kind: 'unknown',
      because: 'GitHub answered 429: too many requests; git did not start',
    });
    const told = (await head({ github: { [mainPath]: said({ object: null }) } })).head;
    expect(told).toEqual({ kind: 'unknown', because: "GitHub's answer names no commit; git did not start" });
  });

  test.each<[Event, boolean]>([
    [{ kind: 'tag', tag: 'v1', base: '' }, false],
    // A squash or rebase makes a commit that does not descend from the pull request's.
    [{ kind: 'merge-group', number: 7, base: 'main' }, true],
  ])('%j is told without asking: %j', async (event, value) => {
    expect(await head({}, event)).toEqual({ head: { kind: 'known', value, from: 'GitHub' }, diary: [] });
  });
});
