/** What is read and written as build cache: mode x event. A run without trust writes nothing. */
import { describe, expect, test } from '@jest/globals';
import type { Context } from '../../../src/model/event.ts';
import type { Facts } from '../../../src/model/facts.ts';
import { fingerprint } from '../../../src/plan/tags/names.ts';
import { noteLines } from '../../../src/report/lines.ts';
import { contextOf, pushOfTag, pushTo } from '../events.ts';
import { bakeTargets, facts, planned, token, type Words, withStages } from '../plans.ts';

const image = 'ghcr.io/acme/app';
const ref = (scope: string, target = 'final', platform = '') => {
  const whole = [scope, target, platform].join(' ').trim();
  return `${image}:buildcache-${fingerprint(whole)}-${whole.replaceAll(/[ /]/g, '-')}`;
};
const reads = (...scopes: string[]) => {
  const lines = (target: string) => scopes.map((scope) => `type=registry,ref=${ref(scope, target)}`);
  return { final: lines('final'), test: lines('test') };
};
const options = 'mode=max,image-manifest=true,oci-mediatypes=true';
const untrusted = 'a run without rights writes no shared cache';

type Row = readonly [what: string, context: Context, read: ReturnType<typeof reads>, write: string];

describe.each(['auto', 'registry'])('cache: %s', (cache) => {
  test.each<Row>([
    ['the default branch', pushTo('main'), reads('branch-main'), 'branch-main'],
    ['a branch also reads the default one', pushTo('fix'), reads('branch-fix', 'branch-main'), 'branch-fix'],
    ['a tag', pushOfTag('v1.2.3'), reads('tag', 'branch-main'), 'tag'],
    ['a release', contextOf('release'), reads('tag', 'branch-main'), 'tag'],
    ['a schedule works for its branch', contextOf('schedule'), reads('branch-main'), 'branch-main'],
    ['a dispatch', contextOf('workflow-dispatch'), reads('branch-main'), 'branch-main'],
    ['an own pull request', contextOf('pull-request-own'), reads('pr-41', 'branch-main'), 'pr-41'],
    ['its merge queue', contextOf('merge-group'), reads('pr-41', 'branch-main'), 'pr-41'],
    ['a fork only reads', contextOf('pull-request-fork'), reads('branch-main'), ''],
    ['a fork with rights of the target only reads', contextOf('pull-request-target-fork'), reads('branch-main'), ''],
    ['Dependabot only reads', contextOf('pull-request-dependabot'), reads('branch-main'), ''],
  ])('%s', async (_, context, read, write) => {
    const { plan } = await planned({ context, words: { ...token, cache } });
    expect(plan.cacheRead).toMatchObject({ run: true, from: read });
    if (write === '') expect(plan.cacheWrite).toEqual({ run: false, because: untrusted });
    else {
      expect(plan.cacheWrite).toMatchObject({ run: true, to: expect.stringContaining(ref(write)), replace: [] });
      const targets = bakeTargets(plan.cacheWrite.run ? plan.cacheWrite.command : {});
      expect(targets['final']?.['cache-to']).toEqual([`type=registry,ref=${ref(write)},${options}`]);
      expect(targets['test']?.['cache-to']).toEqual([`type=registry,ref=${ref(write, 'test')},${options}`]);
    }
  });
});

describe('where there is a choice, one is read: BuildKit often finds nothing in two', () => {
  const cache = 'registry';
  const context = contextOf('pull-request-own');
  const [own, base] = [ref('pr-41'), ref('branch-main')];
  const line = (reference: string) => `type=registry,ref=${reference}`;

  test.each<[string, readonly (readonly [string, 'present' | 'absent' | 'unknown'])[], readonly string[]]>([
    ['nobody has asked', [], [own, base]],
    [
      'its own is there',
      [
        [own, 'present'],
        [base, 'present'],
      ],
      [own],
    ],
    [
      'its own is not there yet',
      [
        [own, 'absent'],
        [base, 'present'],
      ],
      [base],
    ],
    [
      'none is there',
      [
        [own, 'absent'],
        [base, 'absent'],
      ],
      [],
    ],
    [
      'nobody knows of its own',
      [
        [own, 'unknown'],
        [base, 'present'],
      ],
      [base],
    ],
    [
      'nobody knows',
      [
        [own, 'unknown'],
        [base, 'unknown'],
      ],
      [own, base],
    ],
  ])('%s', async (_, states, read) => {
    const { plan } = await planned({
      context,
      words: { ...token, cache },
      facts: { ...facts, caches: new Map(states) },
    });
    expect(plan.cacheRead).toMatchObject({ from: { final: read.map(line) } });
    const names = plan.cacheRead.run ? plan.cacheRead.choices.map(({ reference }) => reference) : [];
    expect(names).toEqual([own, base, ref('pr-41', 'test'), ref('branch-main', 'test')]);
    expect(bakeTargets(plan.build.command)['final']?.['cache-from']).toEqual(read.map(line));
  });

  test('a branch that has no other has none', async () => {
    const { plan } = await planned({ words: { ...token, cache } });
    expect(plan.cacheRead).toMatchObject({ choices: [] });
    const targets = bakeTargets(plan.build.command);
    expect(targets['final']?.['cache-from']).toEqual([line(base)]);
    expect(targets['test']?.['cache-from']).toEqual([line(ref('branch-main', 'test'))]);
  });
});

/** A runner that offers GitHub's cache. */
const withService = (may: 'read' | 'write' | 'read and write' = 'read and write'): Facts => ({
  ...facts,
  cacheService: { kind: 'present', may },
});

describe("GitHub's cache", () => {
  const scope = (target: string, platform = '') =>
    `slipway-${fingerprint(`${image} ${target} ${platform}`.trim())}-${target}`;

  test.each(['auto', 'gha'])('%s: where the runner offers it, a scope a target and platform', async (cache) => {
    const words = { ...token, cache, platforms: 'linux/arm64' };
    const { plan } = await planned({ words, facts: withService() });
    const [final, tested] = [scope('final', 'linux/arm64'), scope('test', 'linux/arm64')];
    const from = { final: [`type=gha,scope=${final}`], test: [`type=gha,scope=${tested}`] };
    expect(plan.cacheRead).toEqual({ run: true, from, choices: [] });
    expect(plan.cacheWrite).toMatchObject({ run: true, to: "GitHub's cache" });
    const targets = bakeTargets(plan.cacheWrite.run ? plan.cacheWrite.command : {});
    expect(targets['final']?.['cache-to']).toEqual([`type=gha,scope=${final},mode=max`]);
    expect(targets['test']?.['cache-to']).toEqual([`type=gha,scope=${tested},mode=max`]);
  });

  test('is asked for by name and not there', async () => {
    const { plan } = await planned({ words: { ...token, cache: 'gha' } });
    const because = 'the runner offers no cache service';
    expect([plan.cacheRead, plan.cacheWrite]).toEqual([
      { run: false, because },
      { run: false, because },
    ]);
  });

  test.each<['read' | 'write', boolean, boolean]>([
    ['read', true, false],
    ['write', false, true],
  ])('of which a job may only %s', async (may, read, write) => {
    const { plan } = await planned({ facts: withService(may) });
    expect([plan.cacheRead.run, plan.cacheWrite.run]).toEqual([read, write]);
  });

  test('is not written by a run without rights', async () => {
    const { plan } = await planned({ facts: withService(), context: contextOf('pull-request-fork') });
    expect(plan.cacheRead).toMatchObject({ run: true });
    expect(plan.cacheWrite).toEqual({ run: false, because: untrusted });
  });

  test('in lines of the user is left out where the runner offers none', async () => {
    const words = { ...token, 'cache-from': 'type=gha\nuser/app:c', 'cache-to': 'type=gha' };
    const without = (await planned({ words })).plan;
    expect(without.cacheRead).toMatchObject({ from: { final: ['user/app:c'], test: ['user/app:c'] } });
    expect(without.cacheWrite).toEqual({ run: false, because: 'the runner offers no cache service' });
    const { plan } = await planned({ words, facts: withService() });
    const both = ['type=gha', 'user/app:c'];
    expect(plan.cacheRead).toMatchObject({ from: { final: both, test: both } });
    expect(plan.cacheWrite).toMatchObject({ run: true });
  });
});

describe("lines of the user, one of them for GitHub's cache", () => {
  const words = { ...token, 'cache-to': 'type=gha,token2=x,scope=a\ntype=registry,ref=user/app:c\ntype=inline' };

  test.each<[string, Facts, string]>([
    ['no service', facts, 'the runner offers no cache service'],
    ['one that may only be read', withService('read'), 'the runner lets this job only read its cache'],
  ])('%s: the others are written, and the one is told', async (_, seen, because) => {
    const { plan } = await planned({ words, facts: seen });
    expect(plan.cacheWrite).toMatchObject({
      to: 'type=registry,ref=user/app:c',
      leftOut: [{ to: 'type=gha,scope=a', because }],
    });
    const targets = bakeTargets(plan.cacheWrite.run ? plan.cacheWrite.command : {});
    expect(targets['final']?.['cache-to']).toEqual(['type=registry,ref=user/app:c']);
    expect(noteLines(plan)).toEqual([`The build cache is not written to type=gha,scope=a: ${because}`]);
    expect(noteLines({ ...plan, stage: 'metadata' })).toEqual([]);
  });

  test('with the service all are written', async () => {
    const { plan } = await planned({ words, facts: withService() });
    expect(plan.cacheWrite).toMatchObject({ to: 'type=gha,scope=a type=registry,ref=user/app:c', leftOut: [] });
    expect(noteLines(plan)).toEqual([]);
  });

  test('one that says where the service is needs no runner', async () => {
    const own = { ...token, 'cache-to': 'type=gha,url=https://x,token=y' };
    const { plan } = await planned({ words: own });
    expect(plan.cacheWrite).toMatchObject({ run: true, to: 'type=gha', leftOut: [] });
  });
});

describe('inside the image', () => {
  test('it is read off the tags, and part of the build', async () => {
    const { plan } = await planned({ words: { ...token, cache: 'inline' } });
    const lines = [`type=registry,ref=${image}:main`, `type=registry,ref=${image}:sha-8c1f0d3`];
    expect(plan.cacheRead).toMatchObject({ run: true, from: { final: lines, test: lines } });
    expect(bakeTargets(plan.build.command)['final']?.['cache-to']).toEqual(['type=inline']);
    expect(plan.cacheWrite).toEqual({ run: false, because: 'the cache is inside the image' });
  });

  test('a run without rights makes no image that holds one', async () => {
    const { plan } = await planned({ words: { cache: 'inline' }, context: contextOf('pull-request-fork') });
    expect(bakeTargets(plan.build.command)['final']?.['cache-to']).toEqual([]);
  });
});

describe('other modes', () => {
  const folder = (target: string) => `${facts.cacheFolder}/${fingerprint(`${image} ${target} `)}`;

  test.each(['push-branch', 'pull-request-fork'])('none: %s', async (event) => {
    const { plan } = await planned({ context: contextOf(event), words: { ...token, cache: 'none' } });
    expect(plan.cacheRead).toEqual({ run: false, because: '`cache` is none' });
    expect(plan.cacheWrite).toMatchObject({ run: false });
    expect(bakeTargets(plan.build.command)['final']?.['cache-from']).toEqual([]);
  });

  test('local: a new folder takes the place of the old one', async () => {
    const { plan } = await planned({ words: { cache: 'local' } });
    const from = { final: [`type=local,src=${folder('final')}`], test: [`type=local,src=${folder('test')}`] };
    expect(plan.cacheRead).toEqual({ run: true, from, choices: [] });
    expect(plan.cacheWrite).toMatchObject({
      run: true,
      to: facts.cacheFolder,
      replace: [
        { from: `${folder('final')}.new`, to: folder('final') },
        { from: `${folder('test')}.new`, to: folder('test') },
      ],
    });
  });

  test('local: a fork reads it and leaves it', async () => {
    const { plan } = await planned({ context: contextOf('pull-request-fork'), words: { ...token, cache: 'local' } });
    expect([plan.cacheRead.run, plan.cacheWrite]).toEqual([true, { run: false, because: untrusted }]);
  });

  test.each<[string, Words]>([
    ['push is false', { ...token, push: 'false' }],
    ['there is no login', {}],
  ])('the registry cache is not written when %s', async (_, words) => {
    expect((await planned({ words })).plan.cacheWrite).toEqual({
      run: false,
      because: 'the cache lives in the registry, and this run does not push',
    });
  });
});

describe('lines of the user', () => {
  test('take the place of both, for the image alone', async () => {
    const words = {
      ...token,
      'cache-from': 'type=s3,bucket=b\nuser/app:c',
      'cache-to': 'type=registry,ref=user/app:c,mode=max',
    };
    const { plan } = await planned({ words });
    const lines = ['type=s3,bucket=b', 'user/app:c'];
    expect(plan.cacheRead).toEqual({ run: true, from: { final: lines, test: lines }, choices: [] });
    expect(plan.cacheWrite).toMatchObject({ run: true, to: 'type=registry,ref=user/app:c,mode=max' });
    const targets = bakeTargets(plan.cacheWrite.run ? plan.cacheWrite.command : {});
    expect(Object.keys(targets)).toEqual(['final']);
    expect(targets['final']?.['cache-to']).toEqual(['type=registry,ref=user/app:c,mode=max']);
  });

  test('are written also without a push', async () => {
    const { plan } = await planned({ words: { 'cache-to': 'type=s3,bucket=b' } });
    expect(plan.cacheWrite.run).toBe(true);
  });

  test('inline belongs to the image', async () => {
    const { plan } = await planned({ words: { ...token, 'cache-to': 'type=inline' } });
    expect(plan.cacheWrite).toEqual({ run: false, because: 'the cache is inside the image' });
    expect(bakeTargets(plan.build.command)['final']?.['cache-to']).toEqual(['type=inline']);
    expect(bakeTargets(plan.build.command)['test']?.['cache-to']).toBeUndefined();
  });

  test.each([
    ['type=gha,token=abc,scope=x', 'type=gha,scope=x'],
    ['type=s3,bucket=b,access_key_id=abc,secret_access_key=abc', 'type=s3,bucket=b'],
    ['type=s3,session_token=abc', 'type=s3'],
    ['type=azblob,secret_access_key=abc,name=x', 'type=azblob,name=x'],
  ])('credentials in them are not shown: %s', async (line, shown) => {
    const { plan } = await planned({ words: { ...token, 'cache-to': line } });
    expect(plan.cacheWrite).toMatchObject({ to: shown });
  });
});

test('branches that make the same tag have caches of their own', async () => {
  const write = async (branch: string) => (await planned({ context: pushTo(branch) })).plan.cacheWrite;
  const all = await Promise.all(['a/b', 'a-b', 'a b', '🚀', '--', 'x'.repeat(300)].map(write));
  const references = all.map((decision) => (decision.run ? decision.to : ''));
  expect(new Set(references).size).toBe(references.length);
  for (const reference of references)
    expect(reference).toMatch(/^ghcr\.io\/acme\/app:buildcache-[\w.-]{1,117} and :buildcache-[\w.-]{1,117}$/);
});

test('platforms have caches of their own', async () => {
  const { plan } = await planned({ words: { ...token, platforms: 'linux/arm64' } });
  expect(plan.cacheWrite).toMatchObject({ to: expect.stringContaining(ref('branch-main', 'final', 'linux/arm64')) });
});

test('without a test there is one cache', async () => {
  const { plan } = await planned({ facts: withStages('build') });
  const from = { final: [`type=registry,ref=${ref('branch-main')}`], test: [] };
  expect(plan.cacheRead).toEqual({ run: true, from, choices: [] });
});
