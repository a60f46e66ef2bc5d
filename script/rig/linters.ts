/** Brings the linters of workflows: actionlint from its Go module, zizmor from its Python package; nothing gets installed. */
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Environment, must, run, type Say, works } from './command.ts';
import { buildPrograms } from './go.ts';
import { libraryFolder, ownSuite, unpackPackages } from './packages.ts';
import { rig } from './paths.ts';
import { withLock } from './processes.ts';

const home = join(rig, 'linters');
const module = join(import.meta.dirname, 'actionlint');
const zizmorVersion = '1.32.0';

/** Gives the program's path; go.mod says which version. */
export async function ensureActionlint(say: Say): Promise<string> {
  const version = /actionlint (v\S+)/.exec(await readFile(join(module, 'go.mod'), 'utf8'))?.[1] ?? '';
  const make = (into: string) =>
    buildPrograms({ module, packages: ['github.com/rhysd/actionlint/cmd/actionlint'], into });
  const folder = await once(`actionlint-${version}`, make, () => say(`linters: build actionlint ${version} (once)`));
  return join(folder, 'actionlint');
}

/** Gives the program's path. */
export async function ensureZizmor(say: Say): Promise<string> {
  const make = async (into: string) => {
    const { argv, env } = await pip();
    const wanted = ['--no-deps', '--only-binary=:all:', '--target', into, `zizmor==${zizmorVersion}`];
    await must([...argv, 'install', '--quiet', '--disable-pip-version-check', ...wanted], { env });
  };
  const folder = await once(`zizmor-${zizmorVersion}`, make, () =>
    say(`linters: fetch zizmor ${zizmorVersion} (once)`),
  );
  return join(folder, 'bin', 'zizmor');
}

/** What is half made after a break has another name than what is whole. */
async function once(name: string, make: (into: string) => Promise<void>, tell: () => void): Promise<string> {
  const folder = join(home, name);
  await mkdir(home, { recursive: true });
  await withLock(join(home, `${name}.lock`), async () => {
    if (await works(['test', '-d', folder])) return;
    tell();
    const half = `${folder}.half`;
    await rm(half, { recursive: true, force: true });
    await make(half);
    await rename(half, folder);
  });
  return folder;
}

interface Program {
  readonly argv: readonly string[];
  readonly env: Environment;
}

/** The machine's own, or Debian's unpacked beside the rig. */
async function pip(): Promise<Program> {
  const own = ['python3', '-m', 'pip'];
  return (await run([...own, '--version'])).code === 0 ? { argv: own, env: {} } : unpackedPip();
}

/** With the libraries that the smallest Debian 12 lacks. */
const python = [
  ...['python3.11-minimal', 'libpython3.11-minimal', 'libpython3.11-stdlib', 'python3-distutils', 'python3-pip'],
  ...['python3-wheel', 'python3-setuptools', 'libexpat1', 'zlib1g', 'libssl3', 'libffi8', 'libuuid1', 'libsqlite3-0'],
];

async function unpackedPip(): Promise<Program> {
  const root = await once(
    'python',
    async (into) => {
      await unpackPackages({ suite: await ownSuite(), packages: python, into });
    },
    () => undefined,
  );
  const usr = join(root, 'usr');
  return {
    argv: [join(usr, 'bin', 'python3.11'), '-m', 'pip'],
    env: {
      PYTHONHOME: usr,
      PYTHONPATH: join(usr, 'lib', 'python3', 'dist-packages'),
      // Debian 12 still packs some libraries for the folder of old.
      LD_LIBRARY_PATH: [libraryFolder(root), libraryFolder(root).replace(usr, root)].join(':'),
    },
  };
}
