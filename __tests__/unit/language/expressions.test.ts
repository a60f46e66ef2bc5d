/** `{{…}}` in inputs. */
import { describe, expect, test } from '@jest/globals';
import {
  checkExpression,
  ExpressionError,
  globalNames,
  isOnly,
  namesIn,
  render,
} from '../../../src/language/expressions.ts';

const scope = {
  values: { branch: 'a&b<c>', tag: '', yes: true, no: false, major: 0, parts: ['rc', '1'] },
  now: '2026-11-21T22:30:00.000Z',
  commitDate: '2026-01-02T03:04:05.000Z',
};

test.each([
  ['plain', 'plain'],
  ['}} no expression', '}} no expression'],
  ['{{branch}}', 'a&b<c>'],
  ['{{{branch}}}', 'a&b<c>'],
  ['x{{ branch }}y', 'xa&b<c>y'],
  ['{{tag}}', ''],
  ['{{yes}}{{no}}{{major}}', 'truefalse0'],
  ['{{#if yes}}a{{else}}b{{/if}}', 'a'],
  ['{{#if no}}a{{else}}b{{/if}}', 'b'],
  ['{{#if tag}}a{{/if}}', ''],
  ['{{#unless no}}a{{/unless}}', 'a'],
  ['{{#if major}}{{major}}{{/if}}', ''],
  ['{{#each parts}}{{this}};{{/each}}', 'rc;1;'],
  ["{{date 'YYYY-MM-DD'}}", '2026-11-21'],
  ["{{date 'YYYY-MM-DD' tz='Asia/Tokyo'}}", '2026-11-22'],
  ["{{commit_date 'YYYYMMDD'}}", '20260102'],
  ['{{! a note }}x', 'x'],
])('%s gives %s', async (text, expected) => expect(await render(text, scope)).toBe(expected));

describe('what is wrong before anything runs', () => {
  test.each([
    ['{{', /^is not an expression: Parse error/, 'check the braces of {{'],
    ['{{#if yes}}', /^is not an expression: Parse error/, 'check the braces of {{#if yes}}'],
    ['{{brnch}}', /^names \{\{brnch\}\}, which is not one of branch, /, 'did you mean {{branch}}?'],
    ['{{totally_other}}', /^names/, undefined],
    ['{{> partial}}', /^names \{\{partial\}\}/, undefined],
    ['{{log "x"}}', /^names \{\{log\}\}/, undefined],
    ['{{date}}', /^has a date without one format/, "write {{date 'YYYYMMDD'}}"],
    ["{{date 'Y' 'M'}}", /^has a date without one format/, "write {{date 'YYYYMMDD'}}"],
    ["{{date 'Y' tz='x'}}", /^names the time zone "x"/, expect.any(String)],
  ])('%s', async (text, wrong, cure) => {
    const error = await checkExpression(text, globalNames);
    expect(error).toBeInstanceOf(ExpressionError);
    expect(error?.message).toMatch(wrong);
    if (cure !== undefined) expect(error?.cure).toEqual(cure);
  });

  test.each(['', 'x', '{{branch}}', "{{#if is_default_branch}}{{date 'Y'}}{{/if}}"])('%j is right', async (text) =>
    expect(await checkExpression(text, globalNames)).toBeUndefined(),
  );
});

test('the names of an expression', async () => {
  expect(await namesIn("{{branch}}{{#if tag}}{{date 'Y' tz=sha}}{{/if}}")).toEqual([
    'branch',
    'if',
    'tag',
    'date',
    'sha',
  ]);
});

test.each([
  ['{{raw}}', true],
  ['{{ raw }}', true],
  ['x{{raw}}', false],
  ['{{raw}}{{raw}}', false],
])('%s is raw alone: %s', (text, expected) => expect(isOnly(text, 'raw')).toBe(expected));
