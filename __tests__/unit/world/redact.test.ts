/** Known secrets are taken out of text, whatever they are made of. */
import { expect, test } from '@jest/globals';
import { Redactor } from '../../../src/world/redact.ts';

function clean(secrets: readonly string[], text: string): string {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor.clean(text);
}

const long = 'a'.repeat(250) + 'b'.repeat(250);

test.each<[string, string[], string, string]>([
  ['none', [], 'all of it', 'all of it'],
  ['one', ['hunter2'], 'pw hunter2, again hunter2.', 'pw ***, again ***.'],
  ['inside a word', ['hunter2'], 'xhunter2x', 'x***x'],
  ['regular expression characters', ['.*+?^${}()|[\\]'], 'x .*+?^${}()|[\\] y', 'x *** y'],
  ['replacement characters', ['$&$1'], 'x $&$1 y', 'x *** y'],
  ['500 characters', [long], `<${long}>`, '<***>'],
  ['one inside another, short first', ['abcd', 'abcdef'], 'abcdef abcd', '*** ***'],
  ['one inside another, long first', ['abcdef', 'abcd'], 'abcdef abcd', '*** ***'],
  ['the same twice', ['abcd', 'abcd'], 'abcd', '***'],
  ['several lines, as a whole', ['line one\nline two'], 'x line one\nline two y', 'x *** y'],
  ['several lines, one by one', ['line one\nline two'], 'x line two\nline one y', 'x ***\n*** y'],
  ['Windows lines', ['line one\r\nline two'], 'line one', '***'],
  ['Windows lines to the end', ['line one\r\nline two\r\n'], 'no line one', 'no ***'],
  ['Windows lines, the last a short one', ['line one\r\nend'], 'line one, the end', '***, the end'],
  ['a key: lines that say nothing stay', ['{\n"key": "v4lue"\n}'], '{ "a": 1 } "key": "v4lue"', '{ "a": 1 } ***'],
  ['too short to be one', ['1', 'abc'], 'sha256:1abc', 'sha256:1abc'],
  [
    'a switch is none',
    ['true', 'False\n', 'truely'],
    'pushed=true changed=false truely',
    'pushed=true changed=false ***',
  ],
  ['indented, printed without', ['key:\n    v4lue-1'], 'v4lue-1', '***'],
  [
    'as a summary escapes it',
    ['pass&word<1>'],
    'pass&#38;word&#60;1&#62; pass&#38;word&#60;1>',
    '*** pass&#38;word&#60;1>',
  ],
  ['with characters that are not shown', ['zero\u200bwidth'], 'zerowidth', '***'],
  ['empty and blank secrets', ['', '  ', '\n'], 'a  b\n', 'a  b\n'],
  ['Unicode', ['pässwörd🔑'], 'pässwörd🔑!', '***!'],
])('%s', (_, secrets, text, cleaned) => expect(clean(secrets, text)).toBe(cleaned));

test('of secrets that overlap, none stands there whole', () => {
  const cleaned = clean(['secret-one', 'one-two'], 'secret-one-two');
  expect(cleaned).not.toContain('secret-one');
  expect(cleaned).not.toContain('one-two');
});

test('a secret that is added later counts from then on', () => {
  const redactor = new Redactor();
  expect(redactor.clean('abcd')).toBe('abcd');
  redactor.add('abcd');
  expect(redactor.clean('abcd')).toBe('***');
});

test('a secret with quotes is found in JSON too', () => {
  const redactor = new Redactor();
  const secret = 'sup3r-"se<cr>et\\x';
  redactor.add(secret);
  expect(redactor.clean(JSON.stringify({ name: `a ${secret} b` }))).toBe('{"name":"a *** b"}');
});

test('of a secret that a cut went through, the beginning is taken out', () => {
  const redactor = new Redactor();
  redactor.add('SUPERSECRETVALUE');
  expect(redactor.clean('xxxSUPERSEC… and SUPE…, but SUP… stays')).toBe('xxx***… and ***…, but SUP… stays');
});
