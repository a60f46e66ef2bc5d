/** Where a failed test stands: in the report's words, then in the repository. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mapPlace, type Root, sourceFiles } from '../../../../src/read/test-reports/map-place.ts';
import { findPlace } from '../../../../src/read/test-reports/source-place.ts';
import { read, suite } from './reading.ts';

const nothing = { file: '', line: undefined, className: '' };

test.each<[string, string | undefined]>([
  ['    at Object.<anonymous> (src/a.test.ts:41:7)', 'src/a.test.ts:41'],
  ['    at async file:///app/a.mjs:3:1', '/app/a.mjs:3'],
  [' ❯ test/a.test.ts:11:42', 'test/a.test.ts:11'],
  ['  File "/app/x.py", line 12, in test_a', '/app/x.py:12'],
  ['tests/test_a.py:5: AssertionError', 'tests/test_a.py:5'],
  ['\tat com.acme.FooTest.bar(FooTest.java:41)', 'com/acme/FooTest.java:41'],
  ['\tat app//com.acme.FooTest$Inner.lambda$bar$0(FooTest.java:41)', 'com/acme/FooTest.java:41'],
  ['\tat com.acme.FooTest.adds two prices(FooTest.kt:4)', 'com/acme/FooTest.kt:4'],
  ['\tat FooTest.bar(FooTest.java:41)', 'FooTest.java:41'],
  ['    foo_test.go:17: got 1', 'foo_test.go:17'],
  ['        Error Trace:\t/app/foo_test.go:17', '/app/foo_test.go:17'],
  ["# ./spec/x_spec.rb:12:in `block (2 levels)'", 'spec/x_spec.rb:12'],
  ['/app/tests/FooTest.php:33', '/app/tests/FooTest.php:33'],
  ['#0 /app/src/Foo.php(33): Foo->bar()', '/app/src/Foo.php:33'],
  ["thread 'a' panicked at src/lib.rs:22:5:", 'src/lib.rs:22'],
  ['   at Acme.FooTests.Bar() in /app/FooTests.cs:line 19', '/app/FooTests.cs:19'],
  ['   at Acme.FooTests.Bar() in C:\\app\\FooTests.cs:line 19', 'C:\\app\\FooTests.cs:19'],
  ['at /app/tests/a_test.cpp:12', '/app/tests/a_test.cpp:12'],
  ['test/a_test.exs:12: (test)', 'test/a_test.exs:12'],
  ['    at app/[slug]/page.test.tsx:3:4', 'app/[slug]/page.test.tsx:3'],
  ['    at run (/app/node_modules/jest/a.js:1:2)', undefined],
  ['  File "/usr/lib/python3.11/unittest/case.py", line 12, in run', undefined],
  ['  File "/app/.venv/lib/python3.11/site-packages/a.py", line 12, in run', undefined],
  ['/app/vendor/phpunit/phpunit/src/a.php:1', undefined],
  ['\tat org.junit.Assert.fail(Assert.java:1)', undefined],
  ['\tat java.base/java.util.ArrayList.forEach(ArrayList.java:1511)', undefined],
  ['\t/usr/local/go/src/testing/testing.go:2036 +0xea', undefined],
  ['             at /rustc/5980/library/std/src/panicking.rs:689:5', undefined],
  ['      at Test.run (node:internal/test_runner/test:1382:25)', undefined],
  ['expected 12:30 to be 12:31', undefined],
  ['connect ECONNREFUSED db.example.com:5432', undefined],
  ['http://localhost:8080/a', undefined],
  [`x ${'y'.repeat(2000)} a.ts:3`, undefined],
])('%j', (text, expected) => {
  const place = findPlace([text], nothing);
  expect(place && `${place.file}:${place.line}`).toBe(expected);
});

test.each<[string, Parameters<typeof findPlace>, string | undefined]>([
  [
    'the own file before others',
    [['a.ts:1', '/app/b.test.ts:2'], { ...nothing, file: 'b.test.ts' }],
    '/app/b.test.ts:2',
  ],
  ['its own line when the text has none', [['a.ts:1'], { file: 'b.test.ts', line: 7, className: '' }], 'b.test.ts:7'],
  ['a file alone', [[], { ...nothing, file: 'b.test.ts' }], 'b.test.ts:undefined'],
  ['a name that only ends alike is another', [['ab.ts:1'], { ...nothing, file: 'b.ts' }], 'b.ts:undefined'],
  [
    'the class, below helpers and assertions',
    [
      ['\tat org.junit.A.b(A.java:1)\n\tat com.acme.Help.me(Help.java:2)\n\tat com.acme.FooTest.c(FooTest.java:3)'],
      { ...nothing, className: 'com.acme.FooTest$Inner' },
    ],
    'com/acme/FooTest.java:3',
  ],
  [
    'the module of a class',
    [['lib/help.py:1: \ntests/test_a.py:2: X'], { ...nothing, className: 'tests.test_a.TestB' }],
    'tests/test_a.py:2',
  ],
  ['a class that is a file', [['x.ts:1'], { ...nothing, className: 'test/a.test.ts' }], 'test/a.test.ts:undefined'],
  [
    'the package of Go',
    [['a_test.go:3: no'], { ...nothing, className: 'example.com/a/b' }],
    'example.com/a/b/a_test.go:3',
  ],
  ['the second text', [['nothing', 'panicked at src/lib.rs:3:1'], nothing], 'src/lib.rs:3'],
])('%s', (_, [texts, origin], expected) => {
  const place = findPlace(texts, origin);
  expect(place && `${place.file}:${place.line}`).toBe(expected);
});

/** Takes ages, and so the test's time runs out, when an expression tries every way to read such a line. */
test('no text takes long', () => {
  const unit = fc.constantFrom('/', ' ', '.', 'a', '[', '(', '"', ':', '\\', 'File "', '.js', '$', '//', '.php(');
  const end = fc.constantFrom('', 'a.b(a.java:x', '.ts:x', '.php(1', '", line x');
  fc.assert(
    fc.property(fc.constantFrom('at ', '', 'File "'), fc.array(unit, { maxLength: 400 }), end, (start, parts, tail) => {
      const hostile = [parts.join(''), '/'.repeat(900), 'a.'.repeat(450), 'a/'.repeat(450)];
      findPlace(
        hostile.map((middle) => start + middle + tail),
        nothing,
      );
    }),
  );
});

test.each<[string, string, number | undefined]>([
  [
    'pytest counts from 0',
    '<testsuite name="pytest"><testcase name="a" file="t.py" line="4"><failure/></testcase></testsuite>',
    5,
  ],
  ['others from 1', suite('<testcase name="a" file="t.py" line="4"><failure/></testcase>'), 4],
  ['a line that is no number', suite('<testcase name="a" file="t.py" line="x"><failure/></testcase>'), undefined],
])('%s', async (_, report, line) => {
  expect((await read(report)).failures[0]?.place).toEqual({ file: 't.py', line });
});

const repository = sourceFiles([
  'index.js',
  'src/a.ts',
  'src/b/index.ts',
  'src/c/index.ts',
  'services/api/src/app.ts',
  'services/web/src/app.ts',
  'services/api/test/app.test.ts',
  'shop/src/test/java/com/acme/shop/BasketTest.java',
  'shop/src/test/java/com/acme/BasketTest.java',
  'shop_test.go',
  'basket/basket_test.go',
]);
const whole: Root = { container: '/app', repository: '' };
const api: Root = { container: '/app', repository: 'services/api' };

test.each<[string, string, readonly Root[], string | undefined]>([
  ['below the root', '/app/src/a.ts', [whole], 'src/a.ts'],
  ['relative to it', 'src/a.ts', [whole], 'src/a.ts'],
  ['with dots', './test/../src/a.ts', [whole], 'src/a.ts'],
  ['with dots that lead up', '/app/src/../index.js', [whole], 'index.js'],
  ['with slashes of Windows', 'src\\a.ts', [whole], 'src/a.ts'],
  ['on a drive', 'C:\\app\\src\\a.ts', [], 'src/a.ts'],
  ['a root of another folder', '/app/src/app.ts', [api], 'services/api/src/app.ts'],
  ['relative in another folder', 'src/app.ts', [api], 'services/api/src/app.ts'],
  ['a root with a slash at its end', '/app/src/a.ts', [{ container: '/app/', repository: '' }], 'src/a.ts'],
  ['the root of all', '/src/a.ts', [{ container: '/', repository: '' }], 'src/a.ts'],
  ['no root: by its end', '/work/src/a.ts', [], 'src/a.ts'],
  ['another root: by its end', '/work/test/app.test.ts', [whole], 'services/api/test/app.test.ts'],
  ['a choice of roots', '/app/src/app.ts', [api, { container: '/app', repository: 'services/web' }], undefined],
  ['a choice of ends', '/app/src/app.ts', [whole], undefined],
  ['a package', 'com/acme/shop/BasketTest.java', [whole], 'shop/src/test/java/com/acme/shop/BasketTest.java'],
  ['the longest end', 'com/acme/BasketTest.java', [whole], 'shop/src/test/java/com/acme/BasketTest.java'],
  ['a package of Go', 'example.com/acme/shop/basket/basket_test.go', [whole], 'basket/basket_test.go'],
  ['the first package of Go', 'example.com/acme/shop/shop_test.go', [whole], 'shop_test.go'],
  ['a name alone', 'BasketTest.kt', [whole], undefined],
  ['a name of several', 'index.ts', [whole], undefined],
  ['a library that shares only the name', '/usr/lib/thing/index.js', [whole], undefined],
  ['unknown', '/app/src/z.ts', [whole], undefined],
  ['nothing', '', [whole], undefined],
  ['the way out', '../../../../etc/passwd', [whole], undefined],
])('%s', (_, file, roots, expected) => {
  expect(mapPlace({ file, line: 3 }, roots, repository)).toEqual(expected && { file: expected, line: 3 });
});

test('without a line it is the first', () => {
  expect(mapPlace({ file: 'src/a.ts', line: undefined }, [whole], repository)).toEqual({ file: 'src/a.ts', line: 1 });
});
