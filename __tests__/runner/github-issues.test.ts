/** The issue of a failed rebuild, and the word on a long gap, against GitHub's own description of its API. */
import { afterEach, expect, test } from '@jest/globals';
import type { Repository } from '../../script/github-api/repository.ts';
import { type GitHubDouble, startGitHub } from '../../script/github-api/server.ts';
import { sealed } from '../../src/read/secret.ts';
import { closeIssue, openIssue } from '../../src/stages/rebuild/issue.ts';
import { warnOfLongGap } from '../../src/stages/rebuild/schedule.ts';
import { askGitHub, tellGitHub } from '../../src/world/github-api.ts';
import type { World } from '../../src/world/ports.ts';
import { contextOf } from '../unit/stages/asked-world.ts';

const context = contextOf(
  { kind: 'tag', tag: 'v1.4.2', base: '' },
  { eventName: 'schedule', runUrl: 'https://github.com/acme/app/actions/runs/7/attempts/1' },
);
const subject = { image: 'ghcr.io/acme/app', reaches: 'registry', context, token: sealed('ghs_token') } as const;
const doubles: GitHubDouble[] = [];

afterEach(async () => {
  for (const double of doubles.splice(0)) {
    expect(double.violations).toEqual([]);
    await double[Symbol.asyncDispose]();
  }
});

/** What is logged, and a clock that says the day. */
async function open(repository: Partial<Repository> = {}, pageSize?: number) {
  const github = await startGitHub(
    { name: 'acme/app', ...repository },
    { token: 'ghs_token', ...(pageSize !== undefined && { pageSize }) },
  );
  doubles.push(github);
  const diary: string[] = [];
  const env = { GITHUB_API_URL: github.url };
  let day = '2026-11-22';
  const world: Pick<World, 'askGitHub' | 'tellGitHub' | 'time' | 'log'> = {
    askGitHub: (path, token) => askGitHub(path, token, env),
    tellGitHub: (path, body, token, method = 'POST') =>
      tellGitHub(path, { method, body: JSON.stringify(body) }, token, env),
    time: () => Date.parse(`${day}T03:00:00Z`),
    log: {
      line: (text) => diary.push(text),
      annotate: ({ level, message }) => diary.push(`${level}: ${message}`),
      debug: () => undefined,
      group: () => undefined,
      endGroup: () => undefined,
    },
  };
  return { github, diary, world: world as World, itIs: (next: string) => (day = next) };
}

test('one issue: opened, its body kept up to date, a comment a day, closed when it is green', async () => {
  const { github, world, diary, itIs } = await open();
  await openIssue(subject, new Error('Test stage failed: `npm test` exited with 1\nand more'), world);
  expect(github.issues).toHaveLength(1);
  const [issue] = github.issues;
  expect(issue?.title).toBe('Slipway: rebuild of ghcr.io/acme/app fails');
  expect(issue?.body).toContain('Test stage failed: `npm test` exited with 1\n```');
  expect(issue?.body).toContain(`Last run: ${context.runUrl}`);
  expect(issue?.body).toContain(`Commit: ${context.revision}`);
  expect(issue?.body).not.toContain('and more');
  await openIssue(subject, new Error('the second'), world);
  expect(github.issues[0]).toMatchObject({ body: expect.stringContaining('the second'), comments: [] });
  itIs('2026-11-23');
  await openIssue(subject, new Error('the third'), world);
  await openIssue(subject, new Error('the fourth'), world);
  expect(github.issues).toHaveLength(1);
  expect(github.issues[0]?.comments).toEqual([expect.stringContaining('the third')]);
  expect(github.issues[0]?.body).toContain('the fourth');
  await closeIssue(subject, true, world);
  expect(github.issues[0]).toMatchObject({
    state: 'closed',
    comments: [expect.anything(), `Green again: ${context.runUrl}`],
  });
  expect(diary).toEqual(['Issue 1 of the failed rebuild is closed']);
  await openIssue(subject, new Error('again'), world);
  expect(github.issues.map(({ state }) => state)).toEqual(['closed', 'open']);
});

const marked = {
  title: 'x',
  state: 'open',
  comments: [],
  body: '<!-- slipway-rebuild ghcr.io/acme/app 2026-11-22 -->',
};

test.each<[string, object]>([
  ['of a stranger', { ...marked, author: 'User' }],
  ['a pull request', { ...marked, author: 'Bot', pullRequest: true }],
  ['of another image', { ...marked, author: 'Bot', body: '<!-- slipway-rebuild ghcr.io/acme/app2 2026-11-22 -->' }],
  ['that was closed', { ...marked, author: 'Bot', state: 'closed' }],
  ['that quotes ours', { ...marked, author: 'Bot', body: `> ${marked.body}` }],
])('an issue %s is left alone', async (_, there) => {
  const issues = [{ number: 1, ...there }] as Repository['issues'] & object;
  const { github, world } = await open({ issues });
  await closeIssue(subject, true, world);
  await openIssue(subject, new Error('it failed'), world);
  expect(github.issues[0]).toMatchObject(there);
  expect(github.issues).toHaveLength(2);
});

test('ours is found on the second page', async () => {
  const others = Array.from(
    { length: 3 },
    (_, index) => ({ ...marked, number: index + 2, author: 'Bot', body: 'a bug' }) as const,
  );
  const { github, world } = await open({ issues: [{ ...marked, number: 1, author: 'Bot' }, ...others] }, 2);
  await closeIssue(subject, true, world);
  expect(github.issues[0]?.state).toBe('closed');
});

test('without the right: the cure, and nothing else', async () => {
  const { github, world, diary } = await open({ lacks: ['issues: write'] });
  await openIssue(subject, new Error('it failed'), world);
  await closeIssue(subject, true, world);
  expect(github.issues).toEqual([]);
  expect(diary).toEqual([
    'No issue tells of the failed rebuild: GitHub answered 403: Resource not accessible by integration: give the job `permissions: issues: write`',
  ]);
});

test('words that would leave their block, and a token that is not there', async () => {
  const { github, world, diary } = await open();
  await openIssue(subject, new Error('```\n@everybody'), world);
  await openIssue({ ...subject, image: 'b' }, new Error('x ``` @acme/team'), world);
  expect(github.issues[1]?.body).toContain("\n```text\nx ''' @acme/team\n```\n");
  await openIssue({ ...subject, token: undefined }, new Error('x'), world);
  expect(diary).toEqual(['No issue tells of the failed rebuild: `github-token` is empty']);
});

test.each<[string, string | undefined, boolean]>([
  ['six weeks ago', '2026-10-11T03:00:00Z', true],
  ['fifteen days ago', '2026-11-07T03:00:00Z', true],
  ['a week ago', '2026-11-15T03:00:00Z', false],
  ['never', undefined, false],
])('the run before this one was %s', async (_, created, warned) => {
  const own = { status: 'in_progress', workflow_id: 5, event: 'schedule', created_at: '2026-11-22T03:00:00Z' };
  const before = { ...own, status: 'completed', created_at: created ?? '' };
  const others = {
    1: { ...before, workflow_id: 6, created_at: '2026-01-01T00:00:00Z' },
    2: { ...before, event: 'push', created_at: '2026-11-21T00:00:00Z' },
  };
  const { world, diary } = await open({ runs: { ...others, ...(created !== undefined && { 3: before }), 7: own } });
  await warnOfLongGap(context, subject.token, world);
  if (!warned) expect(diary).toEqual([]);
  else
    expect(diary).toEqual([
      expect.stringMatching(/^warning: The scheduled run before this one is \d+ days ago: GitHub disables/),
    ]);
});

test('who may not look, and who was not started by a schedule, hears nothing', async () => {
  const { github, world, diary } = await open({ lacks: ['actions: read'] });
  await warnOfLongGap(context, subject.token, world);
  expect(github.requests).toHaveLength(1);
  await warnOfLongGap({ ...context, eventName: 'workflow_dispatch' }, subject.token, world);
  expect(github.requests).toHaveLength(1);
  expect(diary).toEqual([]);
});

test('a deploy that failed: neither a build that fails nor one that is green without hosts ends it', async () => {
  const { github, world, diary } = await open();
  const hosts = { ...subject, reaches: 'hosts' } as const;
  await openIssue(hosts, new Error('app2 is not healthy'), world);
  expect(github.issues[0]?.body).toContain('the first rebuild that is green, its deploy among it.');
  const later = {
    ...subject,
    context: { ...context, runUrl: 'https://github.com/acme/app/actions/runs/8/attempts/1' },
  };
  await openIssue(later, new Error('the build'), world);
  await openIssue(later, new Error('the build again'), world);
  await closeIssue(subject, true, world);
  await closeIssue(subject, false, world);
  expect(github.issues).toMatchObject([{ state: 'open', body: expect.stringContaining('the build again') }]);
  expect(github.issues[0]?.body).toContain(
    `Last run: ${later.context.runUrl}\nLast failed deploy: ${context.runUrl}\n`,
  );
  await closeIssue(hosts, false, world);
  expect(github.issues).toMatchObject([{ state: 'closed' }]);
  expect(diary).toEqual([
    'Issue 1 of the failed rebuild stays open until a deploy is green',
    'warning: Issue 1 of the failed rebuild stays open until a deploy is green; nothing changed, so none follows: re-run the failed jobs of https://github.com/acme/app/actions/runs/7/attempts/1',
    'Issue 1 of the failed rebuild is closed',
  ]);
});
