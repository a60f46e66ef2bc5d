/** GitHub's cache service: steps come back from it, scopes stay apart, and no trouble of it fails a build. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type CacheService, type Fault, startCacheService } from '../../script/cache-service/server.ts';
import { jobToken } from '../../script/cache-service/tokens.ts';
import type { Registry } from '../../script/rig/registry.ts';
import { docker, event, goodDockerfile, makeProject, openRegistry, privateEngine, runJob, type Wish } from './stand.ts';

/** One target, of which can be told exactly what comes back. */
const imageOnly = { 'test-target': 'none', push: 'false' };
const main = { name: 'refs/heads/main', writes: true };

function offered(service: CacheService, token = jobToken(main)): Readonly<Record<string, string>> {
  return { ACTIONS_RESULTS_URL: service.url, ACTIONS_RUNTIME_TOKEN: token, ACTIONS_CACHE_SERVICE_V2: 'true' };
}

/** Makes the engine forget every build step, as a fresh runner's has none. */
async function forget(): Promise<void> {
  await docker('buildx', 'prune', '--all', '--force');
}

async function run(wish: Wish): Promise<{ log: string; warnings: readonly string[] }> {
  const job = await runJob({ ...wish, inputs: { ...imageOnly, ...wish.inputs } });
  expect(job.main.outcome).toBe('success');
  return { log: job.main.log, warnings: job.main.annotations.map(({ message }) => message) };
}

const writes = (service: CacheService) => service.calls.filter(({ method }) => method === 'CreateCacheEntry');

beforeAll(() => {
  if (!privateEngine) throw new Error('The build cache of an engine that was found is not ours: SLIPWAY_RIG=private');
});

test('steps come back from it on an engine that has none, and the token is in no log', async () => {
  await using service = await startCacheService();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const wish = { workspace: project.path, env: offered(service) };
  const first = await run(wish);
  expect(first.log).toMatch(/Saved the build cache to GitHub's cache, \d/);
  expect(service.violations).toEqual([]);
  expect(new Set(service.entries.map(({ scope }) => scope))).toEqual(new Set(['refs/heads/main']));
  expect(service.entries.some(({ key }) => key.startsWith('index-slipway-'))).toBe(true);
  await forget();
  const second = await run(wish);
  expect(second.log).toContain('1 of 1 step cached');
  expect(second.log).not.toContain(offered(service)['ACTIONS_RUNTIME_TOKEN'] ?? '?');
});

test('a pull request reads what main has saved, and writes where only it reads', async () => {
  await using service = await startCacheService();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  await run({ workspace: project.path, env: offered(service) });
  const before = service.entries.length;
  await forget();
  const own = { name: 'refs/pull/42/merge', writes: true };
  const env = offered(service, jobToken(own, 'refs/heads/main'));
  const pull = await run({ workspace: project.path, env, event: await event('pull-request-own') });
  expect(pull.log).toContain('1 of 1 step cached');
  await using other = await makeProject({ Dockerfile: goodDockerfile() });
  await run({ workspace: other.path, env, event: await event('pull-request-own') });
  const added = service.entries.slice(before);
  expect(added.length).toBeGreaterThan(0);
  expect(new Set(added.map(({ scope }) => scope))).toEqual(new Set([own.name]));
});

test.each(['pull-request-fork', 'pull-request-target-fork', 'pull-request-dependabot'])(
  '%s reads, and writes nothing, although its token could',
  async (name) => {
    await using service = await startCacheService();
    await using project = await makeProject({ Dockerfile: goodDockerfile() });
    await run({ workspace: project.path, env: offered(service) });
    const before = writes(service).length;
    await forget();
    const job = await run({ workspace: project.path, env: offered(service), event: await event(name) });
    expect(job.log).toContain('1 of 1 step cached');
    await using other = await makeProject({ Dockerfile: goodDockerfile() });
    await run({ workspace: other.path, env: offered(service), event: await event(name) });
    expect(writes(service)).toHaveLength(before);
  },
);

test('test and image, two images, two platforms: each has a scope of its own', async () => {
  await using service = await startCacheService();
  await using registry = await openRegistry();
  const indexes = () =>
    new Set(service.entries.filter(({ key }) => key.startsWith('index-')).map(({ key }) => key.replace(/#\d+$/, '')));
  const sizes: number[] = [];
  for (const inputs of [
    {},
    { images: `${registry.host}/acme/other` },
    { images: `${registry.host}/acme/other`, platforms: 'linux/amd64' },
  ]) {
    await using project = await makeProject({ Dockerfile: goodDockerfile() });
    const wish = { workspace: project.path, registry, env: offered(service) };
    await run({ ...wish, inputs: { 'test-target': 'test', ...inputs } });
    sizes.push(indexes().size);
  }
  expect(sizes).toEqual([2, 4, 6]);
});

test('a job that may only read', async () => {
  await using service = await startCacheService();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const env = { ...offered(service), ACTIONS_CACHE_MODE: 'read' };
  const { log, warnings } = await run({ workspace: project.path, env });
  expect(log).toContain('Build cache not saved: the runner lets this job only read its cache');
  expect(warnings).toEqual([]);
  expect(writes(service)).toEqual([]);
});

describe('trouble: the build is green, with one warning that says why', () => {
  test.each<[string, Fault, RegExp]>([
    ['an error', { kind: 'status', status: 500 }, /^GitHub's cache is not used in this run: .* answered 500$/],
    ['a refusal', { kind: 'status', status: 403 }, /^GitHub's cache is not used in this run: .* answered 403$/],
    ['silence', { kind: 'silent' }, /^GitHub's cache is not used in this run: .* did not answer in 3 s$/],
  ])('%s', async (_, fault, warning) => {
    await using service = await startCacheService();
    await using project = await makeProject({ Dockerfile: goodDockerfile() });
    service.fail(fault);
    const { warnings } = await run({ workspace: project.path, env: offered(service) });
    expect(warnings).toEqual([expect.stringMatching(warning)]);
  });

  test('nobody there', async () => {
    await using project = await makeProject({ Dockerfile: goodDockerfile() });
    const env = { ...offered(await closed()) };
    const { warnings } = await run({ workspace: project.path, env });
    expect(warnings).toEqual([expect.stringMatching(/^GitHub's cache is not used in this run: .* cannot be reached/)]);
  });

  test('a token that may not write', async () => {
    await using service = await startCacheService();
    await using project = await makeProject({ Dockerfile: goodDockerfile() });
    const env = offered(service, jobToken({ name: 'refs/heads/main', writes: false }));
    const { warnings } = await run({ workspace: project.path, env });
    expect(warnings).toEqual([expect.stringMatching(/^Build cache not saved to GitHub's cache: /)]);
  });

  test.each<Fault['kind']>(['corrupt', 'truncated', 'evicted'])(
    'blobs that are %s: steps are built anew',
    async (kind) => {
      await using service = await startCacheService();
      await using project = await makeProject({ Dockerfile: goodDockerfile() });
      const wish = { workspace: project.path, env: offered(service) };
      await run(wish);
      await forget();
      service.fail({ kind } as Fault);
      const { log } = await run(wish);
      expect(log).toContain('0 of 1 step cached');
    },
  );
});

/** One that is gone, whose port nobody has any more. */
async function closed(): Promise<CacheService> {
  const service = await startCacheService();
  await service[Symbol.asyncDispose]();
  return service;
}

test('nothing in the registry holds the token of the job, the provenance of the image neither', async () => {
  await using service = await startCacheService();
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const env = offered(service);
  const wish = { workspace: project.path, registry, env };
  const job = await runJob({ ...wish, inputs: { 'test-target': 'none', provenance: 'mode=max' } });
  expect(job.main.outcome).toBe('success');
  const told = [
    job.main.outputs['metadata'] ?? '',
    ...(await provenanceOf(registry, job.main.outputs['digest'] ?? '')),
  ];
  expect(told).toHaveLength(2);
  for (const text of told) {
    expect(text).toContain('buildType');
    for (const secret of [env['ACTIONS_RUNTIME_TOKEN'] ?? '?', service.url]) expect(text).not.toContain(secret);
  }
});

interface Manifest {
  readonly manifests?: readonly { readonly digest: string; readonly platform: { readonly os: string } }[];
  readonly layers?: readonly { readonly digest: string }[];
}

/** The attestations of an index, as everybody reads them who can pull the image. */
async function provenanceOf(registry: Registry, digest: string): Promise<readonly string[]> {
  const { manifests = [] } = (await registry.json(digest)) as Manifest;
  const attached = manifests.filter(({ platform }) => platform.os === 'unknown');
  const found = await Promise.all(attached.map(async (one) => (await registry.json(one.digest)) as Manifest));
  const layers = found.flatMap(({ layers: own = [] }) => own);
  return Promise.all(layers.map(async (layer) => JSON.stringify(await registry.json(layer.digest))));
}
