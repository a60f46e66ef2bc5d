/** Which cache mounts are kept, under which key, and why not. */
import { describe, expect, test } from '@jest/globals';
import type { Facts } from '../../../src/model/facts.ts';
import type { CacheMountsPlan } from '../../../src/model/plan.ts';
import { contextOf } from '../events.ts';
import { bakeTargets, facts, planned, type Wish, type Words } from '../plans.ts';

const npm = { id: 'npm', owner: [], sharing: 'shared', stage: 0 };
const found = { mounts: [npm], images: ['docker.io/library/node:24'], left: [], hash: 'f00d' };
const offered: Facts = { ...facts, cacheMounts: found, cacheService: { kind: 'present', may: 'read and write' } };
const words = { 'cache-mounts': 'true', images: 'ghcr.io/acme/app' };

async function mountsOf(wish: Wish) {
  const { plan } = await planned({ ...wish, words: { ...words, ...wish.words }, facts: wish.facts ?? offered });
  return { mounts: plan.cacheMounts, notes: plan.notes };
}

async function keptBy(wish: Wish = {}): Promise<CacheMountsPlan> {
  const { mounts } = await mountsOf(wish);
  if (!mounts.run) throw new Error(mounts.because);
  return mounts;
}

test('nobody who has not asked for it hears of it', async () => {
  const { mounts, notes } = await mountsOf({ words: { 'cache-mounts': 'false' } });
  expect(mounts).toEqual({ run: false, because: '`cache-mounts` is false' });
  expect(notes).toEqual([]);
});

describe('not kept, with the reason', () => {
  const container = { kind: 'found', driver: 'docker-container' } as const;
  test.each<[string, Wish, string]>([
    ['no service', { facts: { ...offered, cacheService: facts.cacheService } }, 'the runner offers no cache service'],
    [
      'a service that may be written only',
      { facts: { ...offered, cacheService: { kind: 'present', may: 'write' } } },
      'the runner lets this job only write its cache',
    ],
    [
      'none in the Dockerfile',
      { facts: { ...offered, cacheMounts: { ...found, mounts: [] } } },
      'the Dockerfile has none',
    ],
    [
      'none but those that only the build knows',
      {
        facts: {
          ...offered,
          cacheMounts: { ...found, mounts: [], left: ['The cache mount in line 3 is not kept: x'] },
        },
      },
      'there are no others',
    ],
    [
      'no image',
      { facts: { ...offered, cacheMounts: { ...found, images: [] } } },
      'only the build knows which images the stages with cache mounts are built on',
    ],
    ['no-cache', { words: { 'no-cache': 'true' } }, 'with `no-cache` BuildKit begins with empty ones'],
    [
      'a Dockerfile elsewhere',
      { words: { context: 'https://github.com/acme/app.git' } },
      'the Dockerfile is not in the workspace, where they would be read',
    ],
    [
      'a builder elsewhere',
      { words: { driver: 'remote', 'builder-endpoint': 'tcp://b:1' } },
      'a builder with the driver remote outlives the run, and keeps its own',
    ],
    [
      'a named builder elsewhere',
      { words: { builder: 'b' }, facts: { ...offered, builder: { ...container, driver: 'kubernetes' } } },
      'a builder with the driver kubernetes outlives the run, and keeps its own',
    ],
  ])('%s', async (_, wish, because) => {
    const { mounts, notes } = await mountsOf(wish);
    expect(mounts).toEqual({ run: false, because });
    expect(notes).toContain(`No cache mounts are kept: ${because}`);
  });

  test('what a builder in a container has, named or not, is gone with the runner', async () => {
    const own = await keptBy({ words: { driver: 'docker-container' } });
    expect(own.ways[0]?.unpack.argv).toContain('--builder=slipway-0a1b2c');
    const named = await keptBy({ words: { builder: 'b' }, facts: { ...offered, builder: container } });
    expect(named.ways[0]?.pack.argv).toContain('--builder=b');
  });

  test('one of several', async () => {
    const left = ['The cache mount in line 3 is not kept: only the build knows what "$X" is'];
    const { mounts, notes } = await mountsOf({ facts: { ...offered, cacheMounts: { ...found, left } } });
    expect(mounts.run).toBe(true);
    expect(notes).toEqual(left);
  });
});

describe('the key', () => {
  const keyOf = async (more: Words, mounts = found.mounts) =>
    (await keptBy({ words: more, facts: { ...offered, cacheMounts: { ...found, mounts } } })).key;

  test('begins the same for other lock files', async () => {
    const one = await keptBy();
    const other = await keptBy({ facts: { ...offered, cacheMounts: { ...found, hash: 'beef' } } });
    expect(one.beginning).toMatch(/^slipway-mounts-[0-9a-f]{11}-$/);
    expect(other.beginning).toBe(one.beginning);
    expect([one.key, other.key]).toEqual([`${one.beginning}f00d`, `${one.beginning}beef`]);
  });

  test('is another one for another image, platform or mount', async () => {
    const keys = await Promise.all([
      keyOf({}),
      keyOf({ images: 'ghcr.io/acme/other' }),
      keyOf({ platforms: 'linux/arm64' }),
      keyOf({}, [{ ...npm, id: 'yarn' }]),
      keyOf({}, [{ ...npm, owner: ['uid=1'] } as never]),
      keyOf({}, [npm, { ...npm, id: 'yarn' }]),
    ]);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('who writes', () => {
  test.each([
    ['a run with rights', 'push-branch', 'read and write', undefined],
    ['a fork', 'pull-request-fork', 'read and write', 'a run without rights writes no shared cache'],
    ['Dependabot', 'pull-request-dependabot', 'read and write', 'a run without rights writes no shared cache'],
    ['a job that may read', 'push-branch', 'read', 'the runner lets this job only read its cache'],
  ] as const)('%s', async (_, name, may, because) => {
    const wish = { context: contextOf(name), facts: { ...offered, cacheService: { kind: 'present', may } as const } };
    const { write } = await keptBy(wish);
    expect(write).toEqual(because === undefined ? { run: true } : { run: false, because });
  });
});

describe('the builds that reach them', () => {
  const inline = (plan: CacheMountsPlan, what: 'pack' | 'unpack') =>
    Object.values(bakeTargets(plan.ways[0]?.[what] ?? {}))[0] as Record<string, unknown>;

  test('mount them by the same words, and never with `no-cache`, which would empty them', async () => {
    const mounts = [npm, { id: '/apt', owner: ['uid=1', 'mode=0700'], sharing: 'locked', stage: 0 }] as never;
    const plan = await keptBy({ facts: { ...offered, cacheMounts: { ...found, mounts } } });
    for (const what of ['pack', 'unpack'] as const) {
      const target = inline(plan, what);
      const text = String(target['dockerfile-inline']);
      expect(text).toContain('--mount=type=cache,id=npm,sharing=shared,target=/slipway/mounts/0 ');
      expect(text).toContain('--mount=type=cache,id=/apt,uid=1,mode=0700,sharing=locked,target=/slipway/mounts/1 ');
      expect(text).toContain('"0a1b2c"]');
      expect(target).not.toHaveProperty('no-cache');
    }
  });

  test('in the name space of the build', async () => {
    const fork = await keptBy({ context: contextOf('pull-request-fork') });
    expect(inline(fork, 'unpack')['args']).toEqual({ BUILDKIT_CACHE_MOUNT_NS: 'untrusted-42' });
    const own = await keptBy({ words: { 'build-args': 'BUILDKIT_CACHE_MOUNT_NS=mine\nTOKEN=x' } });
    expect(inline(own, 'pack')['args']).toEqual({ BUILDKIT_CACHE_MOUNT_NS: 'mine' });
    expect(inline(await keptBy(), 'pack')).not.toHaveProperty('args');
  });

  test('take the images in the order of the file', async () => {
    const plan = await keptBy({ facts: { ...offered, cacheMounts: { ...found, images: ['a:1', 'b:1'] } } });
    expect(plan.ways.map(({ image }) => image)).toEqual(['a:1', 'b:1']);
    expect(String(inline(plan, 'unpack')['dockerfile-inline'])).toMatch(/^FROM a:1 AS mounts\nUSER 0\n/);
  });
});
