/** The run's private folder, and the few files that are read and written. */
import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ToolError } from '../errors.ts';
import { place, staysInside, takeBack } from './artifact-folders.ts';
import { type DockerHome, openDockerConfig } from './docker-config.ts';
import type { Entry, Files } from './ports.ts';

/** File access below `runFolder`; `home.to` is inside it. */
export function makeFiles(runFolder: string, home: DockerHome): Files {
  return {
    async openRunFolder(logins) {
      try {
        // The post step finds what a killed run left.
        await removeFolder(runFolder);
        await mkdir(runFolder, { recursive: true, mode: 0o700 });
        await openDockerConfig(home, logins);
        await mkdir(join(runFolder, 'empty'));
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new ToolError(`The folder for temporary files cannot be used: ${why}`, {
          cure: 'RUNNER_TEMP must name a folder that this user may write to',
          cause,
        });
      }
    },
    removeRunFolder: () => removeFolder(runFolder),
    writeSecret: (path, content) => writeFile(path, content.reveal(), { mode: 0o600 }),
    async keep(name, content) {
      const path = join(runFolder, name);
      await mkdir(runFolder, { recursive: true, mode: 0o700 });
      await writeFile(path, content, { mode: 0o600 });
      return path;
    },
    read: (path) => readFile(path, 'utf8'),
    list,
    tree,
    stream,
    staysInside,
    place,
    takeBack,
    async openTree(path) {
      await mkdir(path, { recursive: true });
      await openFolders(path, { files: true });
    },
    async replaceFolder(from, to) {
      await removeFolder(to);
      await mkdir(join(to, '..'), { recursive: true });
      await rename(from, to);
    },
    removeFolder,
  };
}

/** What a test left may be anything: a link out of its folder, or a pipe that nobody writes to. */
async function* stream(path: string): AsyncIterable<Uint8Array> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  yield* handle.createReadStream();
}

/** In the order of their names, so that two runs read the same. */
export async function list(path: string): Promise<readonly Entry[]> {
  const top = await lstat(path).catch(() => undefined);
  if (top === undefined) return [];
  if (!top.isDirectory()) return [{ path: '', kind: kindOf(top) }];
  const found = await readdir(path, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({ path: relative(path, join(entry.parentPath, entry.name)), kind: kindOf(entry) }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

async function tree(path: string, leftOut: (path: string) => boolean, below = ''): Promise<readonly string[]> {
  const names = (await readdir(join(path, below))).toSorted();
  const kept = names.map((name) => join(below, name)).filter((entry) => entry !== '.git' && !leftOut(entry));
  const lines = await Promise.all(
    kept.map(async (entry) => {
      const found = await lstat(join(path, entry));
      const line = `${found.mode.toString(8)} ${entry}`;
      return found.isDirectory() ? [line, ...(await tree(path, leftOut, entry))] : [line];
    }),
  );
  return lines.flat();
}

function kindOf(found: { isFile(): boolean; isSymbolicLink(): boolean }): Entry['kind'] {
  if (found.isFile()) return 'file';
  return found.isSymbolicLink() ? 'link' : 'other';
}

/** Files that a stage or a test left may lie in folders that nobody may write to, and root alone removes those. */
async function removeFolder(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch {
    await openFolders(path, { files: false });
    await rm(path, { recursive: true, force: true });
  }
}

/** Links are not followed. What is somebody else's stays as it is. */
async function openFolders(path: string, also: { readonly files: boolean }): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (also.files && found?.isFile() === true) await chmod(path, (found.mode & 0o7777) | 0o400).catch(() => undefined);
  if (!found?.isDirectory()) return;
  await chmod(path, (found.mode & 0o7777) | 0o700).catch(() => undefined);
  const names = await readdir(path).catch(() => []);
  for (const name of names) await openFolders(join(path, name), also);
}
