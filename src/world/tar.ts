/** Lists a tar archive as it comes, with a hash of each file; its content is never kept, but for what is wanted. */
import { createHash } from 'node:crypto';
import type { ParsedTarEntry, TarHeader } from 'modern-tar';
import type { Listing } from './ports.ts';

/** Databases of packages have some megabytes. */
const mostBytes = 64 * 1024 * 1024;

/** Paths come without a slash at either end. Rejects when it is no archive, or ends in the middle of one. */
export async function listTar(archive: AsyncIterable<Uint8Array>, wanted: (path: string) => boolean): Promise<Listing> {
  const { createTarDecoder } = await import('modern-tar');
  const decoder = createTarDecoder({ strict: true });
  const files = new Map<string, string>();
  const texts = new Map<string, string>();
  const feeding = ReadableStream.from(archive).pipeTo(decoder.writable);
  // It is waited for below; a reader that fails first is told instead.
  feeding.catch(() => undefined);
  for await (const { header, body } of decoder.readable) {
    const path = header.name.replace(/^(?:\.?\/)+|\/+$/g, '');
    const { hash, text } = await readBody(body, wanted(path));
    if (path === '' || path === '.') continue;
    files.set(path, describe(header, hash));
    if (text !== undefined) texts.set(path, text);
  }
  await feeding;
  return { files, texts };
}

async function readBody(
  body: ParsedTarEntry['body'],
  keep: boolean,
): Promise<{ readonly hash: string; readonly text: string | undefined }> {
  const hash = createHash('sha256');
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    hash.update(chunk);
    bytes += chunk.length;
    if (keep && bytes <= mostBytes) chunks.push(chunk);
  }
  const text = keep && bytes <= mostBytes ? Buffer.concat(chunks).toString('utf8') : undefined;
  return { hash: hash.digest('hex'), text };
}

/** All that decides what a path is, but its time. Capabilities of programs are extended attributes. */
function describe({ type, mode = 0, uid = 0, gid = 0, linkname = '', pax = {} }: TarHeader, hash: string): string {
  const attributes = Object.entries(pax).filter(([key]) => key.startsWith('SCHILY.xattr.'));
  const more = attributes.map(([key, value]) => `${key}=${value}`).toSorted();
  const content = type === 'file' ? hash : linkname;
  return [type, mode.toString(8), `${uid}:${gid}`, content, ...more].join(' ').trimEnd();
}
