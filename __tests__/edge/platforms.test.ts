/** Several platforms: one index of all of them, and gates on each that this machine can execute. */
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { openClient } from '../../script/rig/client.ts';
import { must } from '../../script/rig/command.ts';
import { ensureArm, openEmulation } from '../../script/rig/emulation.ts';
import type { Registry } from '../../script/rig/registry.ts';
import { openContainer } from './routes/routes.ts';
import { busybox, docker, engine, makeProject, openRegistry, runJob } from './stand.ts';

const both = 'linux/amd64,linux/arm64';

/** Stages on a base that is another image for each platform; BuildKit takes the one that it needs. */
function dockerfile(bases: Readonly<Record<'amd64' | 'arm64', string>>, lines: readonly string[]): string {
  return [
    `FROM --platform=linux/amd64 ${bases.amd64} AS base-amd64`,
    `FROM --platform=linux/arm64 ${bases.arm64} AS base-arm64`,
    'FROM base-${TARGETARCH} AS base',
    `ENV SLIPWAY_TEST=${randomBytes(4).toString('hex')}`,
    ...lines,
    '',
  ].join('\n');
}

const inEngine = async () => ({ amd64: busybox, arm64: await ensureArm(engine, () => undefined) });

async function inRegistry(registry: Registry): Promise<Readonly<Record<'amd64' | 'arm64', string>>> {
  const { username, password, host } = registry;
  await using client = await openClient(engine);
  await must(['docker', 'login', '--username', username, '--password-stdin', host], {
    env: client.env,
    input: password,
  });
  const from = await inEngine();
  const push = async (image: string, name: string) => {
    const reference = `${host}/base:${name}`;
    await docker('tag', image, reference);
    await must(['docker', 'push', '--quiet', reference], { env: client.env });
    return reference;
  };
  return { amd64: await push(from.amd64, 'amd64'), arm64: await push(from.arm64, 'arm64') };
}

interface Index {
  readonly manifests: readonly { readonly platform: { readonly os: string; readonly architecture: string } }[];
}

/** The platforms of an index, its attestations left out. */
async function platformsOf(registry: Registry, digest: string): Promise<readonly string[]> {
  const { manifests } = (await registry.json(digest)) as Index;
  return manifests.flatMap(({ platform: { os, architecture } }) => (os === 'unknown' ? [] : `${os}/${architecture}`));
}

const stages = ['FROM base AS test', 'RUN uname -m', 'FROM base', 'RUN uname -m > /machine', 'CMD ["sleep", "60"]'];

describe('with an emulator', () => {
  test.each(['the engine', 'a builder'])('by %s: one index, tested on both', async (route) => {
    await using _emulation = await openEmulation();
    await using registry = await openRegistry();
    await using way = await openContainer();
    const bases = route === 'a builder' ? await inRegistry(registry) : await inEngine();
    const chosen = route === 'a builder' ? await way.inputs(registry) : {};
    await using project = await makeProject({ Dockerfile: dockerfile(bases, stages) });
    const gates = { 'test-command': 'uname -m', 'smoke-command': 'grep "$(uname -m)" /machine' };
    const inputs = { platforms: both, cache: 'none', ...gates, ...chosen };
    const { main } = await runJob({ workspace: project.path, registry, inputs });
    expect(main.annotations).toEqual([]);
    expect(main.outcome).toBe('success');
    const { digest = '' } = main.outputs;
    expect(await registry.digestOf('acme/app', 'main')).toBe(digest);
    expect(await platformsOf(registry, digest)).toEqual(['linux/amd64', 'linux/arm64']);
    const { manifests } = (await registry.json(digest)) as {
      manifests: { digest: string; platform: { os: string } }[];
    };
    for (const image of manifests.filter(({ platform }) => platform.os !== 'unknown'))
      expect(main.summary).toContain(image.digest.replace(':', '&#58;'));
    const machines = route === 'the engine' ? ['x86_64', 'aarch64'] : ['x86_64'];
    for (const machine of machines) expect(main.log).toMatch(new RegExp(`^  \\| ${machine}$`, 'm'));
    expect(main.log).toMatch(/Smoke test passed: linux\/amd64: .*; linux\/arm64: /);
  });

  test('a gate that fails on one of them: no tag moves', async () => {
    await using _emulation = await openEmulation();
    await using registry = await openRegistry();
    await using project = await makeProject({ Dockerfile: dockerfile(await inEngine(), stages) });
    const inputs = { platforms: both, cache: 'none', 'test-command': 'uname -m | grep x86_64' };
    const { main } = await runJob({ workspace: project.path, registry, inputs });
    expect(main.annotations[0]?.message).toMatch(/^Test command failed: linux\/arm64: `uname .*` exited with 1\n/);
    expect(await registry.tags('acme/app')).toEqual([]);
  });
});

describe('without an emulator', () => {
  test('a step that has to run there: the way out', async () => {
    await using project = await makeProject({ Dockerfile: dockerfile(await inEngine(), stages) });
    const inputs = { platforms: both, cache: 'none', push: 'false' };
    const { main } = await runJob({ workspace: project.path, inputs });
    expect(main.outcome).toBe('failure');
    expect(main.annotations[0]?.message).toContain('docker/setup-qemu-action');
  });

  test('nothing has to run there: it is built, and the gates say where they did not run', async () => {
    await using registry = await openRegistry();
    const lines = ['FROM base', 'COPY word /word', 'CMD ["sleep", "60"]'];
    await using project = await makeProject({ Dockerfile: dockerfile(await inEngine(), lines), word: 'said' });
    const inputs = { platforms: both, cache: 'none', 'smoke-command': 'cat /word' };
    const { main } = await runJob({ workspace: project.path, registry, inputs });
    expect(main.outcome).toBe('success');
    expect(main.log).toContain('No gate runs on linux/arm64: this machine cannot execute it');
    expect(main.log).toContain('Smoke test passed');
    expect(await platformsOf(registry, main.outputs['digest'] ?? '')).toEqual(['linux/amd64', 'linux/arm64']);
  });
});
