/** The `annotations` input -> keys, values and where they are to be written. The grammar is `docker build --annotation`'s. */

import { nearest } from '../language/nearest.ts';
import type { Problem } from '../model/decision.ts';
import type { AnnotationInput, AnnotationLevel } from '../model/inputs.ts';
import { openQuote, readLines, readPair, tryRead } from './lists.ts';

const types = ['manifest', 'index', 'manifest-descriptor', 'index-descriptor'] as const;

export interface AnnotationsReading {
  readonly value: readonly AnnotationInput[];
  readonly problems: readonly Problem[];
}

/** Reads lines of `[LEVELS:]KEY=VALUE`; no levels are told as none. A line that is wrong is left out and told. */
export function readAnnotations(text: string): AnnotationsReading {
  const lines = tryRead(readLines, text);
  if (lines === undefined) return { value: [], problems: [{ input: 'annotations', ...openQuote }] };
  const readings = lines.map(readLine);
  return {
    value: readings.flatMap((reading) => ('problem' in reading ? [] : reading)),
    problems: readings.flatMap((reading) => ('problem' in reading ? reading.problem : [])),
  };
}

/**
 * docker/metadata-action's variable DOCKER_METADATA_ANNOTATIONS_LEVELS, such as `manifest,index`; undefined when it is
 * empty. What is wrong with it is told as a problem of `annotations`.
 */
export function readLevels(text: string): { value: readonly AnnotationLevel[] | undefined; problems: Problem[] } {
  if (text.trim() === '') return { value: undefined, problems: [] };
  const levels = text.split(',').map((word) => readLevel(word.trim()));
  const problems = levels.flatMap((level) =>
    'wrong' in level ? wrong(`${variable}=${text}`, level.wrong, level.cure) : [],
  );
  return { value: levels.flatMap((level) => ('wrong' in level ? [] : level)), problems };
}

const variable = 'DOCKER_METADATA_ANNOTATIONS_LEVELS';

/** Words as levels are written, so that `com.acme:key` is a key and `manifst:key` a slip of the finger. */
const levelWords = /^[a-z-]+(?:\[[^\],]*\])?(?:,[a-z-]+(?:\[[^\],]*\])?)*$/;

function readLine(line: string): AnnotationInput | { readonly problem: Problem } {
  const wanted = 'is not KEY=VALUE or LEVEL:KEY=VALUE';
  const pair = readPair(line);
  if (pair === undefined) return { problem: wrong(line, wanted, 'write an empty value as `KEY=`') };
  const colon = pair.key.indexOf(':');
  const head = pair.key.slice(0, Math.max(colon, 0));
  const hasLevels = levelWords.test(head);
  const key = hasLevels ? pair.key.slice(colon + 1).trim() : pair.key;
  if (key === '') return { problem: wrong(line, wanted) };
  // BuildKit leaves such an annotation out without a word.
  if (/\s/.test(key)) return { problem: wrong(line, 'has a key with a space in it, which BuildKit cannot write') };
  if (!hasLevels) return { levels: [], key, value: pair.value };
  const levels: AnnotationLevel[] = [];
  for (const word of head.split(',')) {
    const level = readLevel(word);
    if ('wrong' in level) return { problem: wrong(line, level.wrong, level.cure) };
    levels.push(level);
  }
  return { levels, key, value: pair.value };
}

function readLevel(word: string): AnnotationLevel | { readonly wrong: string; readonly cure?: string | undefined } {
  const bracket = word.indexOf('[');
  const name = bracket < 0 ? word : word.slice(0, bracket);
  const type = types.find((known) => known === name);
  if (type === undefined) {
    const near = nearest(name, types);
    const cure = near === undefined ? undefined : `did you mean ${near}?`;
    return { wrong: `has the level ${name}, which is not one of ${types.join(', ')}`, cure };
  }
  if (bracket < 0) return { type };
  const platform = word.slice(bracket + 1, -1);
  if (/^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/.test(platform)) return { type, platform };
  return { wrong: `has ${word}, where a platform such as linux/arm64 is wanted between the brackets` };
}

function wrong(value: string, what: string, cure?: string): Problem {
  return { input: 'annotations', value, wrong: what, ...(cure !== undefined && { cure }) };
}
