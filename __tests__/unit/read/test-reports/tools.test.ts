/** Reports of real tools; fixtures/test-reports/README.md tells how each was made. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { TestFailure } from '../../../../src/model/tests.ts';
import { read } from './reading.ts';

const folder = new URL('../../../fixtures/test-reports/', import.meta.url);

function told({ suite, name, place, message }: TestFailure): string {
  const where = place === undefined ? 'nowhere' : `${place.file}:${place.line ?? '?'}`;
  return `${suite} | ${name} | ${where} | ${message.split('\n')[0]}`;
}

interface Expected {
  /** total, passed, failed, skipped */
  readonly counts: readonly [number, number, number, number];
  readonly failures: readonly string[];
  readonly flaky?: readonly string[];
}

const pytest: Expected = {
  counts: [8, 2, 4, 2],
  failures: [
    'tests.test_basket.TestTotal | test_discount | tests/test_basket.py:11 | assert 25 == 26',
    "tests.test_basket.TestTotal | test_each[prices1] | tests/test_basket.py:15 | TypeError: unsupported operand type(s) for +: 'int' and 'str'",
    'tests.test_basket | test_stored | tests/test_basket.py:20 | failed on setup with "RuntimeError: no database at db:5432"',
    "tests.test_basket | test_umlauts | tests/test_basket.py:39 | AssertionError: assert 'Grüße' == 'Grüsse'",
  ],
};

const goPackage = 'example.com/acme/shop';

test.each<[string, Expected]>([
  ['pytest.xml', pytest],
  ['pytest-xunit1.xml', pytest],
  [
    'jest-junit.xml',
    {
      counts: [8, 3, 4, 1],
      failures: [
        'basket | basket with a discount subtracts it | /app/test/basket.test.js:10 | Error: expect(received).toBe(expected) // Object.is equality',
        "basket | basket without prices | /app/test/basket.test.js:15 | TypeError: Cannot read properties of undefined (reading 'reduce')",
        'Test suite failed to run | test/broken.test.js | test/broken.test.js:1 | ● Test suite failed to run',
        expect.stringMatching(
          /^Test suite failed to run \| test\/broken\.test\.js \| test\/broken\.test\.js:\? \| \{"code":"MODULE_NOT_FOUND"/,
        ) as unknown as string,
      ],
    },
  ],
  [
    'mocha-junit-reporter.xml',
    {
      counts: [4, 1, 3, 0],
      failures: [
        "basket | basket without prices | test/basket.test.js:16 | Cannot read properties of undefined (reading 'reduce')",
        'with a discount | basket with a discount subtracts it | test/basket.test.js:11 | Expected values to be strictly equal:',
        'with a database | basket with a database "before all" hook for "stores" | test/basket.test.js:23 | no database at db:5432',
      ],
    },
  ],
  [
    'vitest.xml',
    {
      counts: [6, 2, 3, 1],
      failures: [
        'test/basket.test.ts | basket > with a discount > subtracts it | test/basket.test.ts:11 | expected 5 to be 6 // Object.is equality',
        "test/basket.test.ts | basket > without prices | test/basket.test.ts:16 | Cannot read properties of undefined (reading 'reduce')",
        "test/broken.test.ts | test/broken.test.ts | test/broken.test.ts:2 | Cannot find module './does-not-exist.ts' imported from /app/test/broken.test.ts",
      ],
    },
  ],
  [
    'node-test.xml',
    {
      counts: [6, 1, 3, 2],
      failures: [
        'basket > with a discount | subtracts it | /app/test/basket.test.mjs:12 | Expected values to be strictly equal:',
        "basket | without prices | /app/test/basket.test.mjs:17 | Cannot read properties of undefined (reading 'reduce')",
        ' | top level | /app/test/basket.test.mjs:25 | never at the top',
      ],
    },
  ],
  [
    'surefire.xml',
    {
      counts: [6, 3, 2, 1],
      failures: [
        'com.acme.shop.BasketTest | withoutPrices | com/acme/shop/BasketTest.java:14 | Cannot invoke "java.util.List.stream()" because "prices" is null',
        'com.acme.shop.BasketTest | subtractsADiscount | com/acme/shop/BasketTest.java:25 | with a discount ==> expected: <6> but was: <5>',
      ],
      flaky: [
        'com.acme.shop.BasketTest | asksTheBank | bank did not answer',
        'com.acme.shop.BasketTest | asksTheShop | shop did not answer ==> expected: <2> but was: <1>',
      ],
    },
  ],
  [
    'go-junit-report.xml',
    {
      counts: [8, 2, 5, 1],
      failures: [
        `${goPackage} | TestOpen | ${goPackage}/shop_test.go:6 | shop_test.go:6: closed & <locked>`,
        `${goPackage}/basket | TestDiscount | nowhere | Failed`,
        `${goPackage}/basket | TestDiscount/small | ${goPackage}/basket/basket_test.go:17 | basket_test.go:17: got 5, want 6`,
        `${goPackage}/basket | TestAsksTheShop | ${goPackage}/basket/basket_test.go:31 | basket_test.go:31: shop did not answer`,
        `${goPackage}/basket | TestPanics | nowhere | Failed`,
      ],
    },
  ],
  [
    'gotestsum.xml',
    {
      counts: [8, 2, 5, 1],
      failures: [
        `${goPackage} | TestOpen | ${goPackage}/shop_test.go:6 | shop_test.go:6: closed & <locked>`,
        `${goPackage}/basket | TestDiscount/small | ${goPackage}/basket/basket_test.go:17 | basket_test.go:17: got 5, want 6`,
        `${goPackage}/basket | TestDiscount | nowhere | Failed`,
        `${goPackage}/basket | TestAsksTheShop | ${goPackage}/basket/basket_test.go:31 | basket_test.go:31: shop did not answer`,
        `${goPackage}/basket | TestPanics | /app/basket/basket_test.go:37 | panic: assignment to entry in nil map [recovered, repanicked]`,
      ],
    },
  ],
  [
    'cargo-nextest.xml',
    {
      counts: [4, 2, 2, 0],
      failures: [
        "shop | tests::subtracts_a_discount | src/lib.rs:16 | thread 'tests::subtracts_a_discount' (21265) panicked at src/lib.rs:16:9:",
        'shop::shop | is_ok | nowhere | Error: "no database at db:5432"',
      ],
      flaky: ["shop::shop | asks_the_shop | thread 'asks_the_shop' (21270) panicked at tests/shop.rs:6:9:"],
    },
  ],
  [
    'phpunit.xml',
    {
      counts: [6, 2, 3, 1],
      failures: [
        'BasketTest | testSubtractsADiscount | /app/tests/BasketTest.php:15 | with a discount',
        'BasketTest | testWithoutPrices | /app/tests/BasketTest.php:20 | TypeError: array_sum(): Argument #1 ($array) must be of type array, null given',
        'BasketTest | testEach with data set "nothing" | /app/tests/BasketTest.php:33 | Failed asserting that 0 is greater than 0.',
      ],
    },
  ],
  [
    'rspec.xml',
    {
      counts: [5, 1, 2, 2],
      failures: [
        "spec.basket_spec | basket fails without prices | spec/basket_spec.rb:15 | undefined method `sum' for nil:NilClass",
        'spec.basket_spec | basket with a discount subtracts it | spec/basket_spec.rb:10 | expected: 6',
      ],
    },
  ],
  [
    'nunit.xml',
    {
      counts: [5, 2, 2, 1],
      failures: [
        'Acme.Shop.Tests.BasketTests | SubtractsADiscount | /app/Shop.Tests/BasketTests.cs:19 | with a discount',
        "Acme.Shop.Tests.BasketTests | WithoutPrices | /app/Shop.Tests/BasketTests.cs:25 | System.ArgumentNullException : Value cannot be null. (Parameter 'source')",
      ],
    },
  ],
])('%s', async (file, expected) => {
  const { counts, failures, flaky, faults } = await read(readFileSync(new URL(file, folder)));
  expect([counts.total, counts.passed, counts.failed, counts.skipped]).toEqual(expected.counts);
  expect(failures.map(told)).toEqual(expected.failures);
  expect(flaky.map((one) => `${one.suite} | ${one.name} | ${one.message.split('\n')[0]}`)).toEqual(
    expected.flaky ?? [],
  );
  expect(counts.flaky).toBe((expected.flaky ?? []).length);
  expect(faults).toEqual([]);
});

test('tests that were run again as cases of their own stay what they are, since other tests share names too', async () => {
  const { counts } = await read(readFileSync(new URL('gotestsum-reruns.xml', folder)));
  expect(counts).toMatchObject({ total: 14, passed: 3, failed: 10, skipped: 1, flaky: 0 });
});

test('what Rust says below its place belongs to the message, its hint does not', async () => {
  const { failures } = await read(readFileSync(new URL('cargo-nextest.xml', folder)));
  expect(failures[0]?.message.split('\n').slice(1)).toEqual([
    'assertion `left == right` failed: with a discount',
    '  left: 5',
    ' right: 6',
  ]);
});
