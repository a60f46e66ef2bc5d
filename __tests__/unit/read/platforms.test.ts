/** One platform, one name. */
import { expect, test } from '@jest/globals';
import { readPlatform } from '../../../src/read/platforms.ts';

/** What containerd makes of them (platforms/database.go, normalizeArch). */
test.each([
  ['linux/amd64', 'linux/amd64'],
  ['linux/amd64/v1', 'linux/amd64'],
  ['linux/amd64/v2', 'linux/amd64/v2'],
  ['linux/arm64', 'linux/arm64'],
  ['linux/arm64/8', 'linux/arm64'],
  ['linux/arm64/v8', 'linux/arm64'],
  ['linux/arm64/v8.0', 'linux/arm64'],
  ['linux/arm64/v8.1', 'linux/arm64/v8.1'],
  ['linux/arm64/9', 'linux/arm64/v9'],
  ['linux/arm64/v9.0', 'linux/arm64/v9'],
  ['linux/arm', 'linux/arm/v7'],
  ['linux/arm/7', 'linux/arm/v7'],
  ['linux/arm/v7', 'linux/arm/v7'],
  ['linux/arm/6', 'linux/arm/v6'],
  ['linux/s390x', 'linux/s390x'],
  ['windows/amd64', 'windows/amd64'],
])('%s is %s', (text, platform) => expect(readPlatform(text)).toBe(platform));

test.each([
  ['', undefined],
  ['arm64', undefined],
  ['linux/arm64/', 'did you mean linux/arm64?'],
  ['linux/arm/v7/x', 'did you mean linux/arm?'],
  ['linux/amd46', 'did you mean linux/amd64?'],
  ['Linux/amd64', 'did you mean linux/amd64?'],
])('%j is none', (text, cure) => {
  const wrong = 'is not a platform such as linux/amd64';
  expect(readPlatform(text)).toEqual(cure === undefined ? { wrong } : { wrong, cure });
});
