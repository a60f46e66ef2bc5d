/** A clean-up as people read it. */
import { expect, test } from '@jest/globals';
import type { CleanupPlan } from '../../../src/plan/cleanup/cleanup.ts';
import { removedLine, reportCleanup } from '../../../src/report/cleanup.ts';

const digest = `sha256:${'61bd33f0a2c4'.padEnd(64, '0')}`;
const image = { registry: 'ghcr.io', repository: 'acme/app' };
const gone = { name: 'pr-7', digest, why: 'pull request 7 is closed', how: 'delete' } as const;
const plan: CleanupPlan = {
  image,
  going: [gone],
  staying: [{ name: 'pr-8', because: 'it is deployed to review' }],
  kept: 3,
  digests: [digest],
};
const other: CleanupPlan = { ...plan, image: { ...image, repository: 'acme/tool' }, going: [], staying: [], kept: 1 };

test('a line for each tag that went', () => {
  expect(removedLine(image, gone)).toBe('Removed ghcr.io/acme/app:pr-7 (61bd33f0a2c4): pull request 7 is closed');
});

test('the end: why others stay, how many went and stay, the list', () => {
  const report = reportCleanup({ run: true, dryRun: false, plans: [plan, other], seconds: 1.25 });
  expect(report).toMatchObject({
    lines: [
      'Kept ghcr.io/acme/app:pr-8: it is deployed to review',
      'Removed 1 tag of ghcr.io/acme/app, 3 tags stay; nothing to remove of ghcr.io/acme/tool, 1 tag stays',
      'Done in 1.3 s.',
    ],
    annotations: [],
    outputs: { removed: '["ghcr.io/acme/app:pr-7"]' },
  });
  expect(report.summary.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(4);
});

test('a dry run: each tag that would go, and nothing is told to be gone', () => {
  const { lines, outputs } = reportCleanup({ run: true, dryRun: true, plans: [plan], seconds: 1 });
  expect(lines).toEqual([
    '  ghcr.io/acme/app:pr-7 (61bd33f0a2c4) would be removed: pull request 7 is closed',
    'Kept ghcr.io/acme/app:pr-8: it is deployed to review',
    '1 tag of ghcr.io/acme/app would go, 3 tags stay',
    'Nothing was removed: `dry-run` is true',
  ]);
  expect(outputs).toEqual({ removed: '[]' });
});

test('a run without rights is green and says why', () => {
  const report = reportCleanup({ run: false, because: 'pull request from a fork has no right to push' });
  expect(report.lines).toEqual(['Nothing removed: pull request from a fork has no right to push']);
  expect(report.annotations).toEqual([]);
});
