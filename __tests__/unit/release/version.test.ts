/** Which tags are releases, and which of them the tag of a major version may show. */
import { expect, test } from '@jest/globals';
import { planMove, type Release, readRelease } from '../../../script/release/version.ts';

test.each([
  ['v1.2.3', { version: '1.2.3', numbers: [1, 2, 3], prerelease: false, major: 'v1' }],
  ['v10.0.0', { version: '10.0.0', numbers: [10, 0, 0], prerelease: false, major: 'v10' }],
  ['v1.3.0-rc.1', { version: '1.3.0-rc.1', numbers: [1, 3, 0], prerelease: true, major: 'v1' }],
])('%s is a release', (tag, wanted) => expect(readRelease(tag)).toEqual({ tag, ...wanted }));

test.each(['v1', 'v1.2', '1.2.3', 'v01.2.3', 'v1.2.3+build', 'v1.2.3-', 'v1.2.3 ', 'v1.2.3\nv9.9.9', '--force', ''])(
  '%j is none',
  (tag) => expect(readRelease(tag)).toBeUndefined(),
);

test.each([
  ['v1.2.3', ['v1.2.3'], { move: true }],
  ['v1.2.3', ['v1.2.2', 'v1.1.9', 'v1', 'v0.9.9'], { move: true }],
  ['v1.10.0', ['v1.9.9'], { move: true }],
  ['v1.2.3', ['v2.0.0'], { move: true }],
  ['v1.2.3', ['v1.3.0-rc.1'], { move: true }],
  ['v1.2.3', ['v1.2.10'], { move: false, because: 'v1.2.10 is higher' }],
  ['v1.2.3', ['v1.3.0'], { move: false, because: 'v1.3.0 is higher' }],
  ['v1.3.0-rc.1', [], { move: false, because: 'v1.3.0-rc.1 is a prerelease' }],
])('%s among %j', (tag, tags, wanted) => expect(planMove(readRelease(tag) as Release, tags)).toEqual(wanted));
