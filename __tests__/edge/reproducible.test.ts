/** `reproducible`: the same commit gives the same digest, on another day and in another folder. */
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Registry } from '../../script/rig/registry.ts';
import { basedOnRegistry, openContainer } from './routes/routes.ts';
import { dockerfile, event, makeProject, openRegistry, runJob } from './stand.ts';

const lines = [
  'COPY word /word',
  'RUN date > /built && rm /built && mkdir /made && cp /word /made/',
  'CMD ["cat", "/made/word"]',
];

/** Builds anew in a folder of its own, whose files are of that day, as those of a checkout are younger than their commit. */
async function build(registry: Registry, Dockerfile: string, day: string, inputs: Readonly<Record<string, string>>) {
  await using project = await makeProject({ Dockerfile, word: 'said\n' });
  const time = new Date(day);
  for (const name of ['Dockerfile', 'word']) await utimes(join(project.path, name), time, time);
  const wish = { 'no-cache': 'true', cache: 'none', reproducible: 'true', ...inputs };
  const { main } = await runJob({ workspace: project.path, registry, inputs: wish });
  expect(main.annotations).toEqual([]);
  const { digest = '' } = main.outputs;
  expect(await registry.digestOf('acme/app', 'main')).toBe(digest);
  return digest;
}

test('by the engine', async () => {
  await using registry = await openRegistry();
  const file = dockerfile(lines);
  const first = await build(registry, file, '2026-12-01', {});
  expect(await build(registry, file, '2027-03-01', {})).toBe(first);
  expect(await build(registry, file, '2027-03-01', { reproducible: 'false', provenance: 'false' })).not.toBe(first);
  const manifest = (await registry.json(first)) as { config: { digest: string } };
  const { created } = (await registry.json(manifest.config.digest)) as { created: string };
  const { payload } = await event('push-branch');
  const { head_commit: commit } = payload as { head_commit: { timestamp: string } };
  expect(new Date(created)).toEqual(new Date(commit.timestamp));
});

test('by a builder, the same again', async () => {
  await using registry = await openRegistry();
  await using way = await openContainer();
  const file = await basedOnRegistry(registry, lines);
  const inputs = await way.inputs(registry);
  const first = await build(registry, file, '2026-12-01', inputs);
  expect(await build(registry, file, '2027-03-01', inputs)).toBe(first);
});

test('on several platforms', async () => {
  await using registry = await openRegistry();
  const file = 'FROM scratch\nCOPY word /word\nCMD ["/word"]\n';
  const inputs = { platforms: 'linux/amd64,linux/arm64' };
  const first = await build(registry, file, '2026-12-01', inputs);
  expect(await registry.json(first)).toHaveProperty('manifests.length', 2);
  expect(await build(registry, file, '2027-03-01', inputs)).toBe(first);
});
