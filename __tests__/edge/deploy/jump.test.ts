/** Hosts that only a jump host reaches. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Host } from '../../../script/rig/hosts/host.ts';
import { type JumpHost, startJumpHost } from '../../../script/rig/hosts/jump.ts';
import { getsIn, only, refused } from './access.ts';
import { openYard, type Yard } from './yard.ts';

let yard: Yard;
let jump: JumpHost;

beforeAll(async () => {
  [yard, jump] = await Promise.all([openYard(3, { hidden: true }), startJumpHost()]);
});

afterAll(async () => {
  await jump[Symbol.asyncDispose]();
  await yard[Symbol.asyncDispose]();
});

function through(way: JumpHost, hosts: readonly Host[] = yard.hosts, known: readonly JumpHost[] = [way]) {
  const knownHosts = [...hosts, ...known].map((machine) => machine.knownHosts).join('\n');
  return { ...only(...hosts), 'deploy-jump-host': `door=${way.target}`, 'deploy-known-hosts': knownHosts };
}

test('directly there is no way', async () => {
  const { lines, log } = await refused(yard, {}, yard.hosts);
  expect(lines[0]).toBe('3 of 3 hosts cannot be used: h1, h2, h3');
  expect(log).toContain(
    'On h1, h2 and h3: it does not answer; check that it runs and that its firewall lets this runner in; `deploy-jump-host` goes through another machine',
  );
});

test('three hosts take one login at the jump host, and one each', async () => {
  await getsIn(yard, through(jump));
  expect(await Promise.all([jump, ...yard.hosts].map((machine) => machine.logins()))).toEqual([1, 1, 1, 1]);
  expect(await jump.files()).toEqual([]);
});

test('a jump host of which no key is known is not let near, and with the line of the message it is', async () => {
  const { lines } = await refused(yard, through(jump, yard.hosts, []), [jump, ...yard.hosts]);
  expect(lines[0]).toBe(
    'The jump host door cannot be reached: `deploy-known-hosts` has no line for the host key that it shows',
  );
  expect(lines.at(-1)).toBe(`Its line is: ${jump.knownHosts}`);
});

test('a host behind it of which no key is known: the way there is not trusted to know it', async () => {
  const [first] = yard.hosts as [Host];
  const { lines } = await refused(yard, { ...through(jump, [first]), 'deploy-known-hosts': jump.knownHosts }, [first]);
  expect(lines[0]).toBe('h1 cannot be reached: `deploy-known-hosts` has no line for the host key that it shows');
  expect(lines.at(-1)).toBe(`Its line is: ${first.knownHosts}`);
});

test('a jump host that may not lead further', async () => {
  await using barred = await startJumpHost({ name: 'barred', sshd: ['AllowTcpForwarding no'] });
  const [first] = yard.hosts as [Host];
  const { lines } = await refused(yard, through(barred, [first]), [first]);
  expect(lines[0]).toBe('h1 cannot be reached: the jump host does not get through to it');
  expect(lines[1]).toMatch(/^On the jump host, its sshd forbids forwarding: set AllowTcpForwarding/);
});

test('a jump host that does not find the host', async () => {
  const [first] = yard.hosts as [Host];
  const inputs = { ...through(jump, [first]), 'deploy-hosts': `h1=deploy@${first.address}:2222` };
  const { lines } = await refused(yard, inputs, [first]);
  expect(lines).toEqual([
    'h1 cannot be reached: the jump host does not get through to it',
    'Check that the jump host reaches this address and port, and that a firewall lets it in',
  ]);
});

test('a jump host that is down', async () => {
  await using down = await startJumpHost({ name: 'down' });
  await down.inside(['sh', '-c', 'kill "$(cat /run/sshd.pid)"']);
  const { lines } = await refused(yard, through(down), yard.hosts);
  expect(lines).toEqual([
    'The jump host door cannot be reached: nothing listens on that port',
    'Check the port in `deploy-jump-host`, and that sshd runs',
  ]);
});
