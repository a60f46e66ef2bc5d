/** Tag rules applied to events: what a person finds in the registry. */
import { describe, expect, test } from '@jest/globals';
import type { Context } from '../../../src/model.ts';
import { cleanTag, fingerprint, planTags } from '../../../src/plan/tags.ts';
import { contextOf, pushOfTag, pushTo } from '../events.ts';
import { inputsOf, type Words } from '../plans.ts';

async function planOf(context: Context, words: Words = {}) {
  return planTags(await inputsOf({ images: 'ghcr.io/acme/app', ...words }, context), context);
}

const short = {
  main: 'sha-8c1f0d3',
  own: 'sha-5b6c7d8',
  fork: 'sha-f00dbab',
};
const long = '8c1f0d3b6a5e4f2d9b7c0a1e2d3c4b5a69788796';

describe('default rules', () => {
  test.each<[string, Context, string[]]>([
    ['push to main', pushTo('main'), ['main', short.main]],
    ['push to a branch', pushTo('feature/login'), ['feature-login', short.main]],
    ['push of v1.4.2', pushOfTag('v1.4.2'), ['1.4.2', short.main]],
    ['push of 1.4.2', pushOfTag('1.4.2'), ['1.4.2', short.main]],
    ['push of a prerelease', pushOfTag('v2.0.0-rc.1'), ['2.0.0-rc.1', short.main]],
    ['push of a version with build metadata', pushOfTag('v2.0.0+linux'), ['2.0.0', short.main]],
    ['push of a tag that is no version', pushOfTag('nightly'), [short.main]],
    ['push of two parts', pushOfTag('v1.4'), [short.main]],
    ['push of a leading zero', pushOfTag('v01.4.2'), [short.main]],
    ['release', contextOf('release'), ['1.4.2', short.main]],
    ['own pull request', contextOf('pull-request-own'), ['pr-41', short.own]],
    ['pull request of a fork', contextOf('pull-request-fork'), ['pr-42', short.fork]],
    ['pull request of a deleted fork', contextOf('pull-request-fork-deleted'), ['pr-42', short.fork]],
    ['pull request of Dependabot', contextOf('pull-request-dependabot'), ['pr-43', 'sha-77aa88b']],
    ['merge queue', contextOf('merge-group'), ['pr-41', 'sha-0f1e2d3']],
    ['schedule moves no branch', contextOf('schedule'), [short.main]],
    ['dispatch', contextOf('workflow-dispatch'), ['main', short.main]],
    ['called workflow', contextOf('workflow-call'), ['main', short.main]],
  ])('%s: %#', async (_, context, tags) => {
    const plan = await planOf(context);
    expect(plan.problems).toEqual([]);
    expect(plan.tags.map(({ name }) => name)).toEqual(tags);
    expect(plan.tags.map(({ reference }) => reference)).toEqual(tags.map((name) => `ghcr.io/acme/app:${name}`));
    expect(plan.mainTag).toBe(tags[0]);
  });
});

describe('rules of the user', () => {
  const main = pushTo('main');
  const pull = contextOf('pull-request-own');
  const release = pushOfTag('v1.4.2');
  test.each<[string, string, Context, string[]]>([
    ['type=ref,event=branch', '', main, ['main']],
    ['type=ref,event=branch', '', pull, []],
    ['type=ref,event=branch', '', release, []],
    ['type=ref,event=branch', '', contextOf('schedule'), []],
    ['type=ref,event=pr', '', pull, ['pr-41']],
    ['type=ref,event=pr', '', main, []],
    ['type=ref,event=pr', '', contextOf('merge-group'), ['pr-41']],
    ['type=ref,event=pr,prefix=', '', pull, ['41']],
    ['type=ref,event=pr,prefix=review-,suffix=-x', '', pull, ['review-41-x']],
    ['type=ref,event=pr', 'prefix=app-', pull, ['pr-41']],
    ['type=ref,event=branch', 'prefix=app-\nsuffix=-alpine', main, ['app-main-alpine']],
    ['type=ref,event=branch,prefix=,suffix=', 'prefix=app-\nsuffix=-alpine', main, ['main']],
    ['type=semver,pattern={{version}}', '', release, ['1.4.2']],
    ['type=semver,pattern={{version}}', '', main, []],
    ['type=semver,pattern={{version}}', 'suffix=-alpine', release, ['1.4.2-alpine']],
    ['type=semver,pattern={{version}},value=v9.8.7', '', main, ['9.8.7']],
    ['type=semver,pattern={{version}},prefix=v', '', release, ['v1.4.2']],
    ['type=sha', '', main, [short.main]],
    ['type=sha,format=long', '', main, [`sha-${long}`]],
    ['type=sha,prefix=', '', main, ['8c1f0d3']],
    ['type=sha', 'prefix=app-', main, [short.main]],
    ['type=sha', 'suffix=-alpine', main, [`${short.main}-alpine`]],
    ['type=raw,value=edge', '', main, ['edge']],
    ['type=raw,value=edge,enable=false', '', main, []],
    ['edge', 'prefix=a-,suffix=-b', main, ['a-edge-b']],
    ['type=raw,value=a b', '', main, ['a-b']],
    ['edge\nedge', '', main, ['edge']],
    ['edge', 'latest=true', main, ['edge', 'latest']],
    ['latest', 'latest=true', main, ['latest']],
    ['type=ref,event=pr', 'latest=true', main, []],
    ['type=sha\nedge\ntype=ref,event=branch', '', main, ['main', 'edge', short.main]],
    ['type=sha,priority=999\nedge', '', main, [short.main, 'edge']],
    ['# only a comment', '', main, []],
  ])('%s, flavor %j: %#', async (tags, flavor, context, names) => {
    const plan = await planOf(context, { tags, flavor });
    expect(plan.problems).toEqual([]);
    expect(plan.tags.map(({ name }) => name)).toEqual(names);
    expect(plan.mainTag).toBe(names[0] ?? '');
  });
});

describe('names', () => {
  test.each<[string, string, string[]]>([
    ['ghcr.io/acme/app', 'edge', ['ghcr.io/acme/app:edge']],
    ['ghcr.io/acme/app\nacme/app', 'a\nb', ['ghcr.io/acme/app:a', 'ghcr.io/acme/app:b', 'acme/app:a', 'acme/app:b']],
    ['app', 'edge', ['app:edge']],
    ['docker.io/library/app\napp', 'edge', ['app:edge']],
    ['r.io/a', 'ghcr.io/acme/app:1', ['ghcr.io/acme/app:1']],
    ['r.io/a', 'edge\nghcr.io/acme/app:1,ghcr.io/acme/app:1', ['r.io/a:edge', 'ghcr.io/acme/app:1']],
    ['r.io/a', 'edge\nr.io/a:edge', ['r.io/a:edge']],
  ])('%j with %j', async (images, tags, references) => {
    const plan = await planOf(pushTo('main'), { images, tags });
    expect(plan.tags.map(({ reference }) => reference)).toEqual(references);
  });

  test('a full name alone is the version, and flavor leaves it as it is', async () => {
    const plan = await planOf(pushTo('main'), { tags: 'ghcr.io/acme/app:7', flavor: 'prefix=x-,latest=true' });
    expect(plan).toMatchObject({ mainTag: '7', tags: [{ name: '7' }] });
    expect(plan.tags).toHaveLength(1);
  });
});

const grammar = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

describe('nasty branch names', () => {
  test.each([
    ['feature/ä b', 'feature-b'],
    ['$(id)', 'id-'],
    ['`id`', 'id-'],
    ['--push', 'push'],
    ['<img src=x>', 'img-src-x-'],
    ['.hidden', 'hidden'],
    ['a:b@c', 'a-b-c'],
    ['UPPER_case.1', 'UPPER_case.1'],
    ['::error::x', 'error-x'],
    ['a\nb', 'a-b'],
    ['日本/x', 'x'],
    ['_', undefined],
  ])('%j: %s', async (branch, tag) => {
    const plan = await planOf(pushTo(branch), { tags: 'type=ref,event=branch' });
    expect(plan.tags.map(({ name }) => name)).toEqual(tag === undefined ? [] : [tag]);
    for (const { name } of plan.tags) expect(name).toMatch(grammar);
  });

  test('300 characters are cut and end in a hash of the whole', async () => {
    const branch = `feature/${'x'.repeat(292)}`;
    const [tag] = (await planOf(pushTo(branch), { tags: 'type=ref,event=branch' })).tags;
    expect(tag?.name).toHaveLength(128);
    expect(tag?.name).toBe(`feature-${'x'.repeat(108)}-${fingerprint(branch)}`);
  });

  test.each(['---', '...', '🚀', '日本', '_'])('nothing legible is refused, naming the branch: %s', async (branch) => {
    expect((await planOf(pushTo(branch))).problems).toEqual([
      {
        input: 'tags',
        value: branch,
        wrong: 'leaves no letter or digit for a tag',
        cure: 'rename it, or write `tags` without the rule that uses it',
      },
    ]);
  });

  test('the rule that is to blame is told by its line', async () => {
    const { problems } = await planOf(pushTo('🚀'), { tags: 'edge\n\ntype=ref,event=branch' });
    expect(problems).toMatchObject([{ input: 'tags (line 3)', value: '🚀' }]);
  });

  test('a branch of no use to the rules is no problem', async () => {
    expect((await planOf(pushTo('🚀'), { tags: 'type=sha' })).problems).toEqual([]);
  });
});

/** mulberry32: the same numbers in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('cleanTag', () => {
  const next = numbers(20261121);
  const alphabet = [...'abcXYZ019._-/ $`<>"\'\\:@#%\n\t\u0000äß日🚀\u202e'];
  const word = (length: number) =>
    Array.from({ length }, () => alphabet[Math.floor(next() * alphabet.length)]).join('');
  const words = Array.from({ length: 2000 }, () => word(Math.floor(next() ** 3 * 320)));

  test('gives a legal tag or nothing for 2,000 texts', () => {
    const made = words.map((text) => cleanTag(text));
    expect(made.filter((tag) => tag !== undefined && !grammar.test(tag))).toEqual([]);
    expect(made.filter((tag) => tag === undefined).length).toBeGreaterThan(20);
    expect(words.filter((text, index) => made[index] === undefined && /[A-Za-z0-9]/.test(text))).toEqual([]);
    expect(words.filter((text) => text.length > 200).length).toBeGreaterThan(100);
  });

  test('gives the same again, also for its own result', () => {
    for (const text of words) expect(cleanTag(text)).toBe(cleanTag(text));
    for (const tag of words.map(cleanTag)) if (tag !== undefined) expect(cleanTag(tag)).toBe(tag);
  });

  test('tells long texts apart, also when only their end or a replaced character differs', () => {
    const long = 'x'.repeat(200);
    const texts = [`${long}a`, `${long}b`, `${long}/`, `${long}-`, `${long} `, long];
    expect(new Set(texts.map(cleanTag)).size).toBe(texts.length);
    const longWords = [...new Set(words.filter((text) => (cleanTag(text)?.length ?? 0) === 128))];
    expect(longWords.length).toBeGreaterThan(50);
    expect(new Set(longWords.map(cleanTag)).size).toBe(longWords.length);
  });

  test.each([
    [127, 'x'.repeat(127)],
    [128, 'x'.repeat(128)],
    [129, `${'x'.repeat(116)}-${fingerprint('x'.repeat(129))}`],
  ])('%d characters', (length, tag) => expect(cleanTag('x'.repeat(length))).toBe(tag));
});

test('the fingerprint never changes, since tags and caches carry it', () => {
  expect([fingerprint(''), fingerprint('main'), fingerprint('ä')]).toMatchInlineSnapshot(`
[
  "cbf29ce4842",
  "1f5962a2ce9",
  "0ac21207b71",
]
`);
});
