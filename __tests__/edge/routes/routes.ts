/** The ways in which an image is made, as inputs and an engine; and a base image where each of them finds it. */
import { randomBytes } from 'node:crypto';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBuildKit } from '../../../script/rig/buildkit.ts';
import { openClient } from '../../../script/rig/client.ts';
import { must } from '../../../script/rig/command.ts';
import { type Engine, startExtraEngine } from '../../../script/rig/engine.ts';
import type { Registry } from '../../../script/rig/registry.ts';
import { busybox, docker, engine, makeProject } from '../stand.ts';

/** A way that is ready: an engine, and the inputs that choose the way. */
export interface Way extends AsyncDisposable {
  readonly engine: Engine;
  inputs(registry: Registry): Promise<Readonly<Record<string, string>>>;
}

const quiet = () => undefined;
const nothing = async () => undefined;

function trust({ host, caFile }: Registry): string {
  return `[registry."${host}"]\n  ca=["${caFile}"]\n`;
}

/** The options of a builder in a container that reaches the registry as its engine does. */
async function settings(on: Engine, registry: Registry): Promise<Readonly<Record<string, string>>> {
  const image = await ensureBuildKit(on, quiet);
  return { 'driver-opts': `image=${image}\nnetwork=host`, 'buildkitd-config-inline': trust(registry) };
}

/** The engine's own BuildKit and image store, which is what a run takes when nobody says anything. */
export async function openImageStore(): Promise<Way> {
  return { engine, inputs: async () => ({}), [Symbol.asyncDispose]: nothing };
}

/** The inputs that choose a builder in a container beside this engine. */
export async function containerSettings(on: Engine, registry: Registry): Promise<Readonly<Record<string, string>>> {
  return { driver: 'docker-container', ...(await settings(on, registry)) };
}

/** A builder in a container beside an engine that could do it itself. */
export async function openContainer(): Promise<Way> {
  const inputs = (registry: Registry) => containerSettings(engine, registry);
  return { engine, inputs, [Symbol.asyncDispose]: nothing };
}

/** An engine with the classic store, which gets a builder unasked: here it only says where its image is. */
export async function openClassic(): Promise<Way> {
  const classic = await startExtraEngine({ name: 'classic', store: 'classic', reachesRegistries: true });
  const inputs = (registry: Registry) => settings(classic, registry);
  return { engine: classic, inputs, [Symbol.asyncDispose]: () => classic[Symbol.asyncDispose]() };
}

/** A BuildKit daemon of somebody else, on a port of this machine. */
export async function openRemote(): Promise<Way> {
  const folder = await makeProject({});
  const image = await ensureBuildKit(engine, quiet);
  const name = `slipway-test-buildkitd-${randomBytes(3).toString('hex')}`;
  const address = `unix://${join(folder.path, 'buildkitd.sock')}`;
  const inputs = async (registry: Registry) => {
    await docker('rm', '--force', name);
    await copyFile(registry.caFile, join(folder.path, 'ca.crt'));
    await writeFile(join(folder.path, 'buildkitd.toml'), `[registry."${registry.host}"]\n  ca=["/w/ca.crt"]\n`);
    const options = ['--detach', '--privileged', '--network=host', `--name=${name}`, `--volume=${folder.path}:/w`];
    await docker('run', ...options, image, '--config=/w/buildkitd.toml', '--addr=unix:///w/buildkitd.sock');
    return { driver: 'remote', 'builder-endpoint': address };
  };
  const stop = async () => {
    await docker('rm', '--force', '--volumes', name);
    await folder[Symbol.asyncDispose]();
  };
  return { engine, inputs, [Symbol.asyncDispose]: stop };
}

/** A builder sees nothing of the engine's store: its base comes from the registry. */
export async function basedOnRegistry(registry: Registry, lines: readonly string[]): Promise<string> {
  const base = `${registry.host}/base:1`;
  const { username, password, host } = registry;
  await using client = await openClient(engine);
  const login = ['docker', 'login', '--username', username, '--password-stdin', host];
  if (username !== '') await must(login, { env: client.env, input: password });
  await docker('tag', busybox, base);
  await must(['docker', 'push', '--quiet', base], { env: client.env });
  return [`FROM ${base} AS base`, `ENV SLIPWAY_TEST=${randomBytes(4).toString('hex')}`, ...lines, ''].join('\n');
}
