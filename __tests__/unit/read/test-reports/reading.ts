/** Reads reports from what a test has at hand. */
import type { TestResults } from '../../../../src/model/tests.ts';
import { readReport } from '../../../../src/read/test-reports/report.ts';
import { TestTally } from '../../../../src/read/test-reports/tally.ts';

/** Each content is a report of its own, called `report.xml`. */
export async function read(...contents: readonly (string | Uint8Array)[]): Promise<TestResults> {
  const tally = new TestTally();
  for (const content of contents) await readReport('report.xml', chunks([content]), tally);
  return tally.results();
}

export async function readChunks(contents: Iterable<string | Uint8Array>): Promise<TestResults> {
  const tally = new TestTally();
  await readReport('report.xml', chunks(contents), tally);
  return tally.results();
}

/** A report of one suite that holds these elements. */
export function suite(...elements: readonly string[]): string {
  return `<testsuite name="s">${elements.join('')}</testsuite>`;
}

export const passedCase = '<testcase name="a" time="0.5"/>';

async function* chunks(contents: Iterable<string | Uint8Array>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const content of contents) yield typeof content === 'string' ? encoder.encode(content) : content;
}
