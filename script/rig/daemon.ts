/** Starts and ends a dockerd inside a namespace of the rig. */
import { spawn } from 'node:child_process';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { daemonEnvironment } from './install.ts';
import type { Namespace } from './namespace.ts';
import { endProcess, mark, ownedPid, waitFor } from './processes.ts';

export type Store = 'containerd' | 'classic';

export function socketOf(home: string): string {
  return join(home, 'docker.sock');
}

export interface DaemonOptions {
  /** What goes into its daemon.json beside the store. */
  readonly settings?: object;
  /** Where else it listens, as seen in the namespace. */
  readonly socket?: string;
}

/** Starts dockerd, detached, and comes back when it answers. */
export async function startDaemon(
  home: string,
  space: Namespace,
  store: Store,
  { settings, socket }: DaemonOptions = {},
): Promise<void> {
  await mkdir(home, { recursive: true });
  const config = join(home, 'daemon.json');
  await writeFile(
    config,
    JSON.stringify({ features: { 'containerd-snapshotter': store === 'containerd' }, ...settings }),
  );
  const argv = [
    ...['dockerd', '--config-file', config, '--data-root', join(home, 'data'), '--exec-root', join(home, 'exec')],
    ...['--pidfile', pidFile(home), '-H', `unix://${socketOf(home)}`],
    ...(socket === undefined ? [] : ['-H', `unix://${socket}`]),
  ];
  const log = join(home, 'dockerd.log');
  const exit = await launch(home, space.inside(argv), log);
  const up = await waitFor(async () => exit() !== undefined || (await answers(socketOf(home))), 30_000);
  if (up && exit() === undefined) return;
  const words = (await readFile(log, 'utf8')).trim().split('\n').slice(-5).join('\n');
  throw new Error(`dockerd did not come up; the end of ${log}:\n${words}`);
}

/** Ends dockerd, and with it its containers, when it is one of the rig's. */
export async function stopDaemon(home: string): Promise<void> {
  const pid = await ownedPid(pidFile(home), home);
  if (pid !== undefined) await endProcess(pid, 20_000);
}

/** True when an engine answers on the socket. */
export function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ socketPath, path: '/_ping', timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
    asked.end();
  });
}

function pidFile(home: string): string {
  return join(home, 'docker.pid');
}

/** Gives a question: how did it exit, or undefined while it runs. */
async function launch(home: string, argv: readonly string[], log: string): Promise<() => number | undefined> {
  const [program = '', ...rest] = argv;
  await using out = await open(log, 'a');
  const env = { ...process.env, ...daemonEnvironment(), [mark]: home };
  const child = spawn(program, rest, { env, detached: true, stdio: ['ignore', out.fd, out.fd] });
  let exit: number | undefined;
  child.on('error', () => {
    exit = 127;
  });
  child.on('exit', (code) => {
    exit = code ?? 128;
  });
  child.unref();
  return () => exit;
}
