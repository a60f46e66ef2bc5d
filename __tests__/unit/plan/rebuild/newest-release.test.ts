import { describe, expect, test } from '@jest/globals';
import {
  fullVersionOf,
  matchProblems,
  newestRelease,
  versionTagOf,
} from '../../../../src/plan/rebuild/newest-release.ts';
import { defaultRules, readTagRules } from '../../../../src/read/tag-rules.ts';

const known = (...value: string[]) => ({ kind: 'known', value, from: 'git' }) as const;
const rulesOf = async (tags: string) => (await readTagRules(tags)).value;
const branch = { kind: 'branch', branch: 'trunk', ref: 'refs/heads/trunk' } as const;

const ofApi = 'type=semver,pattern={{version}},match=^api-v(.+)$';
const ofWeb = 'type=semver,pattern={{version}},match=^web/(.+)$';
const plain = 'type=semver,pattern={{version}}';
const python = 'type=pep440,pattern={{version}},match=^api-(.+)$';

describe('the newest release', () => {
  test.each<[string, readonly string[], string]>([
    ['the highest, not the last', ['v1.10.0', 'v1.9.3'], 'v1.10.0'],
    ['no prerelease', ['v1.4.2', 'v2.0.0-rc.1'], 'v1.4.2'],
    ['three parts before tags that move', ['v1.4.2', 'v1', 'v1.5'], 'v1.4.2'],
    ['two parts, where there are no others', ['v1.4', 'v1.5'], 'v1.5'],
    ['without a v', ['1.4.2', '1.5.0'], '1.5.0'],
    ['words and dates beside them', ['nightly', '20261122', 'v1.4.2'], 'v1.4.2'],
    ['of build metadata, too', ['v1.4.2+1', 'v1.4.1'], 'v1.4.2+1'],
  ])('%s', async (_, gitTags, tag) => {
    const newest = await newestRelease(known(...gitTags), 'main', defaultRules);
    expect(newest).toEqual({ kind: 'release', tag, ref: `refs/tags/${tag}` });
  });

  test.each<[string, readonly string[]]>([
    ['no tag', []],
    ['prereleases only', ['v1.0.0-beta.1']],
    ['no versions', ['nightly', '20261122', 'v1']],
    ['versions of one image of several', ['api-v1.4.2', 'base-v2.0.0', 'web/v1.0.0']],
  ])('%s: the default branch', async (_, gitTags) => {
    expect(await newestRelease(known(...gitTags), 'trunk', defaultRules)).toEqual(branch);
  });

  test('nobody knows', async () => {
    const silent = { kind: 'unknown', because: 'git did not start' } as const;
    expect(await newestRelease(silent, 'main', defaultRules)).toEqual(silent);
    expect(await newestRelease(known(), '', defaultRules)).toMatchObject({ kind: 'unknown' });
  });
});

describe('the newest release of one image of several', () => {
  const families = ['api-v1.4.2', 'api-v1.10.0', 'api-v2.0.0-rc.1', 'api-v3', 'base-v5.0.0', 'v9.0.0', 'web/2.0.0'];
  test.each<[string, string, readonly string[], string | undefined]>([
    ['the highest that matches', ofApi, families, 'api-v1.10.0'],
    ['a path', ofWeb, families, 'web/2.0.0'],
    ['none matches, whatever else there is', ofApi, ['base-v5.0.0', 'v9.0.0'], undefined],
    ['prereleases only', ofApi, ['api-v2.0.0-rc.1', 'v9.0.0'], undefined],
    ['a match that names no part', 'type=semver,pattern={{version}},match=^v1\\.', ['v1.4.2', 'v2.0.0'], 'v1.4.2'],
    ['two rules with one match', `${ofApi}\n${ofApi.replace('version', 'major')}`, families, 'api-v1.10.0'],
    ['what any of two matches', `${ofApi}\n${ofWeb}`, families, 'web/2.0.0'],
    ['what any of two matches, the other way round', `${ofWeb}\n${ofApi}`, families, 'web/2.0.0'],
    ['beside a match, a rule without one', `${ofApi}\n${plain}`, families, 'v9.0.0'],
    ['PEP 440', python, ['api-1.4.2', 'api-1.5.0rc1', 'api-1.4.2.1', 'api-20261122', 'v9.0.0'], 'api-1.4.2.1'],
    ['PEP 440 without a match', 'type=pep440,pattern={{version}}', ['2026.03.1', '2026.04.1', '2026.3.0'], '2026.04.1'],
    ['both types', `${ofApi}\n${python}`, ['api-v1.4.2', 'api-1.4.2.1', 'base-v5.0.0'], 'api-1.4.2.1'],
    ['the last of the same version', `${ofApi}\n${ofWeb}`, ['api-v2.0.0', 'web/2.0.0'], 'web/2.0.0'],
    ['not a rule that is switched off', `${ofApi}\n${ofWeb},enable=false`, families, 'api-v1.10.0'],
    ['not a rule of a value', `${ofApi},value=api-v7.0.0`, families, 'v9.0.0'],
  ])('%s', async (_, tags, gitTags, tag) => {
    const newest = await newestRelease(known(...gitTags), 'trunk', await rulesOf(tags));
    expect(newest).toEqual(tag === undefined ? branch : { kind: 'release', tag, ref: `refs/tags/${tag}` });
  });
});

describe('the newest release where no rule says what a version is', () => {
  test.each<[string, readonly string[], string | undefined]>([
    ['days', ['2026.11.22', '2027.01.05', '2026.12.03'], '2027.01.05'],
    ['days, the other way round', ['2026.02.28', '2026.10.01', 'v2026.11.30'], 'v2026.11.30'],
    ['a second one of the day', ['2026.12.03', '2026.12.03.1'], '2026.12.03.1'],
    ['months', ['2026.12', '2027.01'], '2027.01'],
    ['months, the other way round', ['2027.01', '2027.10', '2026.12'], '2027.10'],
    ['months that move beside days', ['2027.01', '2026.12.03', '2027.02'], '2026.12.03'],
    ['versions', ['v1.4.2', 'v1.10.0', 'v2.0.0-rc.1', 'v2'], 'v1.10.0'],
    ['no prerelease', ['2026.12.03', '2027.01.05rc1', '2027.01.05-beta.x'], '2026.12.03'],
    ['no bare number', ['20261122', '01'], undefined],
    ['versions of several images', ['api-2027.01.05', 'web/2026.12.03'], undefined],
  ])('%s', async (_, gitTags, tag) => {
    const wanted = tag === undefined ? branch : { kind: 'release', tag, ref: `refs/tags/${tag}` };
    for (const rule of ['type=ref,event=tag', 'type=match,pattern=(.*)'])
      expect(await newestRelease(known(...gitTags), 'trunk', await rulesOf(rule))).toEqual(wanted);
  });

  test('a rule of semver takes none that it cannot read', async () => {
    const newest = await newestRelease(known('2026.11.22', '2027.01.05'), 'trunk', await rulesOf(plain));
    expect(newest).toMatchObject({ tag: '2026.11.22' });
  });

  test.each<[readonly string[], string | undefined]>([
    [['2027.01.05', '2027.01', '2027', 'latest'], '2027.01.05'],
    [['2027.1.5-alpha.beta', '2027.01.05'], '2027.01.05'],
    [['2027.1.5-alpha.beta', '2027.01.05rc1'], '2027.1.5-alpha.beta'],
  ])('the version of %j', async (gitTags, tag) => {
    expect(await versionTagOf(gitTags, await rulesOf('type=ref,event=tag'))).toBe(tag);
  });
});

test.each<[readonly string[], string | undefined]>([
  [['v1', 'v1.4', 'v1.4.2'], 'v1.4.2'],
  [['v1.4.2-rc.1', 'v1.4.2'], 'v1.4.2'],
  [['v2.0.0-rc.1'], 'v2.0.0-rc.1'],
  [['latest', 'v1'], undefined],
  [['api-v1.4.2'], undefined],
  [[], undefined],
])('the version of %j', async (gitTags, tag) => {
  expect(await versionTagOf(gitTags, defaultRules)).toBe(tag);
});

test.each<[readonly string[], string | undefined]>([
  [['api-v1', 'api-v1.4', 'api-v1.4.2', 'base-v5.0.0', 'v9.0.0'], 'api-v1.4.2'],
  [['api-v2.0.0-rc.1', 'base-v5.0.0'], 'api-v2.0.0-rc.1'],
  [['base-v5.0.0', 'v9.0.0'], undefined],
])('the version of %j for one image of several', async (gitTags, tag) => {
  expect(await versionTagOf(gitTags, await rulesOf(ofApi))).toBe(tag);
});

test.each<[readonly string[], string | undefined]>([
  [['api-v1.4.2', 'api-v1.4', 'base-v5.0.0'], 'api-v1.4.2'],
  [['api-v1.4', 'api-v1'], undefined],
  [['api-v2.0.0-rc.1'], undefined],
  [['base-v5.0.0', 'v9.0.0', 'stable'], undefined],
])('the full version of %j for one image of several', async (gitTags, tag) => {
  expect(await fullVersionOf(gitTags, await rulesOf(ofApi))).toBe(tag);
});

test('a match that RE2 alone refuses is told before a tag is read', async () => {
  const refused = 'type=semver,pattern={{version}},match=^(.{1001})$';
  expect(await matchProblems(await rulesOf(`${ofApi}\n${refused}`))).toEqual([
    {
      input: 'tags (line 2)',
      value: 'match=^(.{1001})$',
      wrong: expect.stringMatching(/^is not a regular expression of RE2/),
    },
  ]);
  expect(await matchProblems(await rulesOf(`${refused},enable=false\n${refused},value=1.4.2`))).toEqual([]);
});
