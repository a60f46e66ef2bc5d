/** The nearest known word to a mistyped one. */
import { distance } from 'fastest-levenshtein';

/** Gives the closest of `known`, or undefined when nothing is close enough to be a slip of the finger. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known.map((name) => ({ name, far: distance(word.toLowerCase(), name) }));
  const best = ranked.toSorted((a, b) => a.far - b.far)[0];
  return best !== undefined && best.far <= Math.max(2, word.length / 3) ? best.name : undefined;
}
