/** Promise 2: the digest that was tested is the one that is pushed; whatever differs fails the run. */
import { expect, test } from '@jest/globals';
import { openClient } from '../../script/rig/client.ts';
import { busybox, candidates, docker, engine, goodDockerfile, makeProject, openRegistry, runJob } from './stand.ts';

test("another image under the candidate's name between test and push fails the run before anything is pushed", async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  // The registry's answer about the old tag is held back until the name has been taken over.
  const swapped = Promise.withResolvers<void>();
  registry.inject({ match: { path: /\/manifests\/main$/ }, action: { kind: 'hold', until: swapped.promise } });
  const job = runJob({ workspace: project.path, registry, inputs: { cache: 'none' } });
  const candidate = await firstCandidate();
  await docker('image', 'tag', busybox, candidate);
  swapped.resolve();
  const { main } = await job;
  expect(main.exitCode).toBe(1);
  expect(main.annotations[0]?.message).toContain('What was tested is not what would be published: the engine');
  expect(await registry.tags('acme/app')).toEqual([]);
  expect(registry.requests.filter((request) => request.method === 'PUT')).toEqual([]);
});

test('a tag that somebody else moves right after the push fails the run', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const foreign = `${registry.host}/acme/app:main`;
  const moved = Promise.withResolvers<void>();
  const inputs = { tags: 'type=ref,event=branch', cache: 'none' };
  // Reading back is the first request for the tag after it was put.
  let put = false;
  const job = runJob({
    workspace: project.path,
    registry,
    inputs,
    onLine: (line) => {
      if (put || !line.trim().endsWith('/acme/app:main')) return;
      put = true;
      registry.inject({
        match: { path: /\/manifests\/main$/, method: 'HEAD' },
        times: 1,
        action: { kind: 'hold', until: moved.promise },
      });
      void moveTag().then(moved.resolve, moved.reject);
    },
  });
  async function moveTag(): Promise<void> {
    await using client = await openClient(engine);
    const words = ['login', '--username', registry.username, '--password-stdin', registry.host];
    await client.docker(words, { input: registry.password });
    await client.docker(['image', 'tag', busybox, foreign]);
    await client.docker(['push', '--quiet', foreign]);
    await client.docker(['image', 'rm', foreign]);
  }
  const { main } = await job;
  expect(put).toBe(true);
  expect(main.exitCode).toBe(1);
  expect(main.annotations[0]?.message).toContain('What was tested is not what would be published: ');
});

async function firstCandidate(): Promise<string> {
  for (;;) {
    const [candidate] = await candidates();
    if (candidate !== undefined) return candidate;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
