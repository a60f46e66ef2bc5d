/** Versions in a real registry: who gets `1`, `1.9` and `latest`; and the outputs for a build step of one's own. */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect, test } from '@jest/globals';
import { startGitHub } from '../../script/github-api/server.ts';
import type { Registry } from '../../script/rig/registry.ts';
import { event, goodDockerfile, type Job, makeProject, openRegistry, openStep, runJob } from './stand.ts';

const commit = (digit: string) => digit.repeat(40);

/** Releases of two lines, in the order in which they are made. */
const releases = [
  ['v1.9.3', commit('1')],
  ['v2.3.0', commit('2')],
  ['v1.9.4', commit('3')],
  ['v2.4.0-rc.1', commit('4')],
] as const;

async function release(version: string, workspace: string, registry: Registry, flavor = ''): Promise<Job> {
  const made = releases.slice(0, releases.findIndex(([name]) => name === version) + 1);
  const sha = made.at(-1)?.[1] ?? '';
  await using github = await startGitHub({ name: 'acme/app', tags: Object.fromEntries(made) });
  const push = await event('push-tag', { sha, ref: `refs/tags/${version}`, apiUrl: github.url });
  const job = await runJob({ workspace, registry, event: push, inputs: { cache: 'none', flavor } });
  expect(github.violations).toEqual([]);
  expect(github.requests).toHaveLength(1);
  expect(job.main.outcome).toBe('success');
  return job;
}

test.each(['', '-alpine'])(
  'a backport takes the tags of its own line only, a prerelease takes none (suffix "%s")',
  async (suffix) => {
    await using registry = await openRegistry();
    await using project = await makeProject({ Dockerfile: goodDockerfile() });
    const digests: Record<string, string> = {};
    for (const [version] of releases) {
      const job = await release(version, project.path, registry, suffix === '' ? '' : `suffix=${suffix}`);
      digests[version] = job.main.outputs['digest'] ?? '';
      if (version === 'v1.9.4') expect(job.main.log).toContain(`:latest${suffix}: v2.3.0 is the highest release`);
    }
    const owners = { '1.9.3': 'v1.9.3', '1.9.4': 'v1.9.4', '1.9': 'v1.9.4', '1': 'v1.9.4', '2.3.0': 'v2.3.0' };
    const later = { '2.3': 'v2.3.0', '2': 'v2.3.0', latest: 'v2.3.0', '2.4.0-rc.1': 'v2.4.0-rc.1' };
    for (const [tag, version] of Object.entries({ ...owners, ...later })) {
      expect([tag, await registry.digestOf('acme/app', `${tag}${suffix}`)]).toEqual([tag, digests[version]]);
    }
    const tags = await registry.tags('acme/app');
    expect(tags).not.toContain(`2.4${suffix}`);
    if (suffix !== '') expect(tags).not.toContain('latest');
  },
);

test('`stage: metadata` builds nothing, and its bake files are there until the job ends', async () => {
  await using project = await makeProject({ 'README.md': 'no Dockerfile' });
  const inputs = { stage: 'metadata', images: 'ghcr.io/acme/app', tags: 'type=ref,event=branch', labels: 'a="b,c"' };
  // No engine answers there: nothing may ask one.
  const engineEnv = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };
  await using step = await openStep({ workspace: project.path, inputs, engineEnv });
  const main = await step.main();
  expect(main.outcome).toBe('success');
  expect(main.outputs).toMatchObject({ tags: 'ghcr.io/acme/app:main', 'tag-names': 'main', version: 'main' });
  expect(main.env).toMatchObject({
    DOCKER_METADATA_OUTPUT_TAGS: 'ghcr.io/acme/app:main',
    DOCKER_METADATA_OUTPUT_JSON: main.outputs['json'],
    DOCKER_METADATA_OUTPUT_BAKE_FILE_LABELS: main.outputs['bake-file-labels'],
  });
  const path = main.outputs['bake-file-tags'] ?? '';
  const args = { DOCKER_META_IMAGES: 'ghcr.io/acme/app', DOCKER_META_VERSION: 'main' };
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
    target: { 'docker-metadata-action': { tags: ['ghcr.io/acme/app:main'], args } },
  });
  const labels = JSON.parse(await readFile(main.outputs['bake-file-labels'] ?? '', 'utf8'));
  expect(labels.target['docker-metadata-action'].labels).toMatchObject({ a: '"b,c"' });
  expect((await step.post())?.outcome).toBe('success');
  await expect(readFile(path, 'utf8')).rejects.toThrow('ENOENT');
  await expect(readFile(dirname(path), 'utf8')).rejects.toThrow('ENOENT');
});
