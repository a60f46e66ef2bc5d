/** A Dockerfile's line -> its words, as BuildKit's reader of shell words takes them (moby/buildkit, frontend/dockerfile/shell). */

/** Words as they were typed and what they mean. The escape character is a backslash, or what the Dockerfile says. */
export interface ShellWords {
  /**
   * White space separates words, unless it is quoted or escaped. None when a quote is not closed: BuildKit then finds no
   * words either.
   */
  split(line: string): readonly string[];
  /** The word without its quotes and escapes. */
  unquote(word: string): string;
}

export function shellWords(escapeCharacter: string): ShellWords {
  const own = escapeCharacter === '\\' ? '\\\\' : escapeCharacter;
  const inDouble = `(?:${own}.|[^"${own}])*`;
  const word = new RegExp(`(?:${own}.|"${inDouble}"|'[^']*'|[^\\s"'])+`, 'g');
  const quoted = new RegExp(`"(${inDouble})"|'([^']*)'|${own}(.)`, 'g');
  const escaped = new RegExp(`${own}(.)`, 'g');
  return {
    split: (line) => (/["']/.test(line.replace(word, '')) ? [] : (line.match(word) ?? [])),
    unquote: (text) =>
      text.replace(quoted, (_, double?: string, single?: string, one?: string) => {
        return double?.replace(escaped, '$1') ?? single ?? one ?? '';
      }),
  };
}
