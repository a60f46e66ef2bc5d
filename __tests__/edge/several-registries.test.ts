/** An image with several names: its content is in every registry before a tag moves in any. */
import { describe, expect, test } from '@jest/globals';
import type { Fault, Registry } from '../../script/rig/registry.ts';
import { basedOnRegistry, openContainer } from './routes/routes.ts';
import { docker, goodDockerfile, type Job, makeProject, openRegistry, runJob } from './stand.ts';

type Route = 'the engine' | 'a builder';

interface Ran extends Job {
  readonly one: Registry;
  readonly two: Registry;
}

/** Publishes to two registries, of which the second has these faults, and shows what came of it. */
async function publish(route: Route, faults: readonly Fault[], look: (ran: Ran) => Promise<void>): Promise<void> {
  await using one = await openRegistry();
  await using two = await openRegistry();
  const lines = ['CMD ["true"]'];
  const Dockerfile = route === 'a builder' ? await basedOnRegistry(one, lines) : goodDockerfile();
  await using project = await makeProject({ Dockerfile });
  await using way = await openContainer();
  const chosen = route === 'a builder' ? await both(way.inputs, one, two) : {};
  for (const fault of faults) two.inject(fault);
  const inputs = {
    cache: 'none',
    images: `${one.host}/acme/app\n${two.host}/acme/app`,
    username: '',
    password: '',
    'registry-auth': [one, two]
      .map(
        ({ host, username, password }) =>
          `- { registry: "${host}", username: ${username}, password: ${JSON.stringify(password)} }`,
      )
      .join('\n'),
    ...chosen,
  };
  const job = await runJob({ workspace: project.path, registry: one, inputs });
  await look({ ...job, one, two });
}

/** A builder has to trust both. */
async function both(
  inputs: (registry: Registry) => Promise<Readonly<Record<string, string>>>,
  one: Registry,
  two: Registry,
): Promise<Readonly<Record<string, string>>> {
  const [first, second] = [await inputs(one), await inputs(two)];
  const config = 'buildkitd-config-inline';
  return { ...first, [config]: `${first[config]}${second[config]}` };
}

const tagsOf = async (registry: Registry) =>
  (await registry.tags('acme/app')).filter((tag) => tag !== 'slipway-incoming');

describe.each<Route>(['the engine', 'a builder'])('by %s', (route) => {
  test('both have the same digest under every tag', async () => {
    await publish(route, [], async ({ main, one, two }) => {
      expect(main.outcome).toBe('success');
      for (const registry of [one, two])
        for (const tag of ['main', 'sha-8c1f0d3'])
          expect(await registry.digestOf('acme/app', tag)).toBe(main.outputs['digest']);
    });
  });

  test.each<[string, Fault['match']]>([
    ['uploads', { method: 'POST', path: /\/acme\/app\/blobs\/uploads/ }],
    ['manifests', { method: 'PUT', path: /\/acme\/app\/manifests/ }],
  ])('one that refuses %s: no tag moves in either', async (_, match) => {
    await publish(route, [{ match, action: { kind: 'status', status: 403 } }], async ({ main, one, two }) => {
      expect(main.outcome).toBe('failure');
      expect(await tagsOf(one)).toEqual([]);
      expect(await tagsOf(two)).toEqual([]);
      expect(main.annotations[0]?.message).not.toContain('lready pushed');
    });
  });
});

test('of the way that the content took, the engine keeps nothing', async () => {
  await publish('the engine', [], async ({ main }) => {
    expect(main.outcome).toBe('success');
    expect(await docker('image', 'ls', '--format', '{{.Tag}}')).not.toContain('slipway-incoming');
  });
});
