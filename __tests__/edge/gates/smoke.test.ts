/** The smoke test on a real engine: what is healthy, and every way not to be. */
import { expect, test } from '@jest/globals';
import { dockerfile } from '../stand.ts';
import { answering, failsWith, gate, httpd, limitMemory, server } from './arena.ts';

const good = answering('200 OK');
const path = { 'smoke-path': '/cgi-bin/answer' };

test('a path that answers twice: pushed, and log and summary say so', async () => {
  await gate({ Dockerfile: server(good), answer: good }, path, {}, async ({ main, registry }) => {
    expect(main.outcome).toBe('success');
    expect(main.log).toMatch(
      /^Smoke test passed: GET \/cgi-bin\/answer on port 8080 answered 2 times, healthy after \d/m,
    );
    expect(main.summary).toContain('smoke test');
    expect(await registry.digestOf('acme/app', 'main')).toBe(main.outputs['digest']);
  });
});

test('it runs as the user of the image, with its own command and `smoke-env` alone', async () => {
  const check = 'test "$(id -u):$WORD:$GITHUB_TOKEN$DOCKER_CONFIG$RUNNER_TEMP" = "1234:a b:"';
  const file = server(good, 'USER 1234', `HEALTHCHECK CMD ${check}`);
  const env = { GITHUB_TOKEN: 'ghs_notforcontainers' };
  const { main } = await gate({ Dockerfile: file, answer: good }, { 'smoke-env': 'WORD=a b' }, { env });
  expect(main.outcome).toBe('success');
  expect(main.log).toContain('Smoke test passed: HEALTHCHECK passed');
});

test('a command in the container', async () => {
  const inputs = { 'smoke-command': 'wget -q -O- http://localhost:8080/cgi-bin/answer | grep said' };
  expect((await gate({ Dockerfile: server(good), answer: good }, inputs)).main.outcome).toBe('success');
});

test('a redirect to another place is an answer', async () => {
  const answer = '#!/bin/sh\nprintf "Status: 302 Found\\r\\nLocation: https://login.example.com/\\r\\n\\r\\n"\n';
  expect((await gate({ Dockerfile: server(good), answer }, path)).main.outcome).toBe('success');
});

test('a slow start within its time', async () => {
  const file = server(good, `CMD sleep 2; exec ${(JSON.parse(httpd) as string[]).join(' ')}`);
  const { main } = await gate({ Dockerfile: file, answer: good }, { ...path, 'smoke-timeout': '20s' });
  expect(main.outcome).toBe('success');
});

test('without a health check nothing is asked, and the summary says so', async () => {
  const { main } = await gate({ Dockerfile: dockerfile(['CMD ["true"]']) }, {});
  expect(main.outcome).toBe('success');
  expect(main.summary).toContain('did not run: the image has no HEALTHCHECK');
});

const soon = { ...path, 'smoke-timeout': '2s' };

test('an answer of 500, with its first bytes', async () => {
  const answer = answering('500 Internal Server Error', 'db down');
  const message = /^Smoke test failed: GET \/cgi-bin\/answer on port 8080 answered 500 after 2\.\d s$/;
  const { main } = await failsWith({ Dockerfile: server(answer), answer }, soon, message);
  for (const text of [main.log, main.summary]) expect(text).toContain('db down');
});

test('a port on which nobody listens', async () => {
  const message = /^Smoke test failed: GET \/ on port 9 had no answer: connect ECONNREFUSED \S+ after 2\.\d s$/;
  await failsWith(
    { Dockerfile: server(good), answer: good },
    { ...soon, 'smoke-path': '/', 'smoke-port': '9' },
    message,
  );
});

test('a start that is slower than its time', async () => {
  const file = server(good, `CMD sleep 30; exec ${(JSON.parse(httpd) as string[]).join(' ')}`);
  await failsWith(
    { Dockerfile: file, answer: good },
    soon,
    /^Smoke test failed: GET .* had no answer: connect ECONNREFUSED/,
  );
});

test('a crash after 2 s ends the wait, with what it printed', async () => {
  const file = dockerfile([
    'HEALTHCHECK CMD false',
    'CMD ["sh", "-c", "echo opening; sleep 2; echo dying >&2; exit 3"]',
  ]);
  const message = 'Smoke test failed: the container exited with 3';
  const { main } = await failsWith({ Dockerfile: file }, {}, message);
  for (const line of ['opening', 'dying']) expect(main.log).toContain(`| ${line}`);
});

test('redirects in a circle', async () => {
  const answer = '#!/bin/sh\nprintf "Status: 302 Found\\r\\nLocation: /cgi-bin/answer\\r\\n\\r\\n"\n';
  await failsWith(
    { Dockerfile: server(good), answer },
    soon,
    /redirects without end: \/cgi-bin\/answer -> \/cgi-bin\/answer/,
  );
});

test('a HEALTHCHECK that stays unhealthy, with what it said', async () => {
  const check = 'HEALTHCHECK --interval=200ms --retries=2 CMD echo no luck; false';
  const file = dockerfile([check, 'CMD ["sleep", "60"]']);
  const { main } = await failsWith(
    { Dockerfile: file },
    {},
    /^Smoke test failed: its HEALTHCHECK is unhealthy after \d\.\d s$/,
  );
  expect(main.log).toContain('no luck');
});

test('a HEALTHCHECK that is wanted and missing', async () => {
  const file = dockerfile(['CMD ["sleep", "60"]']);
  await failsWith({ Dockerfile: file }, { 'smoke-test': 'true' }, 'Smoke test failed: the image has no HEALTHCHECK');
});

test('several ports, and none', async () => {
  const two = server(good, 'EXPOSE 9090');
  await failsWith({ Dockerfile: two, answer: good }, path, 'Smoke test failed: the image exposes the ports 8080, 9090');
  const none = dockerfile(['CMD ["sleep", "60"]']);
  await failsWith({ Dockerfile: none }, { 'smoke-path': '/' }, 'Smoke test failed: the image exposes no port');
});

test('a program that is not in the image', async () => {
  const file = dockerfile(['HEALTHCHECK CMD true', 'CMD ["/no/such/program"]']);
  await failsWith({ Dockerfile: file }, {}, /^Smoke test failed: .*\/no\/such\/program/);
});

test('a container that is killed for want of memory', async () => {
  const file = dockerfile(['HEALTHCHECK CMD false', 'CMD ["sh", "-c", "sleep 3; tail /dev/zero"]']);
  await using _limit = limitMemory();
  const message = 'Smoke test failed: the container exited with 137, killed for want of memory';
  await failsWith({ Dockerfile: file }, {}, message);
});

test('a command that never ends is no good answer', async () => {
  const file = dockerfile(['CMD ["sleep", "60"]']);
  const inputs = { 'smoke-command': 'sleep 600', 'smoke-timeout': '2s' };
  await failsWith(
    { Dockerfile: file },
    inputs,
    /^Smoke test failed: `sleep 600` did not end in \d\.\d s after \d+\.\d s$/,
  );
});

test('a server that takes the question and says nothing is given its time and no more', async () => {
  const file = dockerfile(['EXPOSE 8080', 'CMD sleep 60 | nc -l -p 8080']);
  await failsWith({ Dockerfile: file }, soon, /^Smoke test failed: GET .* had no answer: .* after 2\.\d s$/);
});
