/** Folders of the workspace for files that are copied out of stages: whether they are free, and how they are filled. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cp, lstat, mkdir, readdir, realpath, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { ToolError } from '../errors.ts';
import type { Facts } from '../model/facts.ts';
import type { ArtifactInput } from '../model/inputs.ts';
import type { PlacedFile } from '../model/outcome.ts';

/** Those that cannot be filled. Nothing is overwritten, and nothing is written where a link of the repository leads. */
export async function takenFolders(
  artifacts: readonly ArtifactInput[],
  workspace: string,
): Promise<Facts['takenFolders']> {
  const checked = await Promise.all(
    artifacts.map(async ({ folder }) => {
      const because = await whyTaken(join(workspace, folder), workspace);
      return because === undefined ? [] : [{ folder, because }];
    }),
  );
  return checked.flat();
}

async function whyTaken(folder: string, workspace: string): Promise<string | undefined> {
  const root = await realpath(workspace).catch(() => workspace);
  const there = await nearestThere(folder);
  const real = await realpath(there).catch(() => undefined);
  if (real !== join(root, relative(workspace, there))) return 'is reached by a link';
  if (!(await stat(there)).isDirectory()) return there === folder ? 'is a file' : 'lies below a file';
  return there === folder && (await readdir(folder)).length > 0 ? 'is a folder with files in it' : undefined;
}

/** The folder itself, or the first above it that there is. */
async function nearestThere(path: string): Promise<string> {
  const there = await lstat(path).catch(() => undefined);
  return there !== undefined || path === dirname(path) ? path : nearestThere(dirname(path));
}

/**
 * Links are copied as they are, and are in no list. Rejects when the folder cannot be filled any more: a build takes its
 * time, and something else may have come there meanwhile. Then nothing of it is left.
 */
export async function place(from: string, to: string, workspace: string): Promise<readonly PlacedFile[]> {
  await refuseTaken(to, workspace);
  await mkdir(to, { recursive: true });
  // What has come between the question and the folder leads out before anything is written.
  await refuseTaken(to, workspace);
  try {
    await cp(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    return await listPlaced(to);
  } catch (error) {
    // Why it cannot be filled is the story.
    await takeBack(from, to).catch(() => undefined);
    throw error;
  }
}

/**
 * Removes again what was placed, and nothing that has come beside it or in its place: folders go only when they are empty
 * then, and a link is not followed.
 */
export async function takeBack(from: string, to: string): Promise<void> {
  const names = await readdir(from, { withFileTypes: true });
  if (!(await isFolder(to))) return;
  for (const entry of names) {
    const path = join(to, entry.name);
    if (entry.isDirectory()) await takeBack(join(from, entry.name), path);
    else if (!(await isFolder(path))) await rm(path, { force: true });
  }
  await rmdir(to).catch(() => undefined);
}

async function isFolder(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isDirectory() === true;
}

async function refuseTaken(to: string, workspace: string): Promise<void> {
  const because = await whyTaken(to, workspace);
  if (because === undefined) return;
  throw new ToolError(`Nothing copied: ${to} ${because} by now`, {
    cure: 'let nothing else write there while the image is built, or name another folder in `artifacts`',
  });
}

async function listPlaced(to: string): Promise<readonly PlacedFile[]> {
  const found = await readdir(to, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const placed: PlacedFile[] = [];
  for (const file of files.toSorted()) placed.push({ path: relative(to, file), ...(await weigh(file)) });
  return placed;
}

async function weigh(file: string): Promise<Pick<PlacedFile, 'bytes' | 'sha256'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Whether a link leads to something that lies below the folder, whatever links are on its way. */
export async function staysInside(link: string, folder: string): Promise<boolean> {
  const [root, leads] = await Promise.all([realpath(folder), realpath(link).catch(() => undefined)]);
  return leads?.startsWith(`${root}${sep}`) === true;
}
