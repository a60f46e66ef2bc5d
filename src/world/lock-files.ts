/** The lock files of a build context: what is in cache mounts follows them. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What package managers write to say which versions they have chosen. */
const names = new Set([
  ...['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb', 'deno.lock'],
  ...['go.sum', 'go.work.sum', 'Cargo.lock', 'Gemfile.lock', 'composer.lock', 'mix.lock', 'rebar.lock', 'pubspec.lock'],
  ...['poetry.lock', 'uv.lock', 'pdm.lock', 'Pipfile.lock', 'pixi.lock', 'conda-lock.yml', 'conan.lock'],
  ...['packages.lock.json', 'paket.lock', 'gradle.lockfile', 'Package.resolved', 'Podfile.lock', 'stack.yaml.lock'],
  ...['cabal.project.freeze', 'flake.lock', 'Manifest.toml'],
]);
const alike = /^requirements.*\.txt$/;
/** Installed packages bring lock files along, of which nobody installs anything. */
const foreign = new Set(['node_modules', '.git']);

/** SHA-256 of the lock files in and below a folder, with their paths; undefined when there is none. */
export async function hashLockFiles(folder: string): Promise<string | undefined> {
  const paths = await find(folder, '');
  if (paths.length === 0) return undefined;
  const hash = createHash('sha256');
  for (const path of paths.toSorted()) {
    const content = await readFile(join(folder, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** A folder that cannot be read is none that a build could use. */
async function find(folder: string, below: string): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map((entry) => {
      const path = join(below, entry.name);
      if (entry.isDirectory()) return foreign.has(entry.name) ? [] : find(folder, path);
      return entry.isFile() && (names.has(entry.name) || alike.test(entry.name)) ? [path] : [];
    }),
  );
  return found.flat();
}
