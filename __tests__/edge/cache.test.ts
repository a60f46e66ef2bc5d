/** Promise 8: a cache brings steps back on an engine that has none of them, and its trouble fails nothing. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Registry } from '../../script/rig/registry.ts';
import {
  docker,
  event,
  goodDockerfile,
  makeProject,
  openRegistry,
  openStep,
  privateEngine,
  type Wish,
} from './stand.ts';

/** Makes the engine forget every build step, as a fresh runner's has none. Only ever on an engine of our own. */
async function forget(): Promise<void> {
  if (!privateEngine)
    throw new Error('The build cache of an engine that was found is not ours to remove: SLIPWAY_RIG=private');
  await docker('buildx', 'prune', '--all', '--force');
}

/**
 * One target: BuildKit sometimes executes a step anew although a cache has it, when two targets of one solve import
 * caches for what they share. What comes back can be told exactly only of one.
 */
const imageOnly = { 'test-target': 'none' };

async function run(wish: Wish): Promise<string> {
  await using step = await openStep(wish);
  const main = await step.main();
  await step.post();
  expect(main.outcome).toBe('success');
  return main.log;
}

/** Of the only cache that the registry has, as the log tells it. */
async function sizeOf(registry: Registry): Promise<string> {
  const [tag = ''] = (await registry.tags('acme/app')).filter((name) => name.startsWith('buildcache-'));
  const digest = (await registry.digestOf('acme/app', tag)) ?? '';
  const { layers } = (await registry.json(digest)) as { layers: readonly { readonly size: number }[] };
  return `${(layers.reduce((sum, { size }) => sum + size, 0) / 1e6).toFixed(1)} MB`;
}

test('registry: steps come back from it; the next run has nothing new to save', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const wish = { workspace: project.path, registry, inputs: imageOnly };
  const first = await run(wish);
  expect(first).toContain('0 of 1 step cached');
  const caches = (await registry.tags('acme/app')).filter((tag) => tag.startsWith('buildcache-'));
  expect(caches).toHaveLength(1);
  expect(first).toContain(
    `Saved the build cache to ${registry.host}/acme/app:${caches[0]}, ${await sizeOf(registry)}, `,
  );
  await forget();
  const second = await run(wish);
  expect(second).toContain('1 of 1 step cached');
  expect(second).toContain('Build cache not saved: every step came from the cache');
});

test('registry: a pull request reads what main has saved, and writes a scope of its own', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  await run({ workspace: project.path, registry, inputs: imageOnly });
  const ofMain = await registry.tags('acme/app');
  await forget();
  const pull = await run({
    workspace: project.path,
    registry,
    inputs: imageOnly,
    event: await event('pull-request-own'),
  });
  expect(pull).toContain('1 of 1 step cached');
  await using other = await makeProject({ Dockerfile: goodDockerfile() });
  await run({ workspace: other.path, registry, event: await event('pull-request-own') });
  const added = (await registry.tags('acme/app')).filter(
    (tag) => !ofMain.includes(tag) && tag.startsWith('buildcache-'),
  );
  expect(added.every((tag) => /buildcache-[0-9a-f]+-pr-\d+-(?:final|test)/.test(tag))).toBe(true);
  expect(added).toHaveLength(2);
});

test('local: kept in the tool cache between runs', async () => {
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const toolCache = await mkdtemp(join(tmpdir(), 'slipway-tools-'));
  try {
    const wish = { workspace: project.path, inputs: { ...imageOnly, push: 'false', cache: 'local' }, toolCache };
    const first = await run(wish);
    expect(first).toContain('0 of 1 step cached');
    expect(first).toMatch(/Saved the build cache to .*\/slipway-cache, [1-9]\d*\.\d MB, \d+\.\d s\n/);
    await forget();
    const second = await run(wish);
    expect(second).toContain('1 of 1 step cached');
    expect(second).toMatch(/Read the build cache from a local folder, \d+\.\d MB, \d+\.\d s\n/);
  } finally {
    await rm(toolCache, { recursive: true });
  }
});

test('raw cache-to and cache-from lines, as docker/build-push-action takes them', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const ref = `${registry.host}/acme/cache:mine`;
  const inputs = {
    'cache-to': `type=registry,ref=${ref},mode=max`,
    'cache-from': `type=registry,ref=${ref}`,
    'test-target': 'none',
  };
  await run({ workspace: project.path, registry, inputs });
  expect(await registry.tags('acme/cache')).toEqual(['mine']);
  await forget();
  expect(await run({ workspace: project.path, registry, inputs })).toContain('1 of 1 step cached');
});

test('a registry that refuses the cache: the run is green, with a warning', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  registry.inject({
    match: { path: /\/manifests\/buildcache-/, method: 'PUT' },
    action: { kind: 'status', status: 403 },
  });
  await using step = await openStep({ workspace: project.path, registry });
  const main = await step.main();
  await step.post();
  expect(main.outcome).toBe('success');
  expect(main.annotations).toMatchObject([{ level: 'warning' }]);
  expect(main.annotations[0]?.message).toContain('Build cache not saved');
  expect(await registry.digestOf('acme/app', 'main')).toBe(main.outputs['digest']);
});

test('the test stage has a cache of its own beside the image, and both are read', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  await run({ workspace: project.path, registry });
  const caches = (await registry.tags('acme/app')).filter((tag) => tag.startsWith('buildcache-'));
  expect(caches.map((tag) => tag.replace(/^buildcache-[0-9a-f]+-/, '')).sort()).toEqual([
    'branch-main-final',
    'branch-main-test',
  ]);
  await forget();
  const log = await run({ workspace: project.path, registry });
  expect(log).toMatch(/[12] of 2 steps cached/);
  const read = registry.requests.filter((request) => request.method === 'GET').map((request) => request.path);
  for (const tag of caches)
    expect(read.some((path) => path.includes(tag)) || registry.requests.some((r) => r.path.endsWith(tag))).toBe(true);
});

test('cache: none neither reads nor writes any', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  await run({ workspace: project.path, registry, inputs: { cache: 'none' } });
  expect(registry.requests.filter((request) => request.path.includes('buildcache'))).toEqual([]);
});

test('the first good run after a bad one saves the cache, although the engine has all its steps', async () => {
  await using registry = await openRegistry();
  const file = goodDockerfile();
  await using project = await makeProject({ Dockerfile: file });
  const bad = { workspace: project.path, registry, inputs: { ...imageOnly, 'smoke-command': 'false' } };
  await using step = await openStep({ ...bad, inputs: { ...bad.inputs, 'smoke-timeout': '1' } });
  expect((await step.main()).outcome).toBe('failure');
  await step.post();
  const log = await run({ workspace: project.path, registry, inputs: imageOnly });
  expect(log).toContain('1 of 1 step cached');
  expect(log).toMatch(/Saved the build cache to .*:buildcache-/);
});
