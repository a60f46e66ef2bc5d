/** `npm start`: the first thing a stranger runs must end with an image that can be pulled and runs. */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openClient } from '../../script/rig/client.ts';
import { run } from '../../script/rig/command.ts';
import { repository } from '../../script/rig/paths.ts';
import { engine, goodDockerfile, makeProject } from './stand.ts';

async function start(...words: string[]): Promise<{ code: number; said: string }> {
  const { code, stdout, stderr } = await run([process.execPath, join(repository, 'script', 'start.ts'), ...words], {
    env: engine.env,
  });
  return { code, said: stdout + stderr };
}

/** The commands that it prints, as words. */
function printed(said: string, verb: string): string[] {
  const line = said.split('\n').find((text) => text.startsWith(`  docker ${verb} `)) ?? '';
  return line.trim().split(' ').slice(1);
}

test('the example: pushed, pullable, running and healthy; the second time nothing is executed', async () => {
  const first = await start();
  expect(first.code).toBe(0);
  expect(first.said).toContain('Tested: stage "test" passed');
  const second = await start();
  expect(second.code).toBe(0);
  // A clone with changes in the example is built again, from the cache.
  expect(second.said).toMatch(/Built .* (\d+) of \1 steps cached|Nothing to build: every tag shows/);

  await using client = await openClient(engine);
  const login = second.said.split('\n').find((line) => line.includes('--password-stdin')) ?? '';
  const [, password = '', username = '', host = ''] =
    /echo (\S+) \| docker login --username (\S+) --password-stdin (\S+)/.exec(login) ?? [];
  await client.docker(['login', '--username', username, '--password-stdin', host], { input: password });
  const pulled = await client.docker(printed(second.said, 'pull'));
  expect(pulled.code).toBe(0);
  const words = printed(second.said, 'run').slice(1);
  const image = words.at(-1) ?? '';
  const started = await client.docker(['run', '--detach', '--init', image]);
  const container = started.stdout.trim();
  try {
    expect(await health(client, container)).toBe('healthy');
    const script = "const r = await fetch('http://127.0.0.1:8080/healthz'); console.log(r.status)";
    const asked = await client.docker(['exec', container, 'node', '--input-type=module', '-e', script]);
    expect(asked.stdout.trim()).toBe('200');
  } finally {
    await client.docker(['rm', '--force', container]);
    await client.docker(['image', 'rm', image]);
  }
});

test("a folder of the user's own, and what it says when the tests in it fail", async () => {
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const good = await start(project.path);
  expect(good.code).toBe(0);
  expect(good.said).toContain('Pull and run it:');
  await using broken = await makeProject({ Dockerfile: goodDockerfile().replace('echo testing', 'false') });
  const bad = await start(broken.path);
  expect(bad.code).toBe(1);
  expect(bad.said).toContain('Error: Test stage failed: ');
  expect(bad.said).not.toContain('Pull and run it:');
  expect(bad.said).toContain(`cd ${broken.path}`);
});

test('a folder that cannot be one is refused by name, before anything starts', async () => {
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  for (const [words, why] of [
    [['/nowhere/at/all'], '/nowhere/at/all is not there'],
    [[`${project.path}/Dockerfile`], `${project.path}/Dockerfile is a file`],
    [['one', 'two'], '2 folders are named'],
  ] as const) {
    const { code, said } = await start(...words);
    expect(code).toBe(2);
    expect(said).toContain(`npm start: ${why}`);
    expect(said.trim().split('\n')).toHaveLength(1);
  }
});

/** Asks until the engine has made up its mind. */
async function health(client: Awaited<ReturnType<typeof openClient>>, container: string): Promise<string> {
  for (;;) {
    const state = (await client.docker(['inspect', '--format', '{{.State.Health.Status}}', container])).stdout.trim();
    if (state !== 'starting') return state;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
