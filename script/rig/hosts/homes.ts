/** Folders of what runs for the hosts, each named after the process it belongs to, and their removal. */
import { mkdir, mkdtemp, readdir, rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { closeNamespace } from '../namespace.ts';
import { hostsHome } from '../paths.ts';
import { isAlive } from '../processes.ts';

const running = join(hostsHome, 'running');
const controlGroups = '/sys/fs/cgroup';

/** Gives a new folder, after removing those of processes that were killed. */
export async function makeHome(name: string): Promise<string> {
  await mkdir(running, { recursive: true });
  await removeHomes((owner) => !isAlive(owner));
  return await mkdtemp(join(running, `${process.pid}-${name}-`));
}

/** Ends the namespace of this folder with everything in it, and removes both. */
export async function removeHome(home: string): Promise<void> {
  await closeNamespace(home);
  await removeControlGroups(home);
  await rm(home, { recursive: true, force: true });
}

/** Ends the hosts of all processes. */
export async function stopHosts(): Promise<void> {
  await removeHomes(() => true);
}

/** Where the containers of this folder's engine are counted, so that their groups can be told from others'. */
export function controlGroup(home: string): string {
  return `/slipway-rig-${basename(home)}`;
}

async function removeHomes(which: (owner: number) => boolean): Promise<void> {
  for (const name of await readdir(running).catch(() => [])) {
    if (which(Number.parseInt(name, 10))) await removeHome(join(running, name));
  }
}

/** The kernel keeps the groups of containers whose engine was killed. */
async function removeControlGroups(home: string): Promise<void> {
  const hierarchies = (await readdir(controlGroups)).map((name) => join(controlGroups, name));
  for (const folder of [controlGroups, ...hierarchies]) await removeGroup(join(folder, controlGroup(home)));
}

async function removeGroup(folder: string): Promise<void> {
  const below = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (below === undefined) return;
  for (const entry of below) if (entry.isDirectory()) await removeGroup(join(folder, entry.name));
  // Another process may be clearing the same leftovers.
  await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
