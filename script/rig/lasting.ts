/** The registry of the local run: plain HTTP with a password on localhost, left running for the next call. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startDistribution, stopDistribution } from './distribution.ts';
import { bringUpEngine } from './engine.ts';
import { lastingHome } from './paths.ts';
import { withLock } from './processes.ts';

export interface LastingRegistry {
  /** `localhost` and the port, as they stand in an image reference. */
  readonly host: string;
  readonly username: string;
  readonly password: string;
}

const auth = { username: 'slipway', password: 'local-only' };
const portFile = join(lastingHome, 'port');

/** Gives the registry of an earlier call while it answers, or starts one; what was pushed before is still there. */
export async function startLastingRegistry(): Promise<LastingRegistry> {
  await mkdir(lastingHome, { recursive: true });
  return await withLock(join(lastingHome, 'lock'), async () => {
    const known = Number.parseInt(await readFile(portFile, 'utf8').catch(() => ''), 10);
    const port = (await lets(known)) ? known : await start();
    return { host: `localhost:${port}`, ...auth };
  });
}

/** Ends it; what was pushed stays on disk for the next start. */
export async function stopLasting(): Promise<void> {
  await stopDistribution(lastingHome);
}

async function start(): Promise<number> {
  const engine = await bringUpEngine(() => undefined);
  await stopDistribution(lastingHome);
  const { port } = await startDistribution({ home: lastingHome, engine, auth, lasting: true });
  await writeFile(portFile, `${port}`);
  return port;
}

/** True when a registry on the port lets us in; another program that took the port since does not. */
async function lets(port: number): Promise<boolean> {
  if (Number.isNaN(port)) return false;
  const token = Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
  const headers = { authorization: `Basic ${token}` };
  const answer = await fetch(`http://127.0.0.1:${port}/v2/`, { headers }).catch(() => undefined);
  return answer?.ok === true && answer.headers.has('docker-distribution-api-version');
}
