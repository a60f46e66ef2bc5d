/** A deploy that was killed outright: the next run, or the end of the same job, finds what it left and repairs it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type GitHubDouble, startGitHub } from '../../../script/github-api/server.ts';
import type { Host } from '../../../script/rig/hosts/host.ts';
import { event, type Wish } from '../stand.ts';
import { type Begun, begin, runs, serves, stateOf } from './begun.ts';
import { containers, deployed, openYard, serving, type Version, word, type Yard } from './yard.ts';

let yard: Yard;
let h1: Host;
let h2: Host;
let old: Version;
let next: Version;
let sick: Version;
let last: Version;
let github: GitHubDouble;

/** Runs by number, as GitHub tells of them. */
const told: Record<number, { status: string }> = {};
const all = { 'deploy-parallel': '100%', 'deploy-watch': '0s' };
const published = '--publish 8080:8080';

beforeAll(async () => {
  yard = await openYard(2);
  [h1, h2] = yard.hosts as [Host, Host];
  old = await yard.build();
  next = await yard.build();
  last = await yard.build();
  sick = await yard.build({ health: '503 Service Unavailable' });
  github = await startGitHub({ name: 'acme/app', runs: told });
  await yard.deploy(old, { ...all, 'deploy-run': published }, await by(1));
});

afterAll(async () => {
  await github[Symbol.asyncDispose]();
  await yard[Symbol.asyncDispose]();
  expect(github.violations).toEqual([]);
});

/** The step of run 4711 and so on. */
async function by(run: number): Promise<Partial<Wish>> {
  return { event: await event('push-branch', { runId: `${run}`, apiUrl: github.url }) };
}

/** Starts a run, kills it at this moment, and everything that it had started with it. */
async function killed(
  version: Version,
  inputs: Readonly<Record<string, string>>,
  when: () => Promise<boolean>,
): Promise<Begun> {
  const run = await begin(await yard.wish(version, { 'deploy-run': published, ...inputs }, await by(4711)));
  await run.signalWhen('SIGKILL', when);
  expect((await run.main).signal).toBe('SIGKILL');
  told[4711] = { status: 'completed' };
  return run;
}

const names = async (host: Host) => (await containers(host)).map(({ name }) => name);
const runOf = (run: number) => `https://github.com/acme/app/actions/runs/${run}/attempts/1`;

test('after the first of two hosts was switched: the next run does not believe what runs, puts it back and goes on', async () => {
  await using run = await killed(next, { 'deploy-watch': '60s' }, () => serves(h1, next));
  await run.loseMachine();
  expect(await names(h1)).toContain('slipway-lock-web');
  const { main } = await yard.deploy(next, { 'deploy-run': published, ...all }, await by(4712));
  expect(main.log).toContain(`Took over the lock of h1: ${runOf(4711)} has ended without giving it back`);
  expect(main.log).toContain(`Put back h1: it runs ${old.digest.slice(7, 19)} again, healthy after`);
  expect(main.log).not.toContain('Put back h2');
  expect(deployed(main)).toMatchObject({
    h1: { state: 'deployed', from: old.digest, to: next.digest },
    h2: { state: 'deployed', from: old.digest, to: next.digest },
  });
  for (const host of yard.hosts) {
    expect(await serving(host)).toBe(next.digest);
    expect((await containers(host)).filter(({ digest }) => digest === next.digest)).toHaveLength(1);
    expect((await names(host)).filter((name) => name.startsWith('slipway-lock'))).toEqual([]);
  }
});

test('with the old one stopped and the new one not yet healthy: the next run starts the old one first', async () => {
  await using run = await killed(sick, all, () => runs(h1, sick));
  await run.loseMachine();
  expect((await containers(h1)).filter(({ digest }) => digest === next.digest).some(({ running }) => running)).toBe(
    false,
  );
  const { main } = await yard.deploy(last, { 'deploy-run': published, ...all }, await by(4712));
  expect(deployed(main)).toMatchObject({ h1: { state: 'deployed', from: next.digest, to: last.digest } });
  for (const host of yard.hosts) expect(await word(host)).toBe(last.word);
});

test('the end of its own job repairs all hosts, and ends what is left on the runner', async () => {
  const before = await Promise.all(yard.hosts.map(stateOf));
  const fresh = await yard.build();
  await using run = await killed(fresh, { ...all, 'deploy-watch': '60s' }, async () =>
    (await Promise.all(yard.hosts.map((host) => serves(host, fresh)))).every(Boolean),
  );
  expect(await run.files()).not.toEqual([]);
  const post = await run.post();
  expect(post?.outcome).toBe('success');
  for (const name of ['h1', 'h2'])
    expect(post?.log).toContain(`Put back ${name}: it runs ${last.digest.slice(7, 19)} again`);
  expect(await Promise.all(yard.hosts.map(stateOf))).toEqual(before);
  for (const host of yard.hosts) expect(await word(host)).toBe(last.word);
  expect(await run.processes()).toEqual([]);
  expect(await run.files()).toEqual([]);
});

test('while a migration runs: its container goes, too', async () => {
  const before = await Promise.all(yard.hosts.map(containers));
  const migrating = async () => (await h1.docker('ps', '--format', '{{.Names}}')).includes('-migrate');
  await using run = await killed(next, { 'deploy-migrate': 'sleep 120' }, migrating);
  await run.post();
  expect(await Promise.all(yard.hosts.map(containers))).toEqual(before);
});

test('while it connects: the key of the deploy does not stay on the runner', async () => {
  await h2.cut();
  try {
    await using run = await begin(await yard.wish(next, {}, await by(4711)));
    await run.signalWhen('SIGKILL', async () => (await run.processes()).some((line) => line.includes('-N host1')));
    await run.main;
    expect(await run.files()).not.toEqual([]);
    await run.post();
    expect(await run.files()).toEqual([]);
  } finally {
    await h2.plug();
  }
});

test('while the old one takes its time to stop: the end of the job waits for that, and starts it again', async () => {
  const stubborn = await yard.build({ lines: ['STOPSIGNAL SIGWINCH'] });
  await yard.deploy(stubborn, { ...all, 'deploy-run': `${published} --stop-timeout 2` }, await by(1));
  const before = await Promise.all(yard.hosts.map(containers));
  await using run = await begin(await yard.wish(next, { 'deploy-run': published }, await by(4711)));
  await run.signalWhen('SIGKILL', async () => !(await names(h1)).includes('web'));
  await run.main;
  const post = await run.post();
  expect(post?.log).toContain(`Put back h1: it runs ${stubborn.digest.slice(7, 19)} again, healthy after`);
  expect(await Promise.all(yard.hosts.map(containers))).toEqual(before);
});
