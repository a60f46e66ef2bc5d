/** Text as typed at a prompt -> its words, by POSIX's rules of quoting (XCU 2.2) alone: nothing is expanded or run. */
import { split } from 'shlex';

/** A word of any kind, quoted. `$` is found outside of single quotes alone. */
const quoted = /\\[\s\S]|'[^']*'|"(?<double>(?:\\[\s\S]|[^"\\])*)"|\$/g;

/**
 * The words, which white space and newlines separate; a backslash before a newline joins lines. Undefined when a quote
 * is not closed, or nothing stands behind the last backslash. `$`, `;`, `*`, `#` and backticks are plain characters.
 */
export function splitWords(text: string): readonly string[] | undefined {
  try {
    return split(plainly(text.replaceAll('\r\n', '\n')));
  } catch {
    return undefined;
  }
}

/**
 * In double quotes shlex keeps the backslash of `\$`, and it unescapes what stands in front of them a second time; and
 * it takes `$'…'` for bash's. So it gets single quotes for double ones, and each `$` escaped.
 */
function plainly(text: string): string {
  return text.replace(quoted, (all, double?: string) => {
    if (double !== undefined) return inSingleQuotes(double.replace(/\\(?:\n|([$`"\\]))/g, '$1'));
    return all === '$' ? '\\$' : all;
  });
}

function inSingleQuotes(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
