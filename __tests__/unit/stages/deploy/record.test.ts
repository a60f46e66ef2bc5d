/** What GitHub is told of a deploy, and what comes of its refusals. */
import { describe, expect, test } from '@jest/globals';
import { CancelError } from '../../../../src/errors.ts';
import type { Context } from '../../../../src/model/event.ts';
import { sealed } from '../../../../src/read/secret.ts';
import {
  closeRecord,
  openRecord,
  type RecordEnding,
  type Recorded,
  type RecordWish,
} from '../../../../src/stages/deploy/record.ts';
import type { GitHubAnswer } from '../../../../src/world/ports.ts';
import { type Answers, commitB, contextOf, limited, said, worldThatSays } from '../asked-world.ts';

const runUrl = 'https://github.com/acme/app/actions/runs/42/attempts/1';
const token = sealed('ghs_x');
const digest = `sha256:${'d'.repeat(64)}`;
const reference = `ghcr.io/acme/app@${digest}`;
const wish: RecordWish = {
  environment: 'production',
  url: 'https://app.example.com',
  references: [reference],
  kept: [],
  task: 'deploy',
};
const path = '/repos/acme/app/deployments';
const statusPath = `${path}/7/statuses`;
const made = said({ id: 7 });
const fine = said({ id: 1 });
const silent: GitHubAnswer = { kind: 'silent', words: 'GitHub did not answer: connect ECONNREFUSED' };
const refused = (status: number, message: string): GitHubAnswer => ({
  kind: 'refused',
  status,
  words: `GitHub answered ${status}: ${message}`,
});

async function open(answers: Answers, changes: Partial<RecordWish> = {}, more: Partial<Context> = {}, given = true) {
  const { world, diary, bodies } = worldThatSays(answers);
  const context = contextOf({ kind: 'branch', branch: 'main' }, { runUrl, ...more });
  const recorded = await openRecord({ ...wish, ...changes }, context, given ? token : undefined, world);
  return { recorded, diary, bodies };
}

async function close(
  answers: Answers,
  changes: Partial<RecordEnding> = {},
  recorded: Recorded = { kind: 'made', id: 7 },
) {
  const { world, diary, bodies } = worldThatSays(answers);
  const ending: RecordEnding = { state: 'success', description: 'Runs on 2 hosts', url: wish.url, ...changes };
  await closeRecord(recorded, ending, { repository: 'acme/app', runUrl }, token, world);
  return { diary, bodies };
}

describe('the deployment', () => {
  test('is of the commit, without a merge and without waiting for checks, and is in progress', async () => {
    const { recorded, diary, bodies } = await open({ told: [made, fine] });
    expect(recorded).toEqual({ kind: 'made', id: 7 });
    expect(diary).toEqual([`! ${path}`, `! ${statusPath}`]);
    expect(bodies).toEqual([
      {
        ref: commitB,
        task: 'deploy',
        environment: 'production',
        description: `Deploy ${reference}`,
        payload: { digest, image: reference, run: runUrl },
        auto_merge: false,
        required_contexts: [],
      },
      { state: 'in_progress', description: '', log_url: runUrl, environment_url: wish.url },
    ]);
  });

  test('is of the commit of what is deployed; of the run, where GitHub does not know that one', async () => {
    const commit = 'e'.repeat(40);
    const refs = ({ bodies }: { bodies: readonly unknown[] }) => bodies.map((body) => (body as { ref?: string }).ref);
    const known = await open({ told: [made, fine] }, { commit });
    expect([known.recorded, refs(known)]).toEqual([{ kind: 'made', id: 7 }, [commit, undefined]]);
    const unknown = await open({ told: [refused(422, `No ref found for: ${commit}`), made, fine] }, { commit });
    expect([unknown.recorded, refs(unknown)]).toEqual([{ kind: 'made', id: 7 }, [commit, commitB, undefined]]);
    const denied = await open({ told: [refused(403, 'Forbidden')] }, { commit });
    expect([denied.recorded.kind, refs(denied)]).toEqual(['skipped', [commit]]);
  });

  test('may be a rollback, and of something that nobody can look at', async () => {
    const { bodies } = await open({ told: [made, fine] }, { task: 'rollback', url: undefined });
    expect(bodies).toMatchObject([{ task: 'rollback', description: `Rollback to ${reference}` }, {}]);
    expect(Object.keys(bodies[1] as object)).not.toContain('environment_url');
  });

  test('may lead each host to an image of its own, and names all of them', async () => {
    const other = `ghcr.io/acme/app@sha256:${'e'.repeat(64)}`;
    const { bodies } = await open({ told: [made, fine] }, { task: 'rollback', references: [reference, other] });
    expect(bodies[0]).toMatchObject({ payload: { digest, image: reference, others: [other] } });
  });

  test.each<[string, Partial<RecordWish>, Partial<Context>, boolean, string]>([
    ['an environment', { environment: undefined }, {}, true, '`deploy-environment` is empty'],
    ['a token', {}, {}, false, '`github-token` is empty'],
    ['a commit', {}, { revision: '' }, true, 'this run names no commit'],
  ])('is not made without %s, and nobody is asked', async (_, changes, more, given, because) => {
    const { recorded, diary } = await open({}, changes, more, given);
    expect(recorded).toEqual({ kind: 'skipped', because });
    expect(diary).toEqual([]);
  });

  const cure = ': give the job `permissions: deployments: write`';
  test.each<[string, GitHubAnswer, string]>([
    [
      'the right is missing',
      refused(403, 'Resource not accessible by integration'),
      `GitHub answered 403: Resource not accessible by integration${cure}`,
    ],
    ['the repository is not seen', refused(404, 'Not Found'), `GitHub answered 404: Not Found${cure}`],
    ['the limit is reached', refused(403, 'API rate limit exceeded'), 'GitHub answered 403: API rate limit exceeded'],
    [
      'the repository is archived',
      refused(403, 'Repository was archived so is read-only'),
      'GitHub answered 403: Repository was archived so is read-only',
    ],
    ['the token is wrong', refused(401, 'Bad credentials'), 'GitHub answered 401: Bad credentials'],
    ['GitHub knows no such commit', refused(422, 'No ref found for: b'), 'GitHub answered 422: No ref found for: b'],
    ['GitHub is in trouble', refused(502, 'Server Error'), 'GitHub answered 502: Server Error'],
    ['GitHub is silent', silent, 'GitHub did not answer: connect ECONNREFUSED'],
    ['GitHub merged instead', said({ message: 'Auto-merged' }), "GitHub's answer names no deployment"],
    ['the answer is nothing', said(null), "GitHub's answer names no deployment"],
    ['the id is text', said({ id: '7/../8' }), "GitHub's answer names no deployment"],
  ])('is skipped, after one try, when %s', async (_, answer, because) => {
    const { recorded, diary } = await open({ told: [answer] });
    expect(recorded).toEqual({ kind: 'skipped', because });
    expect(diary).toEqual([`! ${path}`]);
  });

  test('is made although its first status does not arrive', async () => {
    const { recorded, diary } = await open({ told: [made, silent, silent] });
    expect(recorded).toEqual({ kind: 'made', id: 7 });
    expect(diary.at(-1)).toBe(
      'debug: Deployment 7 is not shown in progress: GitHub did not answer: connect ECONNREFUSED',
    );
  });

  test('keeps its id when the run is cancelled meanwhile', async () => {
    const { recorded } = await open({ told: [made, silent, fine], cancelled: new CancelError('SIGTERM') });
    expect(recorded).toEqual({ kind: 'made', id: 7 });
  });

  test('has a description that GitHub takes, however long a name is', async () => {
    const { bodies } = await open({ told: [made, fine] }, { references: [`ghcr.io/${'a'.repeat(100)}@${digest}`] });
    const { description } = bodies[0] as { description: string };
    expect(description).toHaveLength(140);
    expect(description).toMatch(/^Deploy ghcr\.io\/a+@sha256:d+…$/);
  });
});

describe('its end', () => {
  test.each(['success', 'failure', 'error'] as const)('is %s, with the log of the run', async (state) => {
    const { diary, bodies } = await close({ told: [fine] }, { state });
    expect(bodies).toEqual([
      { state, description: 'Runs on 2 hosts', log_url: runUrl, environment_url: 'https://app.example.com' },
    ]);
    expect(diary).toEqual([`! ${statusPath}`]);
  });

  test('is told in one line of 140 characters', async () => {
    const { bodies } = await close({ told: [fine] }, { description: `app1\r\n  failed ${'😀'.repeat(200)}` });
    expect(bodies).toMatchObject([{ description: `app1 failed ${'😀'.repeat(127)}…` }]);
    const whole = await close({ told: [fine] }, { description: 'ä'.repeat(140) });
    expect(whole.bodies).toMatchObject([{ description: 'ä'.repeat(140) }]);
  });

  test.each<[string, GitHubAnswer]>([
    ['trouble', refused(503, 'Service Unavailable')],
    ['silence', silent],
  ])('is told again after %s', async (_, answer) => {
    const { diary, bodies } = await close({ told: [answer, fine] });
    expect(diary).toEqual([`! ${statusPath}`, '[wait 1000 ms]', `! ${statusPath}`]);
    expect(bodies[1]).toEqual(bodies[0]);
  });

  test('is told again after a cancel too', async () => {
    const { diary } = await close({ told: [silent, fine], cancelled: new CancelError('SIGTERM') });
    expect(diary.at(-1)).toBe(`! ${statusPath}`);
  });

  test.each<[string, GitHubAnswer[], string]>([
    ['is silent', [silent, silent], 'GitHub did not answer: connect ECONNREFUSED'],
    ['has had enough', [limited], 'GitHub answered 429: too many requests'],
    [
      'refuses',
      [refused(403, 'Resource not accessible by integration')],
      'GitHub answered 403: Resource not accessible by integration: give the job `permissions: deployments: write`',
    ],
  ])('that GitHub did not hear of is a warning when it %s', async (_, told, words) => {
    const { diary } = await close({ told }, { state: 'failure' });
    expect(diary.filter((line) => line.startsWith('!'))).toHaveLength(told.length);
    expect(diary.at(-1)).toBe(`warning: GitHub shows deployment 7 in progress, but it ended with failure: ${words}`);
  });

  test('of what was skipped is not told', async () => {
    expect((await close({}, {}, { kind: 'skipped', because: 'nobody wanted it' })).diary).toEqual([]);
  });
});
