/** Every way to make an image keeps the same promises: what was tested is what the tags show, or no tag moves. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startGitHub } from '../../../script/github-api/server.ts';
import { must } from '../../../script/rig/command.ts';
import { type Registry, startRegistry } from '../../../script/rig/registry.ts';
import { busybox, event, type Job, makeProject, openRegistry, openStep, runJob, type Wish } from '../stand.ts';
import { basedOnRegistry, openClassic, openContainer, openImageStore, openRemote, type Way } from './routes.ts';

const stages = (test: string) => [
  'FROM base AS test',
  `RUN ${test}`,
  'FROM base AS final',
  'RUN echo "$SLIPWAY_TEST" > /word',
  'CMD ["sleep", "60"]',
];
const good = stages('test -n "$SLIPWAY_TEST"');

/**
 * Each gate, each form of an image and each rule of tags is seen where the engine builds, and where a builder does. The
 * last two are builders too, in another place: of each kind of promise one is enough for them.
 */
const ways: readonly [string, () => Promise<Way>, 'all' | 'one of a kind'][] = [
  ['the image store of the engine', openImageStore, 'all'],
  ['a builder in a container', openContainer, 'all'],
  ['an engine with the classic store', openClassic, 'one of a kind'],
  ['a BuildKit elsewhere', openRemote, 'one of a kind'],
];

const forms: readonly [string, Readonly<Record<string, string>>, string][] = [
  ['an index with its provenance', { provenance: 'mode=max' }, 'manifests'],
  ['a single manifest', { provenance: 'false' }, 'layers'],
];

describe.each(ways)('%s', (_name, open, shown) => {
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
    { files, ...wish }: Partial<Wish> & { files?: Readonly<Record<string, string>> },
    then: (ran: Ran) => Promise<void>,
  ): Promise<void> {
    await using registry = await openRegistry();
    const Dockerfile = await basedOnRegistry(registry, lines);
    await using project = await makeProject({ Dockerfile, ...files });
    const inputs = { cache: 'none', ...(await way.inputs(registry)), ...wish.inputs };
    const before = await everything();
    const where = { workspace: project.path, registry, engineEnv: way.engine.env };
    const job = await runJob({ ...where, ...wish, inputs });
    expect(await everything()).toEqual(before);
    expect(job.leftovers).toEqual([]);
    await then({ ...job, registry });
  }

  /** A service that comes up, and the test that asks it. */
  const composed = (sut: string) => ({
    'compose.yml': JSON.stringify({
      services: {
        db: { image: busybox, command: ['sleep', '60'], init: true },
        sut: { image: '${IMAGE}', command: ['sh', '-c', sut] },
      },
    }),
  });

  test('push to main, and the cache of the registry', async () => {
    const inputs = { 'smoke-command': 'grep . /word', cache: 'auto' };
    await build(good, { inputs }, async ({ main, registry }) => {
      expect(main.annotations).toEqual([]);
      const { digest } = main.outputs;
      const all = await registry.tags('acme/app');
      expect(all.filter((tag) => !tag.startsWith('buildcache-'))).toEqual(['main', 'sha-8c1f0d3']);
      expect(all.filter((tag) => tag.startsWith('buildcache-'))).toHaveLength(2);
      expect(main.outputs['image']).toBe(`${registry.host}/acme/app@${digest}`);
      const builder = /^(?:A builder of its own|The BuildKit at \S+) is used: /m.test(main.log);
      expect(builder).toBe(open !== openImageStore);
    });
  });

  describe.each(shown === 'all' ? forms : forms.slice(0, 1))('%s', (_form, form, part) => {
    test('passes every gate: the digest that was tested is the one under every tag', async () => {
      const inputs = { ...form, services: 'compose.yml', 'test-command': 'true', 'smoke-command': 'grep . /word' };
      await build(good, { inputs, files: composed('grep . /word') }, async ({ main, registry }) => {
        expect(main.annotations).toEqual([]);
        expect(main.outcome).toBe('success');
        for (const gate of ['Services', 'Test command', 'Service tests', 'Smoke test'])
          expect(main.log).toContain(`${gate} passed`);
        const { digest = '' } = main.outputs;
        for (const tag of ['main', 'sha-8c1f0d3']) expect(await registry.digestOf('acme/app', tag)).toBe(digest);
        expect(await registry.json(digest)).toHaveProperty(part);
      });
    });

    const service = { services: 'compose.yml' };
    const failing: readonly [string, readonly string[], Readonly<Record<string, string>>, RegExp][] = [
      ['the test stage', stages('exit 3'), {}, /^Test stage failed: `exit 3` exited with 3/],
      ['the test command', good, { 'test-command': 'exit 4' }, /^Test command failed: `exit 4` exited with 4/],
      ['the service sut', good, service, /^Service tests failed: /],
      ['the smoke test', good, { 'smoke-command': 'exit 5', 'smoke-timeout': '2' }, /^Smoke test failed: /],
    ];
    // What a gate is told does not depend on the form of the image, so one of them is enough for the second form.
    test.each(part === 'manifests' && shown === 'all' ? failing : failing.slice(-1))(
      '%s fails: what was pushed has no tag',
      async (_, lines, inputs, message) => {
        await build(
          lines,
          { inputs: { ...form, ...inputs }, files: composed('exit 6') },
          async ({ main, registry }) => {
            expect(main.annotations[0]?.message).toMatch(message);
            expect(await registry.tags('acme/app')).toEqual([]);
            const writes = registry.requests.filter(({ method }) => method === 'PUT');
            const named = writes.filter(({ path }) => /\/acme\/app\/manifests\/(?!sha256:)/.test(path));
            expect(named).toEqual([]);
          },
        );
      },
    );
  });

  const lateAndTaken = async () => {
    const [older, newer] = ['a'.repeat(40), 'b'.repeat(40)];
    const commits = { [older]: {}, [newer]: { parents: [older] } };
    await using github = await startGitHub({ name: 'acme/app', commits, branches: { main: newer }, tags: {} });
    await using registry = await openRegistry();
    await using project = await makeProject({ Dockerfile: await basedOnRegistry(registry, good) });
    const chosen = await way.inputs(registry);
    const runFor = async (sha: string, tags: string) => {
      const inputs = { cache: 'none', ...chosen, tags, 'test-target': 'none' };
      const of = await event('push-branch', { sha, apiUrl: github.url });
      return await runJob({ workspace: project.path, registry, engineEnv: way.engine.env, inputs, event: of });
    };
    const late = 'type=ref,event=branch\ntype=sha';
    const first = await runFor(newer, late);
    expect(first.main.outcome).toBe('success');
    const second = await runFor(older, late);
    expect(second.main.outcome).toBe('success');
    expect(second.main.log).toMatch(/^Held back \S+:main: it shows bbbbbbb, which is newer/m);
    expect(await registry.digestOf('acme/app', 'main')).toBe(first.main.outputs['digest']);
    expect(await registry.digestOf('acme/app', 'sha-aaaaaaa')).toBe(second.main.outputs['digest']);
    const version = 'type=semver,pattern={{version}},value=v1.0.0';
    const released = await runFor(newer, version);
    const again = await runFor(older, version);
    expect(again.main.annotations[0]?.message).toMatch(/belongs to another image already/);
    expect(again.main.log).not.toContain('▼ Build');
    expect(await registry.digestOf('acme/app', '1.0.0')).toBe(released.main.outputs['digest']);
    expect(github.violations).toEqual([]);
  };
  // Tags are set in the registry by every builder, and by the engine in its own way.
  if (shown === 'all')
    test('an older commit that finishes late leaves the branch, a version belongs to one commit', lateAndTaken);

  test('a secret of the build is in no log, no layer and no provenance', async () => {
    const secret = 'of-the-build-7f3a';
    const lines = ['RUN --mount=type=secret,id=word cat /run/secrets/word && wc -c < /run/secrets/word > /size'];
    const inputs = { secrets: `word=${secret}`, provenance: 'mode=max', 'smoke-command': 'test "$(cat /size)" = 17' };
    await build([...lines, 'CMD ["sleep", "60"]'], { inputs }, async ({ main, registry, files }) => {
      expect(main.outcome).toBe('success');
      for (const text of [main.log, main.summary, JSON.stringify(main.outputs)]) expect(text).not.toContain(secret);
      expect(files.filter(({ content }) => content.includes(secret))).toEqual([]);
      expect(await registry.holds(secret)).toBe(false);
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
    const cancelAfter = (line: string) => (line.includes('Build and test') ? ('SIGINT' as const) : undefined);
    await build(stages('sleep 60'), { cancelAfter }, async ({ main, registry }) => {
      expect(main.exitCode).not.toBe(0);
      expect(await registry.tags('acme/app')).toEqual([]);
    });
  });
});
