/** The bytes of an XML file -> its text (XML 1.0, appendix F: byte order mark first, then the declaration). */
import { Unreadable } from './unreadable.ts';

/** No report of a real suite comes near; a file beyond is a mistake or an attack. */
export const mostBytes = 50 * 1024 * 1024;

/** Small, since a text is handed on at the end of a slice at the latest, and bad bytes are told by the slice. */
const sliceBytes = 16 * 1024;

/** A declaration of XML fits in. */
const headBytes = 256;

/**
 * Yields the text in pieces. Throws `Unreadable` for a file that is empty, too large, no XML or in an encoding that is
 * not known; for bytes that are not of the encoding, after the text before them.
 */
export async function* decodeXml(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decode: Decoder | undefined;
  let head: Uint8Array = new Uint8Array();
  for await (const slice of slicesOf(chunks)) {
    if (decode !== undefined) {
      yield* decode(slice);
      continue;
    }
    head = joined(head, slice);
    if (head.length < headBytes) continue;
    decode = decoderOf(head);
    yield* decode(head);
  }
  if (decode === undefined) {
    decode = decoderOf(head);
    yield* decode(head);
  }
  yield* decode(undefined);
}

/** Undefined bytes are the end of the file. */
type Decoder = (bytes: Uint8Array | undefined) => Generator<string>;

async function* slicesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += sliceBytes) {
      const slice = chunk.subarray(start, start + sliceBytes);
      bytes += slice.length;
      if (bytes > mostBytes) {
        throw new Unreadable(`is larger than ${mostBytes / 1024 / 1024} MB; what follows was not read`);
      }
      yield slice;
    }
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function decoderOf(head: Uint8Array): Decoder {
  const encoding = encodingOf(head);
  const decoder = strictDecoder(encoding);
  return function* decode(bytes) {
    try {
      yield decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      yield beforeBadBytes(bytes, encoding);
      throw new Unreadable(`holds bytes that are not ${encoding.toUpperCase()}, the encoding that it is written in`);
    }
  };
}

function strictDecoder(encoding: string) {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch (error) {
    throw new Unreadable(`is written in the encoding "${encoding.slice(0, 40)}", which is not known`, undefined, error);
  }
}

/** The good text of a slice that could not be decoded: its test cases count. */
function beforeBadBytes(bytes: Uint8Array | undefined, encoding: string): string {
  const lossy = new TextDecoder(encoding).decode(bytes);
  return lossy.slice(0, Math.max(0, lossy.indexOf('\ufffd')));
}

const byteOrderMarks: readonly (readonly [encoding: string, ...bytes: number[]])[] = [
  ['utf-8', 0xef, 0xbb, 0xbf],
  ['utf-16le', 0xff, 0xfe],
  ['utf-16be', 0xfe, 0xff],
  // No marks, but `<` in two bytes, with which such a file has to begin.
  ['utf-16le', 0x3c, 0x00],
  ['utf-16be', 0x00, 0x3c],
];

function encodingOf(head: Uint8Array): string {
  if (head.length === 0) throw new Unreadable('is empty');
  const marked = byteOrderMarks.find(([, ...mark]) => mark.every((byte, index) => head[index] === byte));
  if (marked !== undefined) return marked[0];
  const ascii = String.fromCharCode(...head.subarray(0, headBytes));
  if (/^\s*[^\s<]/.test(ascii)) throw notXml(ascii);
  const declared = /^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"']+)["']/.exec(ascii)?.[1] ?? 'utf-8';
  // Written from a string in memory, which was UTF-16 there: these bytes are not.
  return /^(?:utf-?16|ucs-?2)/i.test(declared) ? 'utf-8' : declared;
}

/** `beginning` is shown, since it mostly tells what the file really is: an error message, JSON, a log. */
export function notXml(beginning: string): Unreadable {
  const shown = beginning
    .trim()
    .slice(0, 30)
    .replace(/[^\x20-\x7e]+/g, '?');
  return new Unreadable(`is not XML, it begins with ${JSON.stringify(shown)}`, { line: 1, column: 1 });
}
