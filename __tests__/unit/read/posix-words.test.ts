/** Words as a shell would take them, but that nothing is expanded. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { join } from 'shlex';
import { splitWords } from '../../../src/read/posix-words.ts';

test.each<[string, readonly string[]]>([
  ['', []],
  [' \t\r\n ', []],
  ['a b\tc\nd\r\ne', ['a', 'b', 'c', 'd', 'e']],
  ['$HOME ${A} $(id) `id` a;b & | > * ? # ! ~', '$HOME ${A} $(id) `id` a;b & | > * ? # ! ~'.split(' ')],
  [`"a b" 'c d' e\\ f`, ['a b', 'c d', 'e f']],
  [`'' ""`, ['', '']],
  [`a''b --x="y z"'!'`, ['ab', '--x=y z!']],
  [`"a 'b' c" 'a "b" c'`, [`a 'b' c`, 'a "b" c']],
  [String.raw`"\$A \"b\" \\ \` \n"`, ['$A "b" \\ ` \\n']],
  [String.raw`'\$A \\ \n' \n \$ \\`, [String.raw`\$A \\ \n`, 'n', '$', '\\']],
  [String.raw`'a\\'"b" 'a\"'"c"`, [String.raw`a\\b`, String.raw`a\"c`]],
  [`$'a\\tb' $"c"`, ['$a\\tb', '$c']],
  ['a \\\nb\\\nc', ['a', 'bc']],
  ['a \\\r\nb', ['a', 'b']],
  ['"a\\\nb\nc" \'d\\\ne\'', ['ab\nc', 'd\\\ne']],
])('%j', (text, words) => expect(splitWords(text)).toEqual(words));

test.each(['"', "'", 'a "b', `a 'b "c"`, `"a 'b'`, '"a\\"', 'a \\'])('%j is not closed', (text) => {
  expect(splitWords(text)).toBeUndefined();
});

const character = fc.constantFrom(...`'"\\ \n\t$\`*;#a=`);
const part = fc.string({ unit: character, maxLength: 6 });

test('words that a library quotes come back', () => {
  fc.assert(fc.property(fc.array(part), (words) => expect(splitWords(join(words))).toEqual(words)));
});

/** Every way of quoting, each of them within one word. */
const ways: readonly ((text: string) => string)[] = [
  (text) => `'${text.replaceAll("'", "'\\''")}'`,
  (text) => `"${text.replace(/[$`"\\]/g, '\\$&')}"`,
  (text) => text.replace(/[^\n]/g, '\\$&').replaceAll('\n', '"\n"'),
];
const typed = fc.tuple(part, fc.constantFrom(...ways));

test('parts of a word may be quoted in different ways', () => {
  fc.assert(
    fc.property(fc.array(fc.array(typed, { minLength: 1, maxLength: 4 })), (words) => {
      // A word of no characters that nobody quotes is none.
      const seen = words.filter((parts) => parts.some(([text, way]) => way(text) !== ''));
      const text = words.map((parts) => parts.map(([inner, way]) => way(inner)).join('')).join(' ');
      expect(splitWords(text)).toEqual(seen.map((parts) => parts.map(([inner]) => inner).join('')));
    }),
  );
});
