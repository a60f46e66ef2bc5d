/** Fetches cosign, which only a newer Debian has; nothing gets installed. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { must, works } from './command.ts';
import { unpackPackages } from './packages.ts';
import { basesHome } from './paths.ts';
import { withLock } from './processes.ts';

/** The folder that has the program `cosign`, for PATH; that of the machine when it has one. */
export async function ensureCosign(): Promise<string> {
  const known = await must(['sh', '-c', 'command -v cosign || true']);
  if (known.trim() !== '') return join(known.trim(), '..');
  const into = join(basesHome, 'cosign');
  const folder = join(into, 'usr', 'bin');
  await mkdir(basesHome, { recursive: true });
  await withLock(join(basesHome, 'cosign.lock'), async () => {
    if (await works(['test', '-e', join(folder, 'cosign')])) return;
    await rm(into, { recursive: true, force: true });
    await unpackPackages({ suite: 'sid', packages: ['cosign'], into });
  });
  return folder;
}
