/** Labels and annotations in the registry's own bytes, and the base image that they name. */
import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { type Registry, startRegistry } from '../../script/rig/registry.ts';
import { busybox, docker, type Job, makeProject, privateEngine, runJob } from './stand.ts';

type Words = Readonly<Record<string, string>>;

interface Marks {
  readonly index: Words;
  readonly manifest: Words;
  readonly labels: Words;
}

/** What the tag `main` says of itself, read off the registry's disk. */
async function marksOf(registry: Registry): Promise<Marks> {
  const top = await registry.digestOf('acme/app', 'main');
  const index = (await registry.json(top ?? '')) as {
    annotations?: Words;
    manifests: { digest: string; platform: { os: string } }[];
  };
  const image = index.manifests.find(({ platform }) => platform.os !== 'unknown');
  const manifest = (await registry.json(image?.digest ?? '')) as { annotations?: Words; config: { digest: string } };
  const { config } = (await registry.json(manifest.config.digest)) as { config: { Labels: Words } };
  return { index: index.annotations ?? {}, manifest: manifest.annotations ?? {}, labels: config.Labels };
}

/** A registry that everybody may use, with a base image in it. */
async function openWithBase(): Promise<Registry & { readonly base: string }> {
  const registry = await startRegistry({ tls: privateEngine });
  const base = `${registry.host}/acme/base:1`;
  await docker('tag', busybox, base);
  await docker('push', '--quiet', base);
  await docker('image', 'rm', base);
  return { ...registry, base };
}

async function push(registry: Registry, lines: readonly string[], inputs: Words = {}, env: Words = {}): Promise<Job> {
  await using project = await makeProject({ Dockerfile: [...lines, ''].join('\n') });
  const tags = { tags: 'type=ref,event=branch', push: 'true', cache: 'none', username: '', password: '' };
  const job = await runJob({ workspace: project.path, registry, inputs: { ...tags, ...inputs }, env });
  expect(job.main.outcome).toBe('success');
  expect(job.leftovers).toEqual([]);
  return job;
}

const oci = (key: string) => `org.opencontainers.image.${key}`;

test('values arrive as they were typed, on image, manifest and index', async () => {
  await using registry = await openWithBase();
  const value = 'a, "quoted" = ${HOME} \\ ü';
  await push(registry, [`FROM ${registry.base}`], {
    labels: `com.acme.note=${value}\n"com.acme.lines=one\ntwo"\n${oci('vendor')}=Acme, Inc.`,
    annotations: `com.acme.both=${value}\nindex:com.acme.index=i\nmanifest[linux/amd64],index:com.acme.here=h`,
  });
  const { index, manifest, labels } = await marksOf(registry);
  expect(labels).toMatchObject({ 'com.acme.note': value, 'com.acme.lines': 'one\ntwo', [oci('vendor')]: 'Acme, Inc.' });
  for (const annotations of [index, manifest]) {
    expect(annotations).toMatchObject({ 'com.acme.both': value, 'com.acme.here': 'h', [oci('vendor')]: 'Acme, Inc.' });
    expect(annotations[oci('revision')]).toBe(labels[oci('revision')]);
    expect(annotations).not.toHaveProperty(['com.acme.note']);
  }
  expect(index).toHaveProperty(['com.acme.index']);
  expect(manifest).not.toHaveProperty(['com.acme.index']);
});

test('the base image is named with the digest that the build used', async () => {
  await using registry = await openWithBase();
  const lines = ['ARG REGISTRY', 'ARG TAG=0', 'FROM ${REGISTRY}/acme/base:${TAG} AS base', 'FROM base'];
  const { main } = await push(registry, lines, { 'build-args': `REGISTRY=${registry.host}\nTAG=1` });
  const digest = await registry.digestOf('acme/base', '1');
  const { index, manifest, labels } = await marksOf(registry);
  for (const marks of [index, manifest, labels]) {
    expect(marks).toMatchObject({ [oci('base.name')]: registry.base, [oci('base.digest')]: digest });
  }
  expect(JSON.parse(main.outputs['json'] ?? '{}').labels).toMatchObject({ [oci('base.digest')]: digest });
  expect(main.log).not.toContain('Build again');
});

test('where only the build reaches the base image, its own materials say the digest', async () => {
  await using registry = await openWithBase();
  const lines = [`FROM ${registry.base} AS test`, `RUN echo ${randomBytes(4).toString('hex')} > /word`, 'FROM test'];
  // Without the authority this process cannot ask the registry over HTTP, while the engine can.
  const { main } = await push(registry, lines, {}, { NODE_EXTRA_CA_CERTS: '' });
  expect(main.log).toContain(`Build again: ${registry.base} is `);
  expect(main.log).toContain('0 of 1 step cached');
  const { labels } = await marksOf(registry);
  expect(labels[oci('base.digest')]).toBe(await registry.digestOf('acme/base', '1'));
});

test('a label of the user wins over what the build says, and an empty one leaves it out', async () => {
  await using registry = await openWithBase();
  const labels = `${oci('base.digest')}=\n${oci('base.name')}=mine`;
  const { main } = await push(registry, [`FROM ${registry.base}`], { labels }, { NODE_EXTRA_CA_CERTS: '' });
  const marks = await marksOf(registry);
  expect(marks.labels).toMatchObject({ [oci('base.name')]: 'mine' });
  expect(marks.labels).not.toHaveProperty([oci('base.digest')]);
  expect(marks.index).not.toHaveProperty([oci('base.digest')]);
  expect(main.log).not.toContain('Build again');
});
