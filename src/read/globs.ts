/** Paths with `*`, `?` and `**`, as test reports are named. */

export interface PathPattern {
  /** The folder or file that holds everything that fits: the path up to the first wildcard. */
  readonly base: string;
  /** Whether a path below the base fits; the base itself is the empty path. */
  matches(path: string): boolean;
}

/** Without a wildcard it is that file, or every XML file in and below that folder. */
export function readPattern(text: string): PathPattern {
  const words = text.split('/');
  const first = words.findIndex((word) => /[*?]/.test(word));
  if (first < 0) return { base: text, matches: (path) => path === '' || path.toLowerCase().endsWith('.xml') };
  const rest = new RegExp(`^${expression(words.slice(first))}$`);
  return {
    base: words.slice(0, first).join('/') || (text.startsWith('/') ? '/' : '.'),
    matches: (path) => rest.test(path),
  };
}

/** `**` is any number of folders, none included. */
function expression(words: readonly string[]): string {
  return words
    .map((word, index) => {
      const isLast = index === words.length - 1;
      if (word === '**') return isLast ? '.*' : '(?:[^/]+/)*';
      return `${wildcards(word)}${isLast ? '' : '/'}`;
    })
    .join('');
}

function wildcards(word: string): string {
  return word
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
}
