/** Versions as people tag them. */
import { expect, test } from '@jest/globals';
import { compareVersions, loadVersions } from '../../../src/language/versions.ts';

test.each<[string, string, number, number | undefined, number | undefined, boolean]>([
  ['v1.4.2', '1.4.2', 1, 4, 2, false],
  ['1.4.2', '1.4.2', 1, 4, 2, false],
  ['v1.4.2-rc.1', '1.4.2-rc.1', 1, 4, 2, true],
  ['v1.4.2+b5', '1.4.2', 1, 4, 2, false],
  ['v1.4', '1.4', 1, 4, undefined, false],
  ['v1', '1', 1, undefined, undefined, false],
  ['20200110', '20200110', 20200110, undefined, undefined, false],
])('semver %s', async (text, version, major, minor, patch, special) => {
  const read = (await loadVersions('semver')).read(text);
  expect(read).toMatchObject({ scheme: 'semver', raw: text, version, major, special });
  expect([read?.minor, read?.patch]).toEqual([minor, patch]);
});

test.each<[string, string, boolean]>([
  ['1.2.3', '1.2.3', false],
  ['v1.2.3', '1.2.3', false],
  ['1.2.3beta2', '1.2.3b2', true],
  ['1.0dev4', '1.0.dev4', true],
  ['1.0.post1', '1.0.post1', true],
  ['1!2.0', '1!2.0', false],
])('PEP 440 %s', async (text, version, special) => {
  expect((await loadVersions('pep440')).read(text)).toMatchObject({ scheme: 'pep440', raw: text, version, special });
});

test.each(['', 'main', 'v01.2.3', 'v1.2.3.4', '1.', 'v1.x', 'v', '1.2-rc'])('%j is no semver', async (text) => {
  expect((await loadVersions('semver')).read(text)).toBeUndefined();
});

test.each(['', 'main', '1.x', 'v'])('%j is no PEP 440', async (text) => {
  expect((await loadVersions('pep440')).read(text)).toBeUndefined();
});

test.each<['semver' | 'pep440', string, string, number | undefined]>([
  ['semver', '1.4.2', '1.4.10', -1],
  ['semver', 'v2.0.0-rc.1', 'v2.0.0', -1],
  ['semver', 'v1.4', 'v1.4.0', 0],
  ['semver', 'v2', 'v1.9.9', 1],
  ['semver', 'main', 'v1.9.9', undefined],
  ['pep440', '1.0rc1', '1.0', -1],
  ['pep440', '1.0.post1', '1.0', 1],
  ['pep440', '1!1.0', '2.0', 1],
])('%s: %s and %s', async (scheme, a, b, expected) => expect(await compareVersions(scheme, a, b)).toBe(expected));
