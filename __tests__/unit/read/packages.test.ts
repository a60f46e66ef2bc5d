import { expect, test } from '@jest/globals';
import { readApk, readDpkg, readRpm } from '../../../src/read/packages.ts';

const status = `Package: libssl3
Status: install ok installed
Priority: optional
Architecture: amd64
Version: 3.0.15-1~deb12u1
Description: Secure Sockets Layer toolkit - shared libraries
 Package: is no field here
 .
 Version: 9

Package: gone
Status: deinstall ok config-files
Version: 1.0

Package: half
Status: install ok half-installed
Version: 1.0

Package: held
Status: hold ok installed
Version: 2:1.0-1+b2
`;

test.each<[string, readonly object[], readonly (readonly [string, string])[]]>([
  [
    'dpkg',
    readDpkg(status),
    [
      ['libssl3', '3.0.15-1~deb12u1'],
      ['held', '2:1.0-1+b2'],
    ],
  ],
  ['a file of status.d', readDpkg('Package: tzdata\nVersion: 2026a-0\n'), [['tzdata', '2026a-0']]],
  [
    'dpkg with the line ends of Windows',
    readDpkg('Package: a\r\nVersion: 1\r\n\r\nPackage: b\r\nVersion: 2\r\n'),
    [
      ['a', '1'],
      ['b', '2'],
    ],
  ],
  ['dpkg of nothing', readDpkg(''), []],
  ['words that are no database', readDpkg('Package:\nVersion: 1\n\nhello'), []],
  [
    'apk',
    readApk('C:Q1abc=\nP:musl\nV:1.2.5-r0\nA:x86_64\nF:lib\nR:x\n\nC:Q1d=\nP:busybox\nV:1.37.0-r9\n\n'),
    [
      ['musl', '1.2.5-r0'],
      ['busybox', '1.37.0-r9'],
    ],
  ],
  ['apk without a version', readApk('P:musl\n\nV:1\n'), []],
  [
    'rpm',
    readRpm('bash 5.2.26-3.el10\ngpg-pubkey 8d1f-5e\nopenssl-libs 1:3.2.2-16.el10\n'),
    [
      ['bash', '5.2.26-3.el10'],
      ['openssl-libs', '1:3.2.2-16.el10'],
    ],
  ],
  ['rpm of nothing', readRpm(''), []],
])('%s', (_, found, wanted) => {
  const pairs = found.map((it) => [(it as { name: string }).name, (it as { version: string }).version]);
  expect(pairs).toEqual(wanted);
});
