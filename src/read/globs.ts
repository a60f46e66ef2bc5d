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
  const base = words.slice(0, first).join('/') || (text.startsWith('/') ? '/' : '.');
  const rest = words.slice(first);
  return {
    base,
    // A folder is in no list, so `**` at the end means everything below.
    matches: (path) => path !== '' && fits(path.split('/'), rest, (word) => word === '**', fitsWord),
  };
}

/** Whether a whole word fits a pattern, whose `*` takes any characters and whose `?` takes one. */
export function fitsWord(word: string, pattern: string): boolean {
  return fits(
    [...word],
    [...pattern],
    (sign) => sign === '*',
    (character, sign) => sign === '?' || sign === character,
  );
}

/**
 * Whether all items fit all signs, where a wild sign takes any number of items. It only ever gives more items to the
 * last wild sign, so its time is at most the product of both lengths; a regular expression could take forever.
 */
function fits<T>(
  items: readonly T[],
  signs: readonly T[],
  isWild: (sign: T) => boolean,
  fitsOne: (item: T, sign: T) => boolean,
): boolean {
  let at = 0;
  let sign = 0;
  let wild: { readonly sign: number; readonly taken: number } | undefined;
  while (at < items.length) {
    const [item, wanted] = [items[at], signs[sign]];
    if (wanted !== undefined && isWild(wanted)) {
      wild = { sign, taken: at };
      sign += 1;
    } else if (item !== undefined && wanted !== undefined && fitsOne(item, wanted)) {
      at += 1;
      sign += 1;
    } else if (wild !== undefined) {
      wild = { sign: wild.sign, taken: wild.taken + 1 };
      at = wild.taken;
      sign = wild.sign + 1;
    } else return false;
  }
  return signs.slice(sign).every(isWild);
}
