/** What a release says is its section of CHANGELOG.md, and nothing of the others. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { sectionOf } from '../../../script/release/changelog.ts';
import { repository } from '../../../script/rig/paths.ts';

const changelog = `# Changelog

Words.

## [1.10.0] - Unreleased

## [1.2.3] - 2026-11-22

### Added

- One \`## [1.2.2] - no heading\` thing.

## [1.2.2] - 2026-11-20

- Older.
`;

test.each([
  ['1.2.3', { date: '2026-11-22', text: '### Added\n\n- One `## [1.2.2] - no heading` thing.' }],
  ['1.2.2', { date: '2026-11-20', text: '- Older.' }],
  ['1.10.0', { date: 'Unreleased', text: '' }],
  ['1.2', undefined],
  ['1.2.30', undefined],
])('%s', (version, wanted) => expect(sectionOf(changelog, version)).toEqual(wanted));

test("this project's next version has one", () => {
  const read = (name: string) => readFileSync(join(repository, name), 'utf8');
  const { version } = JSON.parse(read('package.json')) as { readonly version: string };
  expect(sectionOf(read('CHANGELOG.md'), version)?.text).toMatch(/^### /);
});
