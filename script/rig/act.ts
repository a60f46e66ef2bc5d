/** Brings act, which runs whole workflows on this machine; it is in no distribution, so it is built from its Go module. */
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { addition, patches } from './act/patches.ts';
import type { Say } from './command.ts';
import { buildPrograms, moduleFolder } from './go.ts';
import { patchModule } from './go-patches.ts';
import { rig } from './paths.ts';
import { withLock } from './processes.ts';

const path = 'github.com/nektos/act';
const module = join(import.meta.dirname, 'act');
const home = join(rig, 'act');

/** Gives the program's path. The first time takes a minute; go.mod says which version. */
export async function ensureAct(say: Say): Promise<string> {
  const folder = join(home, await stamp());
  const program = join(folder, 'act');
  await mkdir(home, { recursive: true });
  await withLock(join(home, 'lock'), async () => {
    const there = await access(program).then(
      () => true,
      () => false,
    );
    if (!there) await build(folder, say);
  });
  return program;
}

async function build(folder: string, say: Say): Promise<void> {
  const version = /nektos\/act (\S+)/.exec(await readFile(join(module, 'go.mod'), 'utf8'))?.[1];
  say(`act: build act ${version} (once)`);
  const half = `${folder}.half`;
  await rm(half, { recursive: true, force: true });
  const source = await moduleFolder(module, path);
  const changed = join(half, 'changed');
  const modfile = await patchModule({ path, source, patches, addition, module, home: changed });
  await buildPrograms({ module, packages: [path], into: half, modfile });
  await rm(changed, { recursive: true });
  await rename(half, folder);
}

/** Changes with the version and with what we change of it. */
async function stamp(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of [join(module, 'go.sum'), join(module, 'patches.ts'), addition.from])
    hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}
