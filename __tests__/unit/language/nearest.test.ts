/** The nearest known word is a help only when it is near. */
import { expect, test } from '@jest/globals';
import { nearest } from '../../../src/language/nearest.ts';
import { inputNames } from '../../../src/read/input-names.ts';

test.each([
  ['build-arg', 'build-args'],
  ['imgaes', 'images'],
  ['tag', 'tags'],
  ['Dry-Run', 'dry-run'],
  ['github_token', 'github-token'],
  ['platform', 'platforms'],
  ['secret', 'secrets'],
  ['builders', 'builder'],
  ['dockerfile', undefined],
  ['zzz', undefined],
])('%s: %s', (word, name) => expect(nearest(word, inputNames)).toBe(name));
