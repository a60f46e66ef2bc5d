/** Where the rounds take place: an engine and a registry of this run alone, both gone after it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBases } from '../../rig/bases.ts';
import { ensureBuildKit } from '../../rig/buildkit.ts';
import { openClient } from '../../rig/client.ts';
import { must, type RunOptions, type Say } from '../../rig/command.ts';
import { startDistribution } from '../../rig/distribution.ts';
import { type Engine, startExtraEngine } from '../../rig/engine.ts';
import { type History, openHistory } from './history.ts';
import { openLink } from './link.ts';
import type { RouteName } from './options.ts';

export interface Place {
  /** For everything that speaks to the engine. */
  readonly env: Readonly<Record<string, string>>;
  readonly registry: { readonly host: string; readonly username: string; readonly password: string };
  readonly history: History;
  /** The base image of the sample, in the registry. */
  readonly base: string;
  readonly route: RouteName;
  /** For files of the commands, gone with the place. */
  readonly folder: string;
  /** What a builder in a container needs here. */
  readonly driverOptions: readonly string[];
  docker(words: readonly string[], options?: RunOptions): Promise<string>;
  /** Makes the engine forget all that was built in it or pulled to it. */
  forget(): Promise<void>;
}

const auth = { username: 'bench', password: 'local-only' };

/** Opens the place, calls, and closes it again, whatever happened. */
export async function inPlace(
  route: RouteName,
  latency: boolean,
  say: Say,
  work: (place: Place) => Promise<void>,
): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const engine = stack.use(await startExtraEngine({ name: 'bench', store: 'containerd', reachesRegistries: true }));
  const client = stack.use(await openClient(engine));
  const env = client.env as Record<string, string>;
  const docker: Place['docker'] = (words, options = {}) =>
    must(['docker', ...words], { ...options, env: { ...env, ...options.env } });
  const folder = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const host = await openRegistry(stack, engine, join(folder, 'registry'), latency);
  const base = `${host}/bench/node:24`;
  const { busybox, node } = await ensureBases(engine, say);
  const builderImage = route === 'builder' ? await ensureBuildKit(engine, say) : undefined;
  await docker(['login', '--username', auth.username, '--password-stdin', host], { input: auth.password });
  await docker(['tag', node, base]);
  await docker(['push', '--quiet', base]);
  await docker(['image', 'rm', node, busybox, base]);
  const forget = async () => {
    await docker(['buildx', 'prune', '--all', '--force']);
    if (route === 'image-store') await docker(['image', 'prune', '--all', '--force']);
    // What was written by now is not to be paid for by what is timed next.
    await must(['sync']);
  };
  const driverOptions = builderImage === undefined ? [] : [`image=${builderImage}`, 'network=host'];
  const history = stack.use(await openHistory());
  await work({ env, registry: { host, ...auth }, history, base, route, folder, driverOptions, docker, forget });
}

async function openRegistry(
  stack: AsyncDisposableStack,
  engine: Engine,
  home: string,
  latency: boolean,
): Promise<string> {
  const registry = await startDistribution({ home, engine, auth, lasting: false });
  stack.defer(() => registry.stop());
  if (!latency) return `localhost:${registry.port}`;
  return `localhost:${stack.use(await openLink(registry.port)).port}`;
}
