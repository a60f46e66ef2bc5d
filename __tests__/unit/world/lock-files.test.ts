/** The hash of a build context's lock files: what cache mounts are kept under. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { hashLockFiles } from '../../../src/world/lock-files.ts';

async function hashOf(files: Readonly<Record<string, string>>): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-locks-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    return await hashLockFiles(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const lock = { 'package-lock.json': '{}' };

test.each<[string, Readonly<Record<string, string>>]>([
  ['other content', { 'package-lock.json': '{ }' }],
  ['another place', { 'web/package-lock.json': '{}' }],
  ['another name', { 'yarn.lock': '{}' }],
  ['one more', { ...lock, 'api/go.sum': '' }],
  ['one more of pip', { ...lock, 'requirements-dev.txt': '' }],
])('%s, another hash', async (_, files) => {
  expect(await hashOf(files)).toMatch(/^[0-9a-f]{64}$/);
  expect(await hashOf(files)).not.toBe(await hashOf(lock));
});

test.each<[string, Readonly<Record<string, string>>]>([
  ['other files', { ...lock, 'index.js': '', 'requirements.md': '' }],
  ['what is installed', { ...lock, 'web/node_modules/a/package-lock.json': '', '.git/yarn.lock': '' }],
])('%s, the same hash', async (_, files) => {
  expect(await hashOf(files)).toBe(await hashOf(lock));
});

test('no lock file, no hash; nor is there one of a folder that is not there', async () => {
  expect(await hashOf({ Dockerfile: '' })).toBeUndefined();
  expect(await hashLockFiles('/nowhere')).toBeUndefined();
});
