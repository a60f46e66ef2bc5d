/** What is said of files that were copied beside the image. */
import { expect, test } from '@jest/globals';
import type { PlacedArtifact, PlacedFile } from '../../../src/model/outcome.ts';
import { artifactLines, artifactRows, artifactsOutput } from '../../../src/report/artifacts.ts';

function placed(folder: string, to: string, files: readonly string[]): PlacedArtifact {
  const file = (path: string): PlacedFile => ({ path, bytes: 600_000, sha256: 'ab'.repeat(32) });
  const [from, workspace] = ['/tmp/run/artifacts/0', '/work/app'];
  const artifact = { stage: 'build', path: '/out', folder, archive: '', from, to, workspace, platforms: [] };
  return { artifact, files: files.map(file) };
}

const two = [
  placed('dist/lib', '/work/app/dist/lib', ['a.so', 'sub/b.so']),
  placed('app', '/work/app/app/linux_arm64', ['tool']),
];

test('a line for each, the paths as they are in the workspace, and the folders that were asked for', () => {
  expect(artifactLines(two)).toEqual([
    'Copied 2 files of build:/out to dist/lib, 1.2 MB',
    'Copied 1 file of build:/out to app, 0.6 MB',
  ]);
  expect(artifactRows(two).map(([path]) => path)).toEqual([
    'dist/lib/a.so',
    'dist/lib/sub/b.so',
    'app/linux_arm64/tool',
  ]);
  expect(artifactsOutput(two)).toEqual({ artifacts: 'dist/lib\napp' });
});

test('of many only the first are listed, and of none nothing is said', () => {
  const many = placed(
    'dist',
    '/work/app/dist',
    Array.from({ length: 30 }, (_, index) => `file-${index}`),
  );
  expect(artifactRows([many])).toHaveLength(20);
  expect(artifactsOutput([])).toEqual({});
});
