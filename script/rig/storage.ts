/** Reads a registry's storage from its files, a second opinion beside its answers over HTTP. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface Storage {
  /** The tags of a repository, sorted. */
  tags(repository: string): Promise<string[]>;
  /** The digest a tag points at, with its `sha256:`; undefined when there is no such tag. */
  digestOf(repository: string, tag: string): Promise<string | undefined>;
  /** The digests of all manifests of a repository, tagged or not, sorted. */
  manifests(repository: string): Promise<string[]>;
  /** A manifest or another small blob as the registry keeps it, for example the configuration of an image. */
  json(digest: string): Promise<unknown>;
  /** Whether these words are in any blob, layers unpacked. */
  holds(words: string): Promise<boolean>;
  /** How many uploads of blobs are started and not finished. */
  uploads(repository: string): Promise<number>;
}

/** `root` is the registry's `rootdirectory`. */
export function storageAt(root: string): Storage {
  const folder = (repository: string, ...below: string[]) =>
    join(root, 'docker', 'registry', 'v2', 'repositories', repository, ...below);
  const link = (path: string) => readFile(join(path, 'link'), 'utf8').catch(() => undefined);
  return {
    tags: (repository) => names(folder(repository, '_manifests', 'tags')),
    digestOf: (repository, tag) => link(folder(repository, '_manifests', 'tags', tag, 'current')),
    manifests: async (repository) => {
      const revisions = folder(repository, '_manifests', 'revisions', 'sha256');
      // A deleted manifest leaves its folder behind, without the link.
      const links = await Promise.all((await names(revisions)).map((name) => link(join(revisions, name))));
      return links.filter((digest) => digest !== undefined);
    },
    json: async (digest) => {
      const hex = digest.replace(/^sha256:/, '');
      const blob = join(root, 'docker', 'registry', 'v2', 'blobs', 'sha256', hex.slice(0, 2), hex, 'data');
      return JSON.parse(await readFile(blob, 'utf8'));
    },
    holds: async (words) => {
      const blobs = join(root, 'docker', 'registry', 'v2', 'blobs');
      const entries = await readdir(blobs, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile());
      const found = await Promise.all(
        files.map(async ({ parentPath, name }) => unpacked(await readFile(join(parentPath, name))).includes(words)),
      );
      return found.includes(true);
    },
    uploads: async (repository) => (await names(folder(repository, '_uploads'))).length,
  };
}

/** The tags of every repository that has some, by its name with the registry's host. */
export async function tagsAt(root: string, host: string): Promise<Record<string, readonly string[]>> {
  const repositories = join(root, 'docker', 'registry', 'v2', 'repositories');
  const folders = await readdir(repositories, { recursive: true }).catch(() => []);
  const found = folders.filter((path) => basename(path) === '_manifests').map(dirname);
  const all = found.toSorted().map(async (name) => [`${host}/${name}`, await storageAt(root).tags(name)] as const);
  return Object.fromEntries((await Promise.all(all)).filter(([, own]) => own.length > 0));
}

function unpacked(blob: Buffer): Buffer {
  const gzip = blob[0] === 0x1f && blob[1] === 0x8b;
  return gzip ? gunzipSync(blob) : blob;
}

async function names(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}
