/** A machine of its own on the switch, with an sshd and one user: what hosts and jump hosts have in common. */
import { chmod, chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from '../command.ts';
import { bringUpEngine, registryAddress, registryNames } from '../engine.ts';
import { daemonEnvironment } from '../install.ts';
import { type Namespace, openNamespace } from '../namespace.ts';
import { rig } from '../paths.ts';
import { isAlive, waitFor } from '../processes.ts';
import { makeHome, removeHome } from './homes.ts';
import { deployKey, makeKey } from './keys.ts';
import { type Cable, connect, type Pace } from './lab.ts';
import { commandLines, killProcesses, rootOf } from './look.ts';
import { ensurePrograms, programEnvironment, sshServer } from './programs.ts';

export interface MachineOptions {
  /** Short, for example `h1`. */
  readonly name: string;
  /** Where sshd listens; 22 when left out. */
  readonly port?: number;
  /** More lines of sshd_config, which come before the others and so win over them. */
  readonly sshd?: readonly string[];
}

export interface Machine extends AsyncDisposable {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** `USER@ADDRESS`, with `:PORT` when it is not 22. */
  readonly target: string;
  /** Its line for known_hosts, without an end. */
  readonly knownHosts: string;
  /** Runs a command in it as root, with none of our environment, and gives its standard output. */
  inside(argv: readonly string[]): Promise<string>;
  /** How many logins sshd has accepted. */
  logins(): Promise<number>;
  /** The paths of all files that somebody left in a home or in /tmp; what lets `deploy` in does not count. */
  files(): Promise<string[]>;
  /** The command lines of all that runs in it, in containers too. */
  processes(): Promise<string[]>;
  /** Takes its network cable out: whoever waits for it waits on. */
  cut(): Promise<void>;
  plug(): Promise<void>;
  /** Makes slow what comes to it, or with `undefined` fast again. */
  slow(pace: Pace | undefined): Promise<void>;
  /** Ends the connections to sshd, as when their processes crash; it goes on listening. */
  dropSsh(): Promise<void>;
  /** Ends it with all its processes at once, as a power cut does. */
  die(): Promise<void>;
}

export interface Ground {
  readonly machine: Machine;
  /** For the files of its parts. */
  readonly home: string;
  readonly space: Namespace;
  /** The machine's address on the switch: who connects from outside of the lab has it. */
  readonly outside: string;
}

const user = { name: 'deploy', id: 1000 } as const;
const dockerGroup = 990;

/** Starts it and comes back when sshd listens. `groups` are those of the user, beside its own. */
export async function startMachine(options: MachineOptions, groups: readonly string[]): Promise<Ground> {
  const engine = await bringUpEngine(() => undefined);
  if (engine.kind === 'found') {
    throw new Error('Hosts need the private engine, since this one was found here; set SLIPWAY_RIG=private as root.');
  }
  await ensurePrograms();
  const home = await makeHome(options.name);
  let plugged: Cable | undefined;
  const stop = async () => {
    const cable = plugged;
    // Whoever stops it a second time must not take away another's cable.
    plugged = undefined;
    await removeHome(home);
    await cable?.remove();
  };
  try {
    const space = await openNamespace(home, 'machine');
    await mountOwn(home, space);
    await writeIdentity(space, options.name, groups);
    const key = await startSsh(home, space, options);
    const cable = await connect(space, await registryAddress());
    plugged = cable;
    const machine = { ...describe(options, cable, key), ...handles(home, space, cable), [Symbol.asyncDispose]: stop };
    return { machine, home, space, outside: cable.machine };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Homes, logs and the state of daemons are its own, and empty; the rig may lie below one of them. */
async function mountOwn(home: string, space: Namespace): Promise<void> {
  const empty = (path: string, mode: string) => `slipway-rig ${path} tmpfs mode=${mode} 0 0`;
  const lines = [
    empty('/run', '755'),
    `${rig} /run/rig none rbind,x-mount.mkdir 0 0`,
    ...[empty('/home', '755'), empty('/root', '700'), empty('/var/log', '755'), empty('/tmp', '1777')],
    `/run/rig ${rig} none rbind,x-mount.mkdir 0 0`,
  ];
  const table = join(home, 'fstab');
  await writeFile(table, `${lines.join('\n')}\n`);
  await must(space.inside(['mount', '--no-mtab', '--all', '--fstab', table]));
}

async function writeIdentity(space: Namespace, name: string, groups: readonly string[]): Promise<void> {
  const root = rootOf(space);
  const files = {
    hostname: `${name}\n`,
    hosts: `127.0.0.1 localhost\n127.0.1.1 ${name}\n${await registryAddress()} ${registryNames}\n`,
    // A question for any other name is answered at once: nobody knows.
    'resolv.conf': '',
    passwd: [
      'root:*:0:0:root:/root:/bin/sh',
      'sshd:*:100:65534::/run/sshd:/usr/sbin/nologin',
      `${user.name}:*:${user.id}:${user.id}::/home/${user.name}:/bin/sh`,
      'nobody:*:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
    ].join('\n'),
    group: [
      'root:x:0:',
      `docker:x:${dockerGroup}:${groups.includes('docker') ? user.name : ''}`,
      `${user.name}:x:${user.id}:`,
      'nogroup:x:65534:\n',
    ].join('\n'),
  };
  for (const [file, text] of Object.entries(files)) await writeFile(join(root, 'etc', file), text);
  await must(space.inside(['hostname', name]));
  const keys = join(root, 'home', user.name, '.ssh');
  await mkdir(keys, { recursive: true, mode: 0o700 });
  await writeFile(join(keys, 'authorized_keys'), `${(await deployKey()).publicKey}\n`, { mode: 0o600 });
  for (const path of [join(root, 'home', user.name), keys, join(keys, 'authorized_keys')])
    await chown(path, user.id, user.id);
  await chmod(join(root, 'home', user.name), 0o700);
}

/** Gives the public part of its host key: kind and key. */
async function startSsh(home: string, space: Namespace, options: MachineOptions): Promise<string> {
  const keyFile = join(home, 'host-key');
  const { publicKey } = await makeKey(keyFile, options.name);
  const config = [
    ...(options.sshd ?? []),
    `Port ${portOf(options)}`,
    `HostKey ${keyFile}`,
    'PidFile /run/sshd.pid',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    // What ssh would take first is safe from quantum computers, and most of the work of a login.
    'KexAlgorithms curve25519-sha256',
    'PermitRootLogin no',
    'UsePAM no',
    'AcceptEnv LANG LC_*',
    // Who logs in finds the docker command, as where Docker was installed.
    `SetEnv PATH=${daemonEnvironment()['PATH']}`,
    'Subsystem sftp internal-sftp',
  ];
  const root = rootOf(space);
  await mkdir(join(root, 'etc', 'ssh'), { recursive: true });
  await writeFile(join(root, 'etc', 'ssh', 'sshd_config'), `${config.join('\n')}\n`);
  await mkdir(join(root, 'run', 'sshd'));
  const argv = [sshServer, '-f', '/etc/ssh/sshd_config', '-E', logOf(home)];
  await must(space.inside(['env', '-i', `LD_LIBRARY_PATH=${programEnvironment()['LD_LIBRARY_PATH']}`, ...argv]));
  const listens = () =>
    readFile(join(root, 'run', 'sshd.pid')).then(
      () => true,
      () => false,
    );
  if (await waitFor(listens, 10_000)) return publicKey.split(' ').slice(0, 2).join(' ');
  throw new Error(`sshd did not come up on ${options.name}: ${await readFile(logOf(home), 'utf8')}`);
}

function logOf(home: string): string {
  return join(home, 'sshd.log');
}

function portOf({ port = 22 }: MachineOptions): number {
  return port;
}

function describe(
  options: MachineOptions,
  { address }: Cable,
  key: string,
): Pick<Machine, 'name' | 'address' | 'port' | 'user' | 'target' | 'knownHosts'> {
  const port = portOf(options);
  const plain = port === 22;
  return {
    name: options.name,
    address,
    port,
    user: user.name,
    target: `${user.name}@${address}${plain ? '' : `:${port}`}`,
    knownHosts: `${plain ? address : `[${address}]:${port}`} ${key}`,
  };
}

function handles(
  home: string,
  space: Namespace,
  { cut, plug, slow }: Cable,
): Pick<Machine, 'inside' | 'logins' | 'files' | 'processes' | 'cut' | 'plug' | 'slow' | 'dropSsh' | 'die'> {
  const environment = Object.entries({
    ...daemonEnvironment(),
    ...programEnvironment(daemonEnvironment()),
    HOME: '/root',
  }).map(([name, value]) => `${name}=${value}`);
  const inside = (argv: readonly string[]) => must(space.inside(['env', '-i', ...environment, ...argv]));
  return {
    inside,
    logins: async () => (await readFile(logOf(home), 'utf8')).match(/^Accepted /gm)?.length ?? 0,
    files: async () => {
      const found = await inside(['find', '/home', '/root', '/tmp', '-xdev', '-not', '-type', 'd']);
      const paths = found.split('\n').filter((path) => path !== '');
      return paths.filter((path) => path !== `/home/${user.name}/.ssh/authorized_keys`).sort();
    },
    processes: () => commandLines(space),
    cut,
    plug,
    slow,
    dropSsh: async () => {
      await killProcesses(space, /^sshd(-session)?: (?!.*\[listener\])/);
    },
    die: async () => {
      process.kill(space.holder, 'SIGKILL');
      await waitFor(async () => !isAlive(space.holder), 5000);
    },
  };
}
