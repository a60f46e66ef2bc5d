/** workflows/cleanup.yml as users copy it, on a registry that pull-request-and-main.yml has filled. */
import { afterEach, expect, jest, test } from '@jest/globals';
import type { Registry } from '../../script/rig/registry.ts';
import type { RunEvent } from '../../script/runner/driver.ts';
import { closeCopied, longestTurn, openCopied, path, tagsOf, withPayload } from './copied.ts';
import { app, event } from './ground.ts';

jest.setTimeout(longestTurn);
afterEach(closeCopied);

const [image, cleanup] = ['pull-request-and-main.yml', 'cleanup.yml'];

interface Pull {
  readonly pull_request: { readonly head: { readonly sha: string } };
}

const headOf = ({ payload }: RunEvent) => (payload as Pull).pull_request.head.sha;

/** The pull request of the fixture as another one, with a commit of its own. */
function another(of: RunEvent, number: number, head: string): RunEvent {
  const text = JSON.stringify(of).replaceAll(headOf(of), head);
  return JSON.parse(text.replaceAll(/("number":|pull\/)41\b/g, `$1${number}`)) as RunEvent;
}

/** A digest and everything below it. */
async function whole(registry: Registry, digest: string): Promise<readonly string[]> {
  const { manifests = [] } = (await registry.json(digest)) as { readonly manifests?: readonly { digest: string }[] };
  const below = await Promise.all(manifests.map((one) => whole(registry, one.digest)));
  return [digest, ...below.flat()];
}

/** What can be pulled by the tags that there are: nothing less may be there, and nothing more. */
async function expectWhole(registry: Registry): Promise<void> {
  const tags = await registry.tags(app);
  const digests = await Promise.all(tags.map(async (tag) => (await registry.digestOf(app, tag)) ?? ''));
  // A layer of a build cache stands in its index, and is no manifest.
  const images = digests.filter((_, index) => !tags[index]?.startsWith('buildcache-'));
  const wanted = new Set([...digests, ...(await Promise.all(images.map((one) => whole(registry, one)))).flat()]);
  expect((await registry.manifests(app)).toSorted()).toEqual([...wanted].toSorted());
}

test('a dry run by hand, a pull request that is closed, the sweep of a night', async () => {
  const closed: number[] = [];
  const pull = await event('pull-request-own');
  const other = another(pull, 42, 'd'.repeat(40));
  const pulls = { 41: headOf(pull), 42: headOf(other) };
  const { run, registry } = await openCopied([image, cleanup], { repository: { pulls, closed } });
  for (const one of [await event('push-branch'), pull, other]) expect((await run(path(image), one)).code).toBe(0);
  const filled = await registry.tags(app);
  expect(await tagsOf(registry)).toEqual(['main', 'pr-41', 'pr-42']);
  const sha = (of: RunEvent) => `sha-${headOf(of).slice(0, 7)}`;
  expect(filled).toEqual(expect.arrayContaining([sha(pull), sha(other), expect.stringContaining('-pr-41-')]));

  closed.push(42);
  const dispatch = await event('workflow-dispatch');
  const listed = await run(path(cleanup), withPayload(dispatch, { inputs: { 'dry-run': 'true' } }));
  expect(listed.job('images').result).toBe('success');
  expect(listed.text).toMatch(/ghcr\.io\/acme\/app:pr-42 \(\w{12}\) would be removed: pull request 42 is closed/);
  expect(await registry.tags(app)).toEqual(filled);

  closed.push(41);
  const done = await run(path(cleanup), withPayload(pull, { action: 'closed' }));
  expect(done).toMatchObject({ triggered: true, code: 0 });
  const of41 = (tag: string) => tag === sha(pull) || /(?:^|-)pr-41(?:-|$)/.test(tag);
  expect(await registry.tags(app)).toEqual(filled.filter((tag) => !of41(tag)));
  await expectWhole(registry);

  // Of a fork the token may not, and the run is green all the same.
  const before = await registry.tags(app);
  const fork = await run(path(cleanup), withPayload(await event('pull-request-fork'), { action: 'closed' }));
  expect(fork).toMatchObject({ triggered: true, code: 0 });
  expect(fork.text).toContain('Nothing removed: pull request from a fork');
  expect(await registry.tags(app)).toEqual(before);

  const swept = await run(path(cleanup), await event('schedule'));
  expect(swept).toMatchObject({ triggered: true, code: 0 });
  // Tags of single commits stay for a month.
  const ofMain = filled.filter((tag) => tag === 'main' || /^sha-|-branch-main-/.test(tag));
  expect(await registry.tags(app)).toEqual(ofMain.filter((tag) => tag !== sha(pull)));
  await expectWhole(registry);

  expect((await run(path(cleanup), pull)).triggered).toBe(false);
});
