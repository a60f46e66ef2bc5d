/** Several platforms: one index of all of them, and gates on each that this machine can execute. */
import { describe, expect, test } from '@jest/globals';
import { openEmulation } from '../../script/rig/emulation.ts';
import type { Registry } from '../../script/rig/registry.ts';
import { platformBases } from './platforms.ts';
import { openContainer } from './routes/routes.ts';
import { makeProject, openRegistry, runJob } from './stand.ts';

const both = 'linux/amd64,linux/arm64';

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
    const bases = await platformBases(route === 'a builder' ? registry : undefined);
    const chosen = route === 'a builder' ? await way.inputs(registry) : {};
    await using project = await makeProject({ Dockerfile: bases.dockerfile(stages) });
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
    await using project = await makeProject({ Dockerfile: (await platformBases(undefined)).dockerfile(stages) });
    const inputs = { platforms: both, cache: 'none', 'test-command': 'uname -m | grep x86_64' };
    const { main } = await runJob({ workspace: project.path, registry, inputs });
    expect(main.annotations[0]?.message).toMatch(/^Test command failed: linux\/arm64: `uname .*` exited with 1\n/);
    expect(await registry.tags('acme/app')).toEqual([]);
  });
});

describe('without an emulator', () => {
  test('a step that has to run there: the way out', async () => {
    await using project = await makeProject({ Dockerfile: (await platformBases(undefined)).dockerfile(stages) });
    const inputs = { platforms: both, cache: 'none', push: 'false' };
    const { main } = await runJob({ workspace: project.path, inputs });
    expect(main.outcome).toBe('failure');
    expect(main.annotations[0]?.message).toContain('docker/setup-qemu-action');
  });

  test('nothing has to run there: it is built, and the gates say where they did not run', async () => {
    await using registry = await openRegistry();
    const lines = ['FROM base', 'COPY word /word', 'CMD ["sleep", "60"]'];
    await using project = await makeProject({
      Dockerfile: (await platformBases(undefined)).dockerfile(lines),
      word: 'said',
    });
    const inputs = { platforms: both, cache: 'none', 'smoke-command': 'cat /word' };
    const { main } = await runJob({ workspace: project.path, registry, inputs });
    expect(main.outcome).toBe('success');
    expect(main.log).toContain('No gate runs on linux/arm64: this machine cannot execute it');
    expect(main.log).toContain('Smoke test passed');
    expect(await platformsOf(registry, main.outputs['digest'] ?? '')).toEqual(['linux/amd64', 'linux/arm64']);
  });
});
