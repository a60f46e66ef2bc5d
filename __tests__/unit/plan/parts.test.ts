/** Parts of an image from several jobs: which fit together, and which are refused with which words. */
import { describe, expect, test } from '@jest/globals';
import type { Proof, ReadProof } from '../../../src/model/facts.ts';
import { agreedInputs } from '../../../src/plan/parts.ts';
import { contextOf, pushOfTag } from '../events.ts';
import { facts, inputsOf, planned, token, type Words } from '../plans.ts';

const context = contextOf('push-branch');

async function proof(platform: string, changes: Partial<Proof> = {}, words: Words = {}): Promise<ReadProof> {
  const inputs = agreedInputs(await inputsOf({ ...token, ...words, platforms: platform }, context));
  const digest = `sha256:${platform.length.toString(16).repeat(64).slice(0, 64)}`;
  return {
    kind: 'read',
    from: platform,
    proof: {
      version: 1,
      revision: context.revision,
      digest,
      names: ['ghcr.io/acme/app'],
      imageVersion: 'main',
      platforms: [platform],
      inputs,
      gates: [],
      ...changes,
    },
  };
}

async function problems(proofs: readonly ReadProof[], words: Words = {}, event = 'push-branch'): Promise<string[]> {
  const wish = { words: { ...token, stage: 'publish', proofs: 'x', ...words }, facts: { ...facts, proofs } };
  const { problems: found } = await planned({ ...wish, context: contextOf(event) });
  return found.map(({ input, value, wrong }) => [input, value, wrong].filter((word) => word !== undefined).join(' '));
}

describe('fit together', () => {
  test('the same but for their platform', async () => {
    const both = [await proof('linux/amd64'), await proof('linux/arm64')];
    expect(await problems(both)).toEqual([]);
    const { plan } = await planned({
      words: { ...token, stage: 'publish', proofs: 'x' },
      facts: { ...facts, proofs: both },
    });
    expect(plan.parts.map(({ platforms }) => platforms)).toEqual([['linux/amd64'], ['linux/arm64']]);
  });

  test('inputs that make no other image may differ', async () => {
    const own = { cache: 'none', 'test-timeout': '5m', driver: 'docker-container', 'publish-timeout': '1m' };
    expect(await problems([await proof('linux/amd64'), await proof('linux/arm64', {}, own)])).toEqual([]);
  });

  test('a run without rights has nothing to join, so nothing is wrong', async () => {
    expect(await problems([], {}, 'pull-request-fork')).toEqual([]);
  });

  test('where every tag is held back there is nothing to join', async () => {
    const history = {
      gitTags: { kind: 'known', value: ['v1.2.0', 'v1.0.1'], from: 'git' },
      commitDate: { kind: 'not-asked' },
    } as const;
    const words = {
      ...token,
      stage: 'publish',
      proofs: 'x',
      tags: 'type=semver,pattern={{major}}',
      flavor: 'latest=false',
    };
    const proofs = [await proof('linux/amd64', { names: [], imageVersion: '' })];
    const { plan, problems: found } = await planned({
      words,
      history,
      context: pushOfTag('v1.0.1'),
      facts: { ...facts, proofs },
    });
    expect(plan.tags).toEqual([]);
    expect(found).toEqual([]);
  });

  test('a Dockerfile that is not there is of no matter', async () => {
    const dockerfile = { kind: 'missing', path: 'Dockerfile', emptyContext: true, emptyWorkspace: true } as const;
    const proofs = [await proof('linux/amd64')];
    const words = { ...token, stage: 'publish', proofs: 'x' };
    expect((await planned({ words, facts: { ...facts, dockerfile, proofs } })).problems).toEqual([]);
  });
});

describe('refused', () => {
  test('none at all', async () => {
    expect(await problems([])).toEqual(['proofs is empty, and `stage: publish` needs to know what was built']);
  });

  test('of another stage', async () => {
    const { problems: found } = await planned({ words: { ...token, proofs: 'x' } });
    expect(found.map(({ wrong }) => wrong)).toEqual(['is of use with `stage: publish` alone']);
  });

  test('of another commit', async () => {
    const found = await problems([await proof('linux/amd64', { revision: 'f'.repeat(40) })]);
    expect(found).toEqual([
      'proofs linux/amd64 is of commit fffffff, and this run is of 8c1f0d3: build and publish in one run',
    ]);
  });

  test('of another version', async () => {
    expect(await problems([await proof('linux/amd64')], { tags: 'type=raw,value=other' })).toEqual([
      'proofs linux/amd64 is of version main, and this run publishes other: give both jobs the same `tags`',
    ]);
  });

  test('not pushed, or not to every name', async () => {
    expect(await problems([await proof('linux/amd64', { names: [] })])).toEqual([
      'proofs linux/amd64 is of an image that was not pushed; the log of its job says why',
    ]);
    expect(await problems([await proof('linux/amd64', { names: ['ghcr.io/acme/other'] })])).toEqual([
      'proofs linux/amd64 is of an image that was not pushed to ghcr.io/acme/app: give both jobs the same `images`',
    ]);
  });

  test.each([
    ['build-args', { 'build-args': 'A=2' }],
    ['target', { target: 'deps' }],
    ['test-command', { 'test-command': 'true' }],
    ['smoke-test', { 'smoke-path': '/', 'smoke-port': '80' }],
    ['provenance', { provenance: 'false' }],
    ['labels', { labels: 'a=b' }],
  ] as const)('built with another %s', async (name, words) => {
    const found = await problems([await proof('linux/amd64'), await proof('linux/arm64', {}, words as Words)]);
    expect(found).toEqual([`proofs linux/arm64 was built with another \`${name}\` than linux/amd64`]);
  });

  test('two for one platform', async () => {
    const found = await problems([await proof('linux/amd64'), await proof('linux/amd64')]);
    expect(found).toEqual(['proofs linux/amd64 is a second image for linux/amd64, which linux/amd64 has already']);
  });

  test('a platform that is named and did not come', async () => {
    const all = { platforms: 'linux/amd64,linux/arm64' };
    expect(await problems([await proof('linux/amd64')], all)).toEqual([
      'proofs hold no image for linux/arm64, which `platforms` names',
    ]);
    expect(await problems([await proof('linux/amd64'), await proof('linux/arm64')], all)).toEqual([]);
  });

  test('all that is wrong is told at once', async () => {
    const refused: ReadProof = { kind: 'refused', problem: { input: 'proofs', value: 'p', wrong: 'does not exist' } };
    const found = await problems([refused, await proof('linux/amd64', { revision: 'f'.repeat(40), names: [] })]);
    expect(found).toHaveLength(3);
  });
});
