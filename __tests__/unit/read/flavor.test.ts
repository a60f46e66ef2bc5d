/** The `flavor` input. */
import { describe, expect, test } from '@jest/globals';
import { readFlavor } from '../../../src/read/flavor.ts';

const none = { latest: 'auto', prefix: '', suffix: '', prefixOnLatest: false, suffixOnLatest: true };

describe('what is read', () => {
  test.each<[string, object]>([
    ['', {}],
    ['latest=true', { latest: 'true' }],
    ['latest=false', { latest: 'false' }],
    ['latest=auto', {}],
    ['LATEST=true', { latest: 'true' }],
    ['# why\nlatest=true', { latest: 'true' }],
    ['prefix=a-\nsuffix=-b', { prefix: 'a-', suffix: '-b' }],
    ['prefix=a-,latest=true', { prefix: 'a-', latest: 'true' }],
    ['prefix=a-,onlatest=true', { prefix: 'a-', prefixOnLatest: true }],
    [
      'prefix=a-,onlatest=true,suffix=-b,onlatest=false',
      { prefix: 'a-', prefixOnLatest: true, suffix: '-b', suffixOnLatest: false },
    ],
    ['suffix=-b,onlatest=false', { suffix: '-b', suffixOnLatest: false }],
    ['suffix=-{{branch}}', { suffix: '-{{branch}}' }],
    ['suffix=', {}],
    ['suffix=a\nsuffix=b', { suffix: 'b' }],
    ['suffix = -b', { suffix: '-b' }],
  ])('%j', async (text, value) =>
    expect(await readFlavor(text)).toEqual({ value: { ...none, ...value }, problems: [] }),
  );
});

describe('what is wrong', () => {
  const keys = 'is not one of latest=auto|true|false, prefix=TEXT, suffix=TEXT, onlatest=true|false';
  const behind = 'write it behind prefix=… or suffix=…, on the same line';
  test.each<[string, string, string, string?]>([
    ['latest=yes', 'latest=yes', 'is not one of auto, true, false'],
    ['latest=', 'latest=', 'is not one of auto, true, false'],
    ['suffix=-b,onlatest=maybe', 'onlatest=maybe', 'is not one of true, false'],
    ['onlatest=true', 'onlatest=true', 'stands alone', behind],
    ['suffix=-b\nonlatest=true', 'onlatest=true', 'stands alone', behind],
    ['latest', 'latest', keys],
    ['sufix=-b', 'sufix=-b', keys, 'did you mean suffix?'],
    ['event=x', 'event=x', keys],
    [
      'suffix={{brnch}}',
      'suffix={{brnch}}',
      'names {{brnch}}, which is not one of branch, tag, sha, base_ref, is_default_branch, is_not_default_branch, date, commit_date',
      'did you mean {{branch}}?',
    ],
  ])('%j', async (text, value, wrong, cure = '') => {
    expect((await readFlavor(text)).problems).toEqual([
      { input: 'flavor', value, wrong, ...(cure !== '' && { cure }) },
    ]);
  });

  test('all of them at once, an open quote too', async () => {
    const { problems } = await readFlavor('latest=x\n"prefix=a\nfoo=1');
    expect(problems.map(({ wrong }) => wrong).toSorted()).toEqual(
      ['has a quote that is not closed', 'is not one of auto, true, false', keys].toSorted(),
    );
  });
});
