/** A docker client with a configuration folder of its own, so that no test sees the logins of another. */
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, type Environment, type RunOptions, run } from './command.ts';
import type { Engine } from './engine.ts';

export interface Client extends AsyncDisposable {
  /** The engine's environment with the private DOCKER_CONFIG. */
  readonly env: Environment;
  /** Runs `docker` with these arguments. */
  docker(args: readonly string[], options?: RunOptions): Promise<Ended>;
}

/** Opens a client that is logged in nowhere; its folder goes when it is disposed of. */
export async function openClient(engine: Engine): Promise<Client> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-client-'));
  const original = engine.env['DOCKER_CONFIG'] ?? join(homedir(), '.docker');
  await symlink(join(original, 'cli-plugins'), join(folder, 'cli-plugins'));
  const env = { ...engine.env, DOCKER_CONFIG: folder };
  return {
    env,
    docker: (args, options = {}) => run(['docker', ...args], { ...options, env: { ...env, ...options.env } }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
