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

/** The archive with one text in the place of another of the same length, as bytes. */
async function withBytes(entries: Entries, from: string, to: readonly number[]): Promise<Uint8Array> {
  const archive = Buffer.from(await packTar(entries));
  Buffer.from(to).copy(archive, archive.indexOf(from));
  return archive;
}

test('capabilities that differ in one byte are two, also where it is no UTF-8 or a space', async () => {
  const entries = [file('ping', '', { pax: { 'SCHILY.xattr.security.capability': 'CAPS' } })];
  const of = async (...caps: readonly number[]) =>
    (await listTar(pieces(await withBytes(entries, 'CAPS', caps), 100), nothing)).files.get('ping');
  expect(await of(1, 0, 0x20, 0x80)).toBe(await of(1, 0, 0x20, 0x80));
  expect(await of(1, 0, 0x20, 0x80)).not.toBe(await of(1, 0, 0x20, 0x81));
  expect(await of(1, 0, 0x20, 0xa0)).not.toBe(await of(1, 0, 0x20, 0x20));
  // One that holds what records are made of.
  expect(await of(0x0a, 0x3d, 0x20, 0xff)).toMatch(/ SCHILY\.xattr\.security\.capability=\n= \xff$/);
});

test('names that are no UTF-8 are two files, and where links lead is told apart', async () => {
  const names = await withBytes([file('NAME', '1'), file('name', '2')], 'NAME', [0x61, 0x62, 0x63, 0xfe]);
  Buffer.from([0x61, 0x62, 0x63, 0xff]).copy(names, Buffer.from(names).indexOf('name'));
  // The sum in the header is that of the name before.
  for (const start of [0, 1024]) sumUp(Buffer.from(names.buffer, names.byteOffset + start, 512));
  expect([...(await listTar(pieces(names, 100), nothing)).files.keys()]).toEqual(['abc\\xfe', 'abc\\xff']);
  const umlaut = await list([file('müde', ''), { header: { name: 'l', size: 0, type: 'symlink', linkname: 'müde' } }]);
  expect(umlaut.files.get('müde')).toMatch(/^file/);
  expect(umlaut.files.get('l')).toMatch(/ müde$/);
});

function sumUp(header: Buffer): void {
  header.fill(' ', 148, 156);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}

test('numbers and names that are too large for a header', async () => {
  const folder = `${'folder/'.repeat(20)}end`;
  const linkname = `${'x'.repeat(150)}ü`;
  const { files } = await list([
    file('big', 'said', { uid: 4_000_000_000, gid: 3_000_000 }),
    file(folder, ''),
    { header: { name: 'l', size: 0, type: 'symlink', linkname, mode: 0o777 } },
    file('after', ''),
  ]);
  expect([...files.keys()]).toEqual(['big', folder, 'l', 'after']);
  expect(files.get('big')).toMatch(/^file 644 4000000000:3000000 /);
  expect(files.get('l')).toBe(`symlink 777 0:0 ${linkname}`);
  expect(files.get('after')).toMatch(/^file 644 0:0 /);
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
  await expect(listTar(pieces(archive.subarray(0, -1000), 100), nothing)).rejects.toThrow('in the middle');
  await expect(listTar(pieces(new Uint8Array(2048).fill(120), 100), nothing)).rejects.toThrow();
});

test('whoever writes an archive is let go, also when it is none', async () => {
  let left = false;
  async function* endless() {
    try {
      for (;;) yield new Uint8Array(2048).fill(120);
    } finally {
      left = true;
    }
  }
  await expect(listTar(endless(), nothing)).rejects.toThrow('a number of the archive cannot be read');
  expect(left).toBe(true);
});
