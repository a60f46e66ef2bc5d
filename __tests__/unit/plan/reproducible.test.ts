/** `reproducible`: one time for all, and nothing that is another each time. */
import { describe, expect, test } from '@jest/globals';
import type { History } from '../../../src/model/facts.ts';
import { bakeTargets, facts, history, planned, token, type Words } from '../plans.ts';

const known: History = {
  ...history,
  commitDate: { kind: 'known', value: '2026-11-20T10:00:00+01:00', from: 'GitHub' },
};
const epoch = Date.parse('2026-11-20T09:00:00Z') / 1000;
const words: Words = { ...token, reproducible: 'true' };

describe('a reproducible image', () => {
  test('has the time of its commit everywhere, and no attestations', async () => {
    const { plan, problems } = await planned({ words, history: known });
    expect(problems).toEqual([]);
    const { final, test: tested } = bakeTargets(plan.build.command);
    expect(final).toMatchObject({
      args: { SOURCE_DATE_EPOCH: String(epoch) },
      attest: ['type=provenance,disabled=true', 'type=sbom,disabled=true'],
      output: ['type=oci,dest=/tmp/slipway-0a1b2c/image.tar,rewrite-timestamp=true'],
      labels: { 'org.opencontainers.image.created': '2026-11-20T09:00:00.000Z' },
    });
    expect(tested?.['args']).toEqual(final?.['args']);
    expect(plan.build.archive).toBe('/tmp/slipway-0a1b2c/image.tar');
    expect(plan.annotations.map(({ level }) => level.type)).not.toContain('index');
  });

  test('has the time of the environment where that says one', async () => {
    const { plan } = await planned({ words, history: known, facts: { ...facts, sourceDateEpoch: 1_700_000_000 } });
    expect(bakeTargets(plan.build.command)['final']?.['args']).toEqual({ SOURCE_DATE_EPOCH: '1700000000' });
  });

  test('is pushed by a builder with its times rewritten', async () => {
    const { plan } = await planned({ words: { ...words, driver: 'docker-container' }, history: known });
    expect(plan.build.archive).toBeUndefined();
    expect(bakeTargets(plan.build.command)['final']?.['output']).toEqual([
      'type=image,"name=ghcr.io/acme/app",push-by-digest=true,name-canonical=true,push=true,rewrite-timestamp=true',
    ]);
  });
});

describe('refused', () => {
  test.each<[string, Words, History, string]>([
    [
      'a commit whose date nobody knows',
      {},
      { ...history, commitDate: { kind: 'unknown', because: 'no clone' } },
      'reproducible',
    ],
    ['with provenance', { provenance: 'mode=min' }, known, 'provenance'],
    ['with an SBOM', { sbom: 'true' }, known, 'sbom'],
  ])('%s', async (_, more, said, input) => {
    const { problems } = await planned({ words: { ...words, ...more }, history: said });
    expect(problems).toMatchObject([{ input }]);
  });
});
