import { expect, test } from '@jest/globals';
import { packTar } from 'modern-tar';
import { listTar } from '../../../src/world/tar.ts';

type Entries = Parameters<typeof packTar>[0];

const nothing = () => false;
const file = (name: string, body: string, more: object = {}) => ({
  header: { name, size: Buffer.byteLength(body), type: 'file', mode: 0o644, ...more } as const,
  body,
});

/** In pieces that end in the middle of everything. */
async function* pieces(archive: Uint8Array, size: number) {
  for (let at = 0; at < archive.length; at += size) yield archive.subarray(at, at + size);
}

async function list(entries: Entries, wanted: (path: string) => boolean = nothing, size = 100) {
  return listTar(pieces(await packTar(entries), size), wanted);
}

test('kind, mode, owner, content and where links lead', async () => {
  const long = `${'folder/'.repeat(30)}file`;
  const { files } = await list([
    { header: { name: './', size: 0, type: 'directory' } },
    { header: { name: './etc/', size: 0, type: 'directory', mode: 0o755, uid: 1, gid: 2 } },
    file('./etc/word', 'said'),
    file(long, 'x'),
    { header: { name: 'link', size: 0, type: 'symlink', linkname: 'etc/word', mode: 0o777 } },
    { header: { name: 'hard', size: 0, type: 'link', linkname: 'etc/word', mode: 0o644 } },
  ]);
  expect([...files.keys()]).toEqual(['etc', 'etc/word', long, 'link', 'hard']);
  expect(files.get('etc')).toBe('directory 755 1:2');
  expect(files.get('etc/word')).toMatch(/^file 644 0:0 [0-9a-f]{64}$/);
  expect(files.get('link')).toBe('symlink 777 0:0 etc/word');
  expect(files.get('hard')).toBe('link 644 0:0 etc/word');
});

test('the same content has the same hash, at any time; other content, mode or owner are another', async () => {
  const of = async (body: string, more: object = {}) => (await list([file('word', body, more)])).files.get('word');
  const first = await of('said\n');
  expect(await of('said\n', { mtime: new Date('2020-01-01') })).toBe(first);
  for (const other of [of('said'), of('said\n', { mode: 0o600 }), of('said\n', { uid: 7 })])
    expect(await other).not.toBe(first);
  const capable = { pax: { 'SCHILY.xattr.security.capability': 'raw' } };
  expect(await of('said\n', capable)).toContain('security.capability=raw');
});

test.each([1, 511, 512, 513, 100_000])('in pieces of %d bytes', async (size) => {
  const entries = [file('a', 'x'.repeat(1500)), file('b', ''), file('c', 'wanted'), file('d', 'not')];
  const { files, texts } = await list(entries, (path) => path === 'c', size);
  expect([...files.keys()]).toEqual(['a', 'b', 'c', 'd']);
  expect([...texts]).toEqual([['c', 'wanted']]);
});

test('half of an archive, and what is none', async () => {
  const archive = await packTar([file('a', 'x'.repeat(5000))]);
  await expect(listTar(pieces(archive.subarray(0, 2000), 100), nothing)).rejects.toThrow();
  await expect(listTar(pieces(new Uint8Array(2048).fill(120), 100), nothing)).rejects.toThrow();
});
