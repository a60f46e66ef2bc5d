/** What is read of a folder that a stranger's container has filled. */
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeFiles } from '../../../src/world/files.ts';

let folder = '';
const files = () =>
  makeFiles(join(folder, 'run'), { from: folder, to: join(folder, 'run', 'docker'), authConfig: undefined });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-files-'));
  await mkdir(join(folder, 'out', 'deep'), { recursive: true });
  await mkdir(join(folder, 'out', 'dir.xml'));
  await writeFile(join(folder, 'out', 'b.xml'), 'content of b');
  await writeFile(join(folder, 'out', 'deep', 'a.xml'), '');
  await symlink('/etc/passwd', join(folder, 'out', 'link.xml'));
  await symlink('/etc', join(folder, 'out', 'outside'));
  execFileSync('mkfifo', [join(folder, 'out', 'pipe.xml')]);
});

afterAll(async () => {
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true });
});

test('everything in and below a folder, by what it is; links are not followed', async () => {
  expect(await files().list(join(folder, 'out'))).toEqual([
    { path: 'b.xml', kind: 'file' },
    { path: 'deep/a.xml', kind: 'file' },
    { path: 'link.xml', kind: 'link' },
    { path: 'outside', kind: 'link' },
    { path: 'pipe.xml', kind: 'other' },
  ]);
});

test('a file by itself, a link by itself, and nothing', async () => {
  expect(await files().list(join(folder, 'out', 'b.xml'))).toEqual([{ path: '', kind: 'file' }]);
  expect(await files().list(join(folder, 'out', 'outside'))).toEqual([{ path: '', kind: 'link' }]);
  expect(await files().list(join(folder, 'nowhere'))).toEqual([]);
});

async function read(name: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of files().stream(join(folder, 'out', name))) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test('a stream of a file, none of a link, and no waiting for a pipe', async () => {
  expect(await read('b.xml')).toBe('content of b');
  await expect(read('link.xml')).rejects.toMatchObject({ code: 'ELOOP' });
  expect(await read('pipe.xml')).toBe('');
});

/** As runners do, which are not root: root may remove everything. */
const someone = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

test('folders that nobody may write to are removed, and what a link leads to stays', async () => {
  const home = await mkdtemp(join(tmpdir(), 'slipway-closed-'));
  await chmod(home, 0o777);
  const script = join(home, 'remove.ts');
  const source = join(import.meta.dirname, '..', '..', '..', 'src', 'world', 'files.ts');
  const program = `
    import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
    import { makeFiles } from '${source}';
    const [run, closed, deep, kept] = ['run', 'run/closed', 'run/closed/deep', 'kept'].map((it) => '${home}/' + it);
    for (const folder of [deep, kept]) await mkdir(folder, { recursive: true });
    await writeFile(deep + '/file', '');
    await symlink(kept, closed + '/link');
    for (const folder of [deep, closed, kept]) await chmod(folder, 0o555);
    await makeFiles(run, { from: run, to: run, authConfig: undefined }).removeRunFolder();
  `;
  await writeFile(script, program);
  execFileSync(process.execPath, [script], { ...someone, stdio: 'pipe' });
  expect((await readdir(home)).toSorted()).toEqual(['kept', 'remove.ts']);
  expect((await stat(join(home, 'kept'))).mode & 0o777).toBe(0o555);
  await rm(home, { recursive: true });
});
