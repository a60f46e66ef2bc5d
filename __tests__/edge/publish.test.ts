/** A good run: what was tested is what is in the registry, under every tag, and nothing else of the engine changed. */
import { expect, test } from '@jest/globals';
import { startRegistry } from '../../script/rig/registry.ts';
import {
  awkwardPassword,
  busybox,
  candidates,
  docker,
  event,
  goodDockerfile,
  hasImage,
  makeProject,
  openRegistry,
  openStep,
  runJob,
} from './stand.ts';

test("push to main: tested digest = digest on the registry's disk under every tag = output digest", async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  // The first upload waits until the engine has been asked what it holds.
  const asked = Promise.withResolvers<void>();
  registry.inject({ match: { method: 'POST' }, action: { kind: 'hold', until: asked.promise } });
  let inStore = '';
  const lookIntoStore = async () => {
    const [candidate = ''] = await candidates();
    inStore = (await docker('image', 'inspect', '--format', '{{.Id}}', candidate)).trim();
  };
  const onLine = (line: string) => {
    if (line.startsWith('Tested: ')) void lookIntoStore().then(asked.resolve, asked.reject);
  };
  await using step = await openStep({ workspace: project.path, registry, onLine });
  const main = await step.main();
  expect(main.annotations).toEqual([]);
  expect(main.outcome).toBe('success');
  expect(inStore).toMatch(/^sha256:[0-9a-f]{64}$/);

  const tags = await registry.tags('acme/app');
  expect(tags.filter((tag) => !tag.startsWith('buildcache-'))).toEqual(['main', 'sha-8c1f0d3']);
  expect(main.outputs['digest']).toBe(inStore);
  expect(await registry.digestOf('acme/app', 'main')).toBe(inStore);
  expect(await registry.digestOf('acme/app', 'sha-8c1f0d3')).toBe(inStore);

  const name = `${registry.host}/acme/app`;
  expect(main.outputs['image']).toBe(`${name}@${inStore}`);
  expect(main.outputs['tags']).toBe(`${name}:main\n${name}:sha-8c1f0d3`);
  expect(main.outputs['pushed']).toBe('true');
  expect(JSON.parse(main.outputs['metadata'] ?? '')['containerimage.digest']).toBe(inStore);
  expect(main.summary).toContain(inStore.replace(':', '&#58;'));

  // What was pushed can be pulled, so the engine holds nothing more of it.
  expect(await candidates()).toEqual([]);
  expect(await hasImage(`${name}:main`)).toBe(false);
  expect((await step.post())?.outcome).toBe('success');
});

test('without a push, later steps of the job can run the image; after the post step it is gone', async () => {
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  await using step = await openStep({ workspace: project.path, inputs: { push: 'false' } });
  const main = await step.main();
  const id = main.outputs['imageid'] ?? '';
  expect(main.outputs['image']).toBe(id);
  expect((await docker('run', '--rm', '--network=none', id)).trim()).toMatch(/^[0-9a-f]{8}$/);
  expect((await step.post())?.outcome).toBe('success');
  expect(await candidates()).toEqual([]);
  expect(await hasImage(id)).toBe(false);
});

test('the second run says what it found: unchanged by the same bytes, moved from the old digest by new ones', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  // Without provenance, and with a time that is given, the same sources give the same bytes.
  const inputs = { provenance: 'false', tags: 'type=ref,event=branch' };
  const env = { SOURCE_DATE_EPOCH: '1700000000' };
  const first = await runJob({ workspace: project.path, registry, inputs, env });
  const again = await runJob({ workspace: project.path, registry, inputs, env });
  expect(first.main.log).toContain(`:main (new)`);
  expect(again.main.log).toContain(`:main (unchanged)`);
  expect(again.main.log).toContain('2 of 2 steps cached');
  expect(again.main.outputs['digest']).toBe(first.main.outputs['digest']);

  await using changed = await makeProject({ Dockerfile: goodDockerfile() });
  const third = await runJob({ workspace: changed.path, registry, inputs });
  const old = first.main.outputs['digest']?.slice('sha256:'.length, 'sha256:'.length + 12);
  expect(third.main.log).toContain(`:main (was ${old})`);
  expect(third.main.summary).toContain(`moved from <code>${old}</code>`);
  expect(await registry.digestOf('acme/app', 'main')).toBe(third.main.outputs['digest']);
});

test('images, tags and containers that were in the engine before are there afterwards', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const own = `${registry.host}/acme/app:main`;
  await docker('image', 'tag', busybox, own);
  const container = (await docker('run', '--detach', '--network=none', busybox, 'sleep', '300')).trim();
  try {
    const before = (await docker('image', 'inspect', '--format', '{{.Id}}', own)).trim();
    const job = await runJob({ workspace: project.path, registry });
    expect(job.main.outcome).toBe('success');
    expect((await docker('image', 'inspect', '--format', '{{.Id}}', own)).trim()).toBe(before);
    expect((await docker('inspect', '--format', '{{.State.Running}}', container)).trim()).toBe('true');
    expect(await registry.digestOf('acme/app', 'main')).toBe(job.main.outputs['digest']);
    expect(await hasImage(`${registry.host}/acme/app:sha-8c1f0d3`)).toBe(false);
  } finally {
    await docker('rm', '--force', container);
    await docker('image', 'rm', own);
  }
});

test('what was pushed can be pulled and run by its digest, with the labels of the run', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const job = await runJob({ workspace: project.path, registry, event: await event('push-tag') });
  expect((await registry.tags('acme/app')).filter((tag) => !tag.startsWith('buildcache-'))).toContain('1.4.2');
  expect(job.main.outputs['version']).toBe('1.4.2');
  const image = job.main.outputs['image'] ?? '';
  await docker('login', '--username', registry.username, '--password', registry.password, registry.host);
  try {
    await docker('pull', '--quiet', image);
    const labels = JSON.parse(await docker('image', 'inspect', '--format', '{{json .Config.Labels}}', image));
    expect(labels['org.opencontainers.image.version']).toBe('1.4.2');
    expect(labels['org.opencontainers.image.source']).toBe('https://github.com/acme/app');
    expect((await docker('run', '--rm', '--network=none', image)).trim()).toMatch(/^[0-9a-f]{8}$/);
  } finally {
    await docker('logout', registry.host);
    await docker('image', 'rm', image);
  }
});

test('a plain registry on this machine, with and without a password', async () => {
  for (const auth of [{ username: 'ci', password: awkwardPassword }, undefined]) {
    await using registry = await startRegistry({ tls: false, ...(auth && { auth }) });
    await using project = await makeProject({ Dockerfile: goodDockerfile() });
    const inputs = auth === undefined ? { push: 'true' } : {};
    const { main } = await runJob({ workspace: project.path, registry, inputs: { ...inputs, cache: 'none' } });
    expect(main.outcome).toBe('success');
    expect(await registry.digestOf('acme/app', 'main')).toBe(main.outputs['digest']);
    expect(main.log).toContain(':main (new)');
    // Without a login on the first try: a registry that asks for none is told none.
    const first = registry.requests.find((request) => request.path.endsWith('/manifests/main'));
    expect(first).toMatchObject({ method: 'GET', hadCredentials: false });
  }
});
