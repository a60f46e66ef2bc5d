/** What GitHub shows of a deploy, and what a dry run says of one. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type GitHubDouble, startGitHub } from '../../../script/github-api/server.ts';
import type { Host } from '../../../script/rig/hosts/host.ts';
import { dockerfile, event, makeProject, runJob, type Wish } from '../stand.ts';
import { begin, serves, stateOf } from './begun.ts';
import { deployed, openYard, serving, type Version, type Yard } from './yard.ts';

let yard: Yard;
let h1: Host;
let one: Version;
let two: Version;
let three: Version;
let sick: Version;
let github: GitHubDouble;

const token = 'ghs_made_up';
const sha = '8c1f0d3b6a5e4f2d9b7c0a1e2d3c4b5a69788796';
const url = 'https://app.example.com';
const recorded = {
  'deploy-environment': 'production',
  'deploy-url': url,
  'github-token': token,
  'deploy-parallel': '100%',
  'deploy-watch': '0s',
};

beforeAll(async () => {
  yard = await openYard(2);
  [h1] = yard.hosts as [Host];
  // Tags of pull requests, which a clean-up takes away when they are closed.
  one = await yard.build({ word: 'pr-1' });
  two = await yard.build({ word: 'pr-2' });
  three = await yard.build({ word: 'pr-3' });
  sick = await yard.build({ health: '503 Service Unavailable' });
  const pulls = { 1: sha, 2: sha, 3: sha };
  const known = { commits: { [sha]: {} }, branches: { main: sha }, pulls, closed: [1, 2, 3] };
  github = await startGitHub({ name: 'acme/app', ...known }, { token });
});

afterAll(async () => {
  await github[Symbol.asyncDispose]();
  await yard[Symbol.asyncDispose]();
  expect(github.violations).toEqual([]);
});

async function asking(double: GitHubDouble = github, more: object = {}): Promise<Partial<Wish>> {
  return { event: await event('push-branch', { apiUrl: double.url, ...more }) };
}

const states = () => github.deployments.at(-1)?.statuses.map(({ state }) => state);

test('a deployment is made, is in progress, and succeeds', async () => {
  await yard.deploy(one, recorded, await asking());
  expect(github.deployments).toHaveLength(1);
  expect(github.deployments[0]?.wish).toMatchObject({ ref: sha, environment: 'production', task: 'deploy' });
  expect(states()).toEqual(['in_progress', 'success']);
  expect(github.deployments[0]?.statuses.at(-1)).toMatchObject({
    description: `Deployed ${one.digest.slice(7, 19)} to 2 hosts`,
    environment_url: url,
    log_url: 'https://github.com/acme/app/actions/runs/4711000001/attempts/1',
  });
});

test('where nothing changes, there is none', async () => {
  const { main } = await yard.deploy(one, recorded, await asking());
  expect(deployed(main)).toMatchObject({ h1: { state: 'unchanged' } });
  expect(github.deployments).toHaveLength(1);
});

test('a version that is not healthy is a failure of its deployment', async () => {
  const { main } = await yard.deploy(sick, { ...recorded, 'deploy-health-timeout': '1s' }, await asking());
  expect(main.exitCode).toBe(1);
  expect(states()).toEqual(['in_progress', 'failure']);
});

test('a host that could not be put back is no host that was', async () => {
  let lost: Promise<string> | undefined;
  const onLine = (line: string) => {
    if (line.startsWith('Pulled ')) lost ??= h1.docker('rm', '--force', 'web');
  };
  const asked = { ...recorded, 'deploy-health-timeout': '3s' };
  const { main } = await yard.deploy(sick, asked, { ...(await asking()), onLine });
  await lost;
  expect(deployed(main)).toMatchObject({ h1: { state: 'unknown' }, h2: { state: 'rolled back' } });
  expect(github.deployments.at(-1)?.statuses.at(-1)).toMatchObject({
    state: 'failure',
    description: '1 host could not be put back; see the log',
  });
  expect((await yard.deploy(one, recorded, await asking())).main.exitCode).toBe(0);
});

test.each([
  ['SIGINT', 'Cancelled'],
  ['SIGKILL', 'Ended in the middle; see the log'],
] as const)('after %s nobody sees it in progress', async (signal, description) => {
  const count = github.deployments.length;
  await using run = await begin(await yard.wish(two, { ...recorded, 'deploy-watch': '60s' }, await asking()));
  await run.signalWhen(signal, () => serves(h1, two));
  await run.main;
  await run.post();
  expect(github.deployments).toHaveLength(count + 1);
  expect(states()).toEqual(['in_progress', 'error']);
  expect(github.deployments.at(-1)?.statuses.at(-1)?.description).toBe(description);
  for (const host of yard.hosts) expect(await serving(host)).toBe(one.digest);
});

test('a token without the right is a note, and no failure', async () => {
  await using poor = await startGitHub({ name: 'acme/app', commits: { [sha]: {} }, lacks: ['deployments: write'] });
  const { main } = await yard.deploy(two, recorded, await asking(poor));
  expect(main.exitCode).toBe(0);
  expect(main.annotations).toEqual([]);
  expect(main.log).toContain(
    'No deployment is recorded at GitHub: GitHub answered 403: Resource not accessible by integration: give the job `permissions: deployments: write`',
  );
  for (const host of yard.hosts) expect(await serving(host)).toBe(two.digest);
  expect(poor.violations).toEqual([]);
});

const settings = {
  'dry-run': 'true',
  'deploy-run': '--publish 8080:8080 --env PASSWORD=in-the-open',
  'deploy-env': 'COLOUR=dark-blue',
  'deploy-secrets': 'API_KEY=quite-secret',
};
const planned = [
  'Options: --publish 8080:8080 --env PASSWORD',
  'Environment: COLOUR, API_KEY',
  'Health: GET /cgi-bin/healthz, 3 times within 90 s, then watched for 1 s; 1 host at a time',
];

test.each(['push-branch', 'pull-request-own'])(
  'a dry run for %s says what would change, and changes nothing',
  async (name) => {
    const seen = () => Promise.all(yard.hosts.map(async (host) => [await stateOf(host), await host.files()]));
    const [before, logins] = [await seen(), await Promise.all(yard.hosts.map((host) => host.logins()))];
    const { main, leftovers } = await yard.deploy(one, settings, { event: await event(name) });
    expect(main.exitCode).toBe(0);
    const change = `${two.digest.slice(7, 19)} -> ${one.digest.slice(7, 19)}`;
    for (const host of ['h1', 'h2'])
      expect(main.log).toContain(
        `${host} ${change}, one after the other because of \`--publish 8080:8080\`: a gap of what`,
      );
    for (const line of planned) {
      expect(main.log).toContain(line);
    }
    expect(main.summary).toMatch(/Environment.*COLOUR/);
    // They would be of use for a build alone.
    expect(main.summary).not.toContain('| tag |');
    for (const value of ['in-the-open', 'dark-blue', 'quite-secret']) {
      expect(main.log).not.toContain(value);
      expect(main.summary).not.toContain(value);
    }
    expect(leftovers).toEqual([]);
    expect(await seen()).toEqual(before);
    expect(await Promise.all(yard.hosts.map((host) => host.logins()))).toEqual(logins.map((count) => count + 1));
  },
);

test('a dry run of the whole way says it of the image that it would build', async () => {
  await using project = await makeProject({ Dockerfile: dockerfile(['CMD ["true"]']) });
  const wish = { workspace: project.path, event: await event('pull-request-own') };
  const { main } = await yard.deploy(undefined, { ...settings, stage: 'all' }, wish);
  expect(main.exitCode).toBe(0);
  expect(main.log).toContain(`h1 ${two.digest.slice(7, 19)} -> the image of this run, one after the other`);
  expect(await serving(h1)).toBe(two.digest);
});

/** What a step that goes back tells, and does when it says that it waits for another run. */
async function rollBack(onWait: () => Promise<unknown> = async () => undefined) {
  const waited: Promise<unknown>[] = [];
  const onLine = (line: string) => {
    if (line.startsWith('Waiting for h1') && waited.length === 0) waited.push(onWait());
  };
  const { main } = await yard.deploy(
    undefined,
    { ...recorded, stage: 'rollback' },
    { ...(await asking(github, { runId: '4712' })), onLine },
  );
  await Promise.all(waited);
  expect([main.exitCode, main.log]).toEqual([0, expect.stringContaining('Rolled back')]);
  return { waited: waited.length > 0 };
}

test('what runs after a way back is named, though another deploy came first, and a clean-up keeps it', async () => {
  await yard.deploy(one, { ...recorded, 'deploy-force': 'true' }, await asking());
  await yard.deploy(two, recorded, await asking());
  const count = github.deployments.length;
  // It holds the locks until somebody opens the gate, and the way back leads to `one` as long.
  const gated = {
    'deploy-run': '--volume gate:/gate',
    'deploy-migrate': 'until test -e /gate/open; do sleep 0.1; done',
  };
  await using late = await begin(await yard.wish(three, { ...recorded, ...gated }, await asking()));
  while ((await h1.docker('ps', '--quiet', '--filter', 'volume=gate')) === '') await sleep(30);
  const open = () => h1.docker('run', '--rm', '--volume', 'gate:/gate', two.reference, 'touch', '/gate/open');
  expect(await rollBack(open)).toEqual({ waited: true });
  expect((await late.main).exitCode).toBe(0);
  await late.post();

  for (const host of yard.hosts) expect(await serving(host)).toBe(two.digest);
  const told = github.deployments.slice(count - 2).map(({ wish: { task, payload }, statuses }) => ({
    task,
    image: (payload as { readonly image: string }).image,
    state: statuses.at(-1)?.state,
  }));
  expect(told).toEqual([
    { task: 'deploy', image: one.reference, state: 'inactive' },
    { task: 'deploy', image: two.reference, state: 'inactive' },
    { task: 'deploy', image: three.reference, state: 'inactive' },
    { task: 'rollback', image: one.reference, state: 'error' },
    { task: 'rollback', image: two.reference, state: 'success' },
  ]);

  const { workspace } = await yard.wish(undefined);
  const happened = await event('schedule', { apiUrl: github.url });
  const inputs = { stage: 'cleanup', 'github-token': token };
  const swept = await runJob({ workspace, registry: yard.registry, event: happened, inputs });
  expect([swept.main.exitCode, swept.main.log]).toEqual([
    0,
    expect.stringContaining('pr-2: it is deployed to production'),
  ]);
  const tags = await yard.registry.tags('acme/app');
  expect(tags.filter((tag) => tag.startsWith('pr-'))).toEqual(['pr-2']);
  expect(await yard.registry.digestOf('acme/app', 'pr-2')).toBe(two.digest);

  // What a way back needs is on the hosts, and in no registry.
  await rollBack();
  for (const host of yard.hosts) expect(await serving(host)).toBe(one.digest);
});
