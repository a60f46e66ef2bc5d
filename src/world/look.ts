/** Looks at the machine before planning: files and folders only, nothing is started. */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, readdir, readFile, realpath } from 'node:fs/promises';
import { delimiter, isAbsolute, join, relative, resolve } from 'node:path';
import type { CacheService, Dockerfile, Facts, LocalFacts, Materials, StageOrigin } from '../model/facts.ts';
import type { Inputs } from '../model/inputs.ts';
import { readBase, readMaterials, readOrigins } from '../read/dockerfile/base.ts';
import { readCacheMounts } from '../read/dockerfile/cache-mounts.ts';
import { scanDockerfile } from '../read/dockerfile/dockerfile.ts';
import { namedPaths } from '../read/named-paths.ts';
import { takenFolders } from './artifact-folders.ts';
import { type DockerHome, knownLogins } from './docker-config.ts';
import { hashLockFiles } from './lock-files.ts';
import { findProofs } from './proofs.ts';

export interface Whereabouts {
  readonly workspace: string;
  readonly runFolder: string;
  readonly runName: string;
  readonly cacheFolder: string;
  readonly home: DockerHome;
  readonly buildxFolder: string;
  readonly cacheService: CacheService;
  /** PATH. */
  readonly path: string;
  readonly identity: boolean;
  /** Whether the engine is on this machine. */
  readonly ownEngine: boolean;
  /** As the environment has it. */
  readonly sourceDateEpoch: string | undefined;
}

/** Gathers the facts that the plan needs. */
export async function look(inputs: Inputs, where: Whereabouts): Promise<LocalFacts> {
  const { workspace, runFolder, runName, cacheFolder } = where;
  return {
    workspace,
    runFolder,
    runName,
    cacheFolder,
    ...(await lookAtDockerfile(inputs, workspace)),
    buildxFolder: where.buildxFolder,
    cacheService: where.cacheService,
    nativePlatform: native,
    emulated: where.ownEngine ? await emulated() : undefined,
    cosign: await isOnPath('cosign', where.path),
    identity: where.identity,
    proofs: await findProofs(inputs.proofs, workspace),
    knownLogins: await knownLogins(where.home),
    missingPaths: await missing(inputs, workspace),
    takenFolders: await takenFolders(inputs.artifacts, workspace),
    now: new Date().toISOString(),
    sourceDateEpoch: /^\d{1,11}$/.test(where.sourceDateEpoch ?? '') ? Number(where.sourceDateEpoch) : undefined,
  };
}

/** Node's names for what Docker calls otherwise. */
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

/** The kernel's names of emulators (docs.kernel.org, binfmt_misc; QEMU's own names for architectures). */
const emulators: Readonly<Record<string, string>> = {
  'qemu-aarch64': 'arm64',
  'qemu-arm': 'arm',
  'qemu-i386': '386',
  'qemu-loongarch64': 'loong64',
  'qemu-mips64el': 'mips64le',
  'qemu-ppc64le': 'ppc64le',
  'qemu-riscv64': 'riscv64',
  'qemu-s390x': 's390x',
  'qemu-x86_64': 'amd64',
};

async function isOnPath(program: string, path: string): Promise<boolean> {
  const places = path.split(delimiter).filter((folder) => folder !== '');
  const found = await Promise.all(
    places.map((folder) =>
      access(join(folder, program), constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

/** Undefined where there is no such folder: Docker Desktop's engine has a kernel of its own. */
async function emulated(): Promise<string[] | undefined> {
  const names = await readdir('/proc/sys/fs/binfmt_misc').catch(() => undefined);
  return names?.flatMap((name) => emulators[name] ?? []);
}

const nothingRead = {
  origins: [],
  base: undefined,
  materials: { kind: 'unknown', because: 'the Dockerfile was not read' },
  dockerignore: '',
  cacheMounts: undefined,
} as const;
const native = `linux/${architectures[process.arch] ?? process.arch}`;

type Read = Pick<Facts, 'dockerfile' | 'origins' | 'base' | 'materials' | 'cacheMounts' | 'dockerignore'>;

async function lookAtDockerfile(inputs: Inputs, workspace: string): Promise<Read> {
  if (inputs.context.kind === 'remote') return { dockerfile: { kind: 'remote', path: inputs.file }, ...nothingRead };
  const context = resolve(workspace, inputs.context.path);
  const path = inputs.file === undefined ? join(context, 'Dockerfile') : resolve(workspace, inputs.file);
  try {
    const text = await readFile(path, 'utf8');
    const scan = scanDockerfile(text);
    const stages = scan.stages.map(({ name, line }) => ({ name, line }));
    const origins = readOrigins(scan, inputs);
    return {
      dockerfile: { kind: 'found', path, stages },
      origins,
      base: readBase(scan, inputs),
      materials: await settled(readMaterials(scan, inputs), [context, path], workspace),
      dockerignore: await readDockerignore(path, context),
      cacheMounts: inputs.cacheMounts ? await lookAtCacheMounts(text, context, origins, inputs) : undefined,
    };
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    const [emptyContext, emptyWorkspace] = [await isEmpty(context), await isEmpty(workspace)];
    const dockerfile: Dockerfile = { kind: 'missing', path: short(path, workspace), emptyContext, emptyWorkspace };
    return { dockerfile, ...nothingRead };
  }
}

/** With no lock file the Dockerfile tells best what is in its mounts. */
async function lookAtCacheMounts(
  text: string,
  context: string,
  origins: readonly StageOrigin[],
  inputs: Inputs,
): Promise<Facts['cacheMounts']> {
  const platforms = inputs.platforms.length > 0 ? inputs.platforms : [native];
  const found = readCacheMounts(text, { ...inputs, origins, native, platforms });
  return { ...found, hash: (await hashLockFiles(context)) ?? createHash('sha256').update(text).digest('hex') };
}

/** What is reached by a link, or rewritten by git on its way, is not what the commit says. */
async function settled(materials: Materials, paths: readonly string[], workspace: string): Promise<Materials> {
  if (materials.kind === 'unknown') return materials;
  const root = await realpath(workspace);
  for (const path of [...paths, ...materials.folders]) {
    const plain = join(root, relative(workspace, resolve(workspace, path)));
    const real = await realpath(resolve(workspace, path)).catch(() => undefined);
    if (real !== plain) return { kind: 'unknown', because: `${short(path, workspace)} leads elsewhere` };
  }
  const attributes = await readFile(join(workspace, '.gitattributes'), 'utf8').catch(() => '');
  return /\bfilter=/.test(attributes) ? { kind: 'unknown', because: 'git rewrites files by a filter' } : materials;
}

/** One beside the Dockerfile is in force alone (docs.docker.com, "Filename and location"). */
async function readDockerignore(dockerfile: string, context: string): Promise<string> {
  const [own, common] = await Promise.all(
    [`${dockerfile}.dockerignore`, join(context, '.dockerignore')].map((path) =>
      readFile(path, 'utf8').catch(() => undefined),
    ),
  );
  return own ?? common ?? '';
}

function short(path: string, workspace: string): string {
  const inside = relative(workspace, path);
  return inside.startsWith('..') || isAbsolute(inside) ? path : inside;
}

async function isEmpty(folder: string): Promise<boolean> {
  const entries = await readdir(folder).catch(() => []);
  return entries.length === 0;
}

async function missing(inputs: Inputs, workspace: string): Promise<Facts['missingPaths']> {
  const checked = await Promise.all(
    namedPaths(inputs).map(async (named) => {
      const there = await access(resolve(workspace, named.path)).then(
        () => true,
        () => false,
      );
      return there ? [] : [named];
    }),
  );
  return checked.flat();
}
