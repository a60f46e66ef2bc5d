/** Runs the registry program itself: Debian's binary as a process, or its image where the engine was found. */
import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must, run } from './command.ts';
import type { Engine } from './engine.ts';
import { registryBinary } from './install.ts';
import { type Credentials, passwordLine } from './passwords.ts';
import { endProcess, mark, ownedPid, waitFor } from './processes.ts';

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
  readonly auth: Credentials | undefined;
  /** Stays when this process ends. */
  readonly lasting: boolean;
}

const image = 'registry:3';

/** Starts it on a free port and comes back when it listens. */
export async function startDistribution(options: DistributionOptions): Promise<Distribution> {
  const storage = storageOf(options.home);
  await mkdir(storage, { recursive: true });
  if (options.auth) await writeFile(join(options.home, 'htpasswd'), await passwordLine(options.auth));
  const start = options.engine.kind === 'found' ? startContainer : startProcess;
  return { storage, port: await start(options), stop: () => stopDistribution(options.home) };
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
    `storage: { filesystem: { rootdirectory: ${storageOf(seenHome)} }, delete: { enabled: true } }`,
    `http: { addr: '${address}' }`,
  ];
  if (options.auth) lines.push(`auth: { htpasswd: { realm: rig, path: ${join(seenHome, 'htpasswd')} } }`);
  await writeFile(join(options.home, 'registry.yml'), `${lines.join('\n')}\n`);
  return join(seenHome, 'registry.yml');
}

async function startProcess(options: DistributionOptions): Promise<number> {
  const { home } = options;
  const config = await writeConfig(options, home, '127.0.0.1:0');
  const log = join(home, 'registry.log');
  await using out = await open(log, 'w');
  const argv = [registryBinary, 'serve', config];
  const bound = options.lasting ? argv : ['setpriv', '--pdeathsig', 'KILL', ...argv];
  const env = { ...process.env, [mark]: home };
  const child = spawn(bound[0] ?? '', bound.slice(1), { env, detached: true, stdio: ['ignore', out.fd, out.fd] });
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
