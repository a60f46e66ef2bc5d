/** Unpacks the private engine once: Docker from a newer Debian suite, runc and iptables from the machine's own. */
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quote } from 'shlex';
import { must, run, type Say } from './command.ts';
import { libraryFolder, ownSuite, unpackPackages } from './packages.ts';
import { engineHome } from './paths.ts';

const engine = [
  'docker.io',
  'docker-cli',
  'docker-buildx',
  'docker-compose',
  'containerd',
  'docker-registry',
  'tini-static',
];

/** Newest first; crane is packaged only in sid. */
const suites: readonly { readonly name: string; readonly packages: readonly string[] }[] = [
  { name: 'sid', packages: [...engine, 'crane'] },
  { name: 'trixie', packages: engine },
];

/** Newer suites build these against a newer C library, so they come from the machine's own suite. */
const runtime = [
  ...['runc', 'libseccomp2', 'iptables', 'libip6tc2', 'libip4tc2', 'libxtables12'],
  ...['libnfnetlink0', 'libnetfilter-conntrack3', 'libnftnl11', 'libmnl0'],
];

const root = join(engineHome, 'root');
const own = join(engineHome, 'own');
const stamp = join(engineHome, 'stamp.json');

/** Holds the buildx and compose plugins, so that they are found whatever HOME is. */
export const clientConfig: string = join(engineHome, 'docker-config');

/** What the client asks a plugin to learn its name and version. */
const question = 'docker-cli-plugin-metadata';

export const registryBinary: string = join(root, 'usr', 'bin', 'docker-registry');

/** A first process for a pid namespace: it starts one other and collects orphans that ended. */
export const initProgram: string = join(root, 'usr', 'bin', 'tini-static');

/** Holds a docker command that starts faster, once it was built. */
export const builtClient: string = join(engineHome, 'client');

/** The search path of everything that talks to the engine. */
export function clientPath(): string {
  return [builtClient, join(root, 'usr', 'bin'), join(root, 'usr', 'sbin'), process.env['PATH'] ?? ''].join(':');
}

/** What the engine's own processes need beside the client's search path: runc, iptables and their libraries. */
export function daemonEnvironment(): Record<string, string> {
  return {
    PATH: [join(own, 'usr', 'sbin'), join(own, 'usr', 'bin'), clientPath()].join(':'),
    LD_LIBRARY_PATH: libraryFolder(own),
    XTABLES_LIBDIR: join(libraryFolder(own), 'xtables'),
  };
}

/** Makes sure that the engine's files are there; downloads about 90 MB the first time, nothing later. */
export async function installEngine(say: Say): Promise<void> {
  if (await readFile(stamp, 'utf8').catch(() => undefined)) return;
  await unpackRuntime(say);
  const names = await unpackNewest(say);
  await writePlugins();
  await writeFile(stamp, `${JSON.stringify({ packages: names }, null, 2)}\n`);
}

async function unpackRuntime(say: Say): Promise<void> {
  say('engine: unpack runc and iptables');
  await unpackPackages({ suite: await ownSuite(), packages: runtime, into: own });
  await nameFirewall();
}

/** The package's own set-up script makes these names; unpacking alone does not run it. */
async function nameFirewall(): Promise<void> {
  for (const name of ['iptables', 'ip6tables']) {
    await rm(join(own, 'usr', 'sbin', name), { force: true });
    await symlink(`${name}-nft`, join(own, 'usr', 'sbin', name));
  }
}

async function unpackNewest(say: Say): Promise<readonly string[]> {
  const reasons: string[] = [];
  for (const suite of suites) {
    say(`engine: unpack Docker from ${suite.name}`);
    await rm(root, { recursive: true, force: true });
    const names = await unpackPackages({ suite: suite.name, packages: suite.packages, into: root });
    const version = await run([join(root, 'usr', 'sbin', 'dockerd'), '--version'], { env: daemonEnvironment() });
    if (version.code === 0) return names;
    reasons.push(`${suite.name}: ${version.stderr.trim()}`);
  }
  throw new Error(`No Debian suite has a dockerd that starts on this machine.\n${reasons.join('\n')}`);
}

/**
 * The client asks a plugin what it is before every command, and a start of the program for that alone takes as long as a
 * quick command: the answer is written down here, and everything else goes to the program itself.
 */
async function writePlugins(): Promise<void> {
  const plugins = join(root, 'usr', 'libexec', 'docker', 'cli-plugins');
  const folder = join(clientConfig, 'cli-plugins');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(plugins)) {
    const program = join(plugins, name);
    const answer = await must([program, question], { env: { PATH: clientPath() } });
    const lines = [
      '#!/bin/sh',
      `if [ "$1" = ${question} ]; then printf '%s' ${quote(answer)}; else exec ${quote(program)} "$@"; fi`,
    ];
    await writeFile(join(folder, name), `${lines.join('\n')}\n`, { mode: 0o755 });
  }
}
