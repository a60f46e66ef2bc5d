/** Masking: what disappears from the log once a value was declared secret. */
import { expect, test } from '@jest/globals';
import { runStep } from '../../script/runner/driver.ts';
import { Masks } from '../../script/runner/masks.ts';
import { fixtureAction } from './fixture-action.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

test.each([
  ['plain', 'p@ss "w" & ü!', 'p@ss "w" & ü!'],
  ['base64', 'p@ss-word', base64('p@ss-word')],
  ['base64 behind one byte', 'p@ss-word', base64('p@ss-word'.slice(1))],
  ['base64 behind two bytes', 'p@ss-word', base64('p@ss-word'.slice(2))],
  ['inside JSON', 'a"b\\c', 'a\\"b\\\\c'],
  ['inside a URL', "p@ss 'w'!", 'p%40ss%20%27w%27%21'],
  ['inside XML', '<a&b>', '&lt;a&amp;b&gt;'],
  ['inside an expression', "it's", "it''s"],
  ['without its quotes', '"quoted-secret"', 'quoted-secret'],
])('%s', (_, secret, printed) => {
  const masks = new Masks();
  masks.add(secret);
  expect(masks.apply(`<${printed}>`)).toBe('<***>');
});

test('a value of several lines masks each line and the whole, blank lines excepted', () => {
  const masks = new Masks();
  masks.add('first\r\n\n  \nsecond');
  expect(masks.apply('a first b second c')).toBe('a *** b *** c');
  expect(masks.apply('x\n  \ny')).toBe('x\n  \ny');
  expect(masks.values).toEqual(['first\r\n\n  \nsecond', 'first', 'second']);
});

test('overlapping and touching secrets become one mask', () => {
  const masks = new Masks();
  for (const value of ['abcd', 'cdef', 'ghij']) masks.add(value);
  expect(masks.apply('-abcdefghij-abcd-')).toBe('-***-***-');
});

test('a mask works from its command on, in log, annotations and summary, but not in outputs and raw', async () => {
  await using action = await fixtureAction({
    main: `raw('s3cret before\\n::add-mask::s3cret\\ns3cret after\\n::error title=s3cret::the s3cret%0Ais out\\n');
           say('GITHUB_OUTPUT', 'out=s3cret\\n'); say('GITHUB_STEP_SUMMARY', '# s3cret');`,
  });
  const result = await runStep(action.request());
  expect(result.log).toBe('s3cret before\n*** after\nError: the ***\nis out\n');
  expect(result.annotations).toEqual([{ level: 'error', message: 'the ***\nis out', title: '***' }]);
  expect(result.summary).toBe('# ***');
  expect(result.outputs).toEqual({ out: 's3cret' });
  expect(result.raw).toContain('s3cret after');
  expect(result.masks).toEqual(['s3cret']);
});

test('a blank mask is warned about and masks nothing', async () => {
  await using action = await fixtureAction({ main: "raw('::add-mask::  \\na  b\\n');" });
  const { log, masks } = await runStep(action.request());
  expect(log).toBe("Warning: Can't add secret mask for empty string in ##[add-mask] command.\na  b\n");
  expect(masks).toEqual([]);
});

test('secrets and the token are masked from the start', async () => {
  await using action = await fixtureAction({ main: "raw('one-secret ghs_token\\n');" });
  const base = action.request({ secrets: ['one-secret'] });
  const { log } = await runStep({ ...base, event: { ...base.event, token: 'ghs_token' } });
  expect(log).toBe('*** ***\n');
});
