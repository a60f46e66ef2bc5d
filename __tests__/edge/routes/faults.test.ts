/** A registry in trouble: what passes is waited for and said, what is refused ends the run, and no tag is half-way. */
import { describe, expect, test } from '@jest/globals';
import type { Fault, Registry } from '../../../script/rig/registry.ts';
import { dockerfile, type Job, makeProject, openRegistry, runJob } from '../stand.ts';
import { basedOnRegistry, openContainer } from './routes.ts';

const lines = ['FROM base AS final', 'RUN echo "$SLIPWAY_TEST" > /word', 'CMD ["cat", "/word"]'];

type Route = 'the engine' | 'a builder';

interface Ran extends Job {
  readonly registry: Registry;
}

async function publish(
  route: Route,
  faults: readonly Fault[],
  more: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  await using way = await openContainer();
  const registry = await openRegistry();
  const builder = route === 'a builder';
  await using project = await makeProject({
    Dockerfile: builder ? await basedOnRegistry(registry, lines) : dockerfile(lines),
  });
  const chosen = builder ? await way.inputs(registry) : {};
  registry.clear();
  for (const fault of faults) registry.inject(fault);
  const inputs = { cache: 'none', ...chosen, ...more };
  return { ...(await runJob({ workspace: project.path, registry, inputs })), registry };
}

const app = (part: string) => new RegExp(`/acme/app/${part}`);
const uploads = app('blobs/uploads/');
const manifests = app('manifests/');
/** Longer than the engine's own patience; BuildKit has more of it. */
const often = 7;

const passing: readonly [string, number, Fault['match'], Fault['action']][] = [
  ['429 at manifests', often, { method: 'PUT', path: manifests }, { kind: 'status', status: 429 }],
  ['connections that end', 3, { method: 'PUT' }, { kind: 'reset' }],
];
/** BuildKit, which pushes for a builder, tries these again by itself. */
const passingEngine: typeof passing = [
  ['500 at the start of uploads', often, { method: 'POST', path: uploads }, { kind: 'status', status: 500 }],
  ['503 when blobs are asked for', often, { method: 'HEAD', path: app('blobs/') }, { kind: 'status', status: 503 }],
];

describe.each<Route>(['the engine', 'a builder'])('by %s', (route) => {
  test.each(route === 'the engine' ? [...passingEngine, ...passing] : passing)(
    '%s passes: every tag is there',
    async (_, times, match, action) => {
      const { main, registry } = await publish(route, [{ match, action, times }]);
      await using _registry = registry;
      expect(main.annotations).toEqual([]);
      expect(main.outcome).toBe('success');
      for (const tag of ['main', 'sha-8c1f0d3'])
        expect(await registry.digestOf('acme/app', tag)).toBe(main.outputs['digest']);
    },
  );

  test('uploads that are cut go on: what has arrived is not sent again', async () => {
    const cut: Fault = { match: { method: 'PATCH', path: uploads }, action: { kind: 'cut', bytes: 100 }, times: 2 };
    const { main, registry } = await publish(route, [cut]);
    await using _registry = registry;
    expect(main.outcome).toBe('success');
    expect(await registry.digestOf('acme/app', 'main')).toBe(main.outputs['digest']);
    const arrived = registry.requests.filter(
      ({ method, path, status }) => method === 'PUT' && path.search(uploads) >= 0 && status === 201,
    );
    const digests = arrived.map(({ query }) => new URLSearchParams(query).get('digest'));
    expect(new Set(digests).size).toBe(digests.length);
  });

  test.each<[string, Fault['match'], number]>([
    ['403 at the start of uploads', { method: 'POST', path: uploads }, 403],
    ['401 at manifests', { method: 'PUT', path: manifests }, 401],
  ])('%s: the run fails, and no tag is there', async (_, match, status) => {
    const { main, registry } = await publish(route, [{ match, action: { kind: 'status', status } }]);
    await using _registry = registry;
    expect(main.outcome).toBe('failure');
    expect(await registry.tags('acme/app')).toEqual([]);
    expect(main.log).not.toContain('trying again');
  });
});

test('trouble that lasts: the run fails after five tries, and no tag is there', async () => {
  const match = { method: 'PUT', path: manifests };
  const { main, registry } = await publish('the engine', [{ match, action: { kind: 'status', status: 500 } }]);
  await using _registry = registry;
  expect(main.outcome).toBe('failure');
  expect(main.log.split('trying again')).toHaveLength(5);
  expect(await registry.tags('acme/app')).toEqual([]);
});

test('each try is said with its reason', async () => {
  const match = { method: 'POST', path: uploads };
  const { main, registry } = await publish('the engine', [
    { match, action: { kind: 'status', status: 500 }, times: often },
  ]);
  await using _registry = registry;
  expect(main.outcome).toBe('success');
  expect(main.log).toMatch(
    /Push of \S+acme\/app:main failed: the registry has an error of its own; trying again in 1\.\d s \(1 of 4\)/,
  );
});

test('a registry that says when to come back is not asked before', async () => {
  const headers = { 'Retry-After': '3' };
  const { main, registry } = await publish('the engine', [
    { match: { method: 'PUT', path: manifests }, action: { kind: 'status', status: 429, headers }, times: 7 },
    { match: { method: 'HEAD', path: manifests }, action: { kind: 'status', status: 429, headers }, times: 40 },
  ]);
  await using _registry = registry;
  expect(main.log).toMatch(/the registry limits the rate of requests; trying again in 3\.0 s/);
});

test('a registry that never answers does not hold a run for ever', async () => {
  const never = new Promise<void>(() => undefined);
  const faults: Fault[] = [{ match: { method: 'POST', path: uploads }, action: { kind: 'hold', until: never } }];
  const { main, registry } = await publish('the engine', faults, { 'publish-timeout': '4s' });
  await using _registry = registry;
  expect(main.annotations[0]?.message).toMatch(/^Push of .*acme\/app:main failed: it did not end in time\n/);
  expect(main.annotations[0]?.message).toContain('publish-timeout');
  expect(await registry.tags('acme/app')).toEqual([]);
});

test('a login that meets a busy registry', async () => {
  const busy: Fault = { match: { path: /^\/v2\/$/ }, action: { kind: 'status', status: 503 }, times: 4 };
  const { main, registry } = await publish('the engine', [busy]);
  await using _registry = registry;
  expect(main.outcome).toBe('success');
  expect(main.log).toMatch(/Login to .* failed: .*; trying again in/);
});
