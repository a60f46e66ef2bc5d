/** Test results as log, annotations, summary and output tell them. */
import type { Annotation } from '../model/outcome.ts';
import type { TestOutcome } from '../model/tests.ts';
import { code, counted, escaped, seconds, shown } from './text.ts';

/** GitHub shows ten errors of a step, and the first is the run's own. */
const mostAnnotations = 9;
const mostLines = 10;
const mostRows = 50;
/** Seconds below which a test is not slow, however fast the others are. */
const shortest = 0.05;

/** `2 of 212 tests failed`. */
export function failedOf({ counts }: TestOutcome): string {
  return `${counts.failed} of ${counted(counts.total, 'test')} failed`;
}

/** Why a run with failed tests is green; nothing where there are none. */
export function greenAnyway({ counts }: TestOutcome): string[] {
  if (counts.failed === 0) return [];
  return ['The gate passed although its report has failed tests: the exit code of the tests decides'];
}

/** One line of totals, then the failures, then what is wrong with the reports. */
export function testLines(tests: TestOutcome): string[] {
  const { counts, failures, faults } = tests;
  const listed = failures.slice(0, mostLines);
  const more = counts.failed - listed.length;
  return [
    `Tests: ${totals(tests)}`,
    ...listed.map((failure) => `  ${nameOf(failure)}${placeOf(failure)}: ${oneLine(failure.message)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...faults.map((fault) => faultText(fault)),
  ].map(shown);
}

/** Failed tests at their lines, and a warning for each broken report. */
export function testAnnotations(tests: TestOutcome): Annotation[] {
  const { failures, faults } = tests;
  const failed = failures.slice(0, mostAnnotations).map((failure): Annotation => {
    const { source } = failure;
    const message = `Test failed: ${nameOf(failure)}: ${failure.message}`.split('\n').map(shown).join('\n');
    return { level: 'error', message, ...(source !== undefined && { place: source }) };
  });
  const broken = faults
    .slice(0, mostAnnotations)
    .map((fault): Annotation => ({ level: 'warning', message: shown(faultText(fault)) }));
  return [...failed, ...broken];
}

/** Totals, failures, slowest and flaky tests; what there is none of is not there. */
export function testSections(tests: TestOutcome, table: Table): string[] {
  const { counts, failures, flaky, faults } = tests;
  const slowest = tests.slowest.filter((test) => test.seconds >= shortest);
  if (counts.total === 0 && faults.length === 0) return [];
  const rows = failures
    .slice(0, mostRows)
    .map((failure) => [escaped(nameOf(failure)), code(whereOf(failure)), escaped(oneLine(failure.message))]);
  const unlisted = counts.failed - rows.length;
  return [
    `Tests: ${escaped(totals(tests))}.`,
    rows.length === 0 ? '' : table(['failed test', 'place', 'message'], rows),
    unlisted > 0 ? `And ${unlisted} more failed.` : '',
    flaky.length === 0
      ? ''
      : table(
          ['flaky test, passed when run again', 'it had said'],
          flaky.map((test) => [escaped(nameOf(test)), escaped(oneLine(test.message))]),
        ),
    slowest.length === 0
      ? ''
      : table(
          ['slowest tests', 'time'],
          slowest.map((test) => [escaped(nameOf(test)), seconds(test.seconds)]),
        ),
    faults.map((fault) => `- ${escaped(faultText(fault))}`).join('\n'),
  ];
}

type Table = (head: readonly string[], rows: readonly (readonly string[])[]) => string;

/** The output `test-results`. */
export function testOutput({ counts, failures }: TestOutcome): string {
  const listed = failures.map(({ suite, name, message, source, place }) => ({
    suite,
    name,
    message,
    ...(source ?? place),
  }));
  return JSON.stringify({ ...counts, failures: listed });
}

function totals({ counts, faults }: TestOutcome): string {
  if (counts.total === 0 && faults.length > 0) return 'unknown, since no report could be read';
  const { passed, failed, skipped, flaky, seconds: time } = counts;
  const parts = [
    `${passed} passed`,
    `${failed} failed`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(flaky > 0 ? [`${flaky} flaky`] : []),
  ];
  return `${parts.join(', ')}, ${seconds(time)}`;
}

function nameOf({ suite, name }: { readonly suite: string; readonly name: string }): string {
  return suite === '' || name.startsWith(suite) ? name : `${suite} ${name}`;
}

function placeOf(failure: TestOutcome['failures'][number]): string {
  const where = whereOf(failure);
  return where === '' ? '' : ` (${where})`;
}

function whereOf({ source, place }: TestOutcome['failures'][number]): string {
  const { file, line } = source ?? place ?? { file: '', line: undefined };
  return line === undefined ? file : `${file}:${line}`;
}

function faultText({ file, position, message }: TestOutcome['faults'][number]): string {
  const at = position === undefined ? '' : `:${position.line}:${position.column}`;
  return `Test report ${file}${at} ${message}`;
}

/** A message without where it came from, as one line: tools write what was expected on lines of its own. */
function oneLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return cut(lines.filter((line) => line !== '' && !/^at\s/.test(line)).join(' / '));
}

const longestMessage = 240;

function cut(text: string): string {
  return text.length <= longestMessage ? text : `${text.slice(0, longestMessage)}…`;
}
