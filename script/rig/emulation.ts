/** Lets an amd64 machine execute arm64 programs for a while, and makes a small arm64 image. */
import { access, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureImage, type Recipe } from './bases.ts';
import { must, type Say, works } from './command.ts';
import type { Engine } from './engine.ts';
import { accounts, type Layer, writeAccounts } from './layers.ts';
import { ownSuite, unpackPackages } from './packages.ts';
import { basesHome } from './paths.ts';
import { withLock } from './processes.ts';

const kernel = '/proc/sys/fs/binfmt_misc';
const name = 'qemu-aarch64';

/** ELF headers of arm64 programs (QEMU, scripts/qemu-binfmt-conf.sh). */
const magic = String.raw`\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00`;
const mask = String.raw`\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff`;

/** Registers the emulator with the kernel, for all of the machine; what was registered before is left alone. */
export async function openEmulation(): Promise<AsyncDisposable> {
  const mounted = await mountKernelFiles();
  const there = await works(['test', '-e', join(kernel, name)]);
  // F: the kernel opens the program now, so that it is found from inside of containers. P: busybox needs its own name.
  if (!there) await writeFile(join(kernel, 'register'), `:${name}:M::${magic}:${mask}:${await emulator()}:FPC`);
  const close = async () => {
    if (!there) await writeFile(join(kernel, name), '-1');
    if (mounted) await must(['umount', kernel]);
  };
  return { [Symbol.asyncDispose]: close };
}

async function mountKernelFiles(): Promise<boolean> {
  const there = await access(join(kernel, 'register')).then(
    () => true,
    () => false,
  );
  if (!there) await must(['mount', '-t', 'binfmt_misc', 'none', kernel]);
  return !there;
}

async function emulator(): Promise<string> {
  const into = join(basesHome, 'qemu');
  const program = join(into, 'usr', 'bin', `${name}-static`);
  await mkdir(basesHome, { recursive: true });
  await withLock(join(basesHome, 'qemu.lock'), async () => {
    if (await works(['test', '-e', program])) return;
    await rm(into, { recursive: true, force: true });
    await unpackPackages({ suite: await ownSuite(), packages: ['qemu-user-static'], into });
  });
  return program;
}

const layer: Layer = { packages: ['busybox-static'], architecture: 'arm64', fill };

const recipe: Recipe = {
  image: 'slipway-rig/busybox-arm64:1',
  base: 'scratch',
  platform: 'linux/arm64',
  layer,
  sources: [import.meta.filename],
  otherwise: 'busybox:1',
  settings: ['CMD ["/bin/sh"]'],
};

/** The arm64 side of `slipway-rig/busybox:1`, with the few programs that tests call. */
export function ensureArm(engine: Engine, say: Say): Promise<string> {
  return ensureImage(engine, recipe, say);
}

async function fill(root: string): Promise<void> {
  for (const folder of ['etc', 'tmp', 'proc', 'sys', 'dev']) await mkdir(join(root, folder), { recursive: true });
  await writeAccounts(root, accounts);
  // Its own list of programs cannot be asked of it without the emulator.
  for (const program of ['sh', 'cat', 'echo', 'sleep', 'test', 'true', 'false', 'uname', 'grep', 'env'])
    await symlink('busybox', join(root, 'bin', program));
}
