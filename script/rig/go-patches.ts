/** Changes a few lines of a Go module for one build, in a copy of its sources. */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from './command.ts';

export interface Patch {
  /** Below the module's root. */
  readonly file: string;
  /** Words that stand in it exactly once. */
  readonly find: string;
  readonly put: string;
}

export interface PatchedModule {
  /** Its name, as in go.mod. */
  readonly path: string;
  /** Where its sources lie unpacked. */
  readonly source: string;
  readonly patches: readonly Patch[];
  /** A file that it gets beside its own. */
  readonly addition: { readonly from: string; readonly file: string };
  /** The folder whose go.mod requires it. */
  readonly module: string;
  /** For the copy and the changed go.mod. */
  readonly home: string;
}

/** Gives the path of a go.mod that takes the changed copy, for `-modfile`. */
export async function patchModule(wish: PatchedModule): Promise<string> {
  const copy = join(wish.home, 'source');
  await mkdir(wish.home, { recursive: true });
  // Files of the module cache may not be written to, and so would be their copies.
  await must(['cp', '--recursive', '--no-preserve=mode', wish.source, copy]);
  for (const [file, changes] of Map.groupBy(wish.patches, (patch) => patch.file)) {
    const text = await readFile(join(copy, file), 'utf8');
    await writeFile(join(copy, file), changes.reduce(apply, text));
  }
  await cp(wish.addition.from, join(copy, wish.addition.file));
  const required = await readFile(join(wish.module, 'go.mod'), 'utf8');
  const modfile = join(wish.home, 'go.mod');
  await writeFile(modfile, `${required}\nreplace ${wish.path} => ${copy}\n`);
  await cp(join(wish.module, 'go.sum'), join(wish.home, 'go.sum'));
  return modfile;
}

function apply(text: string, { file, find, put }: Patch): string {
  const parts = text.split(find);
  if (parts.length !== 2) throw new Error(`${file} has these words ${parts.length - 1} times, not once:\n${find}`);
  return parts.join(put);
}
