/** A registry that says nothing for a while, or for ever: a push waits for it, and no longer than it may. */
import { expect, test } from '@jest/globals';
import { type Fault, type Registry, startRegistry } from '../../../script/rig/registry.ts';
import { dockerfile, type Job, makeProject, openRegistry, runJob } from '../stand.ts';
import { basedOnRegistry, openContainer } from './routes.ts';

const lines = ['FROM base AS final', 'RUN echo "$SLIPWAY_TEST" > /word', 'CMD ["cat", "/word"]'];

type Route = 'the engine' | 'a builder';

interface Ran extends Job {
  readonly registry: Registry;
}

interface Wish {
  readonly faults: readonly Fault[];
  readonly inputs?: Readonly<Record<string, string>>;
}

async function publish(route: Route, { faults, inputs }: Wish, look: (ran: Ran) => Promise<void>): Promise<void> {
  await using way = await openContainer();
  await using registry = await openRegistry();
  const builder = route === 'a builder';
  await using project = await makeProject({
    Dockerfile: builder ? await basedOnRegistry(registry, lines) : dockerfile(lines),
  });
  const chosen = builder ? await way.inputs(registry) : {};
  for (const fault of faults) registry.inject(fault);
  const job = await runJob({ workspace: project.path, registry, inputs: { cache: 'none', ...chosen, ...inputs } });
  await look({ ...job, registry });
}

const app = (part: string) => new RegExp(`/acme/app/${part}`);
const uploads = app('blobs/uploads/');
const never = { kind: 'hold', until: new Promise<void>(() => undefined) } as const;

test('half a minute passes, by both routes side by side: every tag is there', async () => {
  const stalls: [Route, Fault['match']][] = [
    ['the engine', { method: 'PUT', path: uploads }],
    ['the engine', { method: 'PUT', path: app('manifests/main') }],
    ['a builder', { method: 'PUT', path: uploads }],
    ['a builder', { method: 'PUT', path: app('manifests/main') }],
  ];
  const publishing = stalls.map(([route, match]) => {
    const fault: Fault = { match, action: { kind: 'delay', ms: 30_000 }, times: 1 };
    return publish(route, { faults: [fault] }, async ({ main, registry }) => {
      expect(main.annotations).toEqual([]);
      expect(main.milliseconds).toBeGreaterThan(30_000);
      for (const tag of ['main', 'sha-8c1f0d3'])
        expect(await registry.digestOf('acme/app', tag)).toBe(main.outputs['digest']);
    });
  });
  await Promise.all(publishing);
});

test.each<[string, Fault['match'], RegExp]>([
  ['takes an upload', { method: 'PUT', path: uploads }, /^Push of \S+\/acme\/app failed: it did not end in time/],
  [
    'gives the image for its tests',
    { method: 'GET', path: app('blobs/') },
    /^The image was pushed but cannot be pulled for its tests: it did not end in time/,
  ],
  [
    'takes a tag',
    { method: 'PUT', path: app('manifests/(?!sha256:)') },
    /^Push of \S+\/acme\/app:main, \S+ failed: it did not end in time/,
  ],
])('a builder, and a registry that never %s: the run ends, and no tag is there', async (_, match, message) => {
  const wish: Wish = { faults: [{ match, action: never }], inputs: { 'publish-timeout': '6s' } };
  await publish('a builder', wish, async ({ main, registry }) => {
    expect(main.annotations[0]?.message).toMatch(message);
    expect(main.annotations[0]?.message).toContain('`publish-timeout`');
    expect(await registry.tags('acme/app')).toEqual([]);
  });
});

test('a refused push is told at once, while the cache still waits for its registry', async () => {
  await using other = await startRegistry({ tls: true });
  other.inject({ match: { path: /\/buildcache\// }, action: never, times: Number.POSITIVE_INFINITY });
  const inputs = {
    cache: 'auto',
    'cache-to': `type=registry,ref=${other.host}/buildcache/app:1,mode=max`,
  };
  const match = { method: 'PUT', path: app('manifests/main') };
  const fault: Fault = { match, action: { kind: 'status', status: 403 }, times: Number.POSITIVE_INFINITY };
  const late: Fault = { match: { method: 'PUT', path: uploads }, action: { kind: 'delay', ms: 3_000 }, times: 1 };
  await publish('the engine', { faults: [late, fault], inputs }, async ({ main, registry }) => {
    expect(main.annotations[0]?.message).toMatch(/^Push of \S+:main failed: the registry refuses access/);
    expect(other.requests.length).toBeGreaterThan(0);
    expect(await registry.tags('acme/app')).toEqual([]);
  });
});
