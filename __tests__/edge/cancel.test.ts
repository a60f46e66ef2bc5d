/** Promise 7: a cancelled run ends its children, removes what it made, and touches nothing else. */
import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import {
  busybox,
  candidates,
  docker,
  dockerfile,
  goodDockerfile,
  hasImage,
  makeProject,
  openRegistry,
  runJob,
} from './stand.ts';

/** Processes of the machine whose arguments or environment name this run's private folder. */
async function childrenOf(runName: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      return environment.includes(runName) ? [pid] : [];
    }),
  );
  return found.flat();
}

const signals = ['SIGINT', 'SIGTERM'] as const;

test.each(signals)(
  '%s while a step runs: children end, nothing is left, what was there before stays',
  async (signal) => {
    await using registry = await openRegistry();
    const lines = ['FROM base AS test', 'RUN echo begun && sleep 120', 'FROM base', 'RUN true'];
    await using project = await makeProject({ Dockerfile: dockerfile(lines) });
    const own = (await docker('run', '--detach', '--network=none', busybox, 'sleep', '300')).trim();
    try {
      const started = Date.now();
      const { main, post, leftovers } = await runJob({
        workspace: project.path,
        registry,
        cancelAfter: (line) => (line.includes('RUN true') ? signal : undefined),
      });
      // The runner's second signal comes after 7.5 s: this one was enough. The exit code is the process's own.
      expect(main.signal).toBeUndefined();
      expect(main.exitCode).toBe(1);
      expect(main.log).toContain(`Cancelled by ${signal}; nothing of this run is left on this machine`);
      expect(Date.now() - started).toBeLessThan(60_000);
      expect(post?.outcome).toBe('success');
      expect(leftovers).toEqual([]);
      expect(await candidates()).toEqual([]);
      expect(await childrenOf(main.state['candidate']?.split(':')[1] ?? 'no candidate was named')).toEqual([]);
      expect(await registry.tags('acme/app')).toEqual([]);
      expect((await docker('inspect', '--format', '{{.State.Running}}', own)).trim()).toBe('true');
    } finally {
      await docker('rm', '--force', own);
    }
  },
);

test('while a push hangs: the names it borrowed are given back, no tag is in the registry', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const never = Promise.withResolvers<void>();
  registry.inject({ match: { method: 'POST' }, action: { kind: 'hold', until: never.promise } });
  const own = `${registry.host}/acme/app:main`;
  await docker('image', 'tag', busybox, own);
  const before = await docker('image', 'inspect', '--format', '{{.Id}}', own);
  const { main, leftovers } = await runJob({
    workspace: project.path,
    registry,
    inputs: { cache: 'none' },
    cancelAfter: (line) => (line.startsWith('▼ Push') ? 'SIGINT' : undefined),
  });
  never.resolve();
  expect(main.signal).toBeUndefined();
  expect(main.log).toContain('Cancelled by SIGINT');
  expect(leftovers).toEqual([]);
  expect(await candidates()).toEqual([]);
  expect(await docker('image', 'inspect', '--format', '{{.Id}}', own)).toBe(before);
  await docker('image', 'rm', own);
  expect(await registry.tags('acme/app')).toEqual([]);
});

test('a run that was killed outright is cleaned up by the post step', async () => {
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const { main, post, leftovers } = await runJob({
    workspace: project.path,
    inputs: { push: 'false' },
    cancelAfter: (line) => (line.startsWith('Built ') ? 'SIGKILL' : undefined),
  });
  expect(main.signal).toBe('SIGKILL');
  expect(post?.outcome).toBe('success');
  expect(leftovers).toEqual([]);
  expect(await candidates()).toEqual([]);
});

test('a run that was killed while it pushed: the post step gives the borrowed names back', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const never = Promise.withResolvers<void>();
  registry.inject({ match: { method: 'PUT', path: /\/manifests\// }, action: { kind: 'hold', until: never.promise } });
  const own = `${registry.host}/acme/app:main`;
  await docker('image', 'tag', busybox, own);
  const before = await docker('image', 'inspect', '--format', '{{.Id}}', own);
  const { main } = await runJob({
    workspace: project.path,
    registry,
    inputs: { cache: 'none' },
    cancelAfter: (line) => (line.startsWith('▼ Push') ? 'SIGKILL' : undefined),
  });
  expect(main.signal).toBe('SIGKILL');
  expect(await docker('image', 'inspect', '--format', '{{.Id}}', own)).toBe(before);
  expect(await hasImage(`${registry.host}/acme/app:sha-8c1f0d3`)).toBe(false);
  expect(await candidates()).toEqual([]);
  never.resolve();
  await docker('image', 'rm', own);
});
