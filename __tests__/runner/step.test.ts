/** A step from action.yml: its environment, inputs, stages, signals and measurements. */
import { existsSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { runJob, runStep, Step } from '../../script/runner/driver.ts';
import { fixtureAction, PUSH } from './fixture-action.ts';

/** An expression as action.yml has it; spelled so that it is no template string gone wrong. */
const expression = (path: string) => `\${{ ${path} }}`;

const WHERE = ['github.repository', 'github.event.repository.default_branch', 'runner.os'].map(expression).join('/');

const TELL_ENV = "say('GITHUB_OUTPUT', 'env<<E\\n' + JSON.stringify(process.env) + '\\nE\\n');";

const envOf = (outputs: Readonly<Record<string, string>>): Record<string, string> => JSON.parse(outputs['env'] ?? '{}');

test('the environment is the run’s facts and nothing of the parent but PATH and HOME', async () => {
  await using action = await fixtureAction({ main: TELL_ENV });
  process.env['LEAKED_FROM_PARENT'] = 'yes';
  const event = { ...PUSH, ref: 'refs/pull/7/merge', headRef: 'feature', baseRef: 'main', runAttempt: '2' };
  const { outputs } = await runStep(
    action.request({ event, env: { DOCKER_HOST: 'unix:///x', GITHUB_SHA: 'forged', PATH: '/only' }, debug: true }),
  );
  const env = envOf(outputs);
  expect(env).not.toHaveProperty('LEAKED_FROM_PARENT');
  expect(env).not.toHaveProperty('GITHUB_TOKEN');
  expect(env).toMatchObject({
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'ada',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_BASE_REF: 'main',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
    GITHUB_HEAD_REF: 'feature',
    GITHUB_JOB: 'build',
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_REF_NAME: '7/merge',
    GITHUB_REF_PROTECTED: 'false',
    GITHUB_REF_TYPE: 'branch',
    GITHUB_REPOSITORY: 'acme/app',
    GITHUB_REPOSITORY_ID: '7',
    GITHUB_REPOSITORY_OWNER: 'acme',
    GITHUB_REPOSITORY_OWNER_ID: '3',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_RUN_ID: '4711000001',
    GITHUB_RUN_NUMBER: '42',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: PUSH.sha,
    GITHUB_TRIGGERING_ACTOR: 'ada',
    GITHUB_WORKFLOW: 'CI',
    GITHUB_WORKFLOW_REF: 'acme/app/.github/workflows/ci.yml@refs/pull/7/merge',
    RUNNER_DEBUG: '1',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_NAME: 'GitHub Actions 1',
    DOCKER_HOST: 'unix:///x',
    PATH: '/only',
  });
  const known = /^(CI|PATH|HOME|LANG|DOCKER_HOST|__CF_USER_TEXT_ENCODING|(GITHUB|RUNNER)_[A-Z_]+)$/;
  expect(Object.keys(env).filter((name) => !known.test(name))).toEqual([]);
});

test('the workspace is the working directory, the event file holds the payload, the folders exist', async () => {
  await using action = await fixtureAction({
    main: `say('GITHUB_OUTPUT', 'cwd=' + process.cwd() + '\\nevent=' + JSON.stringify(JSON.parse(readFileSync(process.env.GITHUB_EVENT_PATH, 'utf8'))) + '\\n');
           say('GITHUB_OUTPUT', 'exist=' + ['RUNNER_TEMP', 'RUNNER_TOOL_CACHE', 'GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'].map((n) => existsSync(process.env[n])) + '\\n');
           say('GITHUB_OUTPUT', 'temp=' + process.env.RUNNER_TEMP + '\\nsizes=' + ['ENV', 'PATH', 'STATE'].map((n) => statSync(process.env['GITHUB_' + n]).size) + '\\n');`,
  });
  const request = action.request();
  const { outputs } = await runStep(request);
  expect(outputs['cwd']).toBe(request.workspace);
  expect(JSON.parse(outputs['event'] ?? '')).toEqual(PUSH.payload);
  expect(outputs['exist']).toBe(Array(7).fill('true').join());
  expect(outputs['sizes']).toBe('0,0,0');
  expect(existsSync(outputs['temp'] ?? '')).toBe(false);
});

test('inputs get their INPUT_ names, defaults and evaluated expressions', async () => {
  await using action = await fixtureAction({
    main: TELL_ENV,
    inputs: [
      '  build-args: { description: x, required: true }',
      '  two words: { description: x, default: "w" }',
      '  flag: { description: x, default: true }',
      `  Token: { description: x, default: "${expression('github.token')}" }`,
      `  where: { description: x, default: "${WHERE}" }`,
      `  none: { description: x, default: "${expression('github.event.release.tag_name')}" }`,
    ].join('\n'),
  });
  const base = action.request({ inputs: { 'Build-Args': 'A=1\nB=2' } });
  const { outputs, annotations } = await runStep({ ...base, event: { ...PUSH, token: 'ghs_1' } });
  expect(envOf(outputs)).toMatchObject({
    'INPUT_BUILD-ARGS': 'A=1\nB=2',
    INPUT_TWO_WORDS: 'w',
    INPUT_FLAG: 'true',
    INPUT_TOKEN: 'ghs_1',
    INPUT_WHERE: expect.stringMatching(/^acme\/app\/main\/(Linux|macOS|Windows)$/),
    INPUT_NONE: '',
  });
  expect(annotations).toEqual([]);
});

test('unknown inputs are passed and warned about, deprecated ones warned about', async () => {
  await using action = await fixtureAction({
    main: TELL_ENV,
    inputs: '  tag: { description: x }\n  old: { description: x, deprecationMessage: use tag }',
  });
  const { outputs, annotations, outcome } = await runStep(action.request({ inputs: { tags: 'a', old: 'b', x: '' } }));
  expect(envOf(outputs)['INPUT_TAGS']).toBe('a');
  expect(annotations.map(({ level, message }) => `${level}: ${message}`)).toEqual([
    "warning: Input 'old' has been deprecated with message: use tag",
    "warning: Unexpected input(s) 'tags', 'x', valid inputs are ['tag', 'old']",
  ]);
  expect(outcome).toBe('success');
});

test('an expression richer than a path is refused, not guessed', async () => {
  await using action = await fixtureAction({
    main: '',
    inputs: `  a: { description: x, default: "${expression("github.ref == 'x'")}" }`,
  });
  await expect(runStep(action.request())).rejects.toThrow("does not evaluate the expression 'github.ref == 'x''");
});

test('pre, main and post run with their own files and hand on state', async () => {
  const tell = (stage: string) =>
    `say('GITHUB_STATE', '${stage}=yes\\n'); say('GITHUB_OUTPUT', '${stage}=' + statSync(process.env.GITHUB_STATE).size + Object.keys(process.env).filter((n) => n.startsWith('STATE_')) + '\\n'); say('GITHUB_STEP_SUMMARY', '${stage}');`;
  await using action = await fixtureAction({ pre: tell('pre'), main: tell('main'), post: tell('post') });
  await using step = new Step(action.request());
  const [pre, main, post] = [await step.pre(), await step.main(), await step.post()];
  expect([pre?.outputs, main.outputs, post?.outputs]).toEqual([
    { pre: '8' },
    { main: '9STATE_pre' },
    { post: '9STATE_pre,STATE_main' },
  ]);
  expect([pre?.summary, main.summary, post?.summary]).toEqual(['pre', 'main', 'post']);
  expect([pre?.stage, main.stage, post?.stage]).toEqual(['pre', 'main', 'post']);
});

test('post does not run when main never began', async () => {
  await using action = await fixtureAction({ main: '', post: "raw('post')" });
  await using step = new Step(action.request());
  expect(await step.post()).toBeUndefined();
});

test('in a job, exports, paths and masks reach later steps, posts run in reverse', async () => {
  await using first = await fixtureAction({
    main: "say('GITHUB_ENV', 'SHARED=1\\n'); say('GITHUB_PATH', '/a\\n/b\\n'); raw('::add-mask::hidden-word\\n');",
    post: "raw('first\\n');",
  });
  await using second = await fixtureAction({
    main: "raw(process.env.SHARED + ' ' + process.env.PATH + ' hidden-word\\n');",
    post: "raw('second ' + process.env.SHARED + ' hidden-word\\n');",
  });
  const { mains, posts } = await runJob([first.request(), second.request({ env: { PATH: '/bin' } })]);
  expect(mains.map(({ log }) => log)).toEqual(['', '1 /b:/a:/bin ***\n']);
  expect(posts.map(({ log }) => log)).toEqual(['second 1 ***\n', 'first\n']);
});

test('a failed step skips the next ones, its post runs, and post-if is asked', async () => {
  await using fails = await fixtureAction({ main: 'process.exitCode = 3;', post: "raw('cleaned\\n');" });
  await using other = await fixtureAction({ main: "raw('other\\n');", post: "raw('never\\n');" });
  await using picky = await fixtureAction({ main: '', post: "raw('no\\n');", runs: '  post-if: success()' });
  const { mains, posts } = await runJob([picky.request(), fails.request(), other.request()]);
  expect(mains.map(({ exitCode, outcome }) => [exitCode, outcome])).toEqual([
    [0, 'success'],
    [3, 'failure'],
  ]);
  expect(posts.map(({ log }) => log)).toEqual(['cleaned\n']);
  const lenient = await runJob([fails.request({ continueOnError: true }), other.request()]);
  expect(lenient.mains).toHaveLength(2);
});

test('a cancelling signal reaches the process, which may clean up', async () => {
  await using action = await fixtureAction({
    main: "process.on('SIGINT', () => { raw('cleaning\\n'); process.exit(130); }); raw('::notice::ready\\n'); setInterval(() => {}, 1000);",
    post: "raw('post\\n');",
    runs: '  post-if: cancelled()',
  });
  await using step = new Step(
    action.request({ cancelAfter: (line) => (line === 'Notice: ready' ? 'SIGINT' : undefined) }),
  );
  const { exitCode, signal, outcome, log } = await step.main();
  expect({ exitCode, signal, outcome, log }).toEqual({
    exitCode: 130,
    signal: undefined,
    outcome: 'cancelled',
    log: 'Notice: ready\ncleaning\n',
  });
  expect((await step.post())?.log).toBe('post\n');
});

test('the signal goes to the process alone, and its death is named', async () => {
  await using action = await fixtureAction({
    main: `const { spawn } = await import('node:child_process');
           const child = spawn(process.execPath, ['-e', "setTimeout(() => console.log('child lived'), 400)"], { stdio: 'inherit' });
           child.on('spawn', () => raw('ready\\n'));`,
  });
  const { exitCode, signal, outcome, log } = await runStep(
    action.request({ cancelAfter: (line) => (line === 'ready' ? 'SIGTERM' : undefined) }),
  );
  expect({ exitCode, signal, outcome }).toEqual({ exitCode: 143, signal: 'SIGTERM', outcome: 'cancelled' });
  expect(log).toBe('ready\nchild lived\n');
});

test('a process that ignores the signals is terminated, then killed', async () => {
  await using action = await fixtureAction({
    main: "process.on('SIGTERM', () => raw('ignored\\n')); raw('ready\\n'); setInterval(() => {}, 1000);",
  });
  const { signal, log, milliseconds } = await runStep(
    action.request({ cancelAfter: (line) => (line === 'ready' ? 'SIGTERM' : undefined) }),
  );
  expect({ signal, log }).toEqual({ signal: 'SIGKILL', log: 'ready\nignored\n' });
  expect(milliseconds).toBeGreaterThanOrEqual(2500);
}, 15_000);

test('a grandchild that keeps the pipes open is not waited for longer than five seconds', async () => {
  await using action = await fixtureAction({
    main: `const { spawn } = await import('node:child_process');
           spawn(process.execPath, ['-e', 'setTimeout(() => {}, 9000)'], { stdio: 'inherit', detached: true }).unref();
           raw('done\\n');`,
  });
  const { log, exitCode, milliseconds } = await runStep(action.request());
  expect({ log, exitCode }).toEqual({ log: 'done\n', exitCode: 0 });
  expect(milliseconds).toBeLessThan(8000);
}, 15_000);

test('lines arrive live, and time and memory are measured', async () => {
  await using action = await fixtureAction({
    main: `const held = Buffer.alloc(100e6, 1); raw('first\\n'); setTimeout(() => raw('second ' + held.length + '\\n'), 300);`,
  });
  const times: number[] = [];
  const result = await runStep(action.request({ onLine: () => times.push(performance.now()) }));
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(200);
  expect(result.milliseconds).toBeGreaterThan(300);
  if (process.platform === 'linux') expect(result.peakMemoryBytes).toBeGreaterThan(100e6);
});

test.each([
  ['composite', 'runs:\n  using: composite\n  steps: []\n', "JavaScript actions only, not 'composite'"],
  ['no action.yml', undefined, "Can't find 'action.yml'"],
])('%s is refused', async (_, yaml, message) => {
  const { rm, writeFile } = await import('node:fs/promises');
  await using action = await fixtureAction({ main: '' });
  if (yaml === undefined) await rm(`${action.folder}/action.yml`);
  else await writeFile(`${action.folder}/action.yml`, yaml);
  await expect(runStep(action.request())).rejects.toThrow(message);
});
