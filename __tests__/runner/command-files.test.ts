/** The command files: what a step writes there and what the runner makes of it. */
import { expect, test } from '@jest/globals';
import { pairs } from '../../script/runner/command-files.ts';
import { runStep, type StepResult } from '../../script/runner/driver.ts';
import { fixtureAction } from './fixture-action.ts';

async function saying(variable: string, text: string): Promise<StepResult> {
  await using action = await fixtureAction({ main: `say(${JSON.stringify(variable)}, ${JSON.stringify(text)});` });
  return await runStep(action.request());
}

test.each([
  ['one pair', 'a=1\n', [['a', '1']]],
  ['no final newline', 'a=1', [['a', '1']]],
  [
    'blank lines, equals signs and an empty value',
    '\na=1=2\n\nb=\n',
    [
      ['a', '1=2'],
      ['b', ''],
    ],
  ],
  [
    'a heredoc',
    'a<<E\nx\n\ny\nE\nb=2\n',
    [
      ['a', 'x\n\ny'],
      ['b', '2'],
    ],
  ],
  ['an empty heredoc, its end without newline', 'a<<E\nE', [['a', '']]],
  ['a heredoc that holds pairs', 'a<<E\nb=1\nE\n', [['a', 'b=1']]],
  ['a delimiter with an equals sign', 'a<<E=F\nx\nE=F\n', [['a', 'x']]],
  ['a value with <<', 'a=b<<c\n', [['a', 'b<<c']]],
  ['a carriage return, kept', 'a=1\r\n', [['a', '1\r']]],
])('%s', (_, text, expected) => {
  expect([...pairs(text)]).toEqual(expected);
});

test.each([
  ['a<<E\nx\n', "Invalid value. Matching delimiter not found 'E'"],
  ['a<<E', "Invalid value. Matching delimiter not found 'E'"],
  ['a<<E\nx', 'Invalid value. EOF marker missing new line.'],
  ['a<<\nx\n', "Invalid format 'a<<'. Name must not be empty and delimiter must not be empty"],
  ['<<E\nE\n', "Invalid format '<<E'. Name must not be empty and delimiter must not be empty"],
  ['text\n', "Invalid format 'text'"],
])('%j is refused', async (text, message) => {
  const { annotations, outcome, exitCode, outputs } = await saying('GITHUB_OUTPUT', `first=1\n${text}`);
  expect(annotations).toEqual([
    { level: 'error', message: "Unable to process file command 'output' successfully." },
    { level: 'error', message },
  ]);
  expect({ outcome, exitCode, outputs }).toEqual({ outcome: 'failure', exitCode: 0, outputs: { first: '1' } });
});

test('variables and paths are taken, NODE_OPTIONS is not', async () => {
  const { env, annotations, outcome } = await saying('GITHUB_ENV', 'A=1\nNode_Options=--inspect\nB<<E\n2\n3\nE\n');
  expect(env).toEqual({ A: '1', B: '2\n3' });
  expect(annotations.map(({ message }) => message)).toEqual([
    "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.",
  ]);
  expect(outcome).toBe('success');
  expect((await saying('GITHUB_PATH', '/one\r\n\n/two')).path).toEqual(['/one', '/two']);
});

test('a summary of 1 MiB is taken, a larger one is refused without failing the step', async () => {
  const limit = 1024 * 1024;
  await using action = await fixtureAction({
    main: "say('GITHUB_STEP_SUMMARY', 'é'.repeat(Number(process.env.SIZE) / 2));",
  });
  const fits = await runStep(action.request({ env: { SIZE: String(limit) } }));
  expect(fits.summary).toHaveLength(limit / 2);
  const large = await runStep(action.request({ env: { SIZE: String(limit + 2048) } }));
  expect({ summary: large.summary, outcome: large.outcome }).toEqual({ summary: '', outcome: 'success' });
  expect(large.annotations[0]?.message).toMatch(/^\$GITHUB_STEP_SUMMARY upload aborted.*size of 1024k, got 1026k/);
});

test('a removed command file counts as empty', async () => {
  await using action = await fixtureAction({
    main: "const { rmSync } = await import('node:fs'); for (const n of ['OUTPUT', 'ENV', 'PATH', 'STATE', 'STEP_SUMMARY']) rmSync(process.env['GITHUB_' + n]);",
  });
  const { outcome, outputs, summary } = await runStep(action.request());
  expect({ outcome, outputs, summary }).toEqual({ outcome: 'success', outputs: {}, summary: '' });
});
