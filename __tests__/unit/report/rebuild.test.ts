import { describe, expect, test } from '@jest/globals';
import type { PlatformChange, Rebuilt } from '../../../src/model/rebuild.ts';
import { changesOutput, rebuildLine, rebuiltLines, rebuiltSection } from '../../../src/report/rebuild.ts';
import { contextOf, pushOfTag } from '../events.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

const same: PlatformChange = {
  platform: 'linux/amd64',
  base: { from: digest('a'), to: digest('a') },
  packageCount: 112,
  packages: [],
  files: { added: 0, removed: 0, changed: 0 },
  examples: [],
  settings: [],
};

const changed: PlatformChange = {
  ...same,
  base: { from: digest('a'), to: digest('b') },
  packages: [
    { name: 'curl', from: undefined, to: '8.1' },
    { name: 'libssl3', from: '3.0.15-1', to: '3.0.16-1' },
    { name: 'zlib1g', from: '1.2.13', to: undefined },
  ],
  files: { added: 1, removed: 2, changed: 40 },
  examples: ['usr/lib/libssl.so.3', 'usr/bin/curl', 'etc/x', 'etc/y'],
  settings: ['env NODE_VERSION', 'user'],
};

describe('the log', () => {
  test.each<[string, Rebuilt, readonly string[]]>([
    [
      'not compared',
      { kind: 'not compared', because: 'ghcr.io/acme/app:1.4.2 is not there yet' },
      ['Not compared with what is published: ghcr.io/acme/app:1.4.2 is not there yet'],
    ],
    [
      'one base image',
      { kind: 'same bases', bases: ['docker.io/library/node:24'] },
      ['Nothing to rebuild: docker.io/library/node:24 is what it was built from; `rebuild: true` builds it anyway'],
    ],
    [
      'two base images',
      { kind: 'same bases', bases: ['a:1', 'b:1'] },
      ['Nothing to rebuild: a:1 and b:1 are what it was built from; `rebuild: true` builds it anyway'],
    ],
    [
      'no base image',
      { kind: 'same bases', bases: [] },
      ['Nothing to rebuild: it is built on no other image; `rebuild: true` builds it anyway'],
    ],
    [
      'the same',
      { kind: 'unchanged', platforms: [same] },
      ['Nothing changed since the last build: base the same, 112 packages, files the same'],
    ],
    [
      'another base with the same in it',
      { kind: 'unchanged', platforms: [{ ...same, base: changed.base, packageCount: 1 }] },
      [
        'Nothing changed since the last build: base aaaaaaaaaaaa -> bbbbbbbbbbbb with nothing else in it, 1 package, files the same',
      ],
    ],
    [
      'the same digest',
      { kind: 'unchanged', platforms: [] },
      ['Nothing changed since the last build: it is the same digest'],
    ],
    [
      'changed on one of two',
      { kind: 'changed', platforms: [changed, { ...same, platform: 'linux/arm64' }] },
      [
        'Changed since the last build:',
        '  linux/amd64: base aaaaaaaaaaaa -> bbbbbbbbbbbb, 3 packages changed, 43 files (usr/lib/libssl.so.3, usr/bin/curl, etc/x, …)',
        '    settings: env NODE_VERSION, user',
        '  linux/arm64: base the same, 0 packages changed, files the same',
        '  curl 8.1 (new)',
        '  libssl3 3.0.15-1 -> 3.0.16-1',
        '  zlib1g 1.2.13 (gone)',
      ],
    ],
  ])('%s', (_, rebuilt, lines) => {
    expect(rebuiltLines(rebuilt)).toEqual(lines);
  });

  test('twenty packages, each once, and how many more', () => {
    const packages = Array.from({ length: 23 }, (_, index) => ({ name: `p${index}`, from: '1', to: '2' }));
    const both = [changed, { ...changed, platform: 'linux/arm64' }].map((one) => ({ ...one, packages }));
    const lines = rebuiltLines({ kind: 'changed', platforms: both });
    expect(lines.filter((line) => / 1 -> 2$/.test(line))).toHaveLength(20);
    expect(lines.at(-1)).toBe('  and 3 packages more');
  });

  test('names of an image cannot speak to the runner', () => {
    const packages = [{ name: 'x\u001b[31m##[error]', from: '1', to: '2\n::warning::x' }];
    const text = rebuiltLines({ kind: 'changed', platforms: [{ ...changed, packages }] }).join('|');
    expect(text).toContain('  x# #[error] 1 -> 2::warning::x');
  });

  test('of a release, and of the default branch', () => {
    expect(rebuildLine(pushOfTag('v1.4.2'))).toMatch(/^Rebuild of v1\.4\.2 \(\w{7}\), which is checked out$/);
    expect(rebuildLine(contextOf('push-branch'))).toMatch(/^Rebuild of main \(/);
  });
});

test('the summary', () => {
  const section = rebuiltSection({ kind: 'changed', platforms: [changed] });
  expect(section).toContain('| linux/amd64 | aaaaaaaaaaaa -> bbbbbbbbbbbb |');
  expect(section).toContain('| <code>libssl3</code> | 3.0.15-1 | 3.0.16-1 |');
  expect(rebuiltSection({ kind: 'unchanged', platforms: [same] })).toContain('Nothing changed since the last build');
  expect(rebuiltSection(undefined)).toBe('');
});

test('the output', () => {
  const { changes = '' } = changesOutput({ kind: 'changed', platforms: [changed] });
  expect(JSON.parse(changes)).toEqual([
    {
      platform: 'linux/amd64',
      base: changed.base,
      packages: [{ name: 'curl', to: '8.1' }, changed.packages[1], { name: 'zlib1g', from: '1.2.13' }],
      files: changed.files,
      settings: changed.settings,
    },
  ]);
  expect(changesOutput({ kind: 'same bases', bases: [] })).toEqual({});
  expect(changesOutput(undefined)).toEqual({});
});
