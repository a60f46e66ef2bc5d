/** Variables in the history of real images: fixtures/image-history/Dockerfile, as BuildKit and its predecessor left it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readEnvironment, readHistory } from '../../../src/read/image-history.ts';

const recorded = (name: string) => readFileSync(`__tests__/fixtures/image-history/${name}`, 'utf8');
const settings = 'mode=fast token=none \'q\' "d" $x';
const declared = ['NPM_TOKEN', 'SETTINGS', 'DB_PASSWORD', 'GREETING', 'LEVEL', 'PGPASSWORD', 'UNSET', 'SIGNING'];

function valuesOf(text: string, known: readonly string[]) {
  const values: Record<string, string[]> = {};
  for (const { key, value } of readHistory(text, known)) values[key] = [...new Set([...(values[key] ?? []), value])];
  return values;
}

const ownValues = {
  NPM_TOKEN: ['0a1b2c3d'],
  SETTINGS: [settings],
  // Overwritten later, and still there.
  DB_PASSWORD: ['', 'hunter2'],
  GREETING: ['two words'],
  PATH: ['/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
};

test.each(['docker.jsonl', 'engine.jsonl'])('%s', (name) => {
  expect(valuesOf(recorded(name), declared)).toEqual({
    ...ownValues,
    LEVEL: ['3'],
    PGPASSWORD: ['letmein', 'letmein UNSET'],
    UNSET: [''],
    SIGNING: ['-----BEGIN RSA PRIVATE KEY-----\nMIIabc=\n-----END RSA PRIVATE KEY-----'],
  });
});

test('the builder before BuildKit tells the values in RUN alone', () => {
  expect(recorded('classic.jsonl')).toContain('#(nop)  ARG NPM_TOKEN"');
  expect(valuesOf(recorded('classic.jsonl'), ['GREETING'])).toEqual(ownValues);
});

test('without the Dockerfile no piece of a value is taken for a name', () => {
  const names = Object.keys(valuesOf(recorded('docker.jsonl'), []));
  expect(names.toSorted()).toEqual(['DB_PASSWORD', 'LEVEL', 'NPM_TOKEN', 'PATH', 'SETTINGS', 'SIGNING']);
});

describe('one line', () => {
  test.each<[string, Record<string, string[]>]>([
    ['ARG A', {}],
    ['ARG A=', { A: [''] }],
    ['ARG A=1 C=2', { A: ['1 C=2'] }],
    ['ARG A=1 B=2', { A: ['1'], B: ['2'] }],
    ['ARG C B=2', { B: ['2'] }],
    ['ENV A=x B=', { A: ['x'], B: [''] }],
    ['RUN |1 A= /bin/sh -c B=2 make # buildkit', { A: [''] }],
    ['RUN |2 A=1 B= /bin/bash -o pipefail -c make # buildkit', { A: ['1'], B: [''] }],
    ['RUN |2 A=1 B=2 make all # buildkit', { A: ['1'] }],
    ['RUN /bin/sh -c A=1 B=2 make # buildkit', {}],
    ['COPY A=1 B=2 # buildkit', {}],
    ['CMD ["A=1"]', {}],
  ])('%s', (CreatedBy, values) => {
    expect(valuesOf(JSON.stringify({ CreatedBy }), ['B'])).toEqual(values);
  });
});

test.each(['', '[]', '{}', 'null', 'no JSON', '[{"CreatedBy":""}]', '[null]'])('nothing in %j', (text) => {
  expect(readHistory(text, ['A'])).toEqual([]);
});

test('the environment of a configuration', () => {
  expect(readEnvironment(['PATH=/bin', 'A=b=c', 'EMPTY=', 'none', '=x'])).toEqual([
    { key: 'PATH', value: '/bin' },
    { key: 'A', value: 'b=c' },
    { key: 'EMPTY', value: '' },
  ]);
});
