/**
 * Lists a tar archive as it comes, with a hash of each file; its content is never kept, but for what is wanted. Names
 * and attributes are bytes that need not be UTF-8: what is compared here must not become the same by being decoded.
 */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Listing } from './ports.ts';

/** Databases of packages have some megabytes. */
const mostBytes = 64 * 1024 * 1024;
/** Far above what belongs to one file: a name, and its attributes. */
const mostRecordBytes = 8 * 1024 * 1024;
const blockBytes = 512;

/** Paths come without a slash at either end. Rejects when it is no archive, or ends in the middle of one. */
export async function listTar(archive: AsyncIterable<Uint8Array>, wanted: (path: string) => boolean): Promise<Listing> {
  await using bytes = new Bytes(archive);
  const files = new Map<string, string>();
  const texts = new Map<string, string>();
  for (let header = await readHeader(bytes); header !== undefined; header = await readHeader(bytes)) {
    const path = header.name.replace(/^(?:\.?\/)+|\/+$/g, '');
    const { hash, text } = await readBody(header.size, wanted(path), bytes);
    if (path === '' || path === '.') continue;
    files.set(path, describe(header, hash));
    if (text !== undefined) texts.set(path, text);
  }
  if (!isEmpty(await bytes.take(blockBytes))) throw new Error('the archive has a hole');
  await bytes.skipAll();
  return { files, texts };
}

async function readBody(
  size: number,
  keep: boolean,
  bytes: Bytes,
): Promise<{ readonly hash: string; readonly text: string | undefined }> {
  const hash = createHash('sha256');
  const kept = keep && size <= mostBytes;
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes.pieces(size)) {
    hash.update(chunk);
    if (kept) chunks.push(chunk);
  }
  await bytes.take(paddingOf(size));
  return { hash: hash.digest('hex'), text: kept ? Buffer.concat(chunks).toString('utf8') : undefined };
}

/** All that decides what a path is, but its time. Capabilities of programs are extended attributes. */
function describe({ type, mode, uid, gid, linkname, attributes }: Header, hash: string): string {
  const content = type === 'file' ? hash : linkname;
  const more = content === '' ? attributes.toSorted() : [content, ...attributes.toSorted()];
  return [type, mode.toString(8), `${uid}:${gid}`, ...more].join(' ');
}

interface Header {
  readonly name: string;
  readonly type: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly linkname: string;
  /** `KEY=VALUE`, a letter for each byte. */
  readonly attributes: readonly string[];
}

/** What has no content; the rest is a file (POSIX, ustar interchange format). */
const types: Readonly<Record<string, string>> = {
  1: 'link',
  2: 'symlink',
  3: 'character-device',
  4: 'block-device',
  5: 'directory',
  6: 'fifo',
};

/** Words of pax for the long names of GNU's tar. */
const longNames: Readonly<Record<string, string>> = { K: 'linkpath', L: 'path' };

/** The next file with what stands before it about it; undefined at the end of the archive. */
async function readHeader(bytes: Bytes): Promise<Header | undefined> {
  const records = new Map<string, Buffer>();
  for (;;) {
    const block = await bytes.take(blockBytes);
    if (isEmpty(block)) return undefined;
    if (!isWhole(block)) throw new Error('this is no tar archive');
    const kind = String.fromCharCode(block[156] ?? 0);
    if (!'xgKL'.includes(kind)) return headerOf(block, types[kind] ?? 'file', records);
    for (const [key, value] of recordsOf(kind, await readAbout(block, bytes))) records.set(key, value);
  }
}

/** Records of kind g are of all files, so that they tell none from another. */
function recordsOf(kind: string, about: Buffer): Iterable<readonly [key: string, value: Buffer]> {
  if (kind === 'x') return recordsIn(about);
  const longName = longNames[kind];
  return longName === undefined ? [] : [[longName, upToZero(about)]];
}

function headerOf(block: Buffer, type: string, records: ReadonlyMap<string, Buffer>): Header {
  const given = (key: string, start: number, length: number) => {
    const record = records.get(key);
    return record === undefined ? numberIn(block.subarray(start, start + length)) : decimal(record);
  };
  const attributes = [...records].filter(([key]) => key.startsWith('SCHILY.xattr.'));
  return {
    name: textOf(records.get('path') ?? shortName(block)),
    type,
    mode: numberIn(block.subarray(100, 108)),
    uid: given('uid', 108, 8),
    gid: given('gid', 116, 8),
    size: type === 'file' ? given('size', 124, 12) : 0,
    linkname: textOf(records.get('linkpath') ?? upToZero(block.subarray(157, 257))),
    attributes: attributes.map(([key, value]) => `${key}=${value.toString('latin1')}`),
  };
}

/** GNU's tar has other things in the place of the prefix. */
function shortName(block: Buffer): Buffer {
  const name = upToZero(block.subarray(0, 100));
  const isUstar = block.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isUstar ? upToZero(block.subarray(345, 500)) : Buffer.alloc(0);
  return prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]);
}

/** Names that are no UTF-8 are told apart by their bytes. */
function textOf(name: Buffer): string {
  if (isUtf8(name)) return name.toString('utf8');
  return name.toString('latin1').replaceAll(/[^ -~]/g, (letter) => `\\x${letter.charCodeAt(0).toString(16)}`);
}

async function readAbout(block: Buffer, bytes: Bytes): Promise<Buffer> {
  const size = numberIn(block.subarray(124, 136));
  if (size > mostRecordBytes) throw new Error('the archive says too much about a file');
  const content = await bytes.take(size);
  await bytes.take(paddingOf(size));
  return content;
}

/** Each is `LENGTH KEY=VALUE` and a line break, where LENGTH counts all of that (POSIX, pax extended header). */
function* recordsIn(content: Buffer): Generator<readonly [key: string, value: Buffer]> {
  for (let start = 0; start < content.length; ) {
    const space = content.indexOf(' ', start);
    const end = start + decimal(content.subarray(start, Math.max(space, start)));
    const equals = content.indexOf('=', space);
    if (equals === -1 || equals >= end || end > content.length) throw new Error('a record of the archive is cut');
    yield [content.toString('latin1', space + 1, equals), content.subarray(equals + 1, end - 1)];
    start = end;
  }
}

function decimal(text: Buffer): number {
  const digits = text.toString('latin1');
  if (!/^\d{1,15}$/.test(digits)) throw new Error('a number of the archive cannot be read');
  return Number(digits);
}

/** Octal; or, by GNU's tar and with the first bit set, binary. */
function numberIn(field: Buffer): number {
  const first = field[0] ?? 0;
  if (first >= 0x80) return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, first % 0x80);
  const digits = upToZero(field).toString('latin1').trim();
  if (!/^[0-7]*$/.test(digits)) throw new Error('a number of the archive cannot be read');
  return Number.parseInt(digits || '0', 8);
}

/** The sum of all bytes, with spaces in its own place. */
function isWhole(block: Buffer): boolean {
  let sum = 8 * 0x20;
  for (const [index, byte] of block.entries()) if (index < 148 || index >= 156) sum += byte;
  return sum === numberIn(block.subarray(148, 156));
}

function isEmpty(block: Buffer): boolean {
  return block.every((byte) => byte === 0);
}

function upToZero(field: Buffer): Buffer {
  const end = field.indexOf(0);
  return end === -1 ? field : field.subarray(0, end);
}

function paddingOf(size: number): number {
  return (blockBytes - (size % blockBytes)) % blockBytes;
}

/** A stream of bytes, taken piece by piece. Whoever writes into it is let go when it is disposed of. */
class Bytes implements AsyncDisposable {
  readonly #source: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next ones, as they have come. Rejects when there are fewer. */
  async *pieces(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0; ) {
      if (this.#held.length === 0 && !(await this.#more())) throw new Error('the archive ends in the middle');
      const piece = this.#held.subarray(0, left);
      this.#held = this.#held.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  /** The next ones, together. */
  async take(count: number): Promise<Buffer> {
    if (this.#held.length < count) return this.#gather(count);
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  async #gather(count: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.pieces(count)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  /** Reads to the end: what writes into the stream waits for that. */
  async skipAll(): Promise<void> {
    while (await this.#more());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#source.return?.();
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#source.next();
    if (done === true) return false;
    this.#held = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return true;
  }
}
