/** What bars a deploy before anything serves otherwise: nothing of the hosts is another afterwards. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Host } from '../../../script/rig/hosts/host.ts';
import { inventory, verdict } from './faults.ts';
import { deployed, openYard, type Version, word, type Yard } from './yard.ts';

let yard: Yard;
let one: Version;
let two: Version;
let before: readonly (readonly string[])[];

const fast = {
  'deploy-run': '--publish 8090:8080',
  'deploy-watch': '0s',
  'deploy-health-successes': '1',
  'deploy-parallel': '100%',
};

beforeAll(async () => {
  yard = await openYard(2);
  [one, two] = [await yard.build(), await yard.build()];
  expect((await yard.deploy(one, { ...fast, 'deploy-run': '' })).main.exitCode).toBe(0);
});

afterAll(async () => {
  await yard[Symbol.asyncDispose]();
});

beforeEach(async () => {
  before = await Promise.all(yard.hosts.map(inventory));
});

/** Every host has what it had, and what it served. */
async function expectNothingTouched(): Promise<void> {
  expect(await Promise.all(yard.hosts.map(inventory))).toEqual(before);
  for (const host of yard.hosts) expect(await word(host)).toBe(one.word);
}

function second(): Host {
  const [, host] = yard.hosts;
  if (host === undefined) throw new Error('There is one host alone');
  return host;
}

test("a stranger's container has the port, by whatever port of its own", async () => {
  await second().docker('run', '--detach', '--name=shop', '--publish=8090:80', one.reference);
  before = await Promise.all(yard.hosts.map(inventory));
  const { main } = await yard.deploy(two, fast);
  expect(main.exitCode).toBe(1);
  expect(verdict(main)).toBe('Not deployed: h2 has a container shop, which has port 8090 of the host');
  expect(main.log).toContain('nothing of others is touched');
  await expectNothingTouched();
  await second().docker('rm', '--force', 'shop');
});

test('a process of the host has the port', async () => {
  const server = ['run', '--detach', '--name=process', '--network=host', one.reference];
  await second().docker(...server, 'httpd', '-f', '-p', '8090');
  before = await Promise.all(yard.hosts.map(inventory));
  const { main } = await yard.deploy(two, fast);
  expect(main.exitCode).toBe(1);
  expect(verdict(main)).toBe(
    'Deploy of DIGEST failed on h2: could not start the new container: its port 8090, which `deploy-run` publishes, is taken by somebody else',
  );
  expect(main.log).toContain('Every host runs ');
  expect(deployed(main)).toMatchObject({
    h1: { state: 'rolled back', to: one.digest },
    h2: { state: 'rolled back', to: one.digest },
  });
  await expectNothingTouched();
  await second().docker('rm', '--force', 'process');
});

test("a stranger's container has the name, and keeps it", async () => {
  await second().docker('run', '--detach', '--name=shop', one.reference);
  before = await Promise.all(yard.hosts.map(inventory));
  const { main } = await yard.deploy(two, { ...fast, 'deploy-name': 'shop' });
  expect(main.exitCode).toBe(1);
  expect(verdict(main)).toBe('Not deployed: h2 has a container shop, which has the name shop and is not of Slipway');
  await expectNothingTouched();
  await second().docker('rm', '--force', 'shop');
});

test.each([
  ['a manifest', '--provenance=false'],
  ['an index', '--provenance=true'],
])('the image is for other machines: %s', async (_, option) => {
  const foreign = await yard.build({ from: 'scratch', options: ['--platform=linux/arm64', option] });
  const { main } = await yard.deploy(foreign, fast);
  expect(main.exitCode).toBe(1);
  expect(verdict(main)).toBe('h1 is amd64, and the image is for arm64 alone');
  expect(main.log).toContain('Add linux/amd64 to `platforms`');
  expect(deployed(main)).toMatchObject({ h1: { state: 'untouched', to: one.digest }, h2: { state: 'untouched' } });
  await expectNothingTouched();
});

test('a host does not reach the registry: what the others have pulled goes again', async () => {
  const [, port = ''] = yard.registry.host.split(':');
  const wall = ['OUTPUT', '-p', 'tcp', '--dport', port, '-j', 'REJECT', '--reject-with', 'icmp-host-unreachable'];
  await second().inside(['iptables', '--wait', '--append', ...wall]);
  const { main } = await yard.deploy(two, fast);
  await second().inside(['iptables', '--wait', '--delete', ...wall]);
  expect(main.exitCode).toBe(1);
  expect(verdict(main)).toBe(
    `h2 could not pull DIGEST from ${yard.registry.host}/acme/app: it cannot reach the registry`,
  );
  expect(deployed(main)).toMatchObject({
    h1: { state: 'untouched', to: one.digest },
    h2: { state: 'untouched', to: one.digest },
  });
  await expectNothingTouched();
});

test('a registry that breaks off for a moment costs nobody a deploy', async () => {
  const { registry } = yard;
  registry.clear();
  registry.inject({ match: { method: 'GET', path: /\/blobs\// }, times: 3, action: { kind: 'reset' } });
  const { main } = await yard.deploy(two, { ...fast, 'deploy-run': '' });
  expect(registry.requests.filter(({ status }) => status === undefined)).toHaveLength(3);
  registry.clear();
  expect(main.exitCode).toBe(0);
  for (const host of yard.hosts) expect(await word(host)).toBe(two.word);
});

test("a stranger's container with our labels, from an image that was made of ours, is left alone", async () => {
  await second().docker('commit', 'web', 'mine:1');
  await second().docker('run', '--detach', '--name=mine', 'mine:1');
  const state = () => second().docker('inspect', '--format', '{{.Id}} {{.State.Running}}', 'mine');
  const mine = await state();
  for (const version of [one, two])
    expect((await yard.deploy(version, { ...fast, 'deploy-run': '' })).main.exitCode).toBe(0);
  expect(await state()).toBe(mine);
  await second().docker('rm', '--force', 'mine');
  await second().docker('image', 'rm', 'mine:1');
});
