/** The `flavor` input: what holds for every tag. */
import { checkExpression, globalNames } from '../language/expressions.ts';
import { nearest } from '../language/nearest.ts';
import type { Problem } from '../model/decision.ts';
import type { Flavor, Pair } from '../model/inputs.ts';
import { openQuote, readList, readPair, tryRead } from './lists.ts';

interface Reading {
  readonly value: Flavor;
  readonly problems: readonly Problem[];
}

const keys = ['latest', 'prefix', 'suffix', 'onlatest'];

/**
 * Reads lines such as `latest=auto` and `suffix=-alpine,onlatest=false`. Unlike in docker/metadata-action a suffix is on
 * `latest` too unless `onlatest=false` stands behind it: a variant must not take the plain `latest`.
 */
export async function readFlavor(text: string): Promise<Reading> {
  const problems: Problem[] = [];
  const flavor = { latest: 'auto', prefix: '', suffix: '', prefixOnLatest: 'false', suffixOnLatest: 'true' };
  for (const { text: field, pair, affix } of readFields(text, problems)) {
    if (pair === undefined || !keys.includes(pair.key)) problems.push(unknownKey(field, pair?.key));
    else if (pair.key === 'latest') flavor.latest = word(pair.value, ['auto', 'true', 'false'], field, problems);
    else if (pair.key !== 'onlatest') {
      flavor[pair.key as Affix] = pair.value;
      problems.push(...(await badExpression(field, pair.value)));
    } else if (affix === undefined) problems.push(alone(field));
    else flavor[`${affix}OnLatest`] = word(pair.value, ['true', 'false'], field, problems);
  }
  return {
    value: {
      ...flavor,
      latest: flavor.latest as Flavor['latest'],
      prefixOnLatest: flavor.prefixOnLatest === 'true',
      suffixOnLatest: flavor.suffixOnLatest === 'true',
    },
    problems,
  };
}

type Affix = 'prefix' | 'suffix';

interface Field {
  readonly text: string;
  readonly pair: Pair | undefined;
  /** The prefix or suffix that stands before this field on its line. */
  readonly affix: Affix | undefined;
}

function readFields(text: string, problems: Problem[]): Field[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const items = tryRead(readList, line);
    if (items === undefined) problems.push({ input: 'flavor', ...openQuote });
    const pairs = (items ?? []).map((item) => ({ text: item, pair: readKey(item) }));
    return pairs.map((field, index) => ({ ...field, affix: pairs.slice(0, index).map(affixOf).findLast(Boolean) }));
  });
}

function readKey(item: string): Pair | undefined {
  const pair = readPair(item);
  return pair === undefined ? undefined : { key: pair.key.toLowerCase(), value: pair.value.trim() };
}

function affixOf({ pair }: Pick<Field, 'pair'>): Affix | undefined {
  return pair?.key === 'prefix' || pair?.key === 'suffix' ? pair.key : undefined;
}

function alone(field: string): Problem {
  return {
    input: 'flavor',
    value: field,
    wrong: 'stands alone',
    cure: 'write it behind prefix=… or suffix=…, on the same line',
  };
}

function unknownKey(field: string, key: string | undefined): Problem {
  const near = key === undefined ? undefined : nearest(key, keys);
  return {
    input: 'flavor',
    value: field,
    wrong: 'is not one of latest=auto|true|false, prefix=TEXT, suffix=TEXT, onlatest=true|false',
    ...(near !== undefined && { cure: `did you mean ${near}?` }),
  };
}

function word(value: string, known: readonly string[], field: string, problems: Problem[]): string {
  if (known.includes(value)) return value;
  problems.push({ input: 'flavor', value: field, wrong: `is not one of ${known.join(', ')}` });
  return known[0] ?? '';
}

async function badExpression(field: string, text: string): Promise<Problem[]> {
  const error = await checkExpression(text, globalNames);
  if (error === undefined) return [];
  return [
    { input: 'flavor', value: field, wrong: error.message, ...(error.cure !== undefined && { cure: error.cure }) },
  ];
}
