/** The builder route: the image waits in the registry, untagged, until every gate has passed. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { must } from '../../../script/rig/command.ts';
import { type Registry, startRegistry } from '../../../script/rig/registry.ts';
import { event, type Job, makeProject, openRegistry, openStep, runJob, type Wish } from '../stand.ts';
import { basedOnRegistry, openClassic, openContainer, openRemote, type Way } from './routes.ts';

const stages = (test: string) => [
  'FROM base AS test',
  `RUN ${test}`,
  'FROM base AS final',
  'RUN echo "$SLIPWAY_TEST" > /word',
  'CMD ["sleep", "60"]',
];
const good = stages('test -n "$SLIPWAY_TEST"');

const ways: readonly [string, () => Promise<Way>][] = [
  ['a builder in a container', openContainer],
  ['an engine with the classic store', openClassic],
  ['a BuildKit elsewhere', openRemote],
];

describe.each(ways)('%s', (_name, open) => {
  let way: Way;
  beforeAll(async () => {
    way = await open();
  });
  afterAll(async () => {
    await way[Symbol.asyncDispose]();
  });

  const docker = (...words: string[]) => must(['docker', ...words], { env: way.engine.env });

  /** Everything of the engine that a run could leave, images included. */
  async function everything(): Promise<readonly string[]> {
    const lists = await Promise.all([
      docker('ps', '--all', '--format', 'container {{.Names}}'),
      docker('network', 'ls', '--format', 'network {{.Name}}'),
      docker('volume', 'ls', '--format', 'volume {{.Name}}'),
      docker('image', 'ls', '--all', '--format', 'image {{.Repository}}:{{.Tag}} {{.ID}}'),
    ]);
    return lists.flatMap((text) => text.split('\n')).toSorted();
  }

  interface Ran extends Job {
    readonly registry: Registry;
  }

  /** Runs a job, and sees that neither engine nor RUNNER_TEMP keep anything of it. */
  async function build(
    lines: readonly string[],
    wish: Partial<Wish>,
    then: (ran: Ran) => Promise<void>,
  ): Promise<void> {
    await using registry = await openRegistry();
    await using project = await makeProject({ Dockerfile: await basedOnRegistry(registry, lines) });
    const inputs = { cache: 'none', ...(await way.inputs(registry)), ...wish.inputs };
    const before = await everything();
    const where = { workspace: project.path, registry, engineEnv: way.engine.env };
    const job = await runJob({ ...where, ...wish, inputs });
    expect(await everything()).toEqual(before);
    expect(job.leftovers).toEqual([]);
    await then({ ...job, registry });
  }

  test('push to main: the digest that was tested is the one in the registry, under every tag', async () => {
    const inputs = { 'test-command': 'true', 'smoke-command': 'grep . /word', cache: 'auto' };
    await build(good, { inputs }, async ({ main, registry }) => {
      expect(main.annotations).toEqual([]);
      expect(main.outcome).toBe('success');
      const { digest } = main.outputs;
      const all = await registry.tags('acme/app');
      expect(all.filter((tag) => !tag.startsWith('buildcache-'))).toEqual(['main', 'sha-8c1f0d3']);
      expect(all.filter((tag) => tag.startsWith('buildcache-'))).toHaveLength(2);
      for (const tag of ['main', 'sha-8c1f0d3']) expect(await registry.digestOf('acme/app', tag)).toBe(digest);
      expect(main.outputs['image']).toBe(`${registry.host}/acme/app@${digest}`);
      expect(main.log).toMatch(/A builder of its own is used: /);
    });
  });

  test('a single manifest keeps its digest under its tags', async () => {
    await build(good, { inputs: { provenance: 'false' } }, async ({ main, registry }) => {
      expect(main.outcome).toBe('success');
      expect(await registry.digestOf('acme/app', 'main')).toBe(main.outputs['digest']);
      expect(await registry.json(main.outputs['digest'] ?? '')).toHaveProperty('layers');
    });
  });

  test.each<[string, readonly string[], Readonly<Record<string, string>>, RegExp]>([
    ['the test stage', stages('exit 3'), {}, /^Test stage failed: `exit 3` exited with 3/],
    ['the test command', good, { 'test-command': 'exit 4' }, /^Test command failed: `exit 4` exited with 4/],
    ['the smoke test', good, { 'smoke-command': 'exit 5', 'smoke-timeout': '2' }, /^Smoke test failed: /],
  ])('%s fails: what was pushed has no tag', async (_, lines, inputs, message) => {
    await build(lines, { inputs }, async ({ main, registry }) => {
      expect(main.annotations[0]?.message).toMatch(message);
      expect(await registry.tags('acme/app')).toEqual([]);
      const writes = registry.requests.filter(({ method }) => method === 'PUT');
      const named = writes.filter(({ path }) => /\/acme\/app\/manifests\/(?!sha256:)/.test(path));
      expect(named).toEqual([]);
    });
  });

  test('without a push the image is in the engine for later steps, and gone after the job', async () => {
    await using registry = await openRegistry();
    await using project = await makeProject({ Dockerfile: await basedOnRegistry(registry, good) });
    const inputs = { ...(await way.inputs(registry)), push: 'false', 'smoke-command': 'true' };
    const where = { workspace: project.path, registry, engineEnv: way.engine.env };
    await using step = await openStep({ ...where, inputs });
    const main = await step.main();
    expect(main.outcome).toBe('success');
    const image = main.outputs['imageid'] ?? '';
    expect(await docker('run', '--rm', image, 'cat', '/word')).toMatch(/^[0-9a-f]{8}\n$/);
    expect(await registry.tags('acme/app')).toEqual([]);
    await step.post();
    expect(await docker('image', 'ls', '--all', '--quiet', '--no-trunc')).not.toContain(image);
  });

  test('a fork builds and tests, and sends the registry nothing but reads', async () => {
    await using registry = await openRegistry();
    await using anybody = await startRegistry({ tls: true });
    await using project = await makeProject({ Dockerfile: await basedOnRegistry(anybody, good) });
    const inputs = { ...(await way.inputs(anybody)), 'smoke-command': 'true' };
    const where = { workspace: project.path, registry, engineEnv: way.engine.env };
    const { main } = await runJob({ ...where, inputs, event: await event('pull-request-fork') });
    expect(main.outcome).toBe('success');
    expect(main.log).toContain('Smoke test passed');
    expect(registry.requests.filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
  });

  test('cancelled during the build: after the post step nothing is left', async () => {
    const cancelAfter = (line: string) => (line.startsWith('Started a builder') ? ('SIGINT' as const) : undefined);
    await build(stages('sleep 60'), { cancelAfter }, async ({ main, registry }) => {
      expect(main.exitCode).not.toBe(0);
      expect(await registry.tags('acme/app')).toEqual([]);
    });
  });
});
