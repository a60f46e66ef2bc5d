/** Hosts whose sshd or whose Docker engine does not let us: each message says which setting it is. */
import { createConnection } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Host, type HostOptions, startHost } from '../../../script/rig/hosts/host.ts';
import { getsIn, only, refused, turnedAway } from './access.ts';
import { containers, deployed, openYard, serving, type Yard } from './yard.ts';

let yard: Yard;

beforeAll(async () => {
  yard = await openYard(1);
});

afterAll(async () => {
  await yard[Symbol.asyncDispose]();
});

const forwarding =
  'Its sshd forbids forwarding: set AllowTcpForwarding and AllowStreamLocalForwarding to yes, and DisableForwarding to no; nor may the line in authorized_keys say `restrict` or `no-port-forwarding`';

const noWay = 'lets deploy in, but its sshd does not lead on to its Docker engine (/var/run/docker.sock)';

const cases: readonly (HostOptions & { readonly says: readonly string[] })[] = [
  { name: 'AllowTcpForwarding no', sshd: ['AllowTcpForwarding no'], says: [noWay, forwarding] },
  { name: 'DisableForwarding yes', sshd: ['DisableForwarding yes'], says: [noWay, forwarding] },
  {
    name: 'AllowStreamLocalForwarding no',
    sshd: ['AllowStreamLocalForwarding no'],
    says: [noWay, 'Its sshd forbids to forward sockets: set AllowStreamLocalForwarding to yes'],
  },
  {
    name: 'a user outside of the group docker',
    mayUseDocker: false,
    says: [
      'lets deploy in, but not to its Docker engine: the user may not use /var/run/docker.sock (it is not in the group docker), or no engine answers there',
      'On the host: `sudo usermod --append --groups docker deploy`, and see whether the engine runs',
    ],
  },
];

test.each(cases)('$name', async ({ says, name: _, ...options }) => {
  await using host = await startHost({ name: 'far', ...options });
  const { lines } = await refused(yard, only(host), yard.hosts);
  expect(lines).toEqual([`far ${says[0]}`, says[1]]);
  expect(await containers(host)).toEqual([]);
  expect(await host.files()).toEqual([]);
});

test('a key that may not forward', async () => {
  await using host = await startHost({ name: 'far' });
  const keys = '/home/deploy/.ssh/authorized_keys';
  await host.inside(['sed', '-i', 's/^/restrict /', keys]);
  const { lines } = await refused(yard, only(host), yard.hosts);
  expect(lines).toEqual([`far ${noWay}`, forwarding]);
});

test('a key that may do nothing but forward is enough for a whole deploy', async () => {
  await using host = await startHost({ name: 'far' });
  const line = 's#^#restrict,port-forwarding,command="/bin/false" #';
  await host.inside(['sed', '-i', line, '/home/deploy/.ssh/authorized_keys']);
  const version = await yard.build();
  const { main } = await yard.deploy(version, only(host));
  expect(deployed(main)).toMatchObject({ far: { state: 'deployed' } });
  expect(await serving(host)).toBe(version.digest);
});

test('an engine that listens elsewhere', async () => {
  const [host] = yard.hosts as [Host];
  const move = (from: string, to: string) => host.inside(['mv', `/run/${from}.sock`, `/run/${to}.sock`]);
  await move('docker', 'engine');
  try {
    expect((await refused(yard, {}, [])).lines).toEqual([
      'h1 lets deploy in, and has no socket /var/run/docker.sock',
      'See whether its Docker engine runs; `deploy-docker-socket` says where it listens',
    ]);
    await getsIn(yard, { 'deploy-docker-socket': '/run/engine.sock' });
  } finally {
    await move('engine', 'docker');
  }
});

/** Connects without ever logging in, as scanners of the internet do, and keeps the only place for who does so. */
function occupy({ address, port }: Host): Disposable {
  const socket = createConnection({ host: address, port });
  socket.on('error', () => undefined);
  return { [Symbol.dispose]: () => void socket.destroy() };
}

test('an sshd that turns connections away: tried again, and told at last', async () => {
  await using busy = await startHost({ name: 'busy', sshd: ['MaxStartups 1:100:1'] });
  await using calmer = await startHost({ name: 'calmer', sshd: ['MaxStartups 1:100:1'] });
  using _forEver = occupy(busy);
  const once = occupy(calmer);
  const waiting = getsIn(yard, only(calmer));
  const refusing = refused(yard, only(busy), [busy]);
  await turnedAway(calmer);
  once[Symbol.dispose]();
  await waiting;
  expect(await calmer.logins()).toBe(1);
  expect((await refusing).lines).toEqual([
    'busy cannot be reached: its sshd turned the connection away before any login: it has too many (MaxStartups), or bars this address',
    "Look into the host's sshd log; raise MaxStartups, or take the runner's address off the list",
  ]);
});

test('an sshd with the usual limit needs one free place', async () => {
  await using host = await startHost({ name: 'full', sshd: ['MaxStartups 10'] });
  const others = Array.from({ length: 9 }, () => occupy(host));
  try {
    await getsIn(yard, only(host));
    expect(await host.logins()).toBe(1);
  } finally {
    for (const one of others) one[Symbol.dispose]();
  }
});
