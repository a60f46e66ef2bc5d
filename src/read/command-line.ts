/** A command of the user's -> its words. */
import type { CommandLine } from '../model/inputs.ts';

/** As a Dockerfile's CMD takes it: in a shell, or as it is in JSON's form. */
export function readCommandLine(text: string): CommandLine {
  const [program, ...words] = jsonWords(text) ?? [];
  return { text, words: program === undefined ? ['/bin/sh', '-c', text] : [program, ...words] };
}

/** The words of `["a", "b"]`; undefined for any other text. */
export function jsonWords(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const words: unknown = JSON.parse(text);
    const isList = Array.isArray(words) && words.every((word) => typeof word === 'string');
    return isList ? words : undefined;
  } catch {
    return undefined;
  }
}
