/** Dates in Moment's format words. */
import { expect, test } from '@jest/globals';
import { loadDates } from '../../../src/language/dates.ts';

test.each([
  ['2026-11-21T22:30:00.000Z', 'YYYYMMDD', 'UTC', '20261121'],
  ['2026-11-21T22:30:00.000Z', 'YYYYMMDD-HHmmss', 'Europe/Berlin', '20261121-233000'],
  ['2026-07-21T22:30:00.000Z', 'YYYY-MM-DD HH:mm', 'Europe/Berlin', '2026-07-22 00:30'],
  ['2026-11-20T11:30:02+01:00', 'HH:mm', 'UTC', '10:30'],
  ['2026-11-21T22:30:00.000Z', 'X', 'UTC', '1795300200'],
  ['2026-11-21T22:30:00.000Z', 'GGGG-[W]WW', 'UTC', '2026-W47'],
  ['2026-11-21T22:30:00.000Z', 'dddd', 'UTC', 'Saturday'],
])('%s as %s in %s: %s', async (iso, format, zone, expected) => {
  expect((await loadDates()).format(iso, format, zone)).toBe(expected);
});

test('time zones of the IANA database', async () => {
  const dates = await loadDates();
  expect(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires'].every(dates.isZone)).toBe(true);
  expect(['', 'Mars/Base', 'Europe/Berln'].some(dates.isZone)).toBe(false);
  expect(dates.zones()).toContain('Asia/Tokyo');
});
