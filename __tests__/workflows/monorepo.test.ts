/** workflows/monorepo.yml as users copy it: two images, one built on the other. */
import { afterEach, expect, jest, test } from '@jest/globals';
import type { RunEvent } from '../../script/runner/driver.ts';
import { closeCopied, dockerfile, longestTurn, openCopied, path, withPayload } from './copied.ts';
import { event } from './ground.ts';

jest.setTimeout(longestTurn);
afterEach(closeCopied);

const several = 'monorepo.yml';
const [base, api] = ['acme/base', 'acme/api'];

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
