/** Whose tag a tag is. */
import { describe, expect, test } from '@jest/globals';
import { planCache } from '../../../../src/plan/cache.ts';
import {
  branchNames,
  cacheOwner,
  commitReader,
  datedOf,
  headNames,
  liveNames,
  mayBeOf,
  type NameGround,
  pullNames,
  pullNumbers,
  subjectOf,
} from '../../../../src/plan/cleanup/names.ts';
import { contextOf } from '../../events.ts';
import { facts, inputsOf } from '../../plans.ts';

async function ground(tags = '', flavor = ''): Promise<NameGround> {
  const context = contextOf('schedule');
  return { inputs: await inputsOf({ stage: 'cleanup', tags, flavor }, context), context, facts };
}

const head = 'deadbeef'.repeat(5);
const pull = { number: 7, open: false, head, base: 'main' };

describe('the tags of a pull request', () => {
  test.each<[tags: string, flavor: string, names: readonly string[]]>([
    ['', '', ['pr-7']],
    ['', 'suffix=-alpine', ['pr-7-alpine']],
    ['', 'latest=true', ['pr-7']],
    ['type=ref,event=pr,prefix=review-', '', ['review-7']],
    ['type=ref,event=pr,prefix={{base_ref}}-', '', ['main-7']],
    ['type=ref,event=pr,enable=false', '', []],
    ['type=ref,event=branch\ntype=raw,value=latest\ntype=sha', '', []],
    // 7 may be version 7 as well, where there are versions.
    ['type=ref,event=pr,prefix=', '', ['7']],
    ['type=ref,event=pr,prefix=\ntype=semver,pattern={{major}}', '', []],
    ['type=ref,event=pr,prefix=v\ntype=ref,event=tag', '', []],
  ])('by %j and flavor %j: %j', async (tags, flavor, names) => {
    expect((await pullNames(await ground(tags, flavor), pull)).names).toEqual(names);
  });

  test('those of its head are of a commit, and of it alone', async () => {
    expect(await headNames(await ground(), pull)).toEqual(['sha-deadbee']);
    expect(await headNames(await ground('type=sha,format=long\ntype=ref,event=pr'), pull)).toEqual([`sha-${head}`]);
  });

  test('numbers are asked for where the rules might give the tag, and where a cache names one', async () => {
    const tags = ['pr-7', 'pr-07', '1.2.3', 'pr-12', 'main', 'x-pr-9', 'buildcache-0123456789a-pr-31-final'];
    expect(await pullNumbers(await ground(), tags)).toEqual([7, 12, 31]);
    const rule = 'type=ref,event=pr,prefix={{base_ref}}-';
    expect(await pullNumbers(await ground(rule), ['main-7', 'x-9'])).toEqual([7, 9]);
  });
});

describe('the tags of a commit', () => {
  test.each<[tags: string, name: string, commit: object | undefined]>([
    ['', 'sha-0a1b2c3', { commit: '0a1b2c3', bare: false }],
    ['', 'sha-0a1b2c', undefined],
    ['', 'sha-0a1b2cg', undefined],
    ['', 'sha-0a1b2c34', undefined],
    ['', 'x-sha-0a1b2c3', undefined],
    ['type=sha,format=long', `sha-${head}`, { commit: head, bare: false }],
    ['type=sha,format=long', 'sha-0a1b2c3', undefined],
    ['type=sha,prefix=,suffix=', '0a1b2c3', { commit: '0a1b2c3', bare: true }],
    ['type=sha,prefix=a,suffix=a', 'a0a1b2c3a', { commit: '0a1b2c3', bare: false }],
    ['type=sha,prefix=c-{{sha}}-', 'c-aaaaaaa-aaaaaaa', undefined],
    ['type=ref,event=branch', 'sha-0a1b2c3', undefined],
  ])('by %j: %s', async (tags, name, commit) => {
    expect((await commitReader(await ground(tags)))(name)).toEqual(commit);
  });
});

test('names that branches and git tags have', async () => {
  const refs = { branches: ['main', 'pr-7', 'feature/x'], gitTags: ['v1.2.3', 'v1.2.3-20261122', 'nightly'] };
  const live = await liveNames(await ground(), refs);
  expect([...live].toSorted()).toEqual(['1', '1.2', '1.2.3', '1.2.3-20261122', 'feature-x', 'main', 'pr-7'].toSorted());
});

test('what the default branch has may have a day behind it, and nothing else', async () => {
  const others = await branchNames(await ground());
  expect([...others].toSorted()).toEqual(['main', 'nightly']);
  expect(datedOf('main-20261122', others)).toBe('main');
  expect(datedOf('nightly-20261122', others)).toBe('nightly');
  expect(datedOf('by-hand-20261122', others)).toBeUndefined();
});

test.each([
  ['1.2.3-20261122', '1.2.3'],
  ['v1.2.3-20261122', 'v1.2.3'],
  ['app-1.2.3-alpine-20261122', 'app-1.2.3-alpine'],
  ['1.2-20261122', undefined],
  ['main-20261122', undefined],
  ['1.2.3-20261322', undefined],
  ['1.2.3-20260230', undefined],
  ['1.2.3-2026112', undefined],
  ['20261122', undefined],
])('%s is dated, of %s', (name, base) => {
  expect(datedOf(name)).toBe(base);
});

describe('build caches', () => {
  /** The names that runs really give. */
  async function cacheNames(
    event: 'pull-request-own' | 'push-branch',
    changes: object,
    platforms = '',
  ): Promise<string[]> {
    const context = contextOf(event, changes);
    const inputs = await inputsOf({ cache: 'registry', platforms, images: 'registry.test/acme/app' }, context);
    const { write } = planCache({
      inputs,
      context,
      facts,
      name: { registry: 'registry.test', repository: 'acme/app' },
      test: { run: true, target: 'test' },
      pushes: true,
      route: { kind: 'image-store' },
      epoch: undefined,
      tags: [],
    });
    return write.run ? write.tags.map(({ name }) => name) : [];
  }

  test.each(['', 'linux/amd64,linux/arm64'])('of a pull request (%j)', async (platforms) => {
    const names = await cacheNames('pull-request-own', {}, platforms);
    const number = contextOf('pull-request-own').event;
    expect(names).toHaveLength(2);
    for (const name of names) expect(cacheOwner(name)).toEqual({ kind: 'pull-request', number: Object(number).number });
  });

  test.each([
    ['main', 'main', true],
    ['feature/login', 'feature/login', true],
    ['feature/login', 'feature-login', true],
    ['feature/login', 'feature', false],
    ['feature', 'feature/login', false],
    // In doubt it stays.
    ['pr-7-final', 'pr-7', true],
    [`long/${'x'.repeat(120)}/end`, `long/${'x'.repeat(120)}/end`, true],
    [`long/${'x'.repeat(120)}/end`, `long/${'y'.repeat(120)}/end`, false],
    [`${'x'.repeat(85)}`, `${'x'.repeat(85)}`, true],
  ])('of the branch %s: may it be of %s? %s', async (branch, other, may) => {
    const names = await cacheNames('push-branch', { ref: `refs/heads/${branch}` }, 'linux/amd64,linux/arm64');
    expect(names).toHaveLength(2);
    for (const name of names) {
      const owner = cacheOwner(name);
      expect(owner?.kind).toBe('branch');
      expect(owner?.kind === 'branch' && mayBeOf(owner, other)).toBe(may);
    }
  });

  test.each([
    'buildcache-0123456789a-tag-final',
    'buildcache-pr-7-final',
    'buildcache-0123456789a-pr-queue-final',
    'main',
  ])('%s is none that a clean-up knows', (name) => {
    expect(cacheOwner(name)).toBeUndefined();
  });
});

test.each([
  [`sha256-${'a'.repeat(64)}.sig`, `sha256:${'a'.repeat(64)}`],
  [`sha256-${'a'.repeat(64)}`, `sha256:${'a'.repeat(64)}`],
  [`sha256-${'a'.repeat(63)}.sig`, undefined],
  ['latest', undefined],
])('%s belongs to %s', (name, digest) => {
  expect(subjectOf(name)).toBe(digest);
});
