/** The real client against a double that knows GitHub's own description, and the fallbacks against real git. */
import { execFile, execFileSync } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Repository } from '../../script/github-api/repository.ts';
import { type Fault, type GitHubDouble, type GitHubOptions, startGitHub } from '../../script/github-api/server.ts';
import type { Event } from '../../src/model/event.ts';
import type { Annotation } from '../../src/model/outcome.ts';
import { sealed } from '../../src/read/secret.ts';
import { isHeadOfRef, readAncestry } from '../../src/stages/ancestry.ts';
import { closeRecord, openRecord, type RecordEnding, type RecordWish } from '../../src/stages/deploy/record.ts';
import { readRunState } from '../../src/stages/deploy/run-state.ts';
import { readHistory } from '../../src/stages/history.ts';
import { askGitHub, tellGitHub } from '../../src/world/github-api.ts';
import type { World } from '../../src/world/ports.ts';
import { contextOf } from '../unit/stages/asked-world.ts';

const sha = (digit: string) => digit.repeat(40);
const branch = (name = 'main'): Event => ({ kind: 'branch', branch: name });
const tagsPath = '/repos/acme/app/git/matching-refs/tags/';

/** One line of history of three commits, a branch off the first, and a line of its own. */
const repository: Repository = {
  name: 'acme/app',
  commits: {
    [sha('1')]: { date: '2026-03-01T09:30:00Z' },
    [sha('2')]: { parents: [sha('1')] },
    [sha('3')]: { parents: [sha('2')] },
    [sha('4')]: { parents: [sha('1')] },
    [sha('9')]: {},
  },
  tags: { 'v1.0.0': sha('1'), 'v1.1.0': sha('2') },
  branches: { main: sha('3'), 'feature/50%#1': sha('4') },
  pulls: { 7: sha('4') },
};

let github: GitHubDouble;

async function start(options: GitHubOptions = {}, described = repository): Promise<void> {
  github = await startGitHub(described, options);
}

/** Every request of every test must be one that GitHub knows. */
afterEach(async () => {
  await github[Symbol.asyncDispose]();
  expect(github.violations).toEqual([]);
});

function ask(path: string, token?: string) {
  return askGitHub(path, token === undefined ? undefined : sealed(token), { GITHUB_API_URL: github.url });
}

function tell(path: string, body: unknown, token?: string) {
  return tellGitHub(
    path,
    { method: 'POST', body: JSON.stringify(body) },
    token === undefined ? undefined : sealed(token),
    { GITHUB_API_URL: github.url },
  );
}

/** GitHub as the double tells it; git is not there to help. */
const onlyGitHub = (token?: string) =>
  ({
    askGitHub: (path: string) => ask(path, token),
    run: async () => ({ exitCode: 128, stdout: '', stderr: 'fatal: not a git repository', seconds: 0 }),
  }) as unknown as World;

describe('what GitHub says', () => {
  test('is understood: tags, dates, heads', async () => {
    await start({ token: 'ghs_right' });
    const world = onlyGitHub('ghs_right');
    const context = contextOf(branch(), { revision: sha('1') });
    expect(await readHistory({ gitTags: true, commitDate: true }, context, undefined, world)).toEqual({
      gitTags: { kind: 'known', value: ['v1.0.0', 'v1.1.0'], from: 'GitHub' },
      commitDate: { kind: 'known', value: '2026-03-01T09:30:00Z', from: 'GitHub' },
    });
    expect(github.requests.map(({ authorization }) => authorization)).toEqual(Array(2).fill('Bearer ghs_right'));
  });

  test.each([
    ['3', '1', 'descendant'],
    ['1', '3', 'older'],
    ['4', '3', 'diverged'],
    ['9', '3', 'diverged'],
  ])('is understood: %s stands to %s as %s', async (ours, shown, kind) => {
    await start();
    const context = contextOf(branch(), { revision: sha(ours) });
    expect(await readAncestry(sha(shown), context, undefined, onlyGitHub())).toEqual({ kind });
  });

  test.each<[Event, string, boolean]>([
    [branch(), '3', true],
    [branch(), '2', false],
    [branch('feature/50%#1'), '4', true],
    [{ kind: 'schedule', branch: 'main' }, '3', true],
    [{ kind: 'pull-request', number: 7, base: 'main' }, '4', true],
    [{ kind: 'pull-request', number: 7, base: 'main' }, '1', false],
  ])('is understood: the head of %j is %s: %s', async (event, revision, value) => {
    await start();
    const head = await isHeadOfRef(contextOf(event, { revision: sha(revision) }), undefined, onlyGitHub());
    expect(head).toEqual({ kind: 'known', value, from: 'GitHub' });
  });

  test('is the same on GitHub Enterprise Server, below a path', async () => {
    await start({ prefix: '/api/v3', pageSize: 1 });
    const { gitTags } = await readHistory(
      { gitTags: true, commitDate: false },
      contextOf(branch()),
      undefined,
      onlyGitHub(),
    );
    expect(gitTags).toMatchObject({ value: ['v1.0.0', 'v1.1.0'] });
    expect(github.requests.every(({ path }) => path.startsWith('/api/v3/'))).toBe(true);
  });

  test.each([
    ['one page', {}, 1],
    ['pages of 100', { pageSize: 100 }, 30],
    ['pages of 50, which are too many', { pageSize: 50 }, 50],
  ])('3,000 tags come in %s', async (_, options, requests) => {
    const names = Array.from({ length: 3000 }, (_, at) => `v1.${at}.0`);
    const tags = Object.fromEntries(names.map((name) => [name, sha('1')]));
    await start(options, { ...repository, tags });
    const wants = { gitTags: true, commitDate: false };
    const { gitTags } = await readHistory(wants, contextOf(branch()), undefined, onlyGitHub());
    expect(github.requests).toHaveLength(requests);
    if (requests < 50) expect(gitTags).toEqual({ kind: 'known', value: names, from: 'GitHub' });
    else expect(gitTags).toMatchObject({ because: expect.stringMatching(/^GitHub lists tags on more than 50 pages/) });
  });

  test('is followed to the new place of a renamed repository', async () => {
    await start({ formerNames: ['acme/old'] });
    expect(await ask('/repos/acme/old/git/ref/heads/main')).toMatchObject({
      kind: 'answer',
      body: { object: { sha: sha('3') } },
    });
  });
});

describe('a refusal is told in GitHub words', () => {
  test.each([
    ['no token', undefined, 'GitHub answered 401: Requires authentication'],
    ['a wrong token', 'ghs_wrong', 'GitHub answered 401: Bad credentials'],
  ])('%s', async (_, token, words) => {
    await start({ token: 'ghs_right' });
    expect(await ask(tagsPath, token)).toEqual({ kind: 'refused', status: 401, words });
    expect(github.requests).toHaveLength(1);
  });

  test.each<[Fault['kind'] & ('rate-limit' | 'secondary-limit'), number, string]>([
    ['rate-limit', 403, 'GitHub answered 403: API rate limit exceeded for 203.0.113.7'],
    ['secondary-limit', 429, 'GitHub answered 429: You have exceeded a secondary rate limit'],
  ])('%s, without a second try', async (kind, status, words) => {
    await start();
    github.fail({ kind });
    expect(await ask(tagsPath)).toEqual({ kind: 'refused', status, words });
    expect(github.requests).toHaveLength(1);
  });

  test('nothing there', async () => {
    await start();
    const words = 'GitHub answered 404: Not Found';
    expect(await ask('/repos/acme/app/git/ref/heads/gone')).toEqual({ kind: 'refused', status: 404, words });
    expect(await ask('/repos/acme/other/pulls/7')).toEqual({ kind: 'refused', status: 404, words });
  });
});

describe('trouble', () => {
  const main = '/repos/acme/app/git/ref/heads/main';

  test.each<Fault>([{ kind: 'broken' }, { kind: 'hang-up' }])('%j once is tried again', async (fault) => {
    await start();
    github.fail(fault);
    expect(await ask(main)).toMatchObject({ kind: 'answer', body: { ref: 'refs/heads/main' } });
    expect(github.requests).toHaveLength(2);
  });

  test('twice is told', async () => {
    await start();
    github.fail({ kind: 'broken' }, { kind: 'broken' }, { kind: 'hang-up' }, { kind: 'hang-up' });
    expect(await ask(main)).toEqual({ kind: 'refused', status: 500, words: 'GitHub answered 500: Server Error' });
    expect(await ask(main)).toMatchObject({
      kind: 'silent',
      words: expect.stringMatching(/^GitHub did not answer: ./),
    });
    expect(github.requests).toHaveLength(4);
  });

  test('is an answer that is no JSON', async () => {
    await start();
    github.fail({ kind: 'nonsense' });
    expect(await ask(main)).toEqual({ kind: 'silent', words: "GitHub's answer is not JSON" });
  });

  test('is an answer that never ends', async () => {
    await start();
    github.fail({ kind: 'huge' }, { kind: 'huge' });
    expect(await ask(main)).toMatchObject({ kind: 'silent', words: expect.stringMatching(/is larger than 20 MB$/) });
  });

  test('is nobody at the address', async () => {
    await start();
    const answer = await askGitHub(main, undefined, { GITHUB_API_URL: 'http://127.0.0.1:1' });
    expect(answer).toMatchObject({ kind: 'silent', words: expect.stringContaining('ECONNREFUSED') });
  });

  test('is a proxy that is not there', async () => {
    const env = { GITHUB_API_URL: 'https://github.invalid', HTTPS_PROXY: 'http://127.0.0.1:1' };
    const words = expect.stringContaining('ECONNREFUSED 127.0.0.1:1');
    expect(await askGitHub(main, undefined, env)).toEqual({ kind: 'silent', words });
  });

  test.each([
    ['plain HTTP to elsewhere', { GITHUB_API_URL: 'http://192.0.2.1' }, 'GITHUB_API_URL is not https'],
    ['another protocol', { GITHUB_API_URL: 'file:///etc' }, 'GITHUB_API_URL is not https'],
    ['no URL', { GITHUB_API_URL: 'github' }, 'GitHub did not answer: GITHUB_API_URL is not a URL, but github'],
    ['a token that no header can carry', {}, 'GitHub did not answer: '],
  ])('is %s', async (_, env, words) => {
    await start();
    const answer = await askGitHub(main, sealed('gh\ns'), { GITHUB_API_URL: github.url, ...env });
    expect(answer).toEqual({ kind: 'silent', words: expect.stringContaining(words) });
    expect(JSON.stringify(answer)).not.toContain('gh\\ns');
    expect(github.requests).toEqual([]);
  });
});

describe('the token stays with GitHub', () => {
  test('a redirect to another host is not followed', async () => {
    await start();
    const heard: string[] = [];
    await using stranger = createServer((request, response) => {
      heard.push(String(request.headers.authorization));
      response.end('{}');
    });
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    github.fail({ kind: 'redirect', to: `http://127.0.0.1:${(stranger.address() as AddressInfo).port}/repos/x` });
    expect(await ask('/repos/acme/app/pulls/7', 'ghs_x')).toMatchObject({ kind: 'refused', status: 302 });
    expect(heard).toEqual([]);
  });

  test('a next page on another host is not asked for, and half a list is no answer', async () => {
    await start({ pageSize: 1, linksTo: 'https://api.github.invalid' });
    expect(await ask(tagsPath)).toEqual({ kind: 'silent', words: "GitHub's next page is on another host" });
  });
});

describe('GitHub is told', () => {
  const path = '/repos/acme/app/deployments';
  const wish = { ref: sha('3'), auto_merge: false, required_contexts: [] };
  const made = { kind: 'answer', body: { id: 1, sha: sha('3'), environment: 'production' } };

  test('and what it makes is the answer', async () => {
    await start({ token: 'ghs_right' });
    expect(await tell(path, { ...wish, description: 'Grüße' }, 'ghs_right')).toMatchObject(made);
    expect(await tell(`${path}/1/statuses`, { state: 'success' }, 'ghs_right')).toMatchObject({ kind: 'answer' });
    expect(github.deployments).toMatchObject([{ wish: { description: 'Grüße' }, statuses: [{ state: 'success' }] }]);
    expect(github.requests).toMatchObject([
      { method: 'POST', authorization: 'Bearer ghs_right', status: 201 },
      { method: 'POST', authorization: 'Bearer ghs_right', status: 201 },
    ]);
  });

  test('and what it takes on without making it is an answer too', async () => {
    await start();
    const merged = { message: `Auto-merged main into ${sha('3')}` };
    expect(await tell(path, { ref: sha('3') })).toEqual({ kind: 'answer', body: merged });
    expect(github.deployments).toEqual([]);
  });

  test('at the new place of a renamed repository, with the body', async () => {
    await start({ formerNames: ['acme/old'] });
    expect(await tell('/repos/acme/old/deployments', wish)).toMatchObject(made);
    expect(github.requests.map(({ status }) => status)).toEqual([307, 201]);
    expect(github.deployments).toHaveLength(1);
  });

  test.each<[string, number, string, unknown, Partial<Repository>]>([
    ['a right is missing', 403, 'Resource not accessible by integration', wish, { lacks: ['deployments: write'] }],
    ['there is no such commit', 422, `No ref found for: ${sha('8')}`, { ...wish, ref: sha('8') }, {}],
    [
      'the checks have not ended',
      409,
      `Conflict: Commit status checks failed for ${sha('3')}`,
      { ref: sha('3'), auto_merge: false },
      {},
    ],
    [
      'a description is too long',
      422,
      'Validation Failed: description is too long (maximum is 140 characters)',
      { ...wish, description: 'ä'.repeat(141) },
      {},
    ],
  ])('and refuses when %s', async (_, status, words, body, changes) => {
    await start({}, { ...repository, ...changes });
    expect(await tell(path, body)).toEqual({ kind: 'refused', status, words: `GitHub answered ${status}: ${words}` });
    expect(github.requests).toHaveLength(1);
    expect(github.deployments).toEqual([]);
  });

  test.each<[Fault, object]>([
    [{ kind: 'broken' }, { kind: 'refused', status: 500, words: 'GitHub answered 500: Server Error' }],
    [{ kind: 'hang-up' }, { kind: 'silent', words: expect.stringMatching(/^GitHub did not answer: ./) }],
    [{ kind: 'nonsense' }, { kind: 'silent', words: "GitHub's answer is not JSON" }],
    [{ kind: 'rate-limit' }, { kind: 'refused', status: 403, words: expect.stringContaining('API rate limit') }],
  ])('and not a second time after %j, since it may have been done', async (fault, answer) => {
    await start();
    github.fail(fault);
    expect(await tell(path, wish)).toEqual(answer);
    expect(github.requests).toHaveLength(1);
  });

  test('a second time when nobody was there', async () => {
    await start();
    const { port } = new URL(github.url);
    await github[Symbol.asyncDispose]();
    const arrived = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(201).end('{"id":7}'));
    });
    const listen = () => arrived.listen(Number(port), '127.0.0.1');
    const failures: unknown[] = [];
    const onFailure = (message: unknown) => {
      if (failures.push(message) === 1) listen();
    };
    subscribe('http.client.request.error', onFailure);
    try {
      expect(await tell(path, wish)).toEqual({ kind: 'answer', body: { id: 7 } });
      expect(failures).toHaveLength(1);
    } finally {
      unsubscribe('http.client.request.error', onFailure);
      await new Promise((resolve) => arrived.close(resolve));
      await start();
    }
  });

  test('and nobody is at any of its addresses', async () => {
    await start();
    const failures: unknown[] = [];
    const onFailure = (message: unknown) => void failures.push(message);
    subscribe('http.client.request.error', onFailure);
    // On most machines this has two.
    const env = { GITHUB_API_URL: 'http://localhost:1' };
    const answer = await tellGitHub(path, { method: 'POST', body: JSON.stringify(wish) }, undefined, env);
    unsubscribe('http.client.request.error', onFailure);
    expect(answer).toEqual({ kind: 'silent', words: expect.stringMatching(/^GitHub did not answer: ./) });
    expect(failures).toHaveLength(2);
  });

  test('nowhere else: a redirect to another host gets neither token nor body', async () => {
    await start();
    github.fail({ kind: 'redirect', to: 'http://127.0.0.1:1/repos/acme/app/deployments' });
    expect(await tell(path, wish, 'ghs_x')).toMatchObject({ kind: 'refused', status: 302 });
  });
});

describe('a deploy', () => {
  const digest = `sha256:${'d'.repeat(64)}`;
  const wish: RecordWish = {
    environment: 'production',
    url: 'https://app.example.com',
    references: [`ghcr.io/${'a'.repeat(100)}@${digest}`],
    kept: [],
    task: 'deploy',
  };
  const runUrl = 'https://github.com/acme/app/actions/runs/42/attempts/1';
  const context = contextOf(branch(), { revision: sha('3'), runUrl });
  const ending: RecordEnding = { state: 'success', description: 'ü'.repeat(150), url: wish.url };

  const world = {
    askGitHub: (path: string) => ask(path, 'ghs_right'),
    tellGitHub: (path: string, body: unknown) => tell(path, body, 'ghs_right'),
    pause: async () => undefined,
    log: {
      annotate: ({ message }: Annotation) => {
        throw new Error(message);
      },
      debug: () => undefined,
    },
  } as unknown as World;

  const token = sealed('ghs_right');

  test('is made and ended with requests that GitHub takes', async () => {
    await start({ token: 'ghs_right' });
    const recorded = await openRecord(wish, context, token, world);
    expect(recorded).toEqual({ kind: 'made', id: 1 });
    await closeRecord(recorded, ending, context, token, world);
    expect(github.deployments).toMatchObject([
      {
        id: 1,
        wish: { ref: sha('3'), environment: 'production', payload: { digest, run: runUrl } },
        statuses: [
          { state: 'in_progress', log_url: runUrl, environment_url: wish.url },
          { state: 'success', log_url: runUrl, environment_url: wish.url, description: `${'ü'.repeat(139)}…` },
        ],
      },
    ]);
    expect(github.requests.map(({ status }) => status)).toEqual([201, 201, 201]);
  });

  test('is ended although GitHub was in trouble at first', async () => {
    await start();
    const recorded = await openRecord(wish, context, token, world);
    github.fail({ kind: 'broken' });
    await closeRecord(recorded, ending, context, token, world);
    expect(github.deployments[0]?.statuses.map(({ state }) => state)).toEqual(['in_progress', 'success']);
  });

  test.each<[string, Partial<Repository>, Fault[], string | RegExp]>([
    [
      'the token may not',
      { lacks: ['deployments: write'] },
      [],
      'GitHub answered 403: Resource not accessible by integration: give the job `permissions: deployments: write`',
    ],
    ['GitHub knows no such commit', { commits: {} }, [], `GitHub answered 422: No ref found for: ${sha('3')}`],
    ['GitHub is in trouble', {}, [{ kind: 'broken' }], 'GitHub answered 500: Server Error'],
    ['the connection breaks', {}, [{ kind: 'hang-up' }], /^GitHub did not answer: .*socket hang up$/],
  ])('is not made when %s', async (_, changes, faults, because) => {
    await start({}, { ...repository, ...changes });
    github.fail(...faults);
    expect(await openRecord(wish, context, token, world)).toEqual({
      kind: 'skipped',
      because: expect.stringMatching(because),
    });
    expect(github.requests).toHaveLength(1);
    expect(github.deployments).toEqual([]);
  });

  test.each<[string, Partial<Repository>, object]>([
    ['goes on', { runs: { 42: { status: 'in_progress' } } }, { kind: 'alive' }],
    ['has ended', { runs: { 42: { status: 'completed', conclusion: 'cancelled' } } }, { kind: 'ended' }],
    ['was started again', { runs: { 42: { status: 'queued', run_attempt: 2 } } }, { kind: 'ended' }],
    ['has no status', { runs: { 42: { status: null } } }, { kind: 'unknown', because: "GitHub's answer is not a run" }],
    ['is not there', {}, { kind: 'unknown', because: expect.stringContaining('the run was deleted') }],
    [
      'must not be seen',
      { lacks: ['actions: read'] },
      { kind: 'unknown', because: expect.stringContaining('`permissions: actions: read`') },
    ],
  ])("sees that another's run %s", async (_, changes, state) => {
    await start({}, { ...repository, ...changes });
    expect(await readRunState({ repository: 'acme/app', id: '42', attempt: 1 }, token, world)).toEqual(state);
  });
});

describe('real git, while GitHub refuses', () => {
  let folder: string;
  /** Where each commit of the server's repository is, by its message. */
  const at: Record<string, string> = {};
  const server = () => join(folder, 'server', 'acme', 'app');

  const identity = {
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@x',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@x',
  };
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    ...identity,
    GIT_COMMITTER_DATE: '2026-03-01T10:30:00+01:00',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
  };

  function git(cwd: string, ...words: string[]): string {
    return execFileSync('git', words, { cwd, env, encoding: 'utf8', stdio: 'pipe' }).trim();
  }

  function commit(cwd: string, message: string): void {
    writeFileSync(join(cwd, 'file'), message);
    git(cwd, 'add', '.');
    git(cwd, 'commit', '--quiet', '--message', message);
    at[message] = git(cwd, 'rev-parse', 'HEAD');
  }

  /** The clone that a job has: `first`, `second` and `third` on main, and `lost`, which was force-pushed away. */
  function clone(name: string, ...words: string[]): string {
    git(folder, 'clone', '--quiet', ...words, `file://${server()}`, name);
    return join(folder, name);
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-git-'));
    git(folder, 'init', '--quiet', '--initial-branch=main', server());
    commit(server(), 'first');
    git(server(), 'tag', 'v1.0.0');
    commit(server(), 'lost');
    git(server(), 'reset', '--quiet', '--hard', at['first'] ?? '');
    commit(server(), 'second');
    git(server(), 'tag', '--annotate', 'v1.1.0', '--message', 'with words');
    commit(server(), 'third');
    git(server(), 'update-ref', 'refs/pull/7/head', at['second'] ?? '');
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  /** Starts git for real in a workspace; GitHub has had enough of us. */
  const worldIn = (cwd: string) =>
    ({
      askGitHub: async (path: string) => {
        github.fail({ kind: 'secondary-limit' });
        return ask(path);
      },
      run: ({ argv, env: more }: Parameters<World['run']>[0]) =>
        new Promise((resolve) => {
          const [program, ...words] = argv;
          execFile(program, words, { cwd, env: { ...env, ...more } }, (error, stdout, stderr) =>
            resolve({ exitCode: Number(error?.code ?? 0), stdout, stderr, seconds: 0 }),
          );
        }),
    }) as unknown as World;

  const context = (message: string, event = branch()) =>
    contextOf(event, { revision: at[message] ?? '', serverUrl: `file://${join(folder, 'server')}` });

  test.each([
    ['third', 'first', 'descendant'],
    ['first', 'third', 'older'],
    ['third', 'third', 'same'],
  ])('a whole clone: %s stands to %s as %s', async (ours, shown, kind) => {
    await start();
    const world = worldIn(clone(`whole-${ours}-${shown}`));
    expect(await readAncestry(at[shown] ?? '', context(ours), undefined, world)).toEqual({ kind });
  });

  test('a commit that was force-pushed away: its own clone knows, a new one does not', async () => {
    await start();
    const lost = at['lost'] ?? '';
    expect(await readAncestry(lost, context('third'), undefined, worldIn(server()))).toEqual({ kind: 'diverged' });
    expect(await readAncestry(lost, context('third'), undefined, worldIn(clone('new')))).toEqual({
      kind: 'unknown',
      because: expect.stringMatching(/^GitHub answered 429: .*; git merge-base: fatal: Not a valid commit name/),
    });
  });

  test.each(['1', '2'])('a clone of depth %s does not say that the commits diverged', async (depth) => {
    await start();
    const world = worldIn(clone(`depth-${depth}`, '--depth', depth));
    expect(await readAncestry(at['first'] ?? '', context('third'), undefined, world)).toEqual({
      kind: 'unknown',
      because:
        'GitHub answered 429: You have exceeded a secondary rate limit; the clone is shallow (where the checkout is your own step, `fetch-depth: 0` gets all of it)',
    });
  });

  test('a clone of depth 2 knows its parent', async () => {
    await start();
    const world = worldIn(clone('parent', '--depth', '2'));
    expect(await readAncestry(at['second'] ?? '', context('third'), undefined, world)).toEqual({ kind: 'descendant' });
  });

  const all = ['v1.0.0', 'v1.1.0'];
  test.each<[string, readonly string[], string, readonly string[]]>([
    ['a whole clone', [], 'git', all],
    ['a clone of depth 1', ['--depth', '1'], 'git ls-remote', all],
    ['a clone without tags', ['--no-tags'], 'git ls-remote', all],
  ])('the tags of %s come by %s', async (name, words, from, value) => {
    await start();
    const world = worldIn(clone(name.replaceAll(' ', '-'), ...words));
    const event: Event = { kind: 'tag', tag: 'v1.1.0', base: '' };
    const { gitTags } = await readHistory(
      { gitTags: true, commitDate: false },
      context('third', event),
      undefined,
      world,
    );
    expect(gitTags).toEqual({ kind: 'known', value, from });
  });

  test('without a clone, the server is asked; without a server, every reason is told', async () => {
    await start();
    const wants = { gitTags: true, commitDate: true };
    const found = await readHistory(wants, context('third'), undefined, worldIn(tmpdir()));
    expect(found.gitTags).toEqual({ kind: 'known', value: all, from: 'git ls-remote' });
    expect(found.commitDate).toMatchObject({ kind: 'unknown' });
    const nowhere = { ...context('third'), serverUrl: 'file:///nonexistent' };
    const { gitTags } = await readHistory(wants, nowhere, undefined, worldIn(tmpdir()));
    expect(gitTags).toEqual({
      kind: 'unknown',
      because: expect.stringMatching(
        /^GitHub answered 429: .*; there is no usable clone in the workspace; git ls-remote: fatal: /,
      ),
    });
  });

  test('the date of the commit is in every clone of it', async () => {
    await start();
    const world = worldIn(clone('dated', '--depth', '1'));
    const wants = { gitTags: false, commitDate: true };
    const { commitDate } = await readHistory(wants, context('third'), undefined, world);
    expect(commitDate).toEqual({ kind: 'known', value: '2026-03-01T10:30:00+01:00', from: 'git' });
  });

  test.each<[Event, string, boolean]>([
    [branch(), 'third', true],
    [branch(), 'second', false],
    [branch('gone'), 'third', false],
    [{ kind: 'pull-request', number: 7, base: 'main' }, 'second', true],
  ])('the head of %j is %s: %s', async (event, message, value) => {
    await start();
    const head = await isHeadOfRef(context(message, event), undefined, worldIn(folder));
    expect(head).toEqual({ kind: 'known', value, from: 'git ls-remote' });
  });
});

describe('the double', () => {
  test.each([
    ['a path that GitHub does not have', '/repos/acme/app/tagz'],
    ['a parameter that it does not know', '/repos/acme/app/compare/a...b?per-page=1'],
    ['a value of the wrong type', '/repos/acme/app/pulls/seven'],
    ['a run that is no number', '/repos/acme/app/actions/runs/latest'],
  ])('refuses %s', async (_, path) => {
    await start();
    expect(await ask(path)).toMatchObject({ kind: 'refused', status: 400 });
    expect((github.violations as string[]).splice(0)).toHaveLength(1);
  });

  test.each<[string, string, unknown, RegExp]>([
    ['a body without what is needed', '', {}, /body must have required property 'ref'/],
    ['a value of the wrong type', '', { ref: 'main', auto_merge: 'false' }, /body\/auto_merge must be boolean/],
    ['a field that GitHub passes over', '', { ref: 'main', enviroment: 'x' }, /there is no field enviroment/],
    ['a state that there is not', '/1/statuses', { state: 'done' }, /body\/state must be equal to one of/],
    ['an id that is no number', '/one/statuses', { state: 'success' }, /deployment_id/],
    ['no body', '', undefined, /there is no body/],
    ['a list', '', [], /body must be object/],
    ['null', '', null, /body must be object/],
  ])('refuses to be told %s', async (_, rest, body, words) => {
    await start();
    expect(await tell(`/repos/acme/app/deployments${rest}`, body)).toMatchObject({ kind: 'refused', status: 400 });
    expect((github.violations as string[]).splice(0)).toEqual([expect.stringMatching(words)]);
    expect(github.deployments).toEqual([]);
  });

  test('lists what was made, newest first', async () => {
    await start();
    const path = '/repos/acme/app/deployments';
    for (const environment of ['staging', 'production', 'staging'])
      await tell(path, { ref: 'main', auto_merge: false, required_contexts: [], environment });
    expect(await ask(`${path}?environment=staging`)).toMatchObject({
      body: [
        { id: 3, sha: sha('3'), production_environment: false },
        { id: 1, ref: 'main', production_environment: false },
      ],
    });
    expect(await ask(`${path}?environment=production`)).toMatchObject({
      body: [{ id: 2, production_environment: true }],
    });
  });

  test('takes what was deployed to the same environment before for replaced, once the next one succeeds', async () => {
    await start();
    const path = '/repos/acme/app/deployments';
    const make = async (more: object) => {
      const answer = await tell(path, { ref: 'main', auto_merge: false, required_contexts: [], ...more });
      return (answer as { body: { id: number } }).body.id;
    };
    const end = (id: number, state: string, more: object = {}) => tell(`${path}/${id}/statuses`, { state, ...more });
    const states = async (id: number) => {
      const answer = (await ask(`${path}/${id}/statuses`)) as { body: { state: string }[] };
      return answer.body.map(({ state }) => state).toReversed();
    };
    const [first, failed, staging] = [await make({}), await make({}), await make({ environment: 'staging' })];
    const lasting = await make({ transient_environment: true });
    for (const id of [first, staging, lasting]) await end(id, 'success', { auto_inactive: false });
    await end(failed, 'failure');
    const [next, last] = [await make({}), await make({})];
    await end(next, 'in_progress');
    expect(await states(first)).toEqual(['success']);
    await end(next, 'success');
    expect(await states(first)).toEqual(['success', 'inactive']);
    expect(await states(failed)).toEqual(['failure']);
    expect(await states(staging)).toEqual(['success']);
    expect(await states(lasting)).toEqual(['success']);
    // One that ends late takes nothing from those after it, and nobody is replaced twice.
    await end(last, 'success');
    await end(next, 'success');
    expect(await states(last)).toEqual(['success']);
    expect(await states(first)).toEqual(['success', 'inactive']);
  });

  test('knows runs', async () => {
    const runs = { 42: { status: 'completed', conclusion: 'failure', run_attempt: 2 } };
    await start({}, { ...repository, runs });
    expect(await ask('/repos/acme/app/actions/runs/42')).toMatchObject({ kind: 'answer', body: runs[42] });
    expect(await ask('/repos/acme/app/actions/runs/43')).toMatchObject({ kind: 'refused', status: 404 });
  });

  test('says so when its own answer is not what GitHub promises', async () => {
    const runs = { 42: { status: 1 as unknown as string } };
    await start({}, { ...repository, runs });
    expect(await ask('/repos/acme/app/actions/runs/42')).toMatchObject({ kind: 'refused', status: 400 });
    expect((github.violations as string[]).splice(0)).toEqual([
      expect.stringMatching(/the double's own 200: .*status/),
    ]);
  });

  test('refuses requests without the headers that GitHub wants', async () => {
    await start();
    const response = await fetch(github.url + tagsPath, { method: 'POST', headers: { connection: 'close' } });
    expect(response.status).toBe(400);
    const violations = (github.violations as string[]).splice(0).join('\n');
    expect(violations).toMatch(/^POST .*: GitHub has no such path/m);
    expect(violations).toMatch(/header accept/);
    expect(violations).toMatch(/header x-github-api-version/);
  });
});
