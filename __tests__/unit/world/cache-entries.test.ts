/** What @actions/cache prints, and what of it is told. */
import { expect, test } from '@jest/globals';
import { readTold } from '../../../src/world/cache-entries.ts';

const done = '\nslipway-done:';

test.each<[string, string, ReturnType<typeof readTold>]>([
  ['it ended before it was done', 'Cache hit for: a\n', undefined],
  ['found', `Cache hit for: k-1${done}k-1\n`, { done: 'k-1', trouble: undefined }],
  ['nothing there', `${done}\n`, { done: undefined, trouble: undefined }],
  [
    'somebody else was first',
    `Failed to save: Unable to reserve cache with key k, another job may be creating this cache.${done}\n`,
    { done: undefined, trouble: undefined },
  ],
  [
    'a service with an error, which the library takes for somebody else',
    `Attempt 4 of 5 failed with error: Failed request: (503) Service Unavailable. Retrying request in 3 ms...\nFailed to save: Unable to reserve cache with key k${done}\n`,
    { done: undefined, trouble: 'Failed request: (503) Service Unavailable' },
  ],
  [
    'an archive that tar cannot read',
    `::warning::Failed to restore: "/usr/bin/tar" failed with error: The process '/usr/bin/tar' failed with exit code 2${done}\n`,
    { done: undefined, trouble: 'what came is no whole archive' },
  ],
  [
    'several lines, of which the first says it',
    `::error::Failed to restore: 80%25 of it%0ARequestId:1${done}\n`,
    { done: undefined, trouble: '80% of it' },
  ],
  [
    'an address with a signature',
    `::warning::Failed to restore: GET https://x.blob/1?sig=secret failed${done}\n`,
    { done: undefined, trouble: 'GET https://x.blob/1 failed' },
  ],
])('%s', (_, output, told) => {
  expect(readTold(output)).toEqual(told);
});
