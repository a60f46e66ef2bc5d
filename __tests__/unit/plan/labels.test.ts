/** Labels: the OCI keys that the run knows, the user's lines over them, and that every value arrives as it was typed. */
import { describe, expect, test } from '@jest/globals';
import type { Context } from '../../../src/model/event.ts';
import type { Facts } from '../../../src/model/facts.ts';
import type { Pair } from '../../../src/model/inputs.ts';
import { planLabels } from '../../../src/plan/labels.ts';
import { contextOf } from '../events.ts';
import { bakeTargets, facts, planned, token } from '../plans.ts';

const oci = (key: string) => `org.opencontainers.image.${key}`;

interface Wish {
  readonly own?: readonly Pair[];
  readonly context?: Context;
  readonly facts?: Facts;
  readonly version?: string;
}

const labelsOf = async (wish: Wish = {}) => {
  const expand = async (text: string) => text.replaceAll('{{branch}}', 'main');
  const given = { own: [], context: contextOf('push-branch'), facts, base: undefined, version: 'main', expand };
  const labels = await planLabels({ ...given, ...wish });
  return Object.fromEntries(labels.map(({ key, value }) => [key, value]));
};

test('what the run knows, sorted by key', async () => {
  const labels = await labelsOf();
  expect(labels).toEqual({
    [oci('created')]: '2026-11-21T10:00:00.000Z',
    [oci('description')]: 'A small web application that greets its visitors',
    [oci('licenses')]: 'Apache-2.0',
    [oci('ref.name')]: 'main',
    [oci('revision')]: '8c1f0d3b6a5e4f2d9b7c0a1e2d3c4b5a69788796',
    [oci('source')]: 'https://github.com/acme/app',
    [oci('title')]: 'app',
    [oci('url')]: 'https://github.com/acme/app',
    [oci('vendor')]: 'acme',
    [oci('version')]: 'main',
  });
  expect(Object.keys(labels)).toEqual(Object.keys(labels).toSorted());
});

test('what is not known is left out', async () => {
  const nobody = { ...contextOf('push-branch'), about: { title: 'app', description: '', license: '', url: '' } };
  const keys = Object.keys(await labelsOf({ context: { ...nobody, revision: '' }, version: '' }));
  expect(keys).toEqual(['created', 'source', 'title', 'vendor'].map(oci));
});

test('the revision of a pull request is its head', async () => {
  const context = contextOf('pull-request-own');
  expect(context.revision).not.toBe(context.sha);
  expect(await labelsOf({ context })).toMatchObject({ [oci('revision')]: context.revision });
});

describe('created', () => {
  test.each([
    [1_700_000_000, '2023-11-14T22:13:20.000Z'],
    [0, '1970-01-01T00:00:00.000Z'],
    [undefined, '2026-11-21T10:00:00.000Z'],
  ])('SOURCE_DATE_EPOCH %s', async (sourceDateEpoch, created) => {
    expect(await labelsOf({ facts: { ...facts, sourceDateEpoch } })).toMatchObject({ [oci('created')]: created });
  });
});

describe("the user's lines", () => {
  test.each(['title', 'description', 'created', 'vendor', 'ref.name'].map(oci))('win: %s', async (key) => {
    expect(await labelsOf({ own: [{ key, value: 'mine' }] })).toMatchObject({ [key]: 'mine' });
    expect(await labelsOf({ own: [{ key, value: '' }] })).not.toHaveProperty([key]);
  });

  test('are expanded, and what GitHub says is not', async () => {
    const told = contextOf('push-branch');
    const context = { ...told, about: { ...told.about, description: 'of {{branch}}' } };
    const labels = await labelsOf({ own: [{ key: 'a', value: 'on {{branch}}' }], context });
    expect(labels).toMatchObject({ a: 'on main', [oci('description')]: 'of {{branch}}' });
  });

  test('with commas, quotes, newlines, equal signs and templates of bake reach it as they are', async () => {
    const value = 'a, "b" \'c\'\nd=e=${F} %{g} \\n';
    const labels = `"k=${value.replaceAll('"', '""')}"`;
    const { plan, problems } = await planned({ words: { ...token, labels } });
    expect(problems).toEqual([]);
    expect(plan.labels).toContainEqual({ key: 'k', value });
    // Bake reads `$${` as `${`.
    const bake = value.replace(/[$%](?=\{)/g, '$&$&');
    expect(bakeTargets(plan.build.command)['final']).toMatchObject({ labels: { k: bake } });
  });

  test('may hold expressions of the run', async () => {
    const labels = "b={{branch}} {{sha}}\nd={{date 'YYYY-MM-DD'}}";
    const { plan } = await planned({ words: { ...token, labels } });
    expect(plan.labels).toContainEqual({ key: 'b', value: 'main 8c1f0d3' });
    expect(plan.labels).toContainEqual({ key: 'd', value: '2026-11-21' });
  });

  test('with an expression that cannot be worked out are a problem that shows the line', async () => {
    const text = '{{#if branch}}{{date branch 1}}{{/if}}';
    const { problems } = await planned({ words: { ...token, labels: `ok={{branch}}\nbad=${text}` } });
    expect(problems).toEqual([expect.objectContaining({ input: 'labels', value: `bad=${text}` })]);
    const annotated = await planned({ words: { ...token, annotations: `index:bad=${text}` } });
    expect(annotated.problems).toEqual([expect.objectContaining({ input: 'annotations', value: `index:bad=${text}` })]);
  });
});
