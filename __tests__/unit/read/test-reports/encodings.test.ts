/** Bytes in other encodings than UTF-8. */
import { expect, test } from '@jest/globals';
import { passedCase, read, suite } from './reading.ts';

const text = suite('<testcase name="Grüße €" time="1"/>');

/** In windows-1252, of which ISO-8859-1 is a part for every reader that follows the web's rules. */
function windows1252(characters: string): Uint8Array {
  return Uint8Array.from(characters, (character) => (character === '€' ? 0x80 : character.charCodeAt(0)));
}

function utf16(characters: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(characters.length * 2));
  for (let index = 0; index < characters.length; index += 1)
    view.setUint16(index * 2, characters.charCodeAt(index), littleEndian);
  return new Uint8Array(view.buffer);
}

const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>`;

test.each<[string, string | Uint8Array]>([
  ['UTF-8', declared('UTF-8') + text],
  ['UTF-8 with a mark', `\ufeff${declared('utf-8')}${text}`],
  ['UTF-8 with a mark, whatever is declared', `\ufeff${declared('iso-8859-1')}${text}`],
  ['no declaration', text],
  ['windows-1252', windows1252(declared('windows-1252') + text)],
  ['ISO-8859-1, in single quotes', windows1252(declared('ISO-8859-1').replaceAll('"', "'") + text)],
  ['UTF-16 little endian with a mark', utf16(`\ufeff${declared('UTF-16')}${text}`, true)],
  ['UTF-16 big endian with a mark', utf16(`\ufeff${declared('UTF-16')}${text}`, false)],
  ['UTF-16 without a mark', utf16(declared('UTF-16') + text, true)],
  ['UTF-16 big endian without a mark', utf16(declared('UTF-16') + text, false)],
  ['UTF-16 by its declaration alone, as .NET writes strings', declared('utf-16') + text],
])('%s', async (_, content) => {
  const { slowest, faults } = await read(content);
  expect(faults).toEqual([]);
  expect(slowest).toEqual([{ suite: 's', name: 'Grüße €', seconds: 1 }]);
});

test('bytes that are not of the encoding are told with the place, and the tests before them count', async () => {
  const before = new TextEncoder().encode(`<testsuite>\n${passedCase}\n<testcase name="`);
  const bytes = new Uint8Array([...before, 0xfc, 0x22, 0x2f, 0x3e]);
  const { counts, faults } = await read(bytes);
  expect(counts.total).toBe(1);
  expect(faults).toEqual([
    {
      file: 'report.xml',
      position: { line: 3, column: 16 },
      message: 'holds bytes that are not UTF-8, the encoding that it is written in',
    },
  ]);
});

test('a character that is cut off at the end', async () => {
  const { faults } = await read(new Uint8Array([...new TextEncoder().encode(suite(passedCase)), 0xe2, 0x82]));
  expect(faults[0]?.message).toMatch(/^holds bytes that are not UTF-8/);
});

test('a compressed file', async () => {
  const { faults } = await read(new Uint8Array([0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 3]));
  expect(faults[0]?.message).toMatch(/^is not XML, it begins with/);
});
