/** Fetches programs that only a newer Debian has, or has in a usable version; nothing gets installed. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { must, works } from './command.ts';
import { unpackPackages } from './packages.ts';
import { basesHome } from './paths.ts';
import { withLock } from './processes.ts';

/** The folder that has the program, for PATH; that of the machine when it has one. Packages are called as programs. */
export async function ensureNewer(program: 'cosign' | 'gh'): Promise<string> {
  const known = await must(['sh', '-c', `command -v ${program} || true`]);
  if (known.trim() !== '') return join(known.trim(), '..');
  const into = join(basesHome, program);
  const folder = join(into, 'usr', 'bin');
  await mkdir(basesHome, { recursive: true });
  await withLock(join(basesHome, `${program}.lock`), async () => {
    if (await works(['test', '-e', join(folder, program)])) return;
    await rm(into, { recursive: true, force: true });
    await unpackPackages({ suite: 'sid', packages: [program], into });
  });
  return folder;
}
