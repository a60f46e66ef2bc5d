/** Folders of the workspace that files may go to, on a real file system. */
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { place, staysInside, takenFolders } from '../../../src/world/artifact-folders.ts';

let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'slipway-folders-'));
  await mkdir(join(root, 'workspace', 'full'), { recursive: true });
  await mkdir(join(root, 'workspace', 'empty'));
  await writeFile(join(root, 'workspace', 'full', 'file'), 'x');
  await symlink('/etc', join(root, 'workspace', 'link'));
  await symlink('empty', join(root, 'workspace', 'inner'));
  await symlink('nowhere', join(root, 'workspace', 'dead'));
});

afterEach(() => rm(root, { recursive: true }));

test.each([
  ['new', undefined],
  ['empty', undefined],
  ['empty/new/er', undefined],
  ['full/new', undefined],
  ['full', 'is a folder with files in it'],
  ['full/file', 'is a file'],
  ['full/file/below', 'lies below a file'],
  ['link', 'is reached by a link'],
  ['link/new', 'is reached by a link'],
  ['inner', 'is reached by a link'],
  ['dead', 'is reached by a link'],
])('%s', async (folder, because) => {
  const found = await takenFolders([{ stage: 'build', path: '/out', folder }], join(root, 'workspace'));
  expect(found).toEqual(because === undefined ? [] : [{ folder, because }]);
});

test('a workspace that is reached by a link itself is nobody else', async () => {
  await symlink('workspace', join(root, 'short'));
  const artifacts = [{ stage: 'build', path: '/out', folder: 'new' }];
  expect(await takenFolders(artifacts, join(root, 'short'))).toEqual([]);
});

test('files keep bytes, modes and links, and nothing is overwritten', async () => {
  const from = join(root, 'from');
  await mkdir(join(from, 'sub'), { recursive: true });
  await writeFile(join(from, 'sub', 'tool'), 'hello');
  await chmod(join(from, 'sub', 'tool'), 0o750);
  await symlink('sub/tool', join(from, 'again'));
  const to = join(root, 'workspace', 'empty');
  const sha256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
  const workspace = join(root, 'workspace');
  expect(await place(from, to, workspace)).toEqual([{ path: 'sub/tool', bytes: 5, sha256 }]);
  expect((await stat(join(to, 'sub', 'tool'))).mode & 0o777).toBe(0o750);
  expect(await readlink(join(to, 'again'))).toBe('sub/tool');
  await expect(place(from, join(workspace, 'full'), workspace)).rejects.toThrow('is a folder with files in it by now');
  expect(await readFile(join(root, 'workspace', 'full', 'file'), 'utf8')).toBe('x');
});

test.each(['dist', 'dist/deep/er'])(
  'a link that comes while the image is built leads nothing out: %s',
  async (folder) => {
    const [workspace, outside, from] = ['workspace', 'outside', 'from'].map((name) => join(root, name));
    if (workspace === undefined || outside === undefined || from === undefined) throw new Error('no folders');
    for (const made of [outside, from]) await mkdir(made);
    await writeFile(join(from, 'file'), 'x');
    expect(await takenFolders([{ stage: 'build', path: '/out', folder }], workspace)).toEqual([]);
    await symlink(outside, join(workspace, 'dist'));
    await expect(place(from, join(workspace, folder), workspace)).rejects.toMatchObject({
      message: `Nothing copied: ${join(workspace, folder)} is reached by a link by now`,
      cure: expect.stringContaining('name another folder in `artifacts`'),
    });
    expect(await readdir(outside)).toEqual([]);
  },
);

test('what can be copied in part only is not left there', async () => {
  const [workspace, from] = [join(root, 'workspace'), join(root, 'from')];
  await mkdir(from);
  await writeFile(join(from, 'a'), 'x');
  execFileSync('mkfifo', [join(from, 'b')]);
  await expect(place(from, join(workspace, 'new'), workspace)).rejects.toThrow('FIFO');
  await expect(stat(join(workspace, 'new'))).rejects.toThrow('ENOENT');
});

test.each([
  ['file', true],
  ['sub/../file', true],
  ['nowhere', false],
  ['.', false],
  ['..', false],
  ['/etc/passwd', false],
  // By its words it stays inside; what it goes through leads higher.
  ['up/../outside', false],
])('a link to %s stays inside: %s', async (target, inside) => {
  const folder = join(root, 'copied');
  await mkdir(join(folder, 'sub'), { recursive: true });
  await writeFile(join(folder, 'file'), '');
  await writeFile(join(root, 'outside'), '');
  await writeFile(join(folder, 'outside'), '');
  await symlink('.', join(folder, 'up'));
  await symlink(target, join(folder, 'link'));
  expect(await staysInside(join(folder, 'link'), folder)).toBe(inside);
});
