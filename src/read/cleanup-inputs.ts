/** The inputs of `stage: cleanup`. */
import { checkPattern } from '../language/patterns.ts';
import type { CleanupInput } from '../model/inputs.ts';
import type { InputName } from './input-names.ts';
import type { Reader } from './input-reader.ts';

/** Reads them; given with another stage they would do nothing, and whoever wrote them expects something. */
export function readCleanup(reader: Reader): CleanupInput {
  const keepTags = reader.plainLines('keep-tags');
  for (const pattern of keepTags.filter(isExpression)) {
    const fault = checkPattern(pattern);
    if (fault !== undefined) reader.problem('keep-tags', pattern, fault.wrong, fault.cure);
  }
  const names = ['keep-days', 'keep-last', 'keep-tags'] as const;
  const useless = reader.optional('stage') === 'cleanup' ? [] : names.filter((name) => reader.optional(name));
  for (const name of useless)
    reader.problem(name, reader.text(name), 'is of use with `stage: cleanup` alone', 'add it, or remove this');
  return { keepDays: wholeNumber('keep-days', reader), keepLast: wholeNumber('keep-last', reader), keepTags };
}

/** `/expression/flags`; a slash is in no tag. */
export function isExpression(pattern: string): boolean {
  return pattern.startsWith('/');
}

function wholeNumber(name: InputName, reader: Reader): number | undefined {
  const text = reader.matching(name, /^\d{1,5}$/, 'a whole number such as 30');
  return text === undefined || !/^\d{1,5}$/.test(text) ? undefined : Number(text);
}
