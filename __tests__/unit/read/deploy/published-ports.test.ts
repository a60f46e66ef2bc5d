/** `--publish`, as docker reads it. */
import { expect, test } from '@jest/globals';
import type { PublishedPort } from '../../../../src/model/deploy.ts';
import { readPublished } from '../../../../src/read/deploy/published-ports.ts';

type Row = readonly [address: string, port: number | undefined, target: number, protocol?: PublishedPort['protocol']];

test.each<[string, readonly Row[]]>([
  ['80', [['', undefined, 80]]],
  ['80/udp', [['', undefined, 80, 'udp']]],
  [
    '80-81',
    [
      ['', undefined, 80],
      ['', undefined, 81],
    ],
  ],
  ['8080:80', [['', 8080, 80]]],
  ['8080:80/TCP', [['', 8080, 80]]],
  ['8080:80/sctp', [['', 8080, 80, 'sctp']]],
  [':80', [['', undefined, 80]]],
  ['0:80', [['', undefined, 80]]],
  ['127.0.0.1:8080:80', [['127.0.0.1', 8080, 80]]],
  ['127.0.0.1::80', [['127.0.0.1', undefined, 80]]],
  ['[::1]:8080:80/tcp', [['::1', 8080, 80]]],
  ['[::]::80', [['::', undefined, 80]]],
  [
    '8000-8001:80-81',
    [
      ['', 8000, 80],
      ['', 8001, 81],
    ],
  ],
  ['8000-8009:80', [['', undefined, 80]]],
  ['8000-8000:80', [['', 8000, 80]]],
  [
    '127.0.0.1:1-2:3-4/udp',
    [
      ['127.0.0.1', 1, 3, 'udp'],
      ['127.0.0.1', 2, 4, 'udp'],
    ],
  ],
  ['published=8080,target=80', [['', 8080, 80]]],
  ['target=80,published=8080,protocol=udp,mode=host', [['', 8080, 80, 'udp']]],
  ['target=80', [['', undefined, 80]]],
])('%s', (text, rows) => {
  expect(readPublished(text)).toEqual(
    rows.map(([address, port, target, protocol = 'tcp']) => ({ address, port, target, protocol })),
  );
});

test.each([
  ...['', ':', '80:', 'http', '80:http', 'http:80', '80:80:80', 'localhost:80:80', '10.0.0.256:80:80', '1:2:3:4'],
  ...['80/icmp', '80/', '8080:80/tcp/udp', '0', '65536', '65536:80', '80:65536', '2-1:80', '2-1', '80-90:80-81'],
  ...[
    '80:80-81',
    '-1:80',
    ' 80:80',
    '80 :80',
    '$PORT:80',
    '[127.0.0.1]:80:80',
    '[::1]:80',
    '::1:80:80',
    'published=80',
  ],
])('%j is none', (text) => expect(readPublished(text)).toBeUndefined());
