/** What a .dockerignore certainly leaves out; where that is not certain, nothing. */
import { expect, test } from '@jest/globals';
import { leavesOut } from '../../../../src/read/dockerfile/dockerignore.ts';

test.each<[string, string, boolean]>([
  ['node_modules', 'node_modules/', true],
  ['node_modules', 'node_modules/left-pad/index.js', true],
  ['node_modules', 'web/node_modules/', false],
  ['**/node_modules', 'web/node_modules/', true],
  ['**/node_modules', 'node_modules', true],
  ['/dist/\n', 'dist/', true],
  ['./dist', 'dist/app.js', true],
  ['# node_modules', 'node_modules/', false],
  ['dist', 'distribution/', false],
  ['build/cache', 'build/', false],
  ['*.log', 'a.log', false],
  ['*', 'a', false],
  ['node_modules\n!node_modules/kept', 'node_modules/', false],
  ['', 'a', false],
  ['/', 'a', false],
])('%j leaves out %s: %j', (text, path, out) => {
  expect(leavesOut(text)(path)).toBe(out);
});
