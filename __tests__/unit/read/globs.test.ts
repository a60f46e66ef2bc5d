/** Paths of reports, with and without wildcards. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readPattern } from '../../../src/read/globs.ts';

test.each<[string, string, string[], string[]]>([
  ['reports/junit.xml', 'reports/junit.xml', ['', 'a.xml'], ['a.txt']],
  ['reports', 'reports', ['', 'a.xml', 'deep/B.XML'], ['a.json', 'xml']],
  ['reports/*.xml', 'reports', ['a.xml', '.xml'], ['deep/a.xml', 'a.xml.txt', 'axml', '']],
  ['**/TEST-*.xml', '.', ['TEST-a.xml', 'a/b/TEST-.xml'], ['a/test-a.xml', 'XTEST-a.xml']],
  ['a/**/b/*.xml', 'a', ['b/x.xml', 'c/d/b/x.xml'], ['b/c/x.xml', 'xb/x.xml']],
  ['/app/out/**', '/app/out', ['a', 'a/b.xml'], []],
  ['/*.xml', '/', ['a.xml'], ['b/a.xml']],
  ['out/report-?.xml', 'out', ['report-1.xml'], ['report-12.xml', 'report-.xml', 'report-/.xml']],
  ['out/a+(b).*', 'out', ['a+(b).xml'], ['aab.xml']],
])('%s', (text, base, fitting, others) => {
  const pattern = readPattern(text);
  expect(pattern.base).toBe(base);
  expect(fitting.filter((path) => !pattern.matches(path))).toEqual([]);
  expect(others.filter((path) => pattern.matches(path))).toEqual([]);
});

describe('any text', () => {
  test('is a pattern that can be asked, in a time that does not explode', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, path) => {
        expect(typeof readPattern(text).matches(path)).toBe('boolean');
      }),
    );
    expect(readPattern(`${'**/'.repeat(12)}${'*a'.repeat(12)}`).matches(`${'a/'.repeat(25)}${'a'.repeat(40)}b`)).toBe(
      false,
    );
  });
});
