/** Foreign text made safe for logs, Markdown and HTML. */
import { describe, expect, test } from '@jest/globals';
import { code, counted, escaped, megabytes, quoted, seconds, shown } from '../../../src/report/text.ts';

const ESC = '\u001b';

describe('shown', () => {
  test.each<[string, string, string]>([
    ['plain', 'a "b" <c> ä 日本 🚀', 'a "b" <c> ä 日本 🚀'],
    ['a tab stays', 'a\tb', 'a\tb'],
    ['colours', `${ESC}[1;31mred${ESC}[0m`, 'red'],
    ['256 colours', `${ESC}[38;5;196mred${ESC}[m`, 'red'],
    ['cursor moves', `${ESC}[2K${ESC}[1Aup`, 'up'],
    ['private modes', `${ESC}[?25lhidden${ESC}[?25h`, 'hidden'],
    ['C1 sequences', '\u009b31mred', 'red'],
    ['a window title', `${ESC}]0;title\u0007text`, 'text'],
    ['a link, ended by BEL', `${ESC}]8;;http://x\u0007link${ESC}]8;;\u0007`, 'link'],
    ['a link, ended by ST', `${ESC}]8;;http://x${ESC}\\link${ESC}]8;;${ESC}\\`, 'link'],
    ['character sets and resets', `${ESC}(B${ESC}ctext`, 'text'],
    ['a sequence cut off', `text${ESC}[`, 'text'],
    ['a lone escape at the end', `text${ESC}`, 'text'],
    ['a progress bar', '10%\r50%\r100%', '100%'],
    ['a progress bar that ends in a return', '50%\r100%\r', '100%'],
    ['a Windows newline', 'text\r', 'text'],
    ['bidi overrides', 'user\u202etxt.exe\u202c', 'usertxt.exe'],
    ['bidi isolates', 'a\u2066b\u2069c\u200e', 'abc'],
    ['zero-width characters', 'a\u200bb\ufeffc\u00add', 'abcd'],
    ['line separators', 'a\u2028b\u2029c\u0085d', 'abcd'],
    ['control characters', 'a\u0000b\u0007c\u0008d\u007f', 'abcd'],
    ['newlines', 'a\nb', 'ab'],
    ['an old command of the runner', '##[error]x', '# #[error]x'],
    ['one that is put together', `#\u200b#[group]x`, '# #[group]x'],
    ['one in colours', `##${ESC}[0m[error]x`, '# #[error]x'],
    ['one in the middle', 'x ##[add-mask]y', 'x # #[add-mask]y'],
    ['nothing', '', ''],
  ])('%s', (_, text, result) => expect(shown(text)).toBe(result));

  test.each([
    '::error::x',
    '  ::set-output name=x::y',
    '##[error]x',
    `${ESC}[31m::stop-commands::x`,
    '\u200b::add-mask::x',
  ])('a quoted line is no command: %j', (text) => {
    expect(quoted(text)).toMatch(/^ {2}\| /);
    expect(quoted(text)).not.toContain('##[');
  });

  test('an empty quoted line has no white space at its end', () => expect(quoted('')).toBe('  |'));
});

describe('escaped', () => {
  test.each([
    ['`a`', '&#96;a&#96;'],
    ['a|b', 'a&#124;b'],
    ['a\\|b', 'a&#92;&#124;b'],
    ['<img src=x onerror=alert(1)>', '&#60;img src=x onerror=alert(1)&#62;'],
    ['</code></pre>', '&#60;/code&#62;&#60;/pre&#62;'],
    ['<!-- x -->', '&#60;&#33;-- x --&#62;'],
    ['[x](http://y)', '&#91;x&#93;(http&#58;//y)'],
    ['![x](y)', '&#33;&#91;x&#93;(y)'],
    ['http://x.y', 'http&#58;//x.y'],
    ['www.x.y WWW.x.y', 'www&#46;x.y WWW&#46;x.y'],
    ['@octocat a@b.c', '&#64;octocat a&#64;b.c'],
    ['#12 acme/app#12', '&#35;12 acme/app&#35;12'],
    ['&lt; &#60; &amp;', '&#38;lt; &#38;&#35;60; &#38;amp;'],
    ['*b* _i_ ~~s~~', '&#42;b&#42; &#95;i&#95; &#126;&#126;s&#126;&#126;'],
    [':smile: $x$', '&#58;smile&#58; &#36;x&#36;'],
    ['# x', '&#35; x'],
    ['- x', '&#45; x'],
    ['a - b', 'a - b'],
    ['+ x', '&#43; x'],
    ['> x', '&#62; x'],
    ['a\nb\r\nc', 'c'],
    ['ä 日 🚀', '&#228; &#26085; &#128640;'],
    ['it\'s "fine" (a, b; c=d).', 'it\'s "fine" (a, b; c=d).'],
  ])('%j', (text, result) => expect(escaped(text)).toBe(result));

  test('nothing that Markdown or HTML reads is left of any ASCII character', () => {
    const ascii = Array.from({ length: 128 }, (_, index) => String.fromCharCode(index))
      .filter((c) => c !== '\r')
      .join('');
    expect(escaped(ascii).replace(/&#\d+;/g, '')).toMatch(/^[A-Za-z0-9 ,.;/='"()-]*$/);
  });

  test('code cannot be left from inside', () => {
    expect(code('</code><b>`|')).toBe('<code>&#60;/code&#62;&#60;b&#62;&#96;&#124;</code>');
  });
});

test.each<[string, string]>([
  [seconds(0), '0.0 s'],
  [seconds(12.35), '12.3 s'],
  [seconds(3600), '3600.0 s'],
  [megabytes(0), '0.0 MB'],
  [megabytes(84_123_456), '84.1 MB'],
  [megabytes(2.5e9), '2500.0 MB'],
  [counted(0, 'tag'), '0 tags'],
  [counted(1, 'tag'), '1 tag'],
  [counted(2, 'tag'), '2 tags'],
])('figures: %s', (text, expected) => expect(text).toBe(expected));
