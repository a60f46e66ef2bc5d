/** workflows/monorepo.yml as users copy it: two images, one built on the other; and the rebuilds of docs/monorepo.md. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, jest, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { repository } from '../../script/rig/paths.ts';
import type { RunEvent } from '../../script/runner/driver.ts';
import { busybox } from '../edge/stand.ts';
import { closeCopied, dockerfile, longestTurn, openCopied, path, pushImage, tagsOf, withPayload } from './copied.ts';
import { event } from './ground.ts';

jest.setTimeout(longestTurn);
afterEach(closeCopied);

const several = 'monorepo.yml';
const [base, api] = ['acme/base', 'acme/api'];

/** A merge group on top of a commit. */
function groupOn(of: RunEvent, sha: string): RunEvent {
  const { merge_group: group } = of.payload as { readonly merge_group: object };
  return withPayload(of, { merge_group: { ...group, base_sha: sha } });
}

/** A pull request into a commit. */
function pullInto(of: RunEvent, sha: string): RunEvent {
  const { pull_request: pull } = of.payload as { readonly pull_request: { readonly base: object } };
  return withPayload(of, { pull_request: { ...pull, base: { ...pull.base, sha } } });
}

test('the base before what is built on it, and only what a commit changes', async () => {
  const files = {
    'images/base/Dockerfile': dockerfile,
    'images/api/Dockerfile': 'FROM base\nCOPY word /word\n',
    'images/api/word': 'one',
  };
  const { run, registry, caller, push } = await openCopied([several], { files, open: true });
  const builds = async (of: RunEvent) => {
    const done = await run(path(several), of);
    expect(done).toMatchObject({ triggered: true, code: 0 });
    expect(done.job('required').result).toBe('success');
    return done.jobs.filter(({ id, result }) => id.endsWith('/build') && result === 'success').map(({ id }) => id);
  };
  const pushed = await event('push-branch');
  expect(await builds(withPayload(pushed, { before: '0'.repeat(40) }))).toEqual(['base/build', 'api/build']);
  const [ofBase, ofApi] = [await registry.digestOf(base, 'main'), await registry.digestOf(api, 'main')];
  const layers = async (name: string, tag: string) => layersOf(await registry.digestOf(name, tag), registry);
  expect((await layers(api, 'main')).slice(0, -1)).toEqual(await layers(base, 'main'));

  const { head } = caller;
  await push({ 'images/api/word': 'two' });
  const pull = await event('pull-request-own');
  for (const action of ['opened', 'synchronize'])
    expect(await builds(withPayload(pullInto(pull, head), { action }))).toEqual(['api/build']);
  expect(await registry.tags(base)).not.toContain('pr-41');
  expect([undefined, ofApi]).not.toContain(await registry.digestOf(api, 'pr-41'));
  expect(await builds(withPayload(pushed, { before: head }))).toEqual(['api/build']);
  expect(await registry.digestOf(base, 'main')).toBe(ofBase);
  const second = await registry.digestOf(api, 'main');
  expect([undefined, ofApi]).not.toContain(second);

  // What a fork changes in the base cannot be published, so what is built on it has the published one.
  const third = caller.head;
  await push({ 'images/base/Dockerfile': dockerfile.replace('fine', 'better') });
  const tags = [await registry.tags(base), await registry.tags(api)];
  expect(await builds(pullInto(await event('pull-request-fork'), third))).toEqual(['base/build', 'api/build']);
  expect([await registry.tags(base), await registry.tags(api)]).toEqual(tags);

  // Of one of our own it is, and what is built on it has it.
  expect(await builds(pullInto(pull, third))).toEqual(['base/build', 'api/build']);
  expect(await registry.digestOf(base, 'pr-41')).not.toBe(ofBase);
  expect((await layers(api, 'pr-41')).slice(0, -1)).toEqual(await layers(base, 'pr-41'));
  expect(await registry.digestOf(api, 'main')).toBe(second);
});

test('a merge queue builds what its commit changes, and the required check is green for nothing and red for what is missing', async () => {
  const files = {
    'images/base/Dockerfile': dockerfile,
    'images/api/Dockerfile': 'FROM base\nCOPY . /api\n',
  };
  const { run, registry, caller, push } = await openCopied([several], { files });
  const group = async (sha: string) => {
    const done = await run(path(several), groupOn(await event('merge-group'), sha));
    expect(done.triggered).toBe(true);
    const built = done.jobs.filter(({ id }) => id.endsWith('/build')).map(({ id, result }) => `${id} ${result}`);
    return { built, required: done.job('required').result };
  };
  const first = caller.head;
  await push({ 'images/base/word': 'one' });
  expect(await group(first)).toEqual({ built: ['base/build success', 'api/build success'], required: 'success' });
  expect(await registry.digestOf(base, 'pr-41')).toBeDefined();
  expect(await registry.digestOf(base, 'main')).toBeUndefined();

  const second = caller.head;
  await push({ 'README.md': 'words' });
  expect(await group(second)).toEqual({ built: [], required: 'success' });

  const third = caller.head;
  await push({ 'images/base/Dockerfile': `${dockerfile}RUN false\n` });
  expect(await group(third)).toEqual({ built: ['base/build failure'], required: 'failure' });

  // A run that is cancelled leaves its next jobs out, as this condition does.
  const text = await readFile(join(repository, 'workflows', several), 'utf8');
  const cancelled = text.replace(/!cancelled\(\) && /, 'false && ');
  expect(cancelled).not.toBe(text);
  const fourth = caller.head;
  await push({ [path(several)]: cancelled, 'images/api/word': 'one' });
  expect(await group(fourth)).toEqual({ built: [], required: 'failure' });
});

/** The blocks of the page that are parts of a job which rebuilds, each in a workflow; the second takes the place of steps. */
async function rebuilds(): Promise<readonly [ofMain: string, ofReleases: string]> {
  const page = await readFile(join(repository, 'docs', 'monorepo.md'), 'utf8');
  const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].flatMap(([, text = '']) => {
    const block = parse(text) as object;
    return 'steps' in block && text.includes('rebuild: true') ? block : [];
  });
  expect(blocks).toHaveLength(2);
  const [main, releases] = blocks;
  const job = {
    'runs-on': 'ubuntu-latest',
    permissions: { contents: 'read', packages: 'write', issues: 'write', actions: 'read' },
  };
  const workflow = (parts: object) =>
    stringify({ name: 'Rebuild', on: { schedule: [{ cron: '17 3 * * *' }] }, jobs: { rebuild: { ...job, ...parts } } });
  return [workflow({ ...main }), workflow({ ...main, ...releases })];
}

test('rebuilds by a matrix: the newest release of the image that has one, main of the other, and main of both', async () => {
  const [ofMain, ofReleases] = await rebuilds();
  const tags: Record<string, string> = {};
  const files = {
    [path('main.yml')]: ofMain,
    [path('releases.yml')]: ofReleases,
    // A rebuild pulls, so what it builds on has to be in a registry.
    'images/base/Dockerfile': 'FROM ghcr.io/acme/begin:1\nCMD ["true"]\n',
    'images/api/Dockerfile': 'FROM base\nCOPY word /word\n',
    'images/api/word': 'released',
  };
  const { run, registry, caller, push } = await openCopied([], { files, repository: { tags } });
  await pushImage(registry, 'acme/begin:1', [`FROM ${busybox}`]);
  const night = async (name: string) => {
    const done = await run(path(name), await event('schedule'));
    expect(done).toMatchObject({ triggered: true, code: 0 });
    return done.jobs.map(({ matrix, log }) => {
      const line = /Rebuild of (\S+) \((\w+)\)/.exec(log.join(''));
      expect(log.join('')).not.toContain('the newest release');
      return [matrix?.['image'], line?.[1], line?.[2]];
    });
  };
  const givenTo = async (name: string) => (await tagsOf(registry, name)).map((tag) => tag.replace(/-20\d{6}$/, '-DAY'));

  await caller.git('tag', 'api-v1.4.2');
  tags['api-v1.4.2'] = caller.head;
  await push({ 'images/api/word': 'not released' });
  await caller.git('tag', 'web-v5.0.0');
  tags['web-v5.0.0'] = caller.head;
  const [released, newest] = [tags['api-v1.4.2'], caller.head].map((commit) => commit.slice(0, 7));

  const releases = [
    ['base', 'main', newest],
    ['api', 'api-v1.4.2', released],
  ];
  expect(await night('releases.yml')).toEqual(releases);
  expect(await givenTo(base)).toEqual(['main', 'main-DAY']);
  expect(await givenTo(api)).toEqual(['1.4', '1.4.2', '1.4.2-DAY', 'latest']);
  const first = await registry.digestOf(api, '1.4.2');
  expect(await registry.digestOf(api, 'latest')).toBe(first);

  expect(await night('releases.yml')).toEqual(releases);
  expect(await registry.digestOf(api, '1.4.2')).toBe(first);

  expect(await night('main.yml')).toEqual([
    ['base', 'main', newest],
    ['api', 'main', newest],
  ]);
  expect(await givenTo(api)).toEqual(['1.4', '1.4.2', '1.4.2-DAY', 'latest', 'main', 'main-DAY']);
  expect([await registry.digestOf(api, 'latest'), await registry.digestOf(api, '1.4.2')]).toEqual([first, first]);
  expect(await registry.digestOf(api, 'main')).not.toBe(first);
});

interface Pulled {
  readonly manifests?: readonly { readonly digest: string }[];
  readonly layers?: readonly { readonly digest: string }[];
}

/** Of the first platform. */
async function layersOf(
  digest: string | undefined,
  registry: { json(digest: string): Promise<unknown> },
): Promise<readonly string[]> {
  const { manifests, layers = [] } = (await registry.json(digest ?? '')) as Pulled;
  return manifests === undefined ? layers.map((layer) => layer.digest) : layersOf(manifests[0]?.digest, registry);
}
