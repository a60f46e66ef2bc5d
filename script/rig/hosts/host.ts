/** Production hosts for tests of deployments: each a machine with a dockerd and an sshd of its own. */
import { join } from 'node:path';
import { must } from '../command.ts';
import { type Store, socketOf, startDaemon } from '../daemon.ts';
import { trustRegistries } from '../engine.ts';
import { clientConfig, clientPath } from '../install.ts';
import type { Namespace } from '../namespace.ts';
import { controlGroup } from './homes.ts';
import { killProcesses } from './look.ts';
import { type Ground, type Machine, type MachineOptions, startMachine } from './machine.ts';

export interface HostOptions extends MachineOptions {
  /** `containerd` when left out. */
  readonly store?: Store;
  /** The size of the disk for images and containers; with plenty of room when left out. */
  readonly dataSizeMb?: number;
  /** Lets containers run on while the engine is down. */
  readonly liveRestore?: boolean;
  /** False: the user is not in the group docker. */
  readonly mayUseDocker?: boolean;
  /** Only the other hosts of the lab reach it, such as a jump host; we get `No route to host`. */
  readonly hidden?: boolean;
}

export interface Host extends Machine {
  /** Runs docker on its engine, by a second socket without ssh, and gives the standard output. */
  docker(...words: string[]): Promise<string>;
  /** What a process needs to use that second socket, to be laid over its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** As when the machine is shut down: its containers are stopped, too, and start with it again. */
  stopEngine(): Promise<void>;
  /** SIGKILL; its containers go on. */
  killEngine(): Promise<void>;
  /** Starts it again with the data it had. */
  startEngine(): Promise<void>;
}

/** Hosts that were started together. */
export interface Fleet extends AsyncDisposable {
  readonly hosts: readonly Host[];
  /** The lines of all for known_hosts. */
  readonly knownHosts: string;
}

/** The disk is in memory, where layers and fsync cost least; only what is used of it is taken. */
const ordinaryMb = 2048;

/** Its containers and networks must not have the address under which the host sees the registries of tests. */
const bridge = '10.231.72.1/24';
const pools = [{ base: '10.231.64.0/21', size: 26 }];

/** Starts one; it ends with the process that started it at the latest. */
export async function startHost(options: HostOptions): Promise<Host> {
  const ground = await startMachine(options, options.mayUseDocker === false ? [] : ['docker']);
  try {
    const { home, space, machine } = ground;
    await limitData(home, space, options.dataSizeMb ?? ordinaryMb);
    await trustRegistries(space);
    const startEngine = () => startEngineOf(ground, options);
    await startEngine();
    if (options.hidden === true) await hide(ground);
    const env = { PATH: clientPath(), DOCKER_HOST: `unix://${socketOf(home)}`, DOCKER_CONFIG: clientConfig };
    return {
      ...machine,
      env,
      docker: (...words) => must(['docker', ...words], { env }),
      stopEngine: () => endEngine(ground, 'SIGTERM'),
      killEngine: () => endEngine(ground, 'SIGKILL'),
      startEngine,
    };
  } catch (error) {
    await ground.machine[Symbol.asyncDispose]();
    throw error;
  }
}

/** Starts so many side by side, named `h1`, `h2` and so on; all or none. */
export async function startHosts(count: number, options: Omit<HostOptions, 'name'> = {}): Promise<Fleet> {
  const names = Array.from({ length: count }, (_, index) => `h${index + 1}`);
  const started = await Promise.allSettled(names.map((name) => startHost({ ...options, name })));
  const hosts = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const stop = async () => {
    await Promise.all(hosts.map((host) => host[Symbol.asyncDispose]()));
  };
  const failed = started.find((one) => one.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return { hosts, knownHosts: hosts.map(({ knownHosts }) => knownHosts).join('\n'), [Symbol.asyncDispose]: stop };
}

async function startEngineOf({ home, space }: Ground, options: HostOptions): Promise<void> {
  const settings = {
    bip: bridge,
    'default-address-pools': pools,
    group: 'docker',
    'live-restore': options.liveRestore === true,
    'cgroup-parent': controlGroup(home),
    'exec-opts': ['native.cgroupdriver=cgroupfs'],
  };
  await startDaemon(home, space, options.store ?? 'containerd', { settings, socket: '/run/docker.sock' });
}

async function endEngine({ machine, space }: Ground, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  // containerd is the engine's child and dies with it.
  if ((await killProcesses(space, /^(\S*\/)?dockerd /, signal)) === 0)
    throw new Error(`No engine runs on ${machine.name}.`);
}

async function limitData(home: string, space: Namespace, sizeMb: number): Promise<void> {
  const data = join(home, 'data');
  await must(space.inside(['mkdir', '-p', data]));
  await must(space.inside(['mount', '-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'tmpfs', data]));
}

/** What comes from outside of the lab has one address; its registries answer from another. */
async function hide({ machine, outside }: Ground): Promise<void> {
  const from = ['-s', outside];
  await machine.inside([
    'iptables',
    '-w',
    '-A',
    'INPUT',
    ...from,
    '-j',
    'REJECT',
    '--reject-with',
    'icmp-host-unreachable',
  ]);
  // Published ports lead on to containers, where the engine has rules of its own.
  await machine.inside(['iptables', '-w', '-t', 'mangle', '-A', 'FORWARD', ...from, '-j', 'DROP']);
}
