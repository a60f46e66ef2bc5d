/** The key is the only way in: what copying does to it is mended, and nothing of the machine's own stands in for it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { must, run } from '../../../script/rig/command.ts';
import type { Host } from '../../../script/rig/hosts/host.ts';
import { deployKey, type KeyPair, makeKey } from '../../../script/rig/hosts/keys.ts';
import { waitFor } from '../../../script/rig/processes.ts';
import { makeProject, type Wish } from '../stand.ts';
import { getsIn, only, refused, sshPrograms } from './access.ts';
import { openYard, type Yard } from './yard.ts';

let yard: Yard;
let host: Host;
let good: KeyPair;
/** Opens nothing. */
let wrong: KeyPair;
let folder: Awaited<ReturnType<typeof makeProject>>;

beforeAll(async () => {
  [yard, good, folder] = await Promise.all([openYard(1), deployKey(), makeProject({})]);
  [host] = yard.hosts as [Host];
  wrong = await makeKey(join(folder.path, 'wrong'), 'nobody');
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
  await yard[Symbol.asyncDispose]();
});

const notTaken = () => [
  'h1 cannot be reached: it does not take the key',
  "Put the key's public half into ~/.ssh/authorized_keys of that user",
  `Its line is: ${wrong.publicKey.trim()}`,
];

test('a wrong key', async () => {
  const { lines, log } = await refused(yard, { 'deploy-ssh-key': wrong.privateKey }, [host]);
  expect(lines).toEqual(notTaken());
  expect(log).toContain('Permission denied (publickey)');
});

test('keys that ssh could not use alone are refused before any connection is made', async () => {
  const file = join(folder.path, 'encrypted');
  await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', 'passphrase', '-f', file], { env: sshPrograms });
  const encrypted = await must(['cat', file]);
  const told = async (key: string) => (await refused(yard, { 'deploy-ssh-key': key }, [host])).lines;
  const one = '1 input needs a change before anything can run';
  expect(await told(encrypted)).toEqual([
    one,
    '  deploy-ssh-key: "***" is a key with a passphrase, which nobody is there to type; make a key for deploys alone, or take the passphrase off a copy with `ssh-keygen -p -N "" -f KEY`',
  ]);
  expect(await told(good.publicKey)).toEqual([
    one,
    '  deploy-ssh-key: "***" is a public key, which belongs into the file authorized_keys of the host; give the private key: the file of the same name without .pub',
  ]);
  expect(await told('')).toEqual([
    one,
    '  deploy-ssh-key: is empty, and the hosts are reached by ssh; check that the secret it is taken from, such as DEPLOY_SSH_KEY of the repository or of an environment, exists and that this job may read it; a workflow that is called gets only the secrets that its caller names',
  ]);
});

test.each([
  { name: 'without its last newline', change: (text: string) => text.trimEnd() },
  { name: 'with the ends of lines of Windows', change: (text: string) => text.replaceAll('\n', '\r\n') },
  { name: 'in base64', change: (text: string) => btoa(text) },
])('a key $name works', async ({ change }) => {
  await getsIn(yard, { 'deploy-ssh-key': change(good.privateKey) });
});

/** A machine whose user has poison in the ssh configuration, and in an agent the key that opens everything. */
async function poisoned(): Promise<Partial<Wish> & { readonly node: string; readonly agent: string }> {
  const home = join(folder.path, 'ssh');
  const trace = join(folder.path, 'poisoned');
  await using files = await makeProject({
    config: [
      'Host *',
      `  ProxyCommand sh -c "touch ${trace}; exit 1"`,
      `  IdentityFile ${home}/id_ed25519`,
      '  StrictHostKeyChecking no',
      '  User root',
      `  LocalCommand touch ${trace}`,
      '  PermitLocalCommand yes\n',
    ].join('\n'),
    id_ed25519: good.privateKey,
    known_hosts: `${host.knownHosts}\n`,
  });
  await must(['cp', '-r', files.path, home]);
  await must(['chmod', '-R', 'go=', home]);
  const node = join(folder.path, 'node');
  await writeFile(node, launcher(home), { mode: 0o755 });
  const agent = join(folder.path, 'agent');
  return { node, agent, env: { SSH_AUTH_SOCK: agent } };
}

/**
 * Runs Node.js where this folder is the user's `.ssh`: ssh takes the home from the user database, whatever HOME says. No
 * shell stands in between, since it would lose the inputs, which have dashes in their names.
 */
function launcher(home: string): string {
  const text = (value: string) => JSON.stringify(value);
  return `#!${process.execPath}
const { execFileSync, spawnSync } = require('node:child_process');
const [, , ...words] = process.argv;
const inside = words[0] === 'inside';
if (inside) execFileSync('mount', ['--bind', ${text(home)}, ${text(join(homedir(), '.ssh'))}]);
const [program, ...rest] = inside
  ? [process.execPath, ...words.slice(1)]
  : ['unshare', '--mount', process.execPath, __filename, 'inside', ...words];
process.exitCode = spawnSync(program, rest, { stdio: 'inherit' }).status ?? 1;
`;
}

test('the ssh configuration of the machine, its keys, its known hosts and its agent change nothing', async () => {
  await mkdir(join(homedir(), '.ssh'), { recursive: true, mode: 0o700 });
  const { agent, ...poison } = await poisoned();
  const running = spawn('ssh-agent', ['-D', '-a', agent], { env: sshPrograms, stdio: 'ignore' });
  const ended = once(running, 'close');
  const env = { ...sshPrograms, SSH_AUTH_SOCK: agent };
  try {
    const add = () => run(['ssh-add', '-q', '-'], { env, input: good.privateKey });
    expect(await waitFor(async () => (await add()).code === 0, 5_000)).toBe(true);
    await effective(poison.node, env);
    await getsIn(yard, {}, poison);
    expect((await refused(yard, { 'deploy-ssh-key': wrong.privateKey }, [host], poison)).lines).toEqual(notTaken());
    const unknown = { ...only(host), 'deploy-known-hosts': '' };
    expect((await refused(yard, unknown, [host], poison)).lines[0]).toContain('`deploy-known-hosts` has no line');
    expect(await run(['test', '-e', join(folder.path, 'poisoned')])).toMatchObject({ code: 1 });
  } finally {
    running.kill();
    await ended;
  }
});

/** The poison is one: an ssh without our options takes it, and the agent has the key. */
async function effective(node: string, env: typeof sshPrograms): Promise<void> {
  const ask = "process.stdout.write(require('node:child_process').execFileSync('ssh', ['-G', 'host']))";
  const told = await must([node, '--eval', ask], { env });
  expect(told).toContain('proxycommand sh -c "touch');
  expect(await must(['ssh-add', '-L'], { env })).toContain(good.publicKey.split(' ')[1]);
}
