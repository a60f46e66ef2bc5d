/** The `lint-ignore` input. */
import { expect, test } from '@jest/globals';
import { readRuleNames } from '../../../src/read/rule-names.ts';

test('names in any case', () => {
  expect(readRuleNames(['FromAsCasing', 'runsasroot'])).toEqual({
    value: ['FromAsCasing', 'runsasroot'],
    problems: [],
  });
});

test.each([
  ['from-as-casing', 'write FromAsCasing'],
  ['runs_as root', 'write RunsAsRoot'],
  ['DL3008', 'write one word as the log shows it, for example RunsAsRoot'],
  ['*', 'write one word as the log shows it, for example RunsAsRoot'],
])('%s', (value, cure) => {
  const problem = { input: 'lint-ignore', value, wrong: 'is not the name of a rule', cure };
  expect(readRuleNames([value, 'FromAsCasing'])).toEqual({ value: ['FromAsCasing'], problems: [problem] });
});
