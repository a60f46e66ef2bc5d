/** Knows the long-lived processes of the rig by pid files, and ends only those that are really the rig's own. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** A mark in the environment of everything the rig leaves running, so that a reused pid is never taken for ours. */
export const mark = 'SLIPWAY_RIG_HOME';

/** The pid in the file when that process lives and carries the mark of this home. */
export async function ownedPid(pidFile: string, home: string): Promise<number | undefined> {
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
  if (!Number.isInteger(pid)) return undefined;
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return environment.split('\0').includes(`${mark}=${home}`) ? pid : undefined;
}

export function isAlive(pid: number): boolean {
  return send(pid, 0);
}

/** False when it is gone, perhaps since a moment ago. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Asks a process to end, insists after the grace time, and comes back when it is gone. */
export async function endProcess(pid: number, graceMs: number): Promise<void> {
  for (const [signal, waitMs] of [
    ['SIGTERM', graceMs],
    ['SIGKILL', 5000],
  ] as const) {
    if (!send(pid, signal)) return;
    await waitFor(async () => !isAlive(pid), waitMs);
  }
}

/** Asks again and again until the answer is yes; false when the time is over. */
export async function waitFor(question: () => Promise<boolean>, timeoutMs: number): Promise<boolean> {
  for (const end = Date.now() + timeoutMs; Date.now() < end; await sleep(20)) {
    if (await question()) return true;
  }
  return await question();
}

/** Lets one process at a time do the work; a lock left by a process that is gone does not count. */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const release = await holdLock(file, 300_000);
  try {
    return await work();
  } finally {
    await release();
  }
}

/** Waits for its turn, and gives what ends it. */
export async function holdLock(file: string, timeoutMs: number): Promise<() => Promise<void>> {
  const taken = await waitFor(() => take(file), timeoutMs);
  if (!taken) throw new Error(`${file} is held by a process that does not finish; end it or remove the file.`);
  return () => rm(file, { force: true });
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, `${process.pid}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
    // An empty file was created a moment ago by someone who is about to write its pid.
    if (Number.isInteger(holder) && !isAlive(holder)) await rm(file, { force: true });
    return false;
  }
}
