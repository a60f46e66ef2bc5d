/** Lists read as docker/build-push-action's do (docker/actions-toolkit, Util.getList), but that quotes keep a comma. */
import { describe, expect, test } from '@jest/globals';
import { readLines, readList, readPair, untrimmedLines } from '../../../src/read/lists.ts';

type Row = readonly [what: string, text: string, list: readonly string[], lines: readonly string[]];

const rows: readonly Row[] = [
  ['nothing', '', [], []],
  ['only white space', ' \n\t\n', [], []],
  ['one item', 'a', ['a'], ['a']],
  ['commas separate, but not in a list of lines', 'a,b', ['a', 'b'], ['a,b']],
  ['white space around items', ' a ,\tb ', ['a', 'b'], ['a ,\tb']],
  ['newlines', 'a\nb', ['a', 'b'], ['a', 'b']],
  ['Windows newlines', 'a\r\nb\r\n', ['a', 'b'], ['a', 'b']],
  ['empty lines', 'a\n\n\nb\n', ['a', 'b'], ['a', 'b']],
  ['empty items', 'a,,b,', ['a', 'b'], ['a,,b,']],
  ['an empty quoted item', '""', [], []],
  ['quotes keep a comma', '"a,b",c', ['a,b', 'c'], ['a,b,c']],
  ['quotes keep a newline', '"a\nb"\nc', ['a\nb', 'c'], ['a\nb', 'c']],
  ['a quote inside a quoted item is doubled', '"say ""hi"""', ['say "hi"'], ['say "hi"']],
  ['quotes in the middle are text', 'say "hi" now', ['say "hi" now'], ['say "hi" now']],
  ['and do not keep a comma', 'k="a,b"', ['k="a', 'b"'], ['k="a,b"']],
  ['text behind a closed quote makes it text', '"a" b', ['"a" b'], ['"a" b']],
  ['a comment line', '# why\na', ['a'], ['a']],
  ['only a comment', '# why', [], []],
  ['no comment in the middle of a line', 'a # b', ['a # b'], ['a # b']],
  ['no comment after a comma', 'a,#b', ['a', '#b'], ['a,#b']],
  ['no comment behind white space', ' # b', ['# b'], ['# b']],
  ['no comment inside quotes', '"a\n# b"', ['a\n# b'], ['a\n# b']],
  ['a quoted hash', '"#a"', ['#a'], ['#a']],
  ['a Windows path', 'C:\\a\\b', ['C:\\a\\b'], ['C:\\a\\b']],
  ['a cache line', 'type=registry,ref=a/b:c', ['type=registry', 'ref=a/b:c'], ['type=registry,ref=a/b:c']],
];

test.each(rows)('%s', (_, text, list, lines) => {
  expect(readList(text)).toEqual(list);
  expect(readLines(text)).toEqual(lines);
});

describe('secrets keep their white space', () => {
  test.each([
    ['KEY= value ', ['KEY= value ']],
    ['"KEY=line 1\nline 2\n"', ['KEY=line 1\nline 2\n']],
    ['A=1\n  \nB=2', ['A=1', 'B=2']],
    ['# why\nA=1,2', ['A=1,2']],
  ])('%j', (text, items) => expect(untrimmedLines(text)).toEqual(items));
});

test.each(['"a', 'a,"b', '"a\nb'])('a quote that is not closed is an error: %j', (text) => {
  expect(() => readList(text)).toThrow();
  expect(() => readLines(text)).toThrow();
});

test.each([
  ['k=v', '=', { key: 'k', value: 'v' }],
  ['k=a=b', '=', { key: 'k', value: 'a=b' }],
  ['k=', '=', { key: 'k', value: '' }],
  [' k = v ', '=', { key: 'k', value: ' v ' }],
  ['db:::1', ':', { key: 'db', value: '::1' }],
  ['k', '=', undefined],
  ['=v', '=', undefined],
  ['', '=', undefined],
])('pair %j at %j', (item, separator, pair) => expect(readPair(item, separator)).toEqual(pair));
