/** Base images for two platforms, where a build finds them. */
import { randomBytes } from 'node:crypto';
import { openClient } from '../../script/rig/client.ts';
import { must } from '../../script/rig/command.ts';
import { ensureArm } from '../../script/rig/emulation.ts';
import type { Registry } from '../../script/rig/registry.ts';
import { busybox, docker, engine } from './stand.ts';

export interface PlatformBases {
  /** A Dockerfile of its own on a stage `base` that is another image for each platform; the final stage is on it. */
  dockerfile(lines: readonly string[]): string;
}

/** In the engine, or in a registry for a builder that does not see the engine's. */
export async function platformBases(registry: Registry | undefined): Promise<PlatformBases> {
  const inEngine = { amd64: busybox, arm64: await ensureArm(engine, () => undefined) };
  const bases = registry === undefined ? inEngine : await pushed(inEngine, registry);
  return {
    dockerfile: (lines) =>
      [
        // BuildKit takes the one that it needs.
        `FROM --platform=linux/amd64 ${bases.amd64} AS base-amd64`,
        `FROM --platform=linux/arm64 ${bases.arm64} AS base-arm64`,
        'FROM base-${TARGETARCH} AS base',
        `ENV SLIPWAY_TEST=${randomBytes(4).toString('hex')}`,
        ...lines,
        '',
      ].join('\n'),
  };
}

type Images = Readonly<Record<'amd64' | 'arm64', string>>;

async function pushed(images: Images, { username, password, host }: Registry): Promise<Images> {
  await using client = await openClient(engine);
  const login = ['docker', 'login', '--username', username, '--password-stdin', host];
  await must(login, { env: client.env, input: password });
  const push = async (name: keyof Images) => {
    const reference = `${host}/base:${name}`;
    await docker('tag', images[name], reference);
    await must(['docker', 'push', '--quiet', reference], { env: client.env });
    return reference;
  };
  return { amd64: await push('amd64'), arm64: await push('arm64') };
}
