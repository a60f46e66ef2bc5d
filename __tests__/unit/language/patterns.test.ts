/** Regular expressions of users. */
import { expect, test } from '@jest/globals';
import { checkPattern, compilePattern, type Pattern } from '../../../src/language/patterns.ts';

async function matcher(text: string): Promise<Pattern> {
  expect(checkPattern(text)).toBeUndefined();
  const pattern = await compilePattern(text);
  if (typeof pattern !== 'function') throw new Error(pattern.wrong);
  return pattern;
}

test.each<[string, string, (string | undefined)[] | undefined]>([
  ['v(.*)', 'v1.2.3', ['v1.2.3', '1.2.3']],
  ['\\d{8}', '20200110-RC2', ['20200110']],
  ['^x', 'ax', undefined],
  ['/RELEASE/i', 'my-release', ['release']],
  ['/^b/m', 'a\nb', ['b']],
  ['/a.b/s', 'a\nb', ['a\nb']],
  ['/\\d/g', 'a1b2', ['1', '2']],
  ['(a)|(b)', 'b', ['b', undefined, 'b']],
  ['(?<name>b)', 'ab', ['b', 'b']],
  ['p1/v(\\d+)', 'p1/v7', ['p1/v7', '7']],
  ['p1\\/v(\\d+)', 'p1/v7', ['p1/v7', '7']],
])('%s on %j', async (text, subject, groups) => {
  expect((await matcher(text))(subject)).toEqual(groups);
});

test.each(['a(?=b)', 'a(?!b)', '(?<=a)b', '(?<!a)b', '(a)\\1', '(?<n>a)\\k<n>'])('%s looks around or back', (text) => {
  expect(checkPattern(text)).toMatchObject({ wrong: 'looks around or back, which can run without end' });
});

test.each(['(', '[', 'a**', '[z-a]', '(?P<'])('%s is none', (text) => {
  expect(checkPattern(text)).toMatchObject({ wrong: expect.stringMatching(/^is not a regular expression: /) });
});

test('a pattern that would run for years in a backtracking engine ends without a match', async () => {
  expect((await matcher('^(a+)+$'))(`${'a'.repeat(5000)}!`)).toBeUndefined();
});
