/** The `images` input -> names. The grammar is docker/metadata-action's: a name, or `name=NAME,enable=true|false`, a line. */

import { nearest } from '../language/nearest.ts';
import type { Problem } from '../model/decision.ts';
import type { ImageName } from '../model/names.ts';
import { readImageName } from './image-name.ts';
import { openQuote, readLines, readList, readPair, tryRead } from './lists.ts';

const attributes = ['name', 'enable'];

export interface ImagesReading {
  readonly value: readonly ImageName[];
  readonly problems: readonly Problem[];
}

/** Reads the input; an empty one means the repository's own name on ghcr.io. A line may hold several bare names. */
export function readImages(text: string, repository: string): ImagesReading {
  const lines = tryRead(readLines, text);
  if (lines === undefined) return no(openQuote);
  const readings = (lines.length > 0 ? lines : [`ghcr.io/${repository}`]).map(readLine);
  return {
    value: readings.flatMap((reading) => reading.value),
    problems: readings.flatMap((reading) => reading.problems),
  };
}

function readLine(line: string): ImagesReading {
  const fields = tryRead(readList, line);
  if (fields === undefined) return no(openQuote);
  if (fields.some((field) => field.includes('='))) return readLong(line, fields);
  const names = fields.map(readName);
  return {
    value: names.flatMap((reading) => reading.value),
    problems: names.flatMap((reading) => reading.problems),
  };
}

function readLong(line: string, fields: readonly string[]): ImagesReading {
  // A field without `=` is the name, as docker's action reads it.
  const pairs = fields.map((field) => (field.includes('=') ? readPair(field) : { key: 'name', value: field }));
  const given: Record<string, string> = {};
  for (const [index, pair] of pairs.entries()) {
    const key = pair?.key.toLowerCase() ?? '';
    if (!attributes.includes(key)) return unknown(fields[index] ?? '', key);
    given[key] = (pair?.value ?? '').trim();
  }
  const { name = '', enable = 'true' } = given;
  if (name === '') return no({ value: line, wrong: 'has no name', cure: 'write name=HOST/NAMESPACE/NAME' });
  if (enable !== 'true' && enable !== 'false')
    return no({ value: `enable=${enable}`, wrong: 'is not enable=true or enable=false' });
  const reading = readName(name);
  return enable === 'true' ? reading : { value: [], problems: reading.problems };
}

function unknown(field: string, key: string): ImagesReading {
  const near = nearest(key, attributes);
  const wrong = 'is not one of name=NAME, enable=true|false';
  return no({ value: field, wrong, ...(near !== undefined && { cure: `did you mean ${near}?` }) });
}

function readName(text: string): ImagesReading {
  const reading = readImageName(text);
  if (reading.ok) return { value: [reading.name], problems: [] };
  return no({ value: text, wrong: reading.wrong, ...(reading.cure !== undefined && { cure: reading.cure }) });
}

function no(problem: Omit<Problem, 'input'>): ImagesReading {
  return { value: [], problems: [{ input: 'images', ...problem }] };
}
