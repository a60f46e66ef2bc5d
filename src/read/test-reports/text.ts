/** What reports carry as text -> what a person reads. */

/** Colours, as they are and as reporters escape what XML cannot hold: `&#x1b;` (left by sax), `#x1B` (pytest). */
const colour = new RegExp(`(?:${String.fromCharCode(27)}|&?#x1b;?|&#27;)\\[[\\d;]*[mK]`, 'gi');

/** What a reporter says of every failure; the reason is in the text then. `panicked at` is Rust's, its reason follows. */
const emptyWords = /^(?:failed|failure|error)?$|panicked at \S+$/i;

/** A line of a stack trace, behind which no reason follows; and what Go prints around every test. */
const frame = /^\s*(?:at |❯ |File "|stack backtrace:|note: run with `RUST_|goroutine \d)|^[^\s:]*\/[^\s:]+:\d+$/;
const frameOfGo = /^\s*(?:=== |--- )/;

const mostLines = 10;

/** Text without colours, without the newlines of Windows, without white space at its ends, cut to a length in characters. */
export function plain(text: string, length: number): string {
  return cut(text.replace(colour, '').replace(/\r\n?/g, '\n').trim(), length);
}

/**
 * What a failure says in its first words: the report's message, or the lines of its text before the stack trace when
 * the message says nothing. `title` is how some tools (PHPUnit) begin the text: the test's name, which is known.
 */
export function firstWords(message: string, text: string, title: string): string {
  const given = plain(message, 500);
  if (!emptyWords.test(given)) return cut(given.split('\n').slice(0, mostLines).join('\n'), 500);
  const lines = plain(text, 4000).split('\n');
  const [first = ''] = lines;
  const reason = lines.slice(title !== '' && first.startsWith(title) ? 1 : 0).filter((line) => !frameOfGo.test(line));
  const end = reason.findIndex((line) => frame.test(line));
  const words = reason.slice(0, end === -1 ? mostLines : Math.min(end, mostLines)).join('\n');
  return plain(words, 500) || given;
}

/** Cuts by characters, not in the middle of one that takes two places in a string. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const kept = text.slice(0, length - 1);
  return `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}
