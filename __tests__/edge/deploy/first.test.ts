/** The plain way: a first deploy, a second version, nothing to do, and the way back. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { containers, deployed, openYard, serving, type Version, word, type Yard } from './yard.ts';

let yard: Yard;
let one: Version;
let two: Version;

beforeAll(async () => {
  yard = await openYard(3);
  [one, two] = [await yard.build(), await yard.build()];
});

afterAll(async () => {
  await yard[Symbol.asyncDispose]();
});

test('the first deploy starts it everywhere, and leaves no lock', async () => {
  const { main, leftovers } = await yard.deploy(one);
  expect(main.exitCode).toBe(0);
  expect(leftovers).toEqual([]);
  expect(deployed(main)).toMatchObject({
    h1: { state: 'deployed', from: '', to: one.digest, gap: null },
    h2: { state: 'deployed', from: '', to: one.digest },
    h3: { state: 'deployed', from: '', to: one.digest },
  });
  for (const host of yard.hosts) {
    expect(await containers(host)).toEqual([
      { name: 'web', running: true, digest: one.digest, restart: 'unless-stopped' },
    ]);
    expect(await word(host)).toBe(one.word);
    expect(await host.docker('image', 'ls', '--quiet', 'slipway.invalid/lock')).toBe('');
  }
});

test('a second version takes its place and keeps it for the way back', async () => {
  const { main } = await yard.deploy(two);
  expect(deployed(main)).toMatchObject({ h1: { state: 'deployed', from: one.digest, to: two.digest } });
  for (const host of yard.hosts) {
    const [serves, rests] = await containers(host);
    expect(serves).toEqual({ name: 'web', running: true, digest: two.digest, restart: 'unless-stopped' });
    expect(rests).toMatchObject({ running: false, digest: one.digest, restart: 'no' });
    expect(await word(host)).toBe(two.word);
  }
});

test('the same once more touches nothing, with one login to each host', async () => {
  const before = await Promise.all(yard.hosts.map(containers));
  const logins = await Promise.all(yard.hosts.map((host) => host.logins()));
  const { main } = await yard.deploy(two);
  expect(main.log).toContain('Nothing to deploy: every host runs it already.');
  expect(deployed(main)).toMatchObject({ h1: { state: 'unchanged', from: two.digest, to: two.digest } });
  expect(await Promise.all(yard.hosts.map(containers))).toEqual(before);
  expect(await Promise.all(yard.hosts.map((host) => host.logins()))).toEqual(logins.map((count) => count + 1));
});

test('other settings of the same image are a change', async () => {
  const { main } = await yard.deploy(two, { 'deploy-env': 'COLOUR=blue' });
  expect(deployed(main)).toMatchObject({ h1: { state: 'deployed', from: two.digest, to: two.digest } });
  for (const host of yard.hosts)
    expect(await host.docker('inspect', '--format', '{{json .Config.Env}}', 'web')).toContain('"COLOUR=blue"');
});

test('a rollback starts the container before again, with its own settings, and the next one goes further back', async () => {
  const { main } = await yard.deploy(undefined, { stage: 'rollback' });
  expect(main.exitCode).toBe(0);
  for (const host of yard.hosts) {
    expect(await serving(host)).toBe(two.digest);
    expect(await host.docker('inspect', '--format', '{{json .Config.Env}}', 'web')).not.toContain('COLOUR');
  }
  const further = await yard.deploy(undefined, { stage: 'rollback' });
  expect(deployed(further.main)).toMatchObject({ h1: { from: two.digest, to: one.digest } });
  for (const host of yard.hosts) expect(await word(host)).toBe(one.word);
  const nowhere = await yard.deploy(undefined, { stage: 'rollback' });
  expect(nowhere.main.exitCode).toBe(1);
  expect(nowhere.main.log).toContain('Not deployed: h1 has nothing to go back to');
  for (const host of yard.hosts) expect(await word(host)).toBe(one.word);
});
