/** Whether another run still goes on, by GitHub's words and by labels that anybody could have written. */
import { describe, expect, test } from '@jest/globals';
import { type RunName, readRunState } from '../../../../src/stages/deploy/run-state.ts';
import type { GitHubAnswer } from '../../../../src/world/ports.ts';
import { limited, said, worldThatSays } from '../asked-world.ts';

const run: RunName = { repository: 'acme/app', id: '9007199254740993', attempt: 2 };
const path = '/repos/acme/app/actions/runs/9007199254740993';

async function state(answer?: GitHubAnswer, changes: Partial<RunName> = {}) {
  const { world, diary } = worldThatSays(answer === undefined ? {} : { github: { [path]: answer } });
  return { state: await readRunState({ ...run, ...changes }, undefined, world), diary };
}

test.each([
  ['completed', 2, 'ended'],
  ['completed', 3, 'ended'],
  ['in_progress', 3, 'ended'],
  ['queued', 3, 'ended'],
  ['in_progress', 2, 'alive'],
  ['queued', 2, 'alive'],
  ['waiting', 2, 'alive'],
  ['pending', 2, 'alive'],
  ['a status of next year', 2, 'alive'],
])('%s in attempt %s: attempt 2 is %s', async (status, attempt, kind) => {
  const told = await state(said({ status, run_attempt: attempt }));
  expect(told).toEqual({ state: { kind }, diary: [`? ${path}`] });
});

describe('it is unknown', () => {
  test('of an answer from before the attempt, even when that one ended', async () => {
    expect((await state(said({ status: 'completed', run_attempt: 1 }))).state).toEqual({
      kind: 'unknown',
      because: 'GitHub knows attempt 1 of the run, but not yet attempt 2',
    });
  });

  test.each([
    [null],
    ['text'],
    [[]],
    [{}],
    [{ status: null, run_attempt: 2 }],
    [{ status: 'completed' }],
    [{ status: 'completed', run_attempt: '2' }],
  ])('of %j', async (body) => {
    const because = "GitHub's answer is not a run";
    expect((await state(said(body))).state).toEqual({ kind: 'unknown', because });
  });

  test.each<[string, GitHubAnswer | undefined, string]>([
    [
      'knows no such run',
      undefined,
      'GitHub answered 404: Not Found, so the run was deleted or the token may not see it',
    ],
    [
      'refuses',
      { kind: 'refused', status: 403, words: 'GitHub answered 403: Resource not accessible by integration' },
      'GitHub answered 403: Resource not accessible by integration: give the job `permissions: actions: read`',
    ],
    ['has had enough', limited, 'GitHub answered 429: too many requests'],
    ['is silent', { kind: 'silent', words: 'GitHub is behind a proxy' }, 'GitHub is behind a proxy'],
  ])('when GitHub %s', async (_, answer, because) => {
    expect((await state(answer)).state).toEqual({ kind: 'unknown', because });
  });
});

describe('a label that names no run', () => {
  test.each([
    '',
    'acme',
    'acme/app/actions',
    'acme/..',
    'acme/.',
    '../user',
    '-acme/app',
    'acme/app?x=1',
    'acme/app#',
    'acme%2Fapp',
    'acme/app\n',
    'acme/ap p',
    'acme/äpp',
  ])('is refused: the repository %j', async (repository) => {
    const told = await state(undefined, { repository });
    const because = `${JSON.stringify(repository)} names no repository of GitHub`;
    expect(told).toEqual({ state: { kind: 'unknown', because }, diary: [] });
  });

  test.each(['', '0', '042', '-1', '4.2', '1e3', '42/../43', '42 ', '42\n', '٤٢', '9'.repeat(20)])(
    'is refused: the run %j',
    async (id) => {
      const told = await state(undefined, { id });
      const because = `${JSON.stringify(id)} is not the number of a run`;
      expect(told).toEqual({ state: { kind: 'unknown', because }, diary: [] });
    },
  );

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('is refused: attempt %s', async (attempt) => {
    const told = await state(undefined, { attempt });
    const because = `${attempt} is not the attempt of a run`;
    expect(told).toEqual({ state: { kind: 'unknown', because }, diary: [] });
  });

  test('is not shown in full', async () => {
    const told = await state(undefined, { repository: 'x'.repeat(5000) });
    expect(told.state).toEqual({ kind: 'unknown', because: `"${'x'.repeat(100)}" names no repository of GitHub` });
  });

  test.each(['acme/.github', 'Acme-2/app.js_v1', 'octo_cat/...', 'a/b'])('is not %s', async (repository) => {
    const { diary } = await state(undefined, { repository });
    expect(diary).toEqual([`? /repos/${repository}/actions/runs/${run.id}`]);
  });
});
