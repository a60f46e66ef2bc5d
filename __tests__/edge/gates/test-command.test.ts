/** The test command in a container of the tested stage, and the reports that it leaves. */
import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { must } from '../../../script/rig/command.ts';
import { dockerfile, makeProject, runJob } from '../stand.ts';
import { failsWith, gate, limitMemory } from './arena.ts';

const stages = ['FROM base AS test', 'WORKDIR /app', 'COPY . .', 'FROM base', 'CMD ["true"]'];
const Dockerfile = dockerfile(stages);
const sample = (name: string) => readFile(new URL(`../../fixtures/test-reports/${name}.xml`, import.meta.url), 'utf8');

test('runs in the test stage, with the environment that it was given and nothing of the job', async () => {
  const command = 'test "$A:$(cat word)" = "1:of the test stage" && env && echo "$TOKEN" && pwd';
  const inputs = {
    'test-command': command,
    'test-env': 'A=1\nFROM_STEP',
    'test-secrets': '"TOKEN=line one\nline two"',
  };
  const env = { FROM_STEP: 'told', GITHUB_TOKEN: 'ghs_thetoken', OTHER: 'of the job' };
  const { main } = await gate({ Dockerfile, word: 'of the test stage' }, inputs, { env });
  expect(main.outcome).toBe('success');
  expect(main.log).toContain('| FROM_STEP=told');
  expect(main.log).toContain('| /app');
  for (const hidden of ['line one', 'line two', 'OTHER=', 'GITHUB_', 'DOCKER_', 'RUNNER_', 'ghs_thetoken'])
    expect(main.log).not.toContain(hidden);
  expect(main.log).toMatch(/^Test command passed: `test .*` exited with 0, /m);
});

test('without a test stage it runs in the image; JSON needs no shell', async () => {
  const file = dockerfile(['ENV WHERE=image', 'CMD ["true"]']);
  const { main } = await gate({ Dockerfile: file }, { 'test-command': '["env"]' });
  expect(main.outcome).toBe('success');
  expect(main.log).toContain('| WHERE=image');
});

test('a failing command: its last lines, and nothing is pushed', async () => {
  const command = 'echo begun; echo "::error::obey" ; echo broken >&2; exit 4';
  const inputs = { 'test-command': command, 'test-env': 'URL=postgres://app:unmasked@db' };
  const { main } = await failsWith({ Dockerfile }, inputs, /^Test command failed: `echo begun; .*` exited with 4$/);
  for (const text of [main.log, main.summary]) {
    expect(text).toContain('broken');
    expect(text).not.toContain('unmasked');
  }
  expect(main.annotations.map(({ message }) => message)).not.toContain('obey');
  expect(main.summary).toContain('did not run: test command failed');
});

test('a command that is not there, and one that does not end', async () => {
  await failsWith({ Dockerfile }, { 'test-command': '["/no/such"]' }, /^Test command failed: .*\/no\/such/);
  const slow = { 'test-command': 'sleep 300', 'test-timeout': '2s' };
  await failsWith({ Dockerfile }, slow, 'Test command failed: `sleep 300` did not end in 2 s');
});

test('a command that is killed for want of memory', async () => {
  const inputs = { 'test-command': 'sleep 3; tail /dev/zero' };
  await using _limit = limitMemory();
  await failsWith({ Dockerfile }, inputs, /^Test command failed: .* exited with 137, killed for want of memory$/);
});

test('reports of passed tests: totals, slowest, output', async () => {
  const report =
    '<testsuite><testcase classname="a" name="b" time="1.5"/><testcase name="c" time="0.5"><skipped/></testcase></testsuite>';
  const inputs = { 'test-command': 'mkdir out; cp report.xml out/', 'test-reports': 'out/*.xml' };
  const { main } = await gate({ Dockerfile, 'report.xml': report }, inputs);
  expect(main.outcome).toBe('success');
  expect(main.log).toContain('Tests: 1 passed, 0 failed, 1 skipped, 2.0 s');
  expect(main.summary).toContain('slowest tests');
  const results = { total: 2, passed: 1, failed: 0, skipped: 1, flaky: 0, seconds: 2, failures: [] };
  expect(JSON.parse(main.outputs['test-results'] ?? '')).toEqual(results);
});

test('reports of failed tests are read too: annotations on the source, secrets masked', async () => {
  const report = `<testsuite><testcase classname="cart" name="adds tax"><failure message="expected hunter2hunter2 to equal 121">at /app/src/cart.test.ts:41:7</failure></testcase><testcase name="ok"/></testsuite>`;
  const inputs = {
    'test-command': 'cp report.xml /tmp/r.xml; exit 1',
    'test-reports': '/tmp/r.xml',
    'test-secrets': 'TOKEN=hunter2hunter2',
  };
  const files = { Dockerfile, 'report.xml': report, 'src/cart.test.ts': 'x' };
  const { main } = await failsWith(files, inputs, /^Test command failed: `cp .*` exited with 1, 1 of 2 tests failed$/);
  expect(main.log).toContain('cart adds tax (/app/src/cart.test.ts:41): expected *** to equal 121');
  for (const text of [main.log, main.summary, JSON.stringify(main.annotations), JSON.stringify(main.outputs)])
    expect(text).not.toContain('hunter2');
  expect(JSON.parse(main.outputs['test-results'] ?? '')).toMatchObject({
    total: 2,
    failed: 1,
    failures: [{ name: 'adds tax', line: 41 }],
  });
});

test('a report that was asked for and is not there fails a run whose tests passed', async () => {
  const inputs = { 'test-command': 'true', 'test-reports': 'reports/junit.xml' };
  await failsWith({ Dockerfile }, inputs, 'Test command failed: the tests left no report reports/junit.xml');
});

test('broken reports are warnings, and what is no file is not followed', async () => {
  const bomb = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><testsuite><testcase name="&b;"/></testsuite>';
  const outside = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><testsuite><testcase name="&x;"/></testsuite>';
  const make = [
    'mkdir out; cd out',
    ': > empty.xml',
    'head -c 60 ../good.xml > cut.xml',
    'echo "<a></b>" > broken.xml',
    'cp ../bomb.xml ../outside.xml ../good.xml .',
    'printf \'<?xml version="1.0" encoding="klingon"?><testsuite/>\' > encoding.xml',
    'echo "<testsuite/>" > none.xml',
    'ln -s /etc/passwd link.xml',
    'mkfifo fifo.xml',
  ].join('; ');
  const files = { Dockerfile, 'bomb.xml': bomb, 'outside.xml': outside, 'good.xml': await sample('node-test') };
  const { main } = await gate(files, { 'test-command': make, 'test-reports': 'out' });
  expect(main.outcome).toBe('success');
  const warnings = main.annotations.filter(({ level }) => level === 'warning').map(({ message }) => message);
  for (const [name, words] of [
    ['bomb', /declares XML entities/],
    ['outside', /declares XML entities/],
    ['empty', /is empty/],
    ['cut', /is not complete|broken/],
    ['broken', /no JUnit report|broken/],
    ['encoding', /klingon/],
    ['none', /holds no test cases/],
    ['link', /is a link/],
    ['fifo', /is no regular file/],
  ] as const)
    expect(warnings).toContainEqual(expect.stringMatching(new RegExp(`out/${name}\\.xml\\S* .*(?:${words.source})`)));
  expect(main.summary).not.toContain('root:x:0');
});

test('a report does not turn a failed command green, nor a broken one a passed command red', async () => {
  const files = { Dockerfile, 'good.xml': '<testsuite><testcase name="a"/></testsuite>' };
  await failsWith(files, { 'test-command': 'exit 1', 'test-reports': 'good.xml' }, /exited with 1$/);
});

test.each([
  ['a link', 'ln -s /app/good.xml r.xml', 'the report r.xml is a link, which is not followed'],
  [
    'a folder that nobody may read',
    'mkdir -m 000 r.xml',
    /the report r\.xml (?:cannot be read|has no file)|the tests left no report r\.xml/,
  ],
])('the only report is %s: tests that passed do not count', async (_, make, words) => {
  const files = { Dockerfile, 'good.xml': '<testsuite><testcase name="a"/></testsuite>' };
  const message = typeof words === 'string' ? `Test command failed: ${words}` : words;
  await failsWith(files, { 'test-command': make, 'test-reports': 'r.xml' }, message);
});

test('a flood of short lines is shown, and its end is not lost', async () => {
  const inputs = { 'test-command': 'yes | head -c 3000000; echo the end; exit 1' };
  const { main } = await failsWith({ Dockerfile }, inputs, /^Test command failed: .* exited with 1$/);
  expect(main.summary).toContain('the end');
});

test("a place of the container is a place of the repository, also below the build's context", async () => {
  const report =
    '<testsuite><testcase name="a"><failure message="no">at /app/src/a.ts:3:1</failure></testcase></testsuite>';
  const files = { 'app/Dockerfile': Dockerfile, 'app/report.xml': report, 'app/src/a.ts': 'x', 'src/a.ts': 'another' };
  await using project = await makeProject(files);
  for (const words of [
    ['init', '--quiet'],
    ['add', '.'],
  ])
    await must(['git', '-C', project.path, ...words]);
  const inputs = {
    context: 'app',
    push: 'false',
    cache: 'none',
    'test-command': 'exit 1',
    'test-reports': 'report.xml',
  };
  const { main } = await runJob({ workspace: project.path, inputs });
  expect(main.annotations.map(({ file, line }) => [file, line])).toEqual([
    [undefined, undefined],
    ['app/src/a.ts', 3],
  ]);
});
