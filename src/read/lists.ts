/** Text of an input -> list items, with the quoting, commas and comments of docker's own actions. */
import { type Options, parse } from 'csv-parse/sync';
import type { Pair } from '../model/inputs.ts';

/** How docker's actions read lists: CSV records, quotes only where a field starts with one, `#` lines are comments. */
const csv = {
  columns: false,
  // One text may hold both: a file of Windows with a line pasted in.
  record_delimiter: ['\r\n', '\n'],
  relax_quotes: true,
  relax_column_count: true,
  skip_empty_lines: true,
  comment: '#',
  comment_no_infix: true,
} satisfies Options;

/** What is told when a text cannot be read as a list; the reader's only error. */
export const openQuote = {
  wrong: 'has a quote that is not closed',
  cure: 'close it, or write a quote inside a quoted item twice',
} as const;

/** Gives the items, or undefined when a quote is not closed. */
export function tryRead(read: (text: string) => string[], text: string): string[] | undefined {
  try {
    return read(text);
  } catch {
    return undefined;
  }
}

/** Items separated by newlines or commas; quotes keep a comma. Empty items are dropped, ends trimmed. */
export function readList(text: string): string[] {
  return records(text)
    .flat()
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Items one a line; a comma is part of the item, quotes around a whole item keep its newlines. */
export function readLines(text: string): string[] {
  return untrimmedLines(text)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** As `readLines`, but white space inside an item's ends belongs to the item: what build secrets need. */
export function untrimmedLines(text: string): string[] {
  return records(text)
    .map((record) => record.join(','))
    .filter((item) => item.trim() !== '');
}

/** Splits `key=value` at the first separator; undefined where there is none or the key is empty. */
export function readPair(item: string, separator = '='): Pair | undefined {
  const at = item.indexOf(separator);
  return at < 1 ? undefined : { key: item.slice(0, at).trim(), value: item.slice(at + separator.length) };
}

function records(text: string): string[][] {
  return text.trim() === '' ? [] : parse(text, csv);
}
