/** Folders in GitHub's cache, carried by a child process that runs @actions/cache. */
import { rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { doneMark, type Errand } from './cache-keeper.ts';
import { list } from './files.ts';
import type { CacheEntry, FoundEntry, SavedEntry, World } from './ports.ts';
import type { Processes } from './process.ts';

/** Name of the door, beside the bundle, that a child is started by. */
export const keeperDoor = 'keeper.js';

/** `door` is the file that the child starts with. */
export function makeCacheEntries(door: string, run: Processes['run']): Pick<World, 'restoreEntry' | 'saveEntry'> {
  return {
    async restoreEntry({ folder, key, beginnings, limitSeconds }): Promise<FoundEntry> {
      const told = await send({ task: 'restore', folder, key, beginnings }, { door, limitSeconds }, run);
      if (told.done !== undefined) return { kind: 'found', key: told.done, bytes: await sizeOf(folder) };
      return told.trouble === undefined ? { kind: 'absent' } : { kind: 'failed', because: told.trouble };
    },
    async saveEntry({ folder, key, limitSeconds }: CacheEntry): Promise<SavedEntry> {
      const bytes = await sizeOf(folder);
      const told = await send({ task: 'save', folder, key, beginnings: [] }, { door, limitSeconds }, run);
      if (told.done !== undefined) return { kind: 'saved', bytes };
      return told.trouble === undefined ? { kind: 'there' } : { kind: 'failed', because: told.trouble };
    },
  };
}

interface Told {
  /** The key of what was found or saved. */
  readonly done: string | undefined;
  readonly trouble: string | undefined;
}

async function send(
  errand: Errand,
  { door, limitSeconds }: { readonly door: string; readonly limitSeconds: number },
  run: Processes['run'],
): Promise<Told> {
  const home = dirname(errand.folder);
  const temp = join(home, 'keeper');
  const command = {
    title: "Carry cache mounts to GitHub's cache or back",
    argv: [process.execPath, door],
    // Paths in its archive count from the workspace, and what it leaves in the folder for temporary files goes with ours.
    env: { GITHUB_WORKSPACE: home, RUNNER_TEMP: temp, RUNNER_DEBUG: '' },
    stdin: JSON.stringify(errand),
  } as const;
  try {
    const finished = await run(command, { limitSeconds });
    if (finished.timedOut === true) return { done: undefined, trouble: `not done after ${limitSeconds} s` };
    return readTold(finished.stdout) ?? { done: undefined, trouble: lastLine(finished.stderr) };
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
}

/** Of what @actions/cache prints: how it ended, and its own words of what went wrong. */
export function readTold(output: string): Told | undefined {
  const lines = output.split('\n');
  const done = lines.findLast((line) => line.startsWith(doneMark))?.slice(doneMark.length);
  if (done === undefined) return undefined;
  if (done !== '') return { done, trouble: undefined };
  const words = lines.flatMap((line) => /^::(?:warning|error)::(.*)$/.exec(line)?.[1] ?? []);
  const tried = lines.flatMap((line) => /^Attempt \d+ of \d+ failed with error: (.*)\. Retrying/.exec(line)?.[1] ?? []);
  const worst = words.at(-1) ?? tried.at(-1);
  return { done: undefined, trouble: worst === undefined ? undefined : plain(worst) };
}

/** Its first line, without the query of an address, which may be a signature. */
function plain(words: string): string {
  const first = words
    .replace(/^Failed to \w+: /, '')
    .replace(/%0[AD].*$/, '')
    .replaceAll('%25', '%');
  if (/\btar\b.* failed with/.test(first)) return 'what came is no whole archive';
  return first.replace(/\?\S*/g, '') || 'the service no longer has it';
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) || 'it ended without a word';
}

async function sizeOf(folder: string): Promise<number> {
  const files = await list(folder);
  const sizes = await Promise.all(files.map(async ({ path }) => (await stat(join(folder, path))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
