/** Test results as people see them: in the log, as annotations, in the summary, as an output. */
import { describe, expect, test } from '@jest/globals';
import { ToolError } from '../../../src/errors.ts';
import type { TestOutcome } from '../../../src/model/tests.ts';
import { reportError } from '../../../src/report/report.ts';
import { failedOf, greenAnyway, testAnnotations, testLines, testOutput } from '../../../src/report/tests.ts';

type Failure = TestOutcome['failures'][number];

const failure = (name: string, change: Partial<Failure> = {}): Failure => ({
  suite: 'cart',
  name,
  message: 'expected 119 to equal 121\nsecond line',
  detail: 'at x',
  place: { file: '/app/src/cart.test.ts', line: 41 },
  source: { file: 'src/cart.test.ts', line: 41 },
  ...change,
});

function outcome(change: Partial<TestOutcome> = {}): TestOutcome {
  return {
    counts: { total: 212, passed: 209, failed: 2, skipped: 1, flaky: 1, seconds: 9.84 },
    failures: [
      failure('adds tax'),
      failure('keeps order', { place: undefined, source: undefined, message: 'timed out' }),
    ],
    unlistedFailures: 0,
    slowest: [
      { suite: 'cart', name: 'imports', seconds: 3.21 },
      { suite: 'cart', name: 'is quick', seconds: 0.001 },
    ],
    flaky: [{ suite: '', name: 'connects', message: 'refused' }],
    faults: [],
    ...change,
  };
}

describe('the log', () => {
  test('totals, then each failure with its place', () => {
    expect(testLines(outcome())).toEqual([
      'Tests: 209 passed, 2 failed, 1 skipped, 1 flaky, 9.8 s',
      '  cart adds tax (src/cart.test.ts:41): expected 119 to equal 121 / second line',
      '  cart keeps order: timed out',
    ]);
  });

  test('what there is none of is not said, and ten failures are enough', () => {
    const counts = { total: 30, passed: 0, failed: 30, skipped: 0, flaky: 0, seconds: 1 };
    const many = outcome({ counts, failures: Array.from({ length: 30 }, (_, index) => failure(String(index))) });
    expect(testLines(many)).toHaveLength(12);
    expect(testLines(many)[0]).toBe('Tests: 0 passed, 30 failed, 1.0 s');
    expect(testLines(many).at(-1)).toBe('  and 20 more');
  });

  test('a message of many lines is one line, without where it came from', () => {
    const message = `expect(received).toBe(expected)\n\n  Expected: 121\n  Received: 119\n    at src/cart.ts:4\n${'x'.repeat(300)}`;
    const [, line] = testLines(outcome({ failures: [failure('adds tax', { message })] }));
    expect(line).toContain('toBe(expected) / Expected: 121 / Received: 119 / xxx');
    expect(line).toMatch(/x…$/);
    expect(line).not.toContain('cart.ts:4');
  });

  test('when no report could be read, nobody knows how many tests there were', () => {
    const counts = { total: 0, passed: 0, failed: 0, skipped: 0, flaky: 0, seconds: 0 };
    const faults = [{ file: 'a.xml', position: undefined, message: 'is empty' }];
    expect(testLines(outcome({ counts, failures: [], faults }))).toEqual([
      'Tests: unknown, since no report could be read',
      'Test report a.xml is empty',
    ]);
  });

  test('a green run with failed tests says why it is green', () => {
    expect(greenAnyway(outcome())).toEqual([
      'The gate passed although its report has failed tests: the exit code of the tests decides',
    ]);
    expect(greenAnyway(outcome({ counts: { ...outcome().counts, failed: 0 } }))).toEqual([]);
  });

  test('a broken report with its position; nothing of it can be a command', () => {
    const faults = [
      { file: 'a.xml', position: { line: 3, column: 7 }, message: 'is broken XML: x' },
      { file: 'b\n::error::c', position: undefined, message: 'is empty' },
    ];
    const lines = testLines(outcome({ failures: [], faults }));
    expect(lines[1]).toBe('  and 2 more');
    expect(lines[2]).toBe('Test report a.xml:3:7 is broken XML: x');
    expect(lines[3]).not.toMatch(/^::|\n/);
  });
});

describe('annotations', () => {
  test('failures are errors at their source, broken reports are warnings', () => {
    const faults = [{ file: 'a.xml', position: undefined, message: 'is empty' }];
    expect(testAnnotations(outcome({ faults }))).toEqual([
      {
        level: 'error',
        message: 'Test failed: cart adds tax: expected 119 to equal 121\nsecond line',
        place: { file: 'src/cart.test.ts', line: 41 },
      },
      { level: 'error', message: 'Test failed: cart keeps order: timed out' },
      { level: 'warning', message: 'Test report a.xml is empty' },
    ]);
  });

  test("with the run's own error they are ten at most", () => {
    const tests = outcome({ failures: Array.from({ length: 30 }, (_, index) => failure(String(index))) });
    const { annotations } = reportError(new ToolError('Test command failed', { tests }));
    expect(annotations.filter(({ level }) => level === 'error')).toHaveLength(10);
  });
});

describe('the summary of a run that failed', () => {
  const { summary, outputs, lines } = reportError(
    new ToolError('Test command failed', { tests: outcome(), tail: ['x'] }),
  );

  test('has totals, failures, flaky and slow tests', () => {
    for (const text of [
      '209 passed, 2 failed',
      'adds tax',
      'src/cart.test.ts',
      'connects',
      'refused',
      'imports',
      '3.2 s',
    ])
      expect(summary).toContain(text);
    expect(summary).not.toContain('is quick');
    expect(lines[0]).toContain('209 passed');
  });

  test('foreign words are no Markdown and no HTML', () => {
    const evil = '<img src=x> | `a` [x](http://y) @octocat #1';
    const tests = outcome({ failures: [failure(evil, { suite: '', message: evil, source: { file: evil, line: 1 } })] });
    const told = reportError(new ToolError('x', { tests })).summary;
    for (const sign of ['<img', '| `a`', '](http', '@octocat']) expect(told).not.toContain(sign);
  });

  test('and the output says the same in JSON', () => {
    expect(JSON.parse(outputs['test-results'] ?? '')).toEqual({
      total: 212,
      passed: 209,
      failed: 2,
      skipped: 1,
      flaky: 1,
      seconds: 9.84,
      failures: [
        {
          suite: 'cart',
          name: 'adds tax',
          message: 'expected 119 to equal 121\nsecond line',
          file: 'src/cart.test.ts',
          line: 41,
        },
        { suite: 'cart', name: 'keeps order', message: 'timed out' },
      ],
    });
  });
});

test('the headline', () => {
  expect(failedOf(outcome())).toBe('2 of 212 tests failed');
  expect(testOutput(outcome({ failures: [] }))).toContain('"failures":[]');
});
