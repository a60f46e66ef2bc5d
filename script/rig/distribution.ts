/** Runs the registry program itself: Debian's binary as a process, or its image where the engine was found. */
import { spawn } from 'node:child_process';
import { copyFile, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must, run } from './command.ts';
import type { Engine } from './engine.ts';
import { registryBinary } from './install.ts';
import { closeNamespace, type Namespace, openNamespace } from './namespace.ts';
import { type Credentials, passwordLine } from './passwords.ts';
import { endProcess, mark, ownedPid, waitFor } from './processes.ts';
import { tokenNames } from './tokens.ts';

export interface Distribution {
  /** The port on 127.0.0.1 where it speaks plain HTTP. */
  readonly port: number;
  /** The folder where it keeps what was pushed. */
  readonly storage: string;
  stop(): Promise<void>;
}

export interface DistributionOptions {
  /** A folder for its configuration, log and storage. */
  readonly home: string;
  readonly engine: Engine;
  readonly auth: Credentials | TokenTrust | undefined;
  /** Keeps what is pushed on a disk of this size; only with the private engine. */
  readonly dataSizeMb?: number | undefined;
  /** Whether manifests can be deleted; they can when left out. */
  readonly deletes?: boolean | undefined;
  /** Stays when this process ends. */
  readonly lasting: boolean;
}

/** Whose tokens it takes. */
export interface TokenTrust {
  readonly realm: string;
  /** The authority behind the key that signs them. */
  readonly caFile: string;
}

const image = 'registry:3';

/** Starts it on a free port and comes back when it listens. */
export async function startDistribution(options: DistributionOptions): Promise<Distribution> {
  const storage = storageOf(options.home);
  await mkdir(storage, { recursive: true });
  const { auth, home } = options;
  if (auth && 'password' in auth) await writeFile(join(home, 'htpasswd'), await passwordLine(auth));
  if (auth && 'realm' in auth) await copyFile(auth.caFile, join(home, 'tokens.crt'));
  const stop = () => stopDistribution(options.home);
  if (options.dataSizeMb !== undefined) {
    const space = await openSmallDisk(options.home, options.dataSizeMb);
    // Only from inside of the namespace the disk is to be seen.
    return { storage: `/proc/${space.holder}/root${storage}`, port: await startProcess(options, space), stop };
  }
  const start = options.engine.kind === 'found' ? startContainer : startProcess;
  return { storage, port: await start(options), stop };
}

export function storageOf(home: string): string {
  return join(home, 'storage');
}

/** Ends it wherever it was started from; what was pushed stays on disk. */
export async function stopDistribution(home: string): Promise<void> {
  const pid = await ownedPid(pidFile(home), home);
  if (pid !== undefined) await endProcess(pid, 2000);
  await rm(pidFile(home), { force: true });
  const container = await readFile(containerFile(home), 'utf8').catch(() => undefined);
  // It exists only beside a found engine, which our own environment reaches.
  if (container !== undefined) await run(['docker', 'rm', '--force', container]);
  await rm(containerFile(home), { force: true });
  await closeNamespace(home);
}

async function openSmallDisk(home: string, sizeMb: number): Promise<Namespace> {
  const space = await openNamespace(home, 'beside');
  await must(space.inside(['mount', '-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'tmpfs', storageOf(home)]));
  return space;
}

function pidFile(home: string): string {
  return join(home, 'registry.pid');
}

function containerFile(home: string): string {
  return join(home, 'registry.cid');
}

/** `seenHome` is the same folder as the registry sees it, `address` where it listens. */
async function writeConfig(options: DistributionOptions, seenHome: string, address: string): Promise<string> {
  const lines = [
    'version: 0.1',
    'log: { level: info, accesslog: { disabled: true } }',
    `storage: { filesystem: { rootdirectory: ${storageOf(seenHome)} }, delete: { enabled: ${options.deletes ?? true} } }`,
    `http: { addr: '${address}' }`,
  ];
  if (options.auth) lines.push(`auth: ${authLine(options.auth, seenHome)}`);
  await writeFile(join(options.home, 'registry.yml'), `${lines.join('\n')}\n`);
  return join(seenHome, 'registry.yml');
}

function authLine(auth: Credentials | TokenTrust, seenHome: string): string {
  if ('password' in auth) return `{ htpasswd: { realm: rig, path: ${join(seenHome, 'htpasswd')} } }`;
  const { service, issuer } = tokenNames;
  const trusted = join(seenHome, 'tokens.crt');
  return `{ token: { realm: '${auth.realm}', service: ${service}, issuer: ${issuer}, rootcertbundle: ${trusted} } }`;
}

async function startProcess(options: DistributionOptions, space?: Namespace): Promise<number> {
  const { home } = options;
  const config = await writeConfig(options, home, '127.0.0.1:0');
  const log = join(home, 'registry.log');
  await using out = await open(log, 'w');
  const argv = [registryBinary, 'serve', config];
  const bound = options.lasting ? argv : ['setpriv', '--pdeathsig', 'KILL', ...argv];
  const [program = '', ...words] = space === undefined ? bound : space.inside(bound);
  const env = { ...process.env, [mark]: home };
  const child = spawn(program, words, { env, detached: true, stdio: ['ignore', out.fd, out.fd] });
  child.on('error', () => undefined);
  child.unref();
  await writeFile(pidFile(home), `${child.pid}`);
  let port: number | undefined;
  await waitFor(async () => {
    port = listeningPort(await readFile(log, 'utf8'));
    return port !== undefined || child.exitCode !== null;
  }, 10_000);
  if (port !== undefined) return port;
  throw new Error(`The registry did not come up; ${log} says:\n${(await readFile(log, 'utf8')).trim()}`);
}

function listeningPort(log: string): number | undefined {
  const port = /listening on [^"]*:(\d+)/.exec(log)?.[1];
  return port === undefined ? undefined : Number.parseInt(port, 10);
}

async function startContainer(options: DistributionOptions): Promise<number> {
  const { home, engine } = options;
  const config = await writeConfig(options, '/rig', ':5000');
  const published = ['-p', '127.0.0.1::5000', '-v', `${home}:/rig`];
  // The entry point differs between versions of the image; the program's name does not.
  const argv = ['docker', 'run', '-d', ...published, '--entrypoint', 'registry', image, 'serve', config];
  const container = (await must(argv, { env: engine.env })).trim();
  await writeFile(containerFile(home), container);
  const address = (await must(['docker', 'port', container, '5000/tcp'], { env: engine.env })).trim();
  const port = Number.parseInt(address.slice(address.lastIndexOf(':') + 1), 10);
  if (await waitFor(() => speaksRegistry(port), 10_000)) return port;
  throw new Error(`The registry did not come up; see: docker logs ${container}`);
}

async function speaksRegistry(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => undefined);
  return answer?.headers.has('docker-distribution-api-version') ?? false;
}
