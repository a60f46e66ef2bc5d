/** Finds or starts the container engine that the tests and the local run work with. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureCertificates } from './authority.ts';
import { must, type Say, works } from './command.ts';
import { answers, type Store, socketOf, startDaemon, stopDaemon } from './daemon.ts';
import { type EngineNetwork, openEngineNetwork } from './engine-network.ts';
import { clientConfig, clientPath, installEngine } from './install.ts';
import { closeNamespace, findNamespace, type Namespace, openNamespace, writeInside } from './namespace.ts';
import { isDebian } from './packages.ts';
import { engineHome, extraHome } from './paths.ts';
import { withLock } from './processes.ts';

export interface Engine {
  /** `found` was here before us and is left alone; `private` is the rig's own. */
  readonly kind: 'found' | 'private';
  /** What a process needs to reach it, to be laid over its environment. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export interface ExtraEngineOptions {
  readonly name: string;
  readonly store: Store;
  /** Keeps images and containers on a disk of this size, for tests that fill it. */
  readonly dataSizeMb?: number;
  /** Reaches the registries of tests: it is in the network of the private engine, with a bridge of its own. */
  readonly reachesRegistries?: boolean;
}

export interface ExtraEngine extends Engine, AsyncDisposable {
  /** The folder with everything it keeps. */
  readonly home: string;
}

/** Where the private engine looks for the certificates of registries; shared with the machine's view of the files. */
export const certificates: string = join(engineHome, 'certs.d');

const addressFile = join(engineHome, 'registry.address');

/** Names of registries wherever the rig may say what a name means; GitHub's own is for workflows that name no other. */
export const registryNames = 'registry.test ghcr.io';

/** The address behind the name `registry.test`; containers of the private engine reach it too. */
export function registryAddress(): Promise<string> {
  return readFile(addressFile, 'utf8');
}

/** Asks for the private engine although another one answers; set for everything that runs below the private engine. */
const choice = 'SLIPWAY_RIG';

/** The home of the engine that the second worker of a test run has to itself, so that two files run at once. */
export const secondEngine = 'SLIPWAY_RIG_SECOND';

/** Uses the engine that answers, or else starts the private one; throws with the way out when neither can be had. */
export async function bringUpEngine(say: Say): Promise<Engine> {
  const second = process.env[secondEngine];
  if (second !== undefined && process.env['JEST_WORKER_ID'] === '2')
    return privateEngine(second, async () => undefined);
  if (process.env[choice] !== 'private' && (await engineAnswers())) return foundEngine();
  await refuseForeignMachine();
  await mkdir(certificates, { recursive: true });
  await withLock(join(engineHome, 'lock'), () => startPrivate(say));
  return privateEngine(engineHome, () => stopEngine(engineHome));
}

/** Starts a second engine, without any network but its own unless it is to reach registries; it ends with the process that started it at the latest. */
export async function startExtraEngine(options: ExtraEngineOptions): Promise<ExtraEngine> {
  await mkdir(extraHome, { recursive: true });
  const home = await mkdtemp(join(extraHome, `${options.name}-`));
  await mkdir(join(home, 'data'));
  const beside = options.reachesRegistries === true;
  const space = await openNamespace(home, beside ? 'beside' : 'alone');
  let network: EngineNetwork | undefined;
  const stop = async () => {
    await closeNamespace(home);
    await network?.close();
    await rm(home, { recursive: true, force: true });
  };
  try {
    if (options.dataSizeMb !== undefined) await limitData(home, space, options.dataSizeMb);
    if (beside) await trustRegistries(space);
    if (beside) await trustTokenServices(space);
    if (beside) await nameRegistries(space, await registryAddress());
    if (beside) network = await openEngineNetwork(space);
    await startDaemon(home, space, options.store, { settings: network?.settings ?? {} });
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...privateEngine(home, stop), home, [Symbol.asyncDispose]: stop };
}

/** Ends the private engine when the rig has started one. */
export async function stopPrivateEngine(): Promise<void> {
  await stopEngine(engineHome);
}

/** An engine without buildx is of no use to us, so it does not count. */
async function engineAnswers(): Promise<boolean> {
  return (await works(['docker', 'info'])) && (await works(['docker', 'buildx', 'version']));
}

function foundEngine(): Engine {
  const names = [
    'PATH',
    'HOME',
    'DOCKER_HOST',
    'DOCKER_CONTEXT',
    'DOCKER_CONFIG',
    'DOCKER_CERT_PATH',
    'DOCKER_TLS_VERIFY',
  ];
  const known = names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return { kind: 'found', env: Object.fromEntries(known), stop: async () => undefined };
}

function privateEngine(home: string, stop: () => Promise<void>): Engine {
  const env = {
    PATH: clientPath(),
    DOCKER_HOST: `unix://${socketOf(home)}`,
    DOCKER_CONFIG: clientConfig,
    [choice]: 'private',
  };
  return { kind: 'private', env, stop };
}

async function refuseForeignMachine(): Promise<void> {
  const wayOut = 'Start Docker so that `docker info` answers, then try again.';
  if (!(await isDebian()))
    throw new Error(`No container engine answers, and only on Debian the rig can bring its own. ${wayOut}`);
  if (process.getuid?.() !== 0) throw new Error(`No container engine answers, and the rig's own needs root. ${wayOut}`);
}

async function startPrivate(say: Say): Promise<void> {
  await installEngine(say);
  const open = await findNamespace(engineHome, 'shared');
  if (open && (await answers(socketOf(engineHome)))) return;
  say('engine: start dockerd');
  await stopEngine(engineHome);
  const space = await openNamespace(engineHome, 'shared');
  await trustRegistries(space);
  await startDaemon(engineHome, space, 'containerd');
  await nameRegistries(space, await addressOfBridge(privateEngine(engineHome, () => stopEngine(engineHome))));
}

/** Lets the engine trust the registries whose certificates lie in our folder. */
export async function trustRegistries(space: Namespace): Promise<void> {
  await must(space.inside(['mkdir', '-p', '/etc/docker/certs.d']));
  await must(space.inside(['mount', '--bind', certificates, '/etc/docker/certs.d']));
}

/** An engine takes the certificate of a registry from our folder, and that of its token service from the machine's. */
async function trustTokenServices(space: Namespace): Promise<void> {
  const { caFile } = await ensureCertificates();
  const folder = '/etc/ssl/certs';
  await must(space.inside(['mkdir', '-p', folder]));
  await writeInside(space, join(folder, 'ca-certificates.crt'), await readFile(caFile, 'utf8'));
}

/**
 * Gives the namespace the name `registry.test`, at the machine's end of the engine's bridge: an engine asks for no
 * valid certificate, and falls back to plain HTTP, when a name leads to 127.0.0.1.
 */
async function nameRegistries(space: Namespace, address: string): Promise<void> {
  const hosts = await must(space.inside(['cat', '/etc/hosts']));
  await writeInside(space, '/etc/hosts', `${hosts.trimEnd()}\n${address} ${registryNames}\n`);
  await writeFile(addressFile, address);
}

async function addressOfBridge({ env }: Engine): Promise<string> {
  const format = '{{(index .IPAM.Config 0).Gateway}}';
  return (await must(['docker', 'network', 'inspect', 'bridge', '--format', format], { env })).trim();
}

async function limitData(home: string, space: Namespace, sizeMb: number): Promise<void> {
  await must(space.inside(['mount', '-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'tmpfs', join(home, 'data')]));
}

async function stopEngine(home: string): Promise<void> {
  await stopDaemon(home);
  await closeNamespace(home);
}
