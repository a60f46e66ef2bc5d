/** A platform per job, and a job that makes one image of them: as two machines without an emulator do it. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Registry } from '../../script/rig/registry.ts';
import { platformBases } from './platforms.ts';
import { openContainer } from './routes/routes.ts';
import { busybox, candidates, event, type Job, makeProject, openRegistry, openStep, runJob } from './stand.ts';

const platforms = ['linux/amd64', 'linux/arm64'] as const;

interface Built {
  readonly proof: string;
  readonly file: string;
  readonly content: string;
  readonly main: Job['main'];
}

/** Builds for one platform, with a test that every machine can run, and reads the kept file before the post step. */
async function build(workspace: string, registry: Registry, platform: string, more = {}): Promise<Built> {
  const inputs = { stage: 'build', platforms: platform, cache: 'none', 'test-target': 'none', ...more };
  await using step = await openStep({ workspace, registry, inputs });
  const main = await step.main();
  const file = main.outputs['proof-file'] ?? '';
  const content = file === '' ? '' : await readFile(file, 'utf8');
  await step.post();
  return { proof: main.outputs['proof'] ?? '', file, content, main };
}

interface Entry {
  readonly digest: string;
  readonly platform: { readonly os: string; readonly architecture: string };
}

interface Index {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly manifests: readonly Entry[];
}

const indexOf = async (registry: Registry, digest: string) => (await registry.json(digest)) as Index;
const tagsOf = async (registry: Registry) =>
  (await registry.tags('acme/app')).filter((tag) => !tag.startsWith('slipway-incoming'));

/** Nothing has to run on the other platform. */
const lines = ['COPY word /word', 'CMD ["sleep", "60"]'];

describe.each(['the engine', 'a builder'])('built by %s', (route) => {
  test('one index of exactly what the jobs have tested, and no tag before', async () => {
    await using registry = await openRegistry();
    await using way = await openContainer();
    const bases = await platformBases(route === 'a builder' ? registry : undefined);
    const word = randomBytes(4).toString('hex');
    await using project = await makeProject({ Dockerfile: bases.dockerfile(lines), word });
    const chosen = route === 'a builder' ? await way.inputs(registry) : {};
    const parts: Built[] = [];
    for (const platform of platforms) parts.push(await build(project.path, registry, platform, chosen));
    for (const { main } of parts) {
      expect(main.annotations).toEqual([]);
      expect(main.outcome).toBe('success');
      expect(main.outputs['pushed']).toBe('false');
    }
    expect(await tagsOf(registry)).toEqual([]);
    await using place = await makeProject({});
    await mkdir(join(place.path, 'proofs'));
    for (const [index, { content }] of parts.entries())
      await writeFile(join(place.path, 'proofs', `slipway-proof-${index}.json`), content);
    const inputs = { stage: 'publish', proofs: 'proofs' };
    const { main, leftovers } = await runJob({ workspace: place.path, registry, inputs });
    expect(main.annotations).toEqual([]);
    expect(main.outcome).toBe('success');
    expect(main.log).toContain('Joined linux/amd64 and linux/arm64 as ');
    const { digest = '' } = main.outputs;
    for (const tag of ['main', 'sha-8c1f0d3']) expect(await registry.digestOf('acme/app', tag)).toBe(digest);
    const whole = await indexOf(registry, digest);
    const held = await Promise.all(
      parts.map(async ({ main: { outputs } }) => (await indexOf(registry, outputs['digest'] ?? '')).manifests),
    );
    const digests = (entries: readonly Entry[]) => entries.map((entry) => entry.digest).toSorted();
    expect(digests(whole.manifests)).toEqual(digests(held.flat()));
    expect(
      whole.manifests
        .filter(({ platform: { os } }) => os !== 'unknown')
        .map(({ platform: { architecture } }) => architecture),
    ).toEqual(['amd64', 'arm64']);
    expect(whole.annotations?.['org.opencontainers.image.revision']).toMatch(/^8c1f0d3/);
    for (const { digest: one } of whole.manifests.slice(0, 1))
      expect(main.summary).toContain(one.replace(':', '&#58;'));
    expect(leftovers).toEqual([]);
    expect(await candidates()).toEqual([]);
  });
});

test('a single part keeps its digest', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: `FROM ${busybox}\nCOPY word /word\n`, word: 'one' });
  const { proof, main: built } = await build(project.path, registry, 'linux/amd64');
  const { main } = await runJob({ workspace: project.path, registry, inputs: { stage: 'publish', proofs: proof } });
  expect(main.outcome).toBe('success');
  expect(main.outputs['digest']).toBe(built.outputs['digest']);
  expect(await registry.digestOf('acme/app', 'main')).toBe(built.outputs['digest']);
});

describe('refused, with no tag', () => {
  test('parts that were built with other inputs', async () => {
    await using registry = await openRegistry();
    const bases = await platformBases(undefined);
    await using project = await makeProject({ Dockerfile: bases.dockerfile(lines), word: 'one' });
    const one = await build(project.path, registry, 'linux/amd64');
    const two = await build(project.path, registry, 'linux/arm64', { 'build-args': 'A=1' });
    const inputs = { stage: 'publish', proofs: `${one.proof}\n${two.proof}` };
    const { main } = await runJob({ workspace: project.path, registry, inputs });
    expect(main.outcome).toBe('failure');
    expect(main.annotations[0]?.message).toContain(
      'proofs: "line 2" was built with another `build-args` than line 1; give all jobs the same',
    );
    expect(await tagsOf(registry)).toEqual([]);
  });

  test('a part that is in no registry any more', async () => {
    await using registry = await openRegistry();
    await using project = await makeProject({ Dockerfile: `FROM ${busybox}\nCOPY word /word\n`, word: 'two' });
    const { proof } = await build(project.path, registry, 'linux/amd64');
    await using other = await openRegistry();
    const proofs = proof.replaceAll(registry.host, other.host);
    const { main } = await runJob({ workspace: project.path, registry: other, inputs: { stage: 'publish', proofs } });
    expect(main.outcome).toBe('failure');
    expect(main.annotations[0]?.message).toMatch(/^The image for linux\/amd64 cannot be read, .*@sha256:/);
    expect(await tagsOf(other)).toEqual([]);
  });

  test('a gate that fails: no proof, and no content of it in the registry', async () => {
    await using registry = await openRegistry();
    await using project = await makeProject({ Dockerfile: `FROM ${busybox}\nCOPY word /word\n`, word: 'three' });
    const { proof, file, main } = await build(project.path, registry, 'linux/amd64', { 'test-command': 'false' });
    expect(main.outcome).toBe('failure');
    expect([proof, file]).toEqual(['', '']);
    expect(await registry.tags('acme/app')).toEqual([]);
  });
});

test('a fork builds and tests in one job, and the other one has nothing to do', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: `FROM ${busybox}\nCOPY word /word\n`, word: 'four' });
  const fork = await event('pull-request-fork');
  const wish = { workspace: project.path, registry, event: fork };
  const first = await runJob({ ...wish, inputs: { stage: 'build', cache: 'none' } });
  expect(first.main.outcome).toBe('success');
  const inputs = { stage: 'publish', proofs: first.main.outputs['proof'] ?? '' };
  const second = await runJob({ ...wish, inputs });
  expect(second.main.outcome).toBe('success');
  expect(second.main.log).toContain('Not pushed: pull request from a fork has no right to push');
  expect(registry.requests).toEqual([]);
});
