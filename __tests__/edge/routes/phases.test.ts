/** A registry in trouble at one phase of a run: every tag shows what was tested, or none moved and the run says why. */
import { describe, expect, test } from '@jest/globals';
import type { Fault, Registry } from '../../../script/rig/registry.ts';
import { type Job, makeProject, openRegistry, runJob } from '../stand.ts';
import { basedOnRegistry, openContainer } from './routes.ts';

const lines = ['FROM base AS final', 'RUN echo "$SLIPWAY_TEST" > /word', 'CMD ["cat", "/word"]'];

type Route = 'the engine' | 'a builder';

interface Ran extends Job {
  readonly registry: Registry;
}

async function publish(route: Route, fault: Fault, look: (ran: Ran) => Promise<void>): Promise<void> {
  await using way = await openContainer();
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: await basedOnRegistry(registry, lines) });
  const chosen = route === 'a builder' ? await way.inputs(registry) : {};
  registry.clear();
  registry.inject(fault);
  await look({
    ...(await runJob({ workspace: project.path, registry, inputs: { cache: 'none', ...chosen } })),
    registry,
  });
}

const app = (part: string) => new RegExp(`/acme/app/${part}`);
const phases = {
  'the login': { method: 'GET', path: /^\/v2\/$/ },
  'the question for a blob': { method: 'HEAD', path: app('blobs/') },
  'an upload': { method: 'PUT', path: app('blobs/uploads/') },
  'a manifest': { method: 'PUT', path: app('manifests/sha256:') },
  'a tag': { method: 'PUT', path: app('manifests/(?!sha256:)') },
} as const;
const passing = {
  '429': { action: { kind: 'status', status: 429, headers: { 'Retry-After': '2' } }, times: 1 },
  '500, three times': { action: { kind: 'status', status: 500 }, times: 3 },
  'a connection that ends': { action: { kind: 'reset' }, times: 1 },
  'a connection that ends half-way': { action: { kind: 'cut', bytes: 50 }, times: 1 },
} as const;
const routes = ['the engine', 'a builder'] as const;

type Row = readonly [keyof typeof phases, keyof typeof passing];

/** What `faults.test.ts` does not show already; a request without a body has no half-way. */
const rows: readonly Row[] = [
  ['an upload', '500, three times'],
  ['a manifest', 'a connection that ends half-way'],
  ['a tag', '500, three times'],
  ['a tag', 'a connection that ends half-way'],
];
/** The login and the first questions are the same whoever builds. */
const engineRows: readonly Row[] = [
  ['the login', '429'],
  ['the login', '500, three times'],
  ['the login', 'a connection that ends'],
  ['the question for a blob', 'a connection that ends'],
  ['an upload', 'a connection that ends half-way'],
  ['a tag', '429'],
];
const refusals: readonly (readonly [keyof typeof phases, RegExp])[] = [
  ['an upload', /^(?:Push of|Build failed: failed to push) /],
  ['a manifest', /^(?:Push of|Build failed: failed to push) /],
  ['a tag', /^Push of /],
];
const engineRefusals: typeof refusals = [
  ['the login', /^Login to /],
  ['the question for a blob', /^(?:Push of|Build failed: failed to push) /],
];

describe.each<Route>(routes)('by %s', (route) => {
  const ofEngine = route === 'the engine';

  test.each(ofEngine ? [...engineRows, ...rows] : rows)(
    '%s meets %s, which passes: every tag is there',
    async (phase, kind) => {
      await publish(route, { match: phases[phase], ...passing[kind] }, async ({ main, registry }) => {
        expect(main.annotations).toEqual([]);
        expect(main.outcome).toBe('success');
        for (const tag of ['main', 'sha-8c1f0d3'])
          expect(await registry.digestOf('acme/app', tag)).toBe(main.outputs['digest']);
      });
    },
  );

  test.each(ofEngine ? [...engineRefusals, ...refusals] : refusals)(
    '%s meets 403: the run fails, says what was refused, and no tag is there',
    async (phase, begins) => {
      const refused = { match: phases[phase], action: { kind: 'status', status: 403 } } as const;
      await publish(route, refused, async ({ main, registry }) => {
        const [message = ''] = main.annotations.map((annotation) => annotation.message);
        expect(message).toMatch(begins);
        expect(message.split('\n')[0]).toMatch(/the registry refuses access: the login has no right for this name$/);
        expect(message).not.toMatch(/lready pushed|_state=/);
        expect(main.log).not.toContain('trying again');
        expect(await registry.tags('acme/app')).toEqual([]);
      });
    },
  );

  test('one tag of two is refused: the error names the one that moved', async () => {
    const second = { method: 'PUT', path: app('manifests/sha-8c1f0d3') } as const;
    await publish(route, { match: second, action: { kind: 'status', status: 403 } }, async ({ main, registry }) => {
      const [message = ''] = main.annotations.map((annotation) => annotation.message);
      expect(message).toMatch(/\nAlready pushed: \S+\/acme\/app:main(?:\n|$)/);
      expect(await registry.tags('acme/app')).toEqual(['main']);
    });
  });
});
