/** Clean-ups of GitHub's registry: its versions are deleted through the API of packages, tags are moved through the registry. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Repository } from '../../../script/github-api/repository.ts';
import { type GitHubDouble, startGitHub } from '../../../script/github-api/server.ts';
import { type Registry, startRegistry } from '../../../script/rig/registry.ts';
import { event, type Job, makeProject, runJob } from '../stand.ts';
import { type Front, openFront, packagesOf } from './packages.ts';
import { app, openShelf, type Shelf } from './shelf.ts';

const sha = (number: number) => String(number).repeat(40).slice(0, 40);

let registry: Registry;
let front: Front;
let shelf: Shelf;
let github: GitHubDouble | undefined;

beforeEach(async () => {
  registry = await startRegistry({ tls: false });
  front = await openFront(registry);
  shelf = openShelf(registry);
});

afterEach(async () => {
  await github?.[Symbol.asyncDispose]();
  await front[Symbol.asyncDispose]();
  await registry.stop();
  expect(github?.violations ?? []).toEqual([]);
  github = undefined;
});

async function cleanUp(kind: 'org' | 'user', changes: Partial<Repository> = {}): Promise<Job> {
  await using project = await makeProject({});
  const pulls = { 7: sha(7), 8: sha(8), 9: sha(9) };
  await github?.[Symbol.asyncDispose]();
  const packages = packagesOf(registry, { kind, name: 'acme' });
  const described = { name: app, branches: { main: sha(1) }, pulls, closed: [7, 8], packages, ...changes };
  github = await startGitHub(described, { pageSize: 3 });
  return await runJob({
    workspace: project.path,
    event: await event('schedule', { apiUrl: github.url }),
    inputs: { stage: 'cleanup', images: `${front.host}/${app}` },
    env: { NODE_EXTRA_CA_CERTS: front.caFile },
    node: front.node,
  });
}

test.each(['org', 'user'] as const)(
  'of an %s: shared digests keep their version, parts go with their index',
  async (kind) => {
    const main = await shelf.index({ word: 'main' }, 'main', 'pr-8');
    await shelf.index({ word: 'pull 7' }, 'pr-7');
    await shelf.index({ word: 'pull 9' }, 'pr-9');
    const untagged = await shelf.single({ word: 'of somebody else' });
    const job = await cleanUp(kind);
    expect(job.main.annotations).toEqual([]);
    expect(JSON.parse(job.main.outputs['removed'] ?? '').toSorted()).toEqual(
      ['pr-7', 'pr-8'].map((tag) => `${front.host}/${app}:${tag}`),
    );
    expect(await registry.tags(app)).toEqual(['main', 'pr-9']);
    expect(await registry.digestOf(app, 'main')).toBe(main.digest);
    const whole = [...(await shelf.pull('main')), ...(await shelf.pull('pr-9'))];
    expect((await registry.manifests(app)).filter((digest) => !whole.includes(digest))).toEqual([untagged.digest]);
    // Its registry deletes nothing.
    expect(front.requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
  },
);

test('a token that may list versions and not delete them: it is said, and no tag is left moved', async () => {
  const own = await shelf.index({ word: 'main' }, 'main', 'pr-8');
  await shelf.index({ word: 'pull 7' }, 'pr-7');
  const { main } = await cleanUp('org', { lacks: ['the role Admin of the package'] });
  expect(main.outcome).toBe('failure');
  expect(main.annotations[0]?.message).toMatch(
    /^Cannot remove ghcr\.io:\d+\/acme\/app:pr-8: GitHub answered 404, and lists it all the same/,
  );
  expect(main.annotations[0]?.message).toContain('with the role Admin');
  expect(main.log).not.toContain('Removed ');
  expect(await registry.tags(app)).toEqual(['main', 'pr-7', 'pr-8']);
  expect(await registry.digestOf(app, 'pr-8')).toBe(own.digest);
});

test('a token without the right: what to write is said, and nothing is moved', async () => {
  await shelf.index({ word: 'main' }, 'main', 'pr-8');
  await shelf.index({ word: 'pull 7' }, 'pr-7');
  const { main } = await cleanUp('org', { lacks: ['packages: write'] });
  expect(main.outcome).toBe('failure');
  expect(main.annotations[0]?.message).toMatch(
    /^Nothing removed: the versions of ghcr\.io:\d+\/acme\/app are not listed: /,
  );
  expect(main.annotations[0]?.message).toContain('give the job `permissions: packages: write`');
  expect(await registry.tags(app)).toEqual(['main', 'pr-7', 'pr-8']);
});
