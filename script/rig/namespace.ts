/** Opens a mount namespace in which /etc, /run and /opt may be written without touching the machine's own. */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { must } from './command.ts';
import { initProgram } from './install.ts';
import { endProcess, mark, ownedPid, waitFor } from './processes.ts';

export interface Namespace {
  /** A process that does nothing but keep the namespace open. */
  readonly holder: number;
  /** The same command, run inside. */
  inside(argv: readonly string[]): string[];
}

/**
 * `shared` keeps the machine's network and outlives its maker; `beside` keeps it too, and dies with its maker, as does
 * `alone`, which has a network of its own. A `machine` has a name of its own as well, and a first process that takes
 * care of orphans. `network` has nothing of its own but that.
 */
export type NamespaceKind = 'shared' | 'beside' | 'alone' | 'machine' | 'network';

const sleeper = ['sleep', 'infinity'];
const ownFiles = ['--mount', '--mount-proc', '--propagation', 'private'];
const openers: Record<NamespaceKind, readonly string[]> = {
  shared: ['unshare', '--mount', '--propagation', 'private', '--', ...sleeper],
  beside: dyingOpener(ownFiles, sleeper),
  alone: dyingOpener([...ownFiles, '--net'], sleeper),
  // A daemon that waits for a dead one to go would wait for ever where nobody collects the dead.
  machine: dyingOpener([...ownFiles, '--net', '--uts', '--ipc'], [initProgram, '--', ...sleeper]),
  network: dyingOpener(['--net'], sleeper),
};

function dyingOpener(own: readonly string[], first: readonly string[]): readonly string[] {
  const opener = ['setpriv', '--pdeathsig', 'KILL', 'unshare', '--pid', '--fork', '--kill-child'];
  return [...opener, ...own, '--', ...first];
}

const enterings: Record<NamespaceKind, readonly string[]> = {
  shared: ['-m'],
  beside: ['-m', '-p'],
  alone: ['-m', '-n', '-p'],
  machine: ['-m', '-u', '-i', '-n', '-p'],
  network: ['-n'],
};

/** The namespace of this home, opened by an earlier process or now. */
export async function openNamespace(home: string, kind: NamespaceKind): Promise<Namespace> {
  const known = await findNamespace(home, kind);
  if (known) return known;
  const opener = startOpener(home, kind);
  const holder = await holderBelow(opener, kind);
  await writeFile(holderFile(home), `${holder}\n`);
  const space = namespaceOf(holder, kind);
  if (kind !== 'network') await makeWritable(home, space);
  return space;
}

export async function findNamespace(home: string, kind: NamespaceKind): Promise<Namespace | undefined> {
  const holder = await ownedPid(holderFile(home), home);
  return holder === undefined ? undefined : namespaceOf(holder, kind);
}

/** Ends the holder: an `alone` namespace takes all its processes and mounts with it. */
export async function closeNamespace(home: string): Promise<void> {
  const holder = await ownedPid(holderFile(home), home);
  // The first process of a pid namespace ignores every signal but this one.
  if (holder !== undefined) await endProcess(holder, 0);
  await rm(holderFile(home), { force: true });
}

function holderFile(home: string): string {
  return join(home, 'holder.pid');
}

function namespaceOf(holder: number, kind: NamespaceKind): Namespace {
  return { holder, inside: (argv) => ['nsenter', '-t', `${holder}`, ...enterings[kind], '--', ...argv] };
}

function startOpener(home: string, kind: NamespaceKind): number {
  const [program = '', ...rest] = openers[kind];
  const env = { ...process.env, [mark]: home };
  const child = spawn(program, rest, { env, stdio: 'ignore', detached: true });
  child.unref();
  if (child.pid === undefined) throw new Error(`${program} is missing; install the package util-linux.`);
  return child.pid;
}

/** Waits until the first process has its program, which is the moment when its namespace is complete. */
async function holderBelow(opener: number, kind: NamespaceKind): Promise<number> {
  const program = `${kind === 'machine' ? basename(initProgram) : 'sleep'}\n`;
  let holder: number | undefined;
  const open = await waitFor(async () => {
    holder = kind === 'shared' ? opener : await onlyChild(opener);
    return holder !== undefined && (await readFile(`/proc/${holder}/comm`, 'utf8').catch(() => '')) === program;
  }, 5000);
  if (open && holder !== undefined) return holder;
  throw new Error('A mount namespace could not be opened; the rig needs the rights of root.');
}

async function onlyChild(pid: number): Promise<number | undefined> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return children === '' ? undefined : Number.parseInt(children, 10);
}

async function makeWritable(home: string, space: Namespace): Promise<void> {
  const layers = join(home, 'layers');
  await mkdir(layers, { recursive: true });
  // On a tmpfs, because an overlay cannot keep its changes on another overlay.
  await must(space.inside(['mount', '-t', 'tmpfs', 'tmpfs', layers]));
  for (const folder of ['etc', 'run', 'opt']) await overlay(space, `/${folder}`, join(layers, folder));
  // In a container these two are mounts of their own, which an overlay of /etc does not show.
  for (const file of ['/etc/hosts', '/etc/resolv.conf']) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) await writeInside(space, file, text);
  }
}

async function overlay(space: Namespace, target: string, layer: string): Promise<void> {
  const [upper, work] = [join(layer, 'up'), join(layer, 'work')];
  await must(space.inside(['mkdir', '-p', upper, work]));
  const options = `lowerdir=${target},upperdir=${upper},workdir=${work}`;
  await must(space.inside(['mount', '-t', 'overlay', '-o', options, 'overlay', target]));
}

/** Replaces a file inside the namespace. */
export async function writeInside(space: Namespace, file: string, text: string): Promise<void> {
  await must(space.inside(['tee', file]), { input: text });
}
