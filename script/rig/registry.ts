/** A real registry of its own for one test, behind a proxy that counts and misbehaves on demand. */
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureCertificates } from './authority.ts';
import { startDistribution } from './distribution.ts';
import { bringUpEngine, certificates, type Engine, registryAddress } from './engine.ts';
import { imageNames, removeImages } from './images.ts';
import type { Credentials } from './passwords.ts';
import { engineHome } from './paths.ts';
import { holdLock } from './processes.ts';
import { type FaultyProxy, startProxy } from './proxy.ts';
import { type Storage, storageAt } from './storage.ts';
import { startTokenService, type TokenService } from './tokens.ts';

export type { Fault, FaultAction, RegistryRequest } from './proxy.ts';

export interface RegistryOptions {
  /** Only with the private engine: a found one cannot be made to trust our authority. */
  readonly tls: boolean;
  /** Who may come in; everybody when left out. */
  readonly auth?: Credentials;
  /** Whether everybody may pull, as public packages are at GitHub. */
  readonly open?: boolean;
  /** With it the login is changed for tokens that live for so long. Only with TLS. */
  readonly tokenSeconds?: number;
  /** Keeps what is pushed on a disk of this size, for tests that fill it. Only with the private engine. */
  readonly dataSizeMb?: number;
  /** Whether manifests can be deleted; they can when left out. */
  readonly deletes?: boolean;
  /**
   * The host name in front of the port; `registry.test` with TLS, else `localhost`. `ghcr.io` has the port of HTTPS, for
   * workflows that name no registry at all; there is one at a time, and others wait for their turn.
   */
  readonly name?: string;
}

export interface Registry extends AsyncDisposable, Storage, Omit<FaultyProxy, 'port'> {
  /** Name and port, as they stand in an image reference. */
  readonly host: string;
  /** The authority a client has to trust when the registry speaks TLS. */
  readonly caFile: string;
  /** Empty when everybody may come in; so is the password. */
  readonly username: string;
  readonly password: string;
  /** The folder where it keeps what was pushed. */
  readonly root: string;
  /** Where logins are changed for tokens, if they are. */
  readonly tokens: TokenService | undefined;
}

const testName = 'registry.test';
const githubs = 'ghcr.io';
const turn = join(engineHome, 'githubs.lock');
/** Of all tests that may be before this one, in milliseconds. */
const longestTurns = 900_000;

/** Starts an empty registry on a free port. */
export async function startRegistry(options: RegistryOptions): Promise<Registry> {
  const engine = await bringUpEngine(() => undefined);
  const { name, address } = await placeOf(options, engine);
  const known = name === githubs;
  const release = known ? await holdLock(turn, longestTurns) : async () => undefined;
  const home = await mkdtemp(join(tmpdir(), 'slipway-registry-'));
  const { caFile, certFile, keyFile } = await ensureCertificates();
  const tokens = await tokensFor(options, { name, address });
  const auth = tokens === undefined ? options.auth : { realm: tokens.realm, caFile };
  const { dataSizeMb, deletes } = options;
  const distribution = await startDistribution({ home, engine, auth, dataSizeMb, deletes, lasting: false });
  const tls = options.tls ? { cert: await readFile(certFile), key: await readFile(keyFile) } : undefined;
  const proxy = await startProxy({
    address,
    target: distribution.port,
    ...(tls && { tls }),
    ...(known && { port: 443 }),
    ...(options.open && options.auth && { reading: basic(options.auth) }),
  });
  const host = known ? name : `${name}:${proxy.port}`;
  const trust = join(certificates, host);
  if (options.tls) await trustFile(trust, caFile);
  const stop = async () => {
    await proxy.stop();
    await tokens?.stop();
    await distribution.stop();
    await forgetImages(engine, host);
    for (const folder of [trust, home]) await rm(folder, { recursive: true, force: true });
    await release();
  };
  const { username = '', password = '' } = options.auth ?? {};
  const storage = storageAt(distribution.storage);
  const root = distribution.storage;
  return { ...proxy, ...storage, root, host, caFile, username, password, tokens, stop, [Symbol.asyncDispose]: stop };
}

function basic({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function tokensFor(
  { auth, tokenSeconds: seconds }: RegistryOptions,
  place: { readonly name: string; readonly address: string },
): Promise<TokenService> | undefined {
  return auth === undefined || seconds === undefined ? undefined : startTokenService({ ...place, auth, seconds });
}

/** Clients look for TLS only behind a name that is not `localhost`, and only the rig's namespace knows such a name. */
async function placeOf(options: RegistryOptions, engine: Engine): Promise<{ name: string; address: string }> {
  if (options.tls && engine.kind === 'found') {
    throw new Error('A found engine cannot be made to trust the rig; ask for TLS only when its kind is `private`.');
  }
  const name = options.name ?? (options.tls ? testName : 'localhost');
  return { name, address: name === testName || name === githubs ? await registryAddress() : '127.0.0.1' };
}

/** An image named after a registry that is gone is of no use, and every test run would leave some more. */
async function forgetImages(engine: Engine, host: string): Promise<void> {
  // An asterisk stands for a part without a slash.
  const names = await imageNames(engine, [`${host}/*`, `${host}/*/*`, `${host}/*/*/*`]).catch(() => []);
  await removeImages(engine, names);
}

async function trustFile(folder: string, caFile: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await copyFile(caFile, join(folder, 'ca.crt'));
}
