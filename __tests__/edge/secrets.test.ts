/** Promise 6: a secret is in no log line, argument, layer, output or file that outlives the step. */
import { expect, test } from '@jest/globals';
import { watchCommandLines } from './command-lines.ts';
import {
  awkwardPassword,
  busybox,
  candidates,
  docker,
  dockerfile,
  makeProject,
  openRegistry,
  openStep,
  runJob,
} from './stand.ts';

const long = `x${'AbCdEf0123456789+/='.repeat(26)}`;
const lines = 'first line of (a|secret)\nsecond line $HOME `id` [a-z]*';
const fromEnvironment = 'env-secret-\\d+^$-value';

test('password, build secrets with newlines and regular expression characters, 500 characters long', async () => {
  await using registry = await openRegistry();
  const mounts = ['long', 'lines', 'variable'].map((id) => `--mount=type=secret,id=${id}`).join(' ');
  const show = 'cat /run/secrets/long /run/secrets/lines /run/secrets/variable';
  await using project = await makeProject({
    Dockerfile: dockerfile([
      'FROM base AS test',
      `RUN ${mounts} ${show}; sleep 1; ${show} >&2; exit 1`,
      'FROM base',
      `RUN ${mounts} ${show} | wc -c > /size`,
    ]),
  });
  const secrets = { secrets: `long=${long}\n"lines=${lines}"`, 'secret-envs': 'variable=DEPLOY_TOKEN' };
  await using commands = await watchCommandLines();
  const job = await runJob({
    workspace: project.path,
    registry,
    inputs: secrets,
    env: { DEPLOY_TOKEN: fromEnvironment },
    engineEnv: commands.engineEnv,
  });
  const { started, seen } = await commands.stop();
  expect(job.main.exitCode).toBe(1);
  expect(started.some((line) => line.startsWith('docker buildx'))).toBe(true);

  const all = [awkwardPassword, long, ...lines.split('\n'), fromEnvironment];
  const places = {
    log: job.main.log,
    summary: job.main.summary,
    outputs: JSON.stringify(job.main.outputs),
    argv: [...started, ...seen].join('\n'),
  };
  for (const [place, text] of Object.entries(places)) {
    for (const secret of all) expect({ place, found: text.includes(secret) }).toEqual({ place, found: false });
  }
  // What the action itself printed, before the runner masked anything, apart from the commands that ask for it.
  const printed = job.main.raw
    .split('\n')
    .filter((line) => !line.startsWith('::add-mask::'))
    .join('\n');
  for (const secret of all) expect(printed).not.toContain(secret);
  expect(job.main.log).toContain('***');
  for (const secret of all) expect(job.files.filter((file) => file.content.includes(secret))).toEqual([]);
});

test('build secrets reach the build, and no layer of the image', async () => {
  await using project = await makeProject({
    Dockerfile: dockerfile([
      'RUN --mount=type=secret,id=token --mount=type=secret,id=file test "$(cat /run/secrets/token)" = "a=b c" && wc -c < /run/secrets/file > /size',
    ]),
    'secret.txt': long,
  });
  const inputs = {
    secrets: 'token=a=b c',
    'secret-files': 'file=secret.txt',
    push: 'false',
    context: 'sub',
    file: 'Dockerfile',
  };
  await using step = await openStep({ workspace: project.path, inputs: { ...inputs, context: '.' } });
  const main = await step.main();
  expect(main.outcome).toBe('success');
  const id = main.outputs['imageid'] ?? '';
  expect((await docker('run', '--rm', '--network=none', id, 'cat', '/size')).trim()).toBe(String(long.length));
  expect((await docker('image', 'save', id)).includes(long)).toBe(false);
  expect(JSON.stringify(main.outputs)).not.toContain('a=b c');
  await step.post();
  expect(await candidates()).toEqual([]);
  expect(busybox).toBeDefined();
});

test('secrets that a summary escapes, that stand in files, and that are too short to be one', async () => {
  const markup = 'pass&word<1>tail';
  await using project = await makeProject({
    Dockerfile: dockerfile([
      'FROM base AS test',
      'RUN --mount=type=secret,id=markup --mount=type=secret,id=file cat /run/secrets/markup /run/secrets/file; exit 1',
      'FROM base',
    ]),
    'token.txt': 'file-secret-123456\n',
  });
  const inputs = { secrets: `markup=${markup}\nflag=1`, 'secret-files': 'file=token.txt', push: 'false' };
  const { main } = await runJob({ workspace: project.path, inputs });
  expect(main.exitCode).toBe(1);
  for (const text of [main.log, main.summary]) {
    expect(text).toContain('***');
    for (const part of ['word', 'tail', 'file-secret-123456']) expect(text).not.toContain(part);
  }
  // A secret of one digit must not take the digits out of everything else.
  expect(main.log).toContain('exited with 1');
});
