/** Connections and hosts that go away while they are deployed to. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Host } from '../../../script/rig/hosts/host.ts';
import { moodVolume, moody, setMoods, until, untilNextRuns, verdict } from './faults.ts';
import { containers, deployed, openYard, serving, type Version, word, type Yard } from './yard.ts';

let yard: Yard;
let one: Version;
let two: Version;
const fast = {
  'deploy-run': moodVolume,
  'deploy-watch': '0s',
  'deploy-health-successes': '1',
  'deploy-parallel': '100%',
  'deploy-health-timeout': '30s',
};

beforeAll(async () => {
  yard = await openYard(3);
  // The second never gets healthy: there is time for something to happen.
  [one, two] = [await yard.build(), await yard.build({ health: moody })];
  await setMoods(yard.hosts, () => '503 Warming up');
  expect((await yard.deploy(one, fast)).main.exitCode).toBe(0);
});

afterAll(async () => {
  await yard[Symbol.asyncDispose]();
});

function host(index: number): Host {
  const found = yard.hosts[index];
  if (found === undefined) throw new Error(`There is no host ${index}`);
  return found;
}

async function expectAsBefore(hosts: readonly Host[]): Promise<void> {
  for (const each of hosts)
    expect(await containers(each)).toEqual([
      { name: 'web', running: true, digest: one.digest, restart: 'unless-stopped' },
    ]);
}

test('ssh is cut in the health gate: a new connection puts everything back', async () => {
  const logins = await host(0).logins();
  const running = yard.deploy(two, fast);
  await untilNextRuns(host(0));
  await host(0).dropSsh();
  const { main } = await running;
  expect(main.exitCode).toBe(1);
  expect(verdict(main)).toBe('Deploy of DIGEST failed on h1: the connection to its Docker engine broke');
  expect(deployed(main)).toMatchObject({
    h1: { state: 'rolled back', to: one.digest },
    h2: { state: 'rolled back', to: one.digest },
    h3: { state: 'rolled back', to: one.digest },
  });
  expect(await host(0).logins()).toBe(logins + 2);
  await expectAsBefore(yard.hosts);
  for (const each of yard.hosts) expect(await word(each)).toBe(one.word);
});

test('the cable is out in the health gate: it is noticed in time, and the end of the job puts it back', async () => {
  let cut = 0;
  let noticed = 0;
  let plugging: Promise<void> | undefined;
  const onLine = (line: string) => {
    if (line.startsWith('Put back h2')) noticed = Date.now();
    // The main step has ended with its report.
    if (line.includes('NOT PUT BACK')) plugging ??= host(0).plug();
  };
  const running = yard.deploy(two, fast, { onLine });
  await untilNextRuns(host(0));
  cut = Date.now();
  await host(0).cut();
  const { main, post } = await running;
  await plugging;
  expect(verdict(main)).toBe('Deploy of DIGEST failed on h1: the connection to its Docker engine broke');
  expect(noticed - cut).toBeGreaterThan(0);
  expect(noticed - cut).toBeLessThan(15_000);
  expect(main.log).toContain(
    'h1  NOT PUT BACK: cannot be reached: it does not answer; nobody can say what runs there now',
  );
  expect(main.log).toMatch(/docker start [0-9a-f]{12}\n/);
  expect(deployed(main)).toMatchObject({
    h1: { state: 'unknown', from: one.digest, to: '' },
    h2: { state: 'rolled back', to: one.digest },
    h3: { state: 'rolled back', to: one.digest },
  });
  expect(post?.log).toMatch(/Put back h1: it runs [0-9a-f]{12} again, healthy/);
  await expectAsBefore(yard.hosts);
});

test('a host dies while it pulls: nothing is switched anywhere', async () => {
  const three = await yard.build({ lines: ['RUN head -c 12m /dev/urandom > /large'] });
  await host(2).slow({ rate: '4mbit' });
  const running = yard.deploy(three, fast);
  await until(async () => (await host(0).docker('image', 'ls', '--digests')).includes(three.digest), 'an image on h1');
  await host(2).die();
  const { main } = await running;
  expect(main.exitCode).toBe(1);
  expect(verdict(main)).toBe(
    `h3 could not pull DIGEST from ${yard.registry.host}/acme/app: the connection to its Docker engine broke`,
  );
  expect(deployed(main)).toMatchObject({
    h1: { state: 'untouched', to: one.digest },
    h2: { state: 'untouched', to: one.digest },
    h3: { state: 'untouched' },
  });
  await expectAsBefore(yard.hosts.slice(0, 2));
  for (const each of yard.hosts.slice(0, 2))
    expect(await each.docker('image', 'ls', '--digests')).not.toContain(three.digest);
});

test('a host is down from the beginning: nothing is touched, or the others alone where that is allowed', async () => {
  const three = await yard.build();
  // It has died already where the test before was run, too.
  await host(2)
    .die()
    .catch(() => undefined);
  // Side by side, since each waits for an answer; the first has nothing to do with the others' locks.
  const [refused, { main }] = await Promise.all([
    yard.deploy(three, fast),
    yard.deploy(three, { ...fast, 'deploy-max-unavailable': '1' }),
  ]);
  expect(refused.main.exitCode).toBe(1);
  expect(verdict(refused.main)).toBe('h3 cannot be reached: it does not answer');
  expect(main.exitCode).toBe(0);
  expect(main.log).toContain('Left out: h3 cannot be reached: it does not answer');
  expect(deployed(main)).toMatchObject({
    h1: { state: 'deployed', to: three.digest },
    h2: { state: 'deployed', to: three.digest },
    h3: { state: 'unavailable', to: '' },
  });
  for (const each of yard.hosts.slice(0, 2)) expect(await serving(each)).toBe(three.digest);
});
