/** One deploy at a time on a host: who waits for whom, for how long, and what stands at the end. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { type GitHubDouble, startGitHub } from '../../../script/github-api/server.ts';
import type { Host } from '../../../script/rig/hosts/host.ts';
import { event, type Wish } from '../stand.ts';
import { begin, stateOf } from './begun.ts';
import { containers, deployed, openYard, serving, type Version, type Yard } from './yard.ts';

let yard: Yard;
let h1: Host;
let h2: Host;
let h3: Host;
let one: Version;
let two: Version;
let three: Version;
let four: Version;
let github: GitHubDouble;

/** Commits, each the child of the one before. */
const shas = ['1', '2', '3', '4'].map((digit) => digit.repeat(40));
const all = { 'deploy-parallel': '100%', 'deploy-watch': '0s' };

beforeAll(async () => {
  yard = await openYard(3);
  [h1, h2, h3] = yard.hosts as [Host, Host, Host];
  const built = await Promise.all(shas.map((revision) => yard.build({ revision })));
  [one, two, three, four] = built as [Version, Version, Version, Version];
  github = await startGitHub({
    name: 'acme/app',
    commits: Object.fromEntries(shas.map((sha, index) => [sha, { parents: shas.slice(0, index).slice(-1) }])),
    runs: { 4710: { status: 'completed' }, 4711: { status: 'in_progress' }, 4712: { status: 'in_progress' } },
  });
  await yard.deploy(one, all, await by(1));
});

afterEach(async () => {
  await Promise.all(yard.hosts.map((host) => host.docker('container', 'rm', '--force', 'slipway-lock-web')));
});

afterAll(async () => {
  await github[Symbol.asyncDispose]();
  await yard[Symbol.asyncDispose]();
  expect(github.violations).toEqual([]);
});

async function by(run: number): Promise<Partial<Wish>> {
  return { event: await event('push-branch', { runId: `${run}`, apiUrl: github.url }) };
}

const runOf = (run: number) => `https://github.com/acme/app/actions/runs/${run}/attempts/1`;

/** A lock as that run takes it. */
async function lock(host: Host, run: number, expires: Date): Promise<void> {
  const served = (await host.docker('inspect', '--format', '{{.Id}}', 'web')).trim();
  const values = {
    name: 'web',
    role: 'lock',
    owner: `slipway-${run}`,
    run: runOf(run),
    repository: 'acme/app',
    'run-id': `${run}`,
    'run-attempt': '1',
    previous: served,
    expires: expires.toISOString(),
  };
  const labels = Object.entries(values).map(([key, value]) => `--label=io.slipway.deploy.${key}=${value}`);
  const image = (await host.docker('inspect', '--format', '{{.Config.Image}}', 'web')).trim();
  await host.docker('create', '--name=slipway-lock-web', ...labels, image);
}

const later = () => new Date(Date.now() + 600_000);

test('a run that GitHub does not know is waited for, and then named', async () => {
  await lock(h2, 4799, later());
  const before = await Promise.all(yard.hosts.map(stateOf));
  const { main } = await yard.deploy(two, { ...all, 'deploy-lock-wait': '5s' }, await by(4711));
  expect(main.exitCode).toBe(1);
  // Less on a busy machine, which has waited already.
  expect(main.log).toMatch(/^Waiting for h2, where \S+\/4799\/attempts\/1 deploys, for at most [1-5] s$/m);
  const [error] = main.annotations;
  expect(error?.message).toContain(`h2 is locked by ${runOf(4799)}, which did not end in 5 s`);
  expect(main.log).toMatch(
    /Nobody can say whether it still goes on \(GitHub answered 404.*`docker rm slipway-lock-web`/,
  );
  expect(deployed(main)).toEqual({});
  expect(await Promise.all(yard.hosts.map(stateOf))).toEqual(before);
});

test('a lock that has had its time is taken over, aloud', async () => {
  await lock(h2, 4799, new Date(Date.now() - 1000));
  const { main } = await yard.deploy(two, all, await by(4711));
  expect(main.exitCode).toBe(0);
  expect(main.log).toContain(`Took over the lock of h2: ${runOf(4799)} has had its time without giving it back`);
  for (const host of yard.hosts) {
    expect(await serving(host)).toBe(two.digest);
    expect((await containers(host)).map(({ name }) => name).filter((name) => name.includes('lock'))).toEqual([]);
  }
});

test('a cancel while it waits: its own locks go, the one that it waits for stays', async () => {
  await lock(h2, 4712, later());
  const before = await Promise.all(yard.hosts.map(stateOf));
  await using run = await begin({
    ...(await yard.wish(one, { ...all, 'deploy-force': 'true' }, await by(4711))),
    cancelAfter: (line) => (line.startsWith('Waiting for h2') ? 'SIGINT' : undefined),
  });
  const main = await run.main;
  expect(main.log).toContain('Cancelled by SIGINT');
  await run.post();
  expect(await Promise.all(yard.hosts.map(stateOf))).toEqual(before);
  expect(await run.processes()).toEqual([]);
});

test('two at once with the same version: one does it, the other finds it done', async () => {
  const settings = { ...all, 'deploy-env': 'COLOUR=blue' };
  const jobs = await Promise.all([4711, 4712].map(async (run) => yard.deploy(two, settings, await by(run))));
  expect(jobs.map(({ main }) => main.exitCode)).toEqual([0, 0]);
  const states = jobs.map(({ main }) => Object.values(deployed(main)).map(({ state }) => state));
  expect(states.toSorted()).toEqual([
    ['deployed', 'deployed', 'deployed'],
    ['unchanged', 'unchanged', 'unchanged'],
  ]);
  for (const host of yard.hosts)
    expect((await containers(host)).filter(({ running }) => running).map(({ digest }) => digest)).toEqual([two.digest]);
});

test('two versions at once on lists that overlap crosswise, and a dead lock: both end, the newer commit stands', async () => {
  // Of both that find it, one repairs what it stands for, and the other must not do so later.
  await lock(h2, 4710, later());
  const targets = (...hosts: Host[]) => hosts.map(({ name, target }) => `${name}=${target}`).join('\n');
  const [newer, older] = await Promise.all([
    yard.deploy(four, { ...all, 'deploy-hosts': targets(h1, h2) }, await by(4711)),
    yard.deploy(three, { ...all, 'deploy-hosts': targets(h2, h1, h3) }, await by(4712)),
  ]);
  expect(newer.main.exitCode).toBe(0);
  // Whether it was first or was refused as too late, it is not what stands.
  if (older.main.exitCode !== 0)
    expect(older.main.log).toMatch(/Not deployed: h[12] runs 4444444, which is newer than 3333333/);
  expect(await Promise.all([h1, h2].map(serving))).toEqual([four.digest, four.digest]);
  expect(await serving(h3)).toBe(older.main.exitCode === 0 ? three.digest : two.digest);
});

test('deploys of other names at the same time leave no image of a lock behind', async () => {
  const images = () => h1.docker('image', 'ls', '--quiet', '--filter', 'dangling=true');
  const before = await images();
  const jobs = await Promise.all(
    ['shop', 'mail', 'jobs'].map(async (name) =>
      yard.deploy(one, { ...all, 'deploy-name': name, 'deploy-hosts': `h1=${h1.target}` }, await by(4711)),
    ),
  );
  expect(jobs.map(({ main }) => main.exitCode)).toEqual([0, 0, 0]);
  expect(await images()).toBe(before);
  expect(await h1.docker('image', 'ls', '--quiet', 'slipway.invalid/lock')).toBe('');
});

test('one machine under two addresses is told at once, and not waited for', async () => {
  const before = await Promise.all(yard.hosts.map(containers));
  // The same address, as it is written in IPv6.
  const twin = h1.target.replace(/@([\d.]+)/, '@[::ffff:$1]');
  const lines = h1.knownHosts.replace(/(\d+\.\d+\.\d+\.\d+)/g, '::ffff:$1');
  const { main } = await yard.deploy(
    one,
    {
      ...all,
      'deploy-hosts': `h1=${h1.target}\nh2=${twin}`,
      'deploy-known-hosts': `${h1.knownHosts}\n${lines}`,
      'deploy-force': 'true',
      'deploy-env': 'COLOUR=red',
      'deploy-lock-wait': '10s',
    },
    await by(4711),
  );
  expect(main.exitCode).toBe(1);
  expect(main.log).toMatch(/Error: Not deployed: h[12] has the same Docker engine as another of the hosts/);
  expect(main.log).not.toContain('Waiting for');
  expect(await Promise.all(yard.hosts.map(containers))).toEqual(before);
});
