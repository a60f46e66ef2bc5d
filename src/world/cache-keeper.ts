/**
 * What the child process does that carries a folder to GitHub's cache or back. @actions/cache prints by itself, waits
 * as long as it likes and reads the environment: in a process of its own all of that can be bounded and left unseen.
 */
import { basename, dirname } from 'node:path';

/** What the child is told on standard input. */
export interface Errand {
  readonly task: 'restore' | 'save';
  /** Its last word is part of what the entry is found by. */
  readonly folder: string;
  readonly key: string;
  /** What the keys of entries begin with that will do too. */
  readonly beginnings: readonly string[];
}

/** What its last line of output begins with; behind it stands the key of what it found or saved, or nothing. */
export const doneMark = 'slipway-done:';

/** One part of 4 MB that takes longer than this is asked for again. */
const partMilliseconds = 20_000;

export async function keep(text: string): Promise<void> {
  const { task, folder, key, beginnings } = JSON.parse(text) as Errand;
  process.chdir(dirname(folder));
  const cache = await import('@actions/cache');
  const paths = [basename(folder)];
  const done =
    task === 'restore'
      ? await cache.restoreCache(paths, key, [...beginnings], { timeoutInMs: partMilliseconds })
      : (await cache.saveCache(paths, key)) >= 0 && key;
  process.stdout.write(`\n${doneMark}${done || ''}\n`);
  // Idle connections would keep it for some seconds.
  process.exit();
}
