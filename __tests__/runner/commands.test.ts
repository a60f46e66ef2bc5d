/** Workflow commands on stdout and stderr: which lines are obeyed and what a reader sees of them. */
import { expect, test } from '@jest/globals';
import { runStep, type StepRequest, type StepResult } from '../../script/runner/driver.ts';
import { fixtureAction } from './fixture-action.ts';

async function printing(text: string, more: Partial<StepRequest> = {}): Promise<StepResult> {
  await using action = await fixtureAction({ main: `raw(${JSON.stringify(text)});` });
  return await runStep(action.request(more));
}

test.each([
  ['at the start of a line', '::error::broken\n', 'broken'],
  ['after white space', ' \t\u0085\u3000::error::broken\n', 'broken'],
  ['in any case of letters', '::ERROR::broken\n', 'broken'],
  ['without a final newline', 'text\n::error::broken', 'broken'],
  ['after CRLF', 'text\r\n::error::broken\r\n', 'broken'],
  ['after a lone carriage return', 'progress 10 %\r::error::broken\r', 'broken'],
  ['in the old form', '##[error]broken\n', 'broken'],
  ['in the old form anywhere in a line', 'harmless text ##[error]broken\n', 'broken'],
  ['in the old form behind an unknown new one', '::unknown::##[error]broken\n', 'broken'],
  ['with escapes in the data', '::error::100%25 %0Anext%0D %3A %250A\n', '100% \nnext\r %3A %0A'],
  ['with escapes of the old form', '##[error]a%5D%3B%0Ab%2C\n', 'a];\nb%2C'],
])('a command counts %s', async (_, text, message) => {
  const { annotations, commands, raw } = await printing(text);
  expect(annotations).toEqual([{ level: 'error', message }]);
  expect(commands.map(({ name }) => name)).toEqual(['error']);
  expect(raw).toBe(text);
});

test.each([
  ['the new form after text', 'text ::error::no\n'],
  ['an unregistered name', '::shout::no\n'],
  ['an unregistered old name', '##[shout]no\n'],
  ['an old form behind an unregistered one', '##[shout]x ##[error]no\n'],
  ['a form without its end', '::error no\n'],
  ['an old form without its end', '##[error no\n'],
  ['a blank before the name', ':: error::no\n'],
  ['the internal command', '::internal-set-repo-path repoFullName=a/b::x\n'],
])('%s is text', async (_, text) => {
  const { annotations, commands, log } = await printing(text);
  expect({ annotations, commands, log }).toEqual({ annotations: [], commands: [], log: text });
});

test('properties of an annotation are read and the file made relative to the workspace', async () => {
  await using action = await fixtureAction({
    main: `raw('::warning file=' + process.cwd() + '/src/a.ts,line=3,endLine=5,col=7,endColumn=9,title=Odd%2C very%3A odd::Look%0Ahere\\n');
           raw('##[notice file=b.ts;line=x;title=Old%3B]Told\\n');`,
  });
  const { annotations, log } = await runStep(action.request());
  expect(annotations).toEqual([
    {
      level: 'warning',
      message: 'Look\nhere',
      title: 'Odd, very: odd',
      file: 'src/a.ts',
      line: 3,
      endLine: 5,
      column: 7,
      endColumn: 9,
    },
    { level: 'notice', message: 'Told', title: 'Old;', file: 'b.ts' },
  ]);
  expect(log).toBe('Warning: Look\nhere\nNotice: Told\n');
});

test('an annotation is cut at 4096 characters, the log is not', async () => {
  const { annotations, log } = await printing(`::error::${'x'.repeat(5000)}\n`);
  expect(annotations[0]?.message).toHaveLength(4096);
  expect(log).toHaveLength('Error: \n'.length + 5000);
});

test('stderr is read for commands too', async () => {
  await using action = await fixtureAction({ main: "console.error('::notice::from stderr');" });
  const { annotations } = await runStep(action.request());
  expect(annotations).toEqual([{ level: 'notice', message: 'from stderr' }]);
});

test('groups show their title, debug lines show only with debug logging', async () => {
  const text = '::group::Build image\nline\n::endgroup::\n::debug::detail\n::add-mask::hush-hush\n';
  expect((await printing(text)).log).toBe('▼ Build image\nline\n');
  const { log } = await printing(text, { debug: true });
  expect(log).toBe('::group::Build image\n▼ Build image\nline\n::endgroup::\n##[debug]detail\n::add-mask::***\n');
});

test('echo on shows obeyed commands, a bad value is an error', async () => {
  const { log, outcome } = await printing('::echo::on\n::group::A\n::echo::OFF\n::group::B\n::echo::loud\n');
  expect(log).toContain('::group::A\n▼ A\n::echo::OFF\n▼ B\n');
  expect(log).toContain("Current value is: 'loud'.");
  expect(outcome).toBe('failure');
});

test('between stop-commands and its token nothing is obeyed', async () => {
  const { commands, log, masks } = await printing(
    '::stop-commands::Token-123\n::set-output name=a::1\n##[error]no\n::token-124::\n::tOKEN-123::\n::notice::yes\n',
  );
  expect(commands.map(({ name, data }) => [name, data])).toEqual([
    ['stop-commands', 'Token-123'],
    ['resume-commands', 'token-123'],
    ['notice', 'yes'],
  ]);
  expect(log).toContain('::set-output name=a::1\n##[error]no\n');
  expect(masks).toContain('Token-123');
  expect(log).not.toContain('Token-123');
});

test.each(['', 'pause-logging', 'Warning'])('the stop token %j is refused', async (token) => {
  const { commands, annotations, outcome } = await printing(`::stop-commands::${token}\n::notice::obeyed\n`);
  expect(commands.map(({ name, refused }) => [name, refused !== undefined])).toEqual([
    ['stop-commands', true],
    ['notice', false],
  ]);
  expect(annotations.at(-1)).toEqual({ level: 'notice', message: 'obeyed' });
  expect(outcome).toBe('failure');
});

test('the old output and state commands still work and are warned about', async () => {
  const { outputs, state, commands, annotations, log } = await printing(
    '::set-output name=digest::sha256%3Aab\n::save-state NAME=id::7\n',
  );
  expect({ outputs, state }).toEqual({ outputs: { digest: 'sha256%3Aab' }, state: { id: '7' } });
  expect(commands.map(({ name, properties }) => [name, properties])).toEqual([
    ['set-output', { name: 'digest' }],
    ['save-state', { name: 'id' }],
  ]);
  expect(annotations.map(({ level }) => level)).toEqual(['warning', 'warning']);
  expect(log).toContain('Warning: The `set-output` command is deprecated');
});

test.each(['::set-env name=PATH::/evil\n', '::add-path::/evil\n', '::set-output::1\n'])(
  '%j is refused and fails the step',
  async (text) => {
    const { outcome, exitCode, env, path, commands, log } = await printing(text);
    expect({ outcome, exitCode, env, path }).toEqual({ outcome: 'failure', exitCode: 0, env: {}, path: [] });
    expect(commands[0]?.refused).toBeDefined();
    expect(log).toContain(`Error: Unable to process command '${text.trim()}' successfully.\nError: `);
  },
);

test('problem matchers are recorded', async () => {
  const { commands } = await printing('::add-matcher::a.json\n::remove-matcher owner=tsc::\n');
  expect(commands.map(({ name }) => name)).toEqual(['add-matcher', 'remove-matcher']);
});

test('ten megabytes of output, in one line or in many, pass', async () => {
  await using action = await fixtureAction({
    main: `raw('::add-mask::needle\\n' + 'x'.repeat(5e6) + 'needle\\n'); for (let i = 0; i < 1e5; i++) raw('a line of some fifty characters, number ' + i + '\\n');`,
  });
  const { raw, log, exitCode } = await runStep(action.request());
  expect(exitCode).toBe(0);
  expect(raw.length).toBeGreaterThan(9.4e6);
  expect(log.endsWith('number 99999\n')).toBe(true);
  expect(log).toContain('x***\n');
});
