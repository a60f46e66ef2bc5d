/** Durations as people write them. */
import { expect, test } from '@jest/globals';
import { readDuration } from '../../../src/read/durations.ts';

test.each<[string, number | undefined]>([
  ['90', 90],
  ['0', 0],
  ['1.5', 1.5],
  ['90s', 90],
  ['2m', 120],
  ['1h', 3600],
  ['500ms', 0.5],
  ['1m30s', 90],
  ['1h30m10s', 5410],
  ['1.5m', 90],
  ['', undefined],
  ['s', undefined],
  ['-1', undefined],
  ['2 m', undefined],
  ['2d', undefined],
  ['1m30', undefined],
  ['1e3', undefined],
  ['ten', undefined],
])('%j', (text, seconds) => {
  expect(readDuration(text)).toBe(seconds);
});
