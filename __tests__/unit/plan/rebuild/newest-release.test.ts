import { describe, expect, test } from '@jest/globals';
import { newestRelease, versionTagOf } from '../../../../src/plan/rebuild/newest-release.ts';

const known = (...value: string[]) => ({ kind: 'known', value, from: 'git' }) as const;

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
    expect(await newestRelease(known(...gitTags), 'main')).toEqual({ kind: 'release', tag, ref: `refs/tags/${tag}` });
  });

  test.each<[string, readonly string[]]>([
    ['no tag', []],
    ['prereleases only', ['v1.0.0-beta.1']],
    ['no versions', ['nightly', '20261122', 'v1']],
    ['versions of one image of several', ['api-v1.4.2', 'base-v2.0.0', 'web/v1.0.0']],
  ])('%s: the default branch', async (_, gitTags) => {
    const branch = { kind: 'branch', branch: 'trunk', ref: 'refs/heads/trunk' };
    expect(await newestRelease(known(...gitTags), 'trunk')).toEqual(branch);
  });

  test('nobody knows', async () => {
    expect(await newestRelease({ kind: 'unknown', because: 'git did not start' }, 'main')).toEqual({
      kind: 'unknown',
      because: 'git did not start',
    });
    expect(await newestRelease(known(), '')).toMatchObject({ kind: 'unknown' });
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
  expect(await versionTagOf(gitTags)).toBe(tag);
});
