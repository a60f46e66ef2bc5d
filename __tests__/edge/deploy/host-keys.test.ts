/** Whoever is not known for certain is not spoken to; and the message has what is needed to know him. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { must } from '../../../script/rig/command.ts';
import { type Host, startHost } from '../../../script/rig/hosts/host.ts';
import { makeProject } from '../stand.ts';
import { fingerprint, getsIn, only, refused, sshPrograms } from './access.ts';
import { openYard, type Yard } from './yard.ts';

let yard: Yard;
let first: Host;
let second: Host;
/** On another port than others. */
let odd: Host;

beforeAll(async () => {
  [yard, odd] = await Promise.all([openYard(2), startHost({ name: 'odd', port: 2222 })]);
  [first, second] = yard.hosts as [Host, Host];
});

afterAll(async () => {
  await odd[Symbol.asyncDispose]();
  await yard[Symbol.asyncDispose]();
});

/** A line of known_hosts for the place of a host, with a key that nobody has. */
async function strangerAt({ knownHosts }: Host, type: string): Promise<string> {
  await using folder = await makeProject({});
  const file = join(folder.path, 'key');
  await must(['ssh-keygen', '-q', '-t', type, '-N', '', '-f', file], { env: sshPrograms });
  const [kind = '', key = ''] = (await readFile(`${file}.pub`, 'utf8')).split(' ');
  return `${knownHosts.split(' ')[0]} ${kind} ${key}`;
}

const changed =
  'it shows another host key than `deploy-known-hosts` has: it was set up anew, or somebody stands in between';
const unknown = '`deploy-known-hosts` has no line for the host key that it shows';
const otherType = 'it shows a host key of another type than `deploy-known-hosts` has for it';
const compare = 'Compare the fingerprint with the one on the machine itself, then add its line';

test.each([
  { name: 'no line at all', lines: async () => [], why: unknown, cure: compare },
  { name: 'a line of another port', lines: async () => [first.knownHosts], why: unknown, cure: compare },
  {
    name: 'another key',
    lines: async () => [await strangerAt(odd, 'ed25519')],
    why: changed,
    cure: 'Find out which; only then change its line',
  },
  { name: 'an rsa key alone', lines: async () => [await strangerAt(odd, 'rsa')], why: otherType, cure: compare },
  { name: 'an ecdsa key alone', lines: async () => [await strangerAt(odd, 'ecdsa')], why: otherType, cure: compare },
])('$name: the host is not let near, and with the line of the message it is', async ({ lines, why, cure }) => {
  const known = await lines();
  const inputs = { ...only(odd), 'deploy-known-hosts': known.join('\n') };
  const { lines: told, log } = await refused(yard, inputs, [odd]);
  expect(told.slice(0, 3)).toEqual([`odd cannot be reached: ${why}`, cure, `It shows ${await fingerprint(odd)}`]);
  // Words of ssh that name a file of this run would send people astray.
  expect(log).not.toContain('remove with');
  const line = /^Its line is: (.*)$/.exec(told[3] ?? '')?.[1] ?? '';
  expect(line).toBe(odd.knownHosts);
  const mended = why === changed ? [line] : [...known, line];
  await getsIn(yard, { ...inputs, 'deploy-known-hosts': mended.join('\n') });
});

test('no known hosts at all: every host is named with its line', async () => {
  const inputs = { ...only(first, second), 'deploy-known-hosts': '' };
  const { lines, log } = await refused(yard, inputs, [first, second]);
  expect(lines.slice(0, 2)).toEqual(['2 of 2 hosts cannot be used: h1, h2', 'Nothing was touched']);
  for (const host of [first, second]) expect(log).toContain(`its line is: ${host.knownHosts}`);
});

test('several hosts, each with an error of its own: one message names all', async () => {
  await using strict = await startHost({ name: 'strict', mayUseDocker: false });
  const stranger = await strangerAt(second, 'ed25519');
  const inputs = {
    'deploy-hosts': [
      `first=${first.target}`,
      `second=${second.target}`,
      `strict=${strict.target}`,
      'nobody=deploy@nobody.invalid',
      `closed=deploy@${first.address}:23`,
      `odd=${odd.target}`,
    ].join('\n'),
    'deploy-known-hosts': [stranger, strict.knownHosts, odd.knownHosts].join('\n'),
  };
  const { lines, log } = await refused(yard, inputs, [first, second]);
  expect(lines[0]).toBe('5 of 6 hosts cannot be used: first, second, strict, nobody, closed');
  expect(log).toContain(`On first: ${unknown}; compare the fingerprint`);
  expect(log).toContain(`On second: ${changed}; find out which`);
  expect(log).toContain('On strict: lets deploy in, but not to its Docker engine');
  expect(log).toContain('On nobody: nobody knows its name; check how it is written in `deploy-hosts`');
  expect(log).toContain('On closed: nothing listens on that port');
  expect(log).not.toContain('On odd');
});
