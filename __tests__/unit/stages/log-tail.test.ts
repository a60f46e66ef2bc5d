/** What a step printed: everything up to a limit, then the end. */
import { expect, test } from '@jest/globals';
import { LogTail } from '../../../src/stages/log-tail.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const limit = 4 * 1024 * 1024;

function tailOf(...chunks: readonly (string | Uint8Array)[]): LogTail {
  const tail = new LogTail();
  for (const chunk of chunks) tail.add(typeof chunk === 'string' ? bytes(chunk) : chunk);
  return tail;
}

test.each<[string[], string[]]>([
  [['a\nb\n'], ['a', 'b']],
  [['a\nb'], ['a', 'b']],
  [
    ['a', 'b\nc', 'd\n'],
    ['ab', 'cd'],
  ],
  [['a\n\n'], ['a', '']],
  [['\n'], ['']],
  [['a\r\n'], ['a\r']],
])('%j: %j', (chunks, lines) => expect(tailOf(...chunks).lines()).toEqual(lines));

test('a character cut between two chunks is whole again', () => {
  const euro = bytes('€\n');
  expect(tailOf(euro.slice(0, 1), euro.slice(1)).lines()).toEqual(['€']);
});

test('bytes that are no text do no harm', () => {
  expect(tailOf(Uint8Array.of(0xff, 0xfe, 0x0a)).lines()).toEqual(['\ufffd\ufffd']);
});

test('the beginning goes first, and it is told how much', () => {
  const chunk = 'x'.repeat(1024 * 1024);
  const tail = tailOf(...Array.from({ length: 10 }, () => chunk), 'end\n');
  expect(tail.dropped).toBe(10 * chunk.length + 4 - tail.lines().join('\n').length - 1);
  expect(tail.lines().join('\n').length).toBeLessThanOrEqual(limit);
  expect(tail.lines().at(-1)?.endsWith('end')).toBe(true);
});

test('exactly the limit is kept', () => {
  expect(tailOf('x'.repeat(limit / 2), 'x'.repeat(limit / 2)).dropped).toBe(0);
  expect(tailOf('x'.repeat(limit / 2), 'x'.repeat(limit / 2), 'x').dropped).toBe(limit / 2);
});

test('one chunk over the limit is kept whole rather than lost', () => {
  const tail = tailOf('x'.repeat(limit + 1));
  expect([tail.dropped, tail.lines()[0]?.length]).toEqual([0, limit + 1]);
});

test('millions of short lines cost no more than their bytes', () => {
  const tail = new LogTail();
  for (let line = 0; line < 4_000_000; line++) tail.add(Uint8Array.of(0x79, 0x0a));
  expect(tail.dropped + tail.lines().length * 2).toBe(8_000_000);
});

test('nothing was printed: no lines', () => expect(tailOf().lines()).toEqual([]));

test('after it is cleared, it starts anew', () => {
  const tail = tailOf('a\n');
  tail.clear();
  tail.add(bytes('b\n'));
  expect(tail.lines()).toEqual(['b']);
});
