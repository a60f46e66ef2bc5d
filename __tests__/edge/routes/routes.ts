/** The ways in which an image is made, as inputs and an engine; and a base image where each of them finds it. */
import { randomBytes } from 'node:crypto';
import { ensureBuildKit } from '../../../script/rig/buildkit.ts';
import { must } from '../../../script/rig/command.ts';
import type { Registry } from '../../../script/rig/registry.ts';
import { busybox, docker, engine } from '../stand.ts';

export interface Way {
  readonly name: string;
  /** Inputs that choose it. */
  inputs(registry: Registry): Promise<Readonly<Record<string, string>>>;
}

const trust = ({ host, caFile }: Registry) => `[registry."${host}"]\n  ca=["${caFile}"]\n`;

export const container: Way = {
  name: 'a builder in a container',
  inputs: async (registry) => ({
    driver: 'docker-container',
    'driver-opts': `image=${await ensureBuildKit(engine, () => undefined)}\nnetwork=host`,
    'buildkitd-config-inline': trust(registry),
  }),
};

/** A builder sees nothing of the engine's store: its base comes from the registry. */
export async function basedOnRegistry(registry: Registry, lines: readonly string[]): Promise<string> {
  const base = `${registry.host}/base:1`;
  const { username, password, host } = registry;
  await must(['docker', 'login', '--username', username, '--password-stdin', host], {
    env: engine.env,
    input: password,
  });
  try {
    await docker('tag', busybox, base);
    await docker('push', '--quiet', base);
  } finally {
    await docker('logout', host);
  }
  return [`FROM ${base} AS base`, `ENV SLIPWAY_TEST=${randomBytes(4).toString('hex')}`, ...lines, ''].join('\n');
}
