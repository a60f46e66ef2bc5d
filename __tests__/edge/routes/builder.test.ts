/** The builder route: the image waits in the registry, untagged, until every gate has passed. */
import { expect, test } from '@jest/globals';
import { everything } from '../gates/arena.ts';
import { candidates, makeProject, openRegistry, runJob } from '../stand.ts';
import { basedOnRegistry, container } from './routes.ts';

const lines = [
  'FROM base AS test',
  'RUN echo testing && test -n "$SLIPWAY_TEST"',
  'FROM base AS final',
  'RUN echo "$SLIPWAY_TEST" > /word',
  'CMD ["sleep", "60"]',
];

test('push to main: the digest that was tested is the one in the registry, under every tag', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: await basedOnRegistry(registry, lines) });
  const before = await everything();
  const inputs = { ...(await container.inputs(registry)), 'smoke-command': 'true' };
  const { main, leftovers } = await runJob({ workspace: project.path, registry, inputs });
  expect(main.outcome).toBe('success');
  const { digest } = main.outputs;
  expect(await registry.digestOf('acme/app', 'main')).toBe(digest);
  expect(await registry.digestOf('acme/app', 'sha-8c1f0d3')).toBe(digest);
  expect(await everything()).toEqual(before);
  expect(await candidates()).toEqual([]);
  expect(leftovers).toEqual([]);
});
