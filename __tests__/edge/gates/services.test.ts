/** Services from a compose file: up beside the build, found by name, gone with everything that was theirs. */
import { expect, test } from '@jest/globals';
import { run } from '../../../script/rig/command.ts';
import { busybox, docker, dockerfile, engine, makeProject, openRegistry, runJob } from '../stand.ts';
import { everything, failsWith, gate } from './arena.ts';

const Dockerfile = dockerfile(['FROM base AS test', 'RUN true', 'FROM base', 'CMD ["true"]']);

/** A service that answers with a word on port 80, after a while. */
function compose(word: string, more: readonly string[] = [], after: readonly string[] = []): string {
  return [
    'services:',
    '  db:',
    `    image: ${busybox}`,
    `    command: ["sh", "-c", "mkdir /w; sleep 1; echo ${word} > /w/index.html; exec httpd -f -h /w"]`,
    '    init: true',
    '    healthcheck:',
    '      test: ["CMD", "wget", "-q", "-O-", "http://127.0.0.1/"]',
    '      interval: 300ms',
    '      retries: 20',
    '    volumes: ["data:/data"]',
    ...more.map((line) => `    ${line}`),
    ...after,
    'volumes: { data: {} }',
    '',
  ].join('\n');
}

const files = { Dockerfile, 'compose.test.yml': compose('hello') };
const services = { services: 'compose.test.yml' };

test('tests and smoke test reach a service by its name, and nothing of it stays', async () => {
  const ask = 'wget -q -O- http://db/';
  const inputs = { ...services, 'test-command': `${ask} | grep hello`, 'smoke-command': `${ask} | grep hello` };
  const running = { ...files, Dockerfile: dockerfile(['CMD ["sleep", "60"]']) };
  const { main } = await gate(running, inputs);
  expect(main.outcome).toBe('success');
  expect(main.log).toMatch(/^Services passed: db healthy, \d/m);
  expect(main.log).toContain('| hello');
});

test('two runs at once, of one job and with fixed names and ports, do not see each other', async () => {
  const taken = ['container_name: fixed', 'ports: ["58080:80"]'];
  const named = (word: string) =>
    compose(word, taken).replace('volumes: { data: {} }', 'volumes: { data: { name: fixed-data } }');
  await docker('volume', 'create', 'fixed-data');
  const before = await everything();
  const run = async (word: string) => {
    await using registry = await openRegistry();
    await using project = await makeProject({ Dockerfile, 'compose.test.yml': named(word) });
    const inputs = { ...services, 'test-command': `sleep 2; wget -q -O- http://db/ | grep -x ${word}`, cache: 'none' };
    return await runJob({ workspace: project.path, registry, inputs });
  };
  const [one, two] = await Promise.all([run('first'), run('second')]);
  for (const { main } of [one, two]) {
    expect(main.log).toContain('Ports of the service db are not published: tests reach it as db');
    expect(main.outcome).toBe('success');
  }
  expect(await everything()).toEqual(before);
  await docker('volume', 'rm', 'fixed-data');
});

test("a project of the user's with a similar name is left alone", async () => {
  await using project = await makeProject({ 'compose.yml': compose('theirs') });
  const theirs = ['compose', '--project-name=slipway', `--file=${project.path}/compose.yml`];
  await docker(...theirs, 'up', '--detach');
  try {
    expect((await gate(files, { ...services, 'test-command': 'true' })).main.outcome).toBe('success');
    expect(await docker('inspect', '--format', '{{.State.Running}}', 'slipway-db-1')).toContain('true');
  } finally {
    await docker(...theirs, 'down', '--volumes', '--timeout=0');
  }
});

test('the service sut is a test: with the image in IMAGE, after the others, its exit code a gate', async () => {
  const sut = (code: number) => [
    '  sut:',
    '    image: $IMAGE',
    `    command: ["sh", "-c", "wget -q -O- http://db/; echo $$WORD; exit ${code}"]`,
    '    environment: { WORD: "$WORD" }',
    '    depends_on: [db]',
  ];
  const inputs = { ...services, 'services-env': 'WORD=passed in' };
  const { main } = await gate({ Dockerfile, 'compose.test.yml': compose('hello', [], sut(0)) }, inputs);
  expect(main.outcome).toBe('success');
  for (const line of ['| hello', '| passed in', 'Service tests passed: the service sut exited with 0'])
    expect(main.log).toContain(line);
  await failsWith(
    { Dockerfile, 'compose.test.yml': compose('hello', [], sut(3)) },
    inputs,
    'Service tests failed: the service sut exited with 3',
  );
});

test('a failing test shows what the services printed', async () => {
  const chatty = compose('hello').replace('sleep 1;', 'echo the database speaks; sleep 1;');
  const { main } = await failsWith(
    { Dockerfile, 'compose.test.yml': chatty },
    { ...services, 'test-command': 'false' },
    'Test command failed: `false` exited with 1',
  );
  expect(main.log).toContain('the database speaks');
});

test('the command that a red run prints shows the same failure by hand', async () => {
  const files = {
    Dockerfile: dockerfile(['FROM base AS test', 'WORKDIR /t', 'COPY word .', 'FROM base', 'CMD ["true"]']),
    'compose.test.yml': compose('hello'),
    word: 'other',
  };
  const inputs = { ...services, 'test-command': 'wget -q -O- http://db/ | grep -f word || exit 6' };
  const { main } = await failsWith(files, inputs, /^Test command failed: .* exited with 6$/);
  const command = /^Run it yourself: (.*)$/m.exec(main.annotations[0]?.message ?? '')?.[1] ?? 'false';
  await using project = await makeProject(files);
  try {
    const byHand = await run(['sh', '-c', command], { cwd: project.path, env: engine.env });
    expect(byHand).toMatchObject({ code: 6 });
  } finally {
    await docker('compose', '--project-name=try', 'down', '--volumes', '--timeout=0');
  }
});

test('a service that stays unhealthy: its name, what its check said, its last lines', async () => {
  const sick = compose('hello')
    .replace(/test: .*/, 'test: ["CMD", "sh", "-c", "echo no luck; false"]')
    .replace('retries: 20', 'retries: 3')
    .replace('sleep 1;', 'echo starting; sleep 1;');
  const { main } = await failsWith(
    { Dockerfile, 'compose.test.yml': sick },
    { ...services, 'test-command': 'true' },
    'Services failed: the service db is unhealthy',
  );
  for (const line of ['no luck', 'starting']) expect(main.log).toContain(line);
});

test('a service that exits', async () => {
  const dead = compose('hello').replace('sleep 1;', 'echo dying; exit 7;');
  const { main } = await failsWith(
    { Dockerfile, 'compose.test.yml': dead },
    { ...services, 'test-command': 'true' },
    'Services failed: the service db exited with 7',
  );
  expect(main.log).toContain('dying');
});

test('an image that is not there', async () => {
  const none = compose('hello').replace(busybox, 'registry.invalid/none:1');
  await failsWith(
    { Dockerfile, 'compose.test.yml': none },
    { ...services, 'test-command': 'true' },
    /^Services failed: .*registry\.invalid\/none:1/,
  );
});

test('a build that fails takes services down that are still coming up', async () => {
  const failing = { ...files, Dockerfile: dockerfile(['FROM base AS test', 'RUN sleep 1; false', 'FROM base']) };
  await failsWith(failing, { ...services, 'test-command': 'true' }, /^Test stage failed: /);
});

test.each<[string, string, string]>([
  [
    'a service that is built',
    compose('x').replace(`image: ${busybox}`, 'build: .'),
    'builds the service db itself; write `image:` with an image that exists, or `image: $IMAGE` for the image under test',
  ],
  ['an unknown key', compose('x', ['imagge: y']), 'has the unknown key imagge in db'],
  ['no YAML', 'services: [', 'is no compose file that docker can use'],
  [
    'a variable that must be set',
    compose('x', ['hostname: ${NAME:?tell me}']),
    'needs the variable NAME; set it with `services-env: NAME=…`',
  ],
  ['no file', '', 'cannot be read: it is not there'],
])('refused before anything is built: %s', async (_, text, words) => {
  const inputs = { ...services, 'test-command': 'true', 'smoke-port': 'x' };
  const given = text === '' ? { Dockerfile } : { Dockerfile, 'compose.test.yml': text };
  const { main } = await failsWith(given, inputs, '2 inputs need a change before anything can run');
  expect(main.annotations[0]?.message).toContain(`services: "compose.test.yml" ${words}`);
  expect(main.annotations[0]?.message).toContain('smoke-port: "x" is not a port');
  for (const later of ['Logged in', 'Build and test']) expect(main.log).not.toContain(later);
});

test("the job's environment does not reach a compose file", async () => {
  const curious = compose('x', ['environment: { SEEN: "$GITHUB_TOKEN$SECRET_OF_JOB", GITHUB_TOKEN: }']).replace(
    'sleep 1;',
    'env;',
  );
  const inputs = { ...services, 'test-command': 'false' };
  const env = { GITHUB_TOKEN: 'ghs_thetoken', SECRET_OF_JOB: 'of-the-job' };
  const { main } = await failsWith({ Dockerfile, 'compose.test.yml': curious }, inputs, /Test command failed/, { env });
  expect(main.log).toContain('SEEN=');
  expect(main.log).toContain(
    'The variable SECRET_OF_JOB of the compose file is not set, so it is empty: set it with `services-env: SECRET_OF_JOB=…`',
  );
  for (const hidden of ['ghs_thetoken', 'of-the-job']) expect(main.log).not.toContain(hidden);
});

test('a service without a health check that has ended already', async () => {
  const file = `services:\n  db:\n    image: ${busybox}\n    command: ["sh", "-c", "echo dying; exit 3"]\n`;
  const { main } = await failsWith(
    { Dockerfile, 'compose.test.yml': file },
    { ...services, 'test-command': 'sleep 1' },
    /^Services failed: the service db exited with 3$/,
  );
  expect(main.log).toContain('dying');
});

test('a compose file with nothing but the test, beside a test command', async () => {
  const file = `services:\n  sut:\n    image: $IMAGE\n    command: ["true"]\n    networks: [back]\nnetworks: { back: {} }\n`;
  const { main } = await gate({ Dockerfile, 'compose.test.yml': file }, { ...services, 'test-command': 'true' });
  expect(main.outcome).toBe('success');
});

test('an external network is joined, and stays', async () => {
  await docker('network', 'create', 'slipway-test-outside');
  try {
    const file = compose('hello').replace(
      'volumes: { data: {} }',
      'volumes: { data: {} }\nnetworks: { default: { name: slipway-test-outside, external: true } }',
    );
    const { main } = await gate(
      { Dockerfile, 'compose.test.yml': file },
      { ...services, 'test-command': 'wget -q -O- http://db/' },
    );
    expect(main.outcome).toBe('success');
  } finally {
    await docker('network', 'rm', 'slipway-test-outside');
  }
});
