/** Reports that are larger than memory should be, made while they are read. */
import { expect, test } from '@jest/globals';
import { passedCase, readChunks, suite } from './reading.ts';

const megabyte = 1024 * 1024;

/** The heap may grow by this while anything is read; what the tests make themselves is in it. */
const heapLimit = 100 * megabyte;

/** Reads and gives by how many bytes the heap was larger at most. */
async function readWatched(contents: Iterable<string>) {
  const before = process.memoryUsage().heapUsed;
  let most = before;
  function* watched() {
    for (const content of contents) {
      yield content;
      most = Math.max(most, process.memoryUsage().heapUsed);
    }
  }
  const results = await readChunks(watched());
  return { results, growth: most - before };
}

function* around(inner: Iterable<string>): Generator<string> {
  yield '<testsuites><testsuite name="s">';
  yield* inner;
  yield '</testsuite></testsuites>';
}

function* repeated(text: string, times: number): Generator<string> {
  for (let done = 0; done < times; done += 1) yield text;
}

test('100,000 tests in 50 MB', async () => {
  const output = 'a line of output &lt;here&gt;\n'.repeat(14);
  function* cases(): Generator<string> {
    for (let number = 0; number < 100_000; number += 1)
      yield `<testcase classname="c" name="${number}" time="0.01"><system-out>${output}</system-out></testcase>`;
  }
  const { results, growth } = await readWatched(around(cases()));
  expect(results.counts).toMatchObject({ total: 100_000, passed: 100_000 });
  expect(results.faults).toEqual([]);
  expect(growth).toBeLessThan(heapLimit);
}, 60_000);

test('of very many failures the first are kept and the others counted', async () => {
  const trace = '    at com.acme.A.b(A.java:1)\n'.repeat(40);
  const failed = `<testcase name="a"><failure message="m">${trace}</failure></testcase>`;
  const { results, growth } = await readWatched(around(repeated(failed, 20_000)));
  expect(results.counts.failed).toBe(20_000);
  expect(results.failures).toHaveLength(200);
  expect(results.unlistedFailures).toBe(19_800);
  expect(growth).toBeLessThan(heapLimit);
}, 60_000);

test('of very many flaky tests the first are kept', async () => {
  const flaky = '<testcase name="a"><flakyFailure message="m"/></testcase>';
  const { flaky: kept, counts } = await readChunks(around(repeated(flaky, 1000)));
  expect(kept).toHaveLength(200);
  expect(counts.flaky).toBe(1000);
});

const line = 'x'.repeat(megabyte);

test.each<[string, string, string]>([
  ['an output', '<testcase name="a"><system-out>', '</system-out></testcase>'],
  ['an output as CDATA', '<testcase name="a"><system-out><![CDATA[', ']]></system-out></testcase>'],
  ['a trace', '<testcase name="a"><failure>', '</failure></testcase>'],
  ['a message', '<testcase name="a"><failure message="', '"/></testcase>'],
  ['a name', '<testcase name="', '"/>'],
  ['a comment', '<!--', '--><testcase name="a"/>'],
  ['an instruction', '<?a ', '?><testcase name="a"/>'],
])(
  '%s of 40 MB is passed over',
  async (_, before, after) => {
    const { results, growth } = await readWatched(around([before, ...Array.from({ length: 40 }, () => line), after]));
    expect(results.faults).toEqual([]);
    expect(results.counts.total).toBe(1);
    expect(growth).toBeLessThan(heapLimit);
    for (const failure of results.failures) {
      expect(failure.message.length).toBeLessThanOrEqual(500);
      expect(failure.detail.length).toBeLessThanOrEqual(4000);
    }
  },
  60_000,
);

test('names, messages and traces are cut', async () => {
  const long = 'ä🎈'.repeat(9000);
  const { failures } = await readChunks([
    suite(`<testcase name="${long}" classname="x${long}"><failure message="${long}">${long}</failure></testcase>`),
  ]);
  const [failure] = failures;
  expect(failure?.name).toMatch(/^(?:ä🎈)+ä?…$/u);
  expect(failure?.suite).toMatch(/^x(?:ä🎈)+ä?…$/u);
  expect(failure?.message).toMatch(/…$/);
  expect(failure?.message.length).toBeLessThanOrEqual(500);
  expect(failure?.detail.length).toBeLessThanOrEqual(4000);
  expect(failure?.detail.isWellFormed()).toBe(true);
});

test('the place is looked for in the first 16,000 characters of a trace', async () => {
  const placed = (words: string) => suite(`<testcase name="a"><failure>${words}\nsrc/a.ts:3</failure></testcase>`);
  expect((await readChunks([placed('a word\n'.repeat(2000))])).failures[0]?.place?.line).toBe(3);
  expect((await readChunks([placed('a word\n'.repeat(2500))])).failures[0]?.place).toBeUndefined();
});

test('a file of more than 50 MB is read up to there', async () => {
  const { counts, faults } = await readChunks(
    around([passedCase, ...Array.from({ length: 51 }, () => line), passedCase]),
  );
  expect(counts.total).toBe(1);
  expect(faults[0]?.message).toBe('is larger than 50 MB; what follows was not read');
}, 60_000);

test('more than a million tests are read up to there', async () => {
  const { counts, faults } = await readChunks(around(repeated('<testcase name="a"/>'.repeat(1000), 1001)));
  expect(counts.total).toBe(1_000_000);
  expect(faults[0]?.message).toBe('goes beyond 1000000 test cases; the rest was not read');
}, 60_000);
