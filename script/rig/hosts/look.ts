/** Looks into a machine from outside: its processes, and the files somebody left there. */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Namespace } from '../namespace.ts';
import { isAlive, waitFor } from '../processes.ts';

/** The folder under which a machine's files are to be seen. */
export function rootOf({ holder }: Namespace): string {
  return `/proc/${holder}/root`;
}

/** The command lines of all that runs in it, in containers too. */
export async function commandLines(space: Namespace): Promise<string[]> {
  const folder = join(rootOf(space), 'proc');
  const lines = await Promise.all((await pidsIn(folder)).map((pid) => commandLine(join(folder, `${pid}`))));
  // A process that ended a moment ago has none.
  return lines.filter((line) => line !== '');
}

/** Ends the machine's own processes, not those in containers, whose command line fits; gives how many. */
export async function killProcesses(
  space: Namespace,
  fits: RegExp,
  signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL',
): Promise<number> {
  const own = await readlink(`/proc/${space.holder}/ns/pid`);
  const chosen: number[] = [];
  for (const pid of await pidsIn('/proc')) {
    if ((await readlink(`/proc/${pid}/ns/pid`).catch(() => '')) !== own) continue;
    if (fits.test(await commandLine(`/proc/${pid}`))) chosen.push(pid);
  }
  for (const pid of chosen) kill(pid, signal);
  await waitFor(async () => !chosen.some(isAlive), signal === 'SIGKILL' ? 5_000 : 20_000);
  return chosen.length;
}

/** It may have ended with its parent in the meantime. */
function kill(pid: number, signal: NodeJS.Signals): void {
  if (isAlive(pid)) process.kill(pid, signal);
}

async function pidsIn(folder: string): Promise<number[]> {
  return (await readdir(folder)).filter((name) => /^\d+$/.test(name)).map(Number);
}

async function commandLine(folder: string): Promise<string> {
  const text = await readFile(join(folder, 'cmdline'), 'utf8').catch(() => '');
  return text.replaceAll('\0', ' ').trimEnd();
}
