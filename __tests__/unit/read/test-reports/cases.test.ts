/** What a test case comes to, by elements and attributes that the tools' samples do not show. */
import { expect, test } from '@jest/globals';
import { passedCase, read, suite } from './reading.ts';

const escapeCharacter = String.fromCharCode(27);

test.each<[string, string, readonly [number, number, number, number]]>([
  ['an error is a failure', '<testcase name="a"><error message="m"/></testcase>', [1, 0, 1, 0]],
  ['several failures of one test are one', '<testcase name="a"><failure/><error/><failure/></testcase>', [1, 0, 1, 0]],
  ['a failure is more than a skip', '<testcase name="a"><skipped/><failure/></testcase>', [1, 0, 1, 0]],
  ['a disabled test of GoogleTest', '<testcase name="a" status="notrun" result="suppressed"/>', [1, 0, 0, 1]],
  ['a failed rerun alone makes no failure', '<testcase name="a"><rerunFailure/></testcase>', [1, 1, 0, 0]],
  [
    'a failure in the output is text',
    '<testcase name="a"><system-out>&lt;failure/></system-out></testcase>',
    [1, 1, 0, 0],
  ],
  ['an element within an unknown one', '<testcase name="a"><x><failure/></x></testcase>', [1, 1, 0, 0]],
  ['a failure of the suite itself', `${passedCase}<error message="no set-up"/>`, [2, 1, 1, 0]],
  [
    'suites in suites',
    `<testsuite name="b">${passedCase}<testsuite>${passedCase}</testsuite></testsuite>`,
    [2, 2, 0, 0],
  ],
  ['a case without anything', '<testcase/>', [1, 1, 0, 0]],
  [
    'the numbers of the suite are not believed',
    `<testsuite tests="9" failures="9">${passedCase}</testsuite>`,
    [1, 1, 0, 0],
  ],
])('%s', async (_, elements, expected) => {
  const { counts, faults } = await read(suite(elements));
  expect([counts.total, counts.passed, counts.failed, counts.skipped]).toEqual(expected);
  expect(faults).toEqual([]);
});

test('a prefix of a namespace changes nothing', async () => {
  const text = '<j:testsuite xmlns:j="urn:j"><j:testcase name="a"><j:failure/></j:testcase></j:testsuite>';
  expect((await read(text)).counts).toMatchObject({ total: 1, failed: 1 });
});

test.each([
  ['0.012', 0.012],
  ['1,234.5', 1234.5],
  ['1,234,567', 1234567],
  ['0,012', 0.012],
  ['12,5', 12.5],
  ['1e-3', 0.001],
  ['', 0],
  ['-1', 0],
  ['NaN', 0],
  ['Infinity', 0],
  ['a while', 0],
])('a time of %j', async (time, seconds) => {
  const { counts, slowest } = await read(suite(`<testcase name="a" time="${time}"/>`));
  expect(counts.seconds).toBe(seconds);
  expect(slowest).toEqual(seconds === 0 ? [] : [{ suite: 's', name: 'a', seconds }]);
});

test('the ten slowest, slowest first', async () => {
  const cases = Array.from({ length: 30 }, (_, index) => `<testcase name="${index}" time="${(index * 7) % 30}"/>`);
  const { slowest } = await read(suite(...cases));
  expect(slowest.map(({ seconds }) => seconds)).toEqual([29, 28, 27, 26, 25, 24, 23, 22, 21, 20]);
});

test.each([
  ['message="m"', 'text', 'm'],
  ['', 'first\nsecond\n    at a (b.js:1:2)', 'first\nsecond'],
  ['message="Failed"', '=== RUN   TestA\n    a_test.go:1: no\n--- FAIL: TestA', 'a_test.go:1: no'],
  ['message="Failed"', '', 'Failed'],
  ['message="&#x1b;[31mred&#x1b;[0m"', '', 'red'],
  ['message="#x1B[31mred#x1B[0m"', '', 'red'],
  ['message="m&#13;&#10;n"', '', 'm\nn'],
  ['', `${escapeCharacter}[1mbold${escapeCharacter}[0m`, 'bold'],
  ['', 'c::a\nreason', 'reason'],
  ['message="a &amp; &lt;b&gt; &#8364;"', '', 'a & <b> €'],
  ['', '<![CDATA[a <b> & ]]>&amp; c', 'a <b> & & c'],
])('the message of <failure %s>%j', async (attributes, text, message) => {
  const report = suite(`<testcase name="a" classname="c"><failure ${attributes}>${text}</failure></testcase>`);
  expect((await read(report)).failures[0]?.message).toBe(message);
});

test('the trace is what the failure holds, without what its rerun holds', async () => {
  const report = suite(
    '<testcase name="a"><failure> one <b>two</b> </failure><rerunFailure>x</rerunFailure></testcase>',
  );
  expect((await read(report)).failures[0]?.detail).toBe('one');
});

test('a flaky test says why it failed first, from its text when it has no message', async () => {
  const { flaky, counts } = await read(
    suite('<testcase name="a"><flakyFailure>first</flakyFailure><flakyError message="second"/></testcase>'),
  );
  expect(flaky).toEqual([{ suite: 's', name: 'a', message: 'first' }]);
  expect(counts).toMatchObject({ passed: 1, failed: 0, flaky: 1 });
});

test('a test that failed at last is not flaky', async () => {
  const { counts, flaky } = await read(suite('<testcase name="a"><flakyFailure/><failure/></testcase>'));
  expect(counts).toMatchObject({ failed: 1, flaky: 0 });
  expect(flaky).toEqual([]);
});

test('one tally takes several reports', async () => {
  const { counts } = await read(suite(passedCase), suite(passedCase, '<testcase name="b"><skipped/></testcase>'));
  expect(counts).toEqual({ total: 3, passed: 2, failed: 0, skipped: 1, flaky: 0, seconds: 1 });
});
