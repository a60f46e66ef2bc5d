/** Annotations: where they are written, who wins, and what BuildKit would refuse. */
import { describe, expect, test } from '@jest/globals';
import type { AnnotationInput, AnnotationLevel } from '../../../src/model/inputs.ts';
import { type Indexed, planAnnotations } from '../../../src/plan/annotations.ts';
import { annotationText } from '../../../src/plan/names.ts';
import { contextOf } from '../events.ts';
import { bakeTargets, planned, token, type Words } from '../plans.ts';

const title = 'org.opencontainers.image.title';
const labels = [
  { key: title, value: 'app' },
  { key: 'com.acme.own', value: 'a label only' },
];

const planOf = async (
  own: readonly AnnotationInput[],
  indexed: Indexed = 'yes',
  levels?: readonly AnnotationLevel[],
  recipe?: string,
) => {
  const expand = async (text: string) => text.replaceAll('{{branch}}', 'main');
  const { annotations, problems } = await planAnnotations({ own, labels, indexed, levels, expand, recipe });
  return { texts: annotations.map(annotationText), problems };
};

const line = (key: string, value: string, ...levels: AnnotationInput['levels']): AnnotationInput => ({
  levels,
  key,
  value,
});

test("levels of docker/metadata-action's variable are the usual ones, where an image has them", async () => {
  const index: AnnotationLevel = { type: 'index' };
  expect((await planOf([line('k', 'v')], 'yes', [index])).texts).toEqual(['index:k=v', `index:${title}=app`]);
  const everywhere: readonly AnnotationLevel[] = [{ type: 'manifest' }, index];
  expect((await planOf([], 'decided elsewhere', everywhere)).texts).toHaveLength(2);
  expect((await planOf([], 'decided elsewhere')).texts).toEqual([`manifest:${title}=app`]);
  expect((await planOf([], 'no', everywhere)).texts).toEqual([`manifest:${title}=app`]);
});

describe('with an index', () => {
  test('known labels are on manifest and index, others are labels only', async () => {
    expect(await planOf([])).toEqual({ texts: [`manifest:${title}=app`, `index:${title}=app`], problems: [] });
  });

  test.each<[string, AnnotationInput, readonly string[]]>([
    ['no level', line('k', 'v'), ['manifest:k=v', `manifest:${title}=app`, 'index:k=v', `index:${title}=app`]],
    ['one level', line('k', 'v', { type: 'index' }), [`manifest:${title}=app`, 'index:k=v', `index:${title}=app`]],
    [
      'levels with a platform, and descriptors last',
      line('k', 'v', { type: 'index-descriptor' }, { type: 'manifest', platform: 'linux/arm64' }),
      [`manifest:${title}=app`, 'manifest[linux/arm64]:k=v', `index:${title}=app`, 'index-descriptor:k=v'],
    ],
    ['a known key', line(title, 'mine'), [`manifest:${title}=mine`, `index:${title}=mine`]],
    [
      'a known key at one level',
      line(title, 'mine', { type: 'index' }),
      [`manifest:${title}=app`, `index:${title}=mine`],
    ],
    ['an empty value takes a key away', line(title, ''), []],
    ['an expression', line(title, 'of {{branch}}'), [`manifest:${title}=of main`, `index:${title}=of main`]],
  ])('%s', async (_, own, texts) => expect(await planOf([own])).toEqual({ texts, problems: [] }));

  test('the last line of a key wins', async () => {
    expect((await planOf([line(title, 'first'), line(title, 'last')])).texts).toEqual([
      `manifest:${title}=last`,
      `index:${title}=last`,
    ]);
  });
});

describe('without an index', () => {
  test('nothing is written on it', async () => {
    expect(await planOf([line('k', 'v')], 'no')).toEqual({
      texts: ['manifest:k=v', `manifest:${title}=app`],
      problems: [],
    });
    const both = line('k', 'v', { type: 'manifest' }, { type: 'index' });
    expect(await planOf([both], 'no')).toMatchObject({
      texts: ['manifest:k=v', `manifest:${title}=app`],
      problems: [],
    });
  });

  test.each(['index', 'index-descriptor'] as const)('a line for its %s alone is a problem', async (type) => {
    expect((await planOf([line('k', 'v', { type })], 'no')).problems).toEqual([
      {
        input: 'annotations',
        value: `${type}:k=v`,
        wrong: 'is for an index, and an image of one platform without attestations has none',
        cure: 'write it without a level, or leave `provenance` on',
      },
    ]);
  });
});

test('where somebody else builds, manifests are the usual place and named levels stay', async () => {
  expect(await planOf([line('k', 'v', { type: 'index' })], 'decided elsewhere')).toEqual({
    texts: [`manifest:${title}=app`, 'index:k=v'],
    problems: [],
  });
});

describe('in the build', () => {
  const annotationsOf = async (words: Words) => {
    const { plan, problems } = await planned({ words: { ...token, ...words }, context: contextOf('push-branch') });
    expect(problems).toEqual([]);
    const target = bakeTargets(plan.build.command)['final'];
    return target?.['annotations'] as string[];
  };

  test.each<[string, Words, boolean]>([
    ['provenance as it is', {}, true],
    ['provenance alone', { provenance: 'mode=min' }, true],
    ['no attestation', { provenance: 'false' }, false],
    ['an SBOM', { provenance: 'false', sbom: 'true' }, true],
    ['provenance disabled by its attributes', { provenance: 'mode=max,disabled=true' }, false],
    ['metadata only', { stage: 'metadata' }, false],
  ])('the index has them: %s', async (_, words, expected) => {
    const found = await annotationsOf(words);
    expect(found.includes(`manifest:${title}=app`)).toBe(true);
    expect(found.includes(`index:${title}=app`)).toBe(expected);
  });

  test('a `labels` line holds for the annotation too', async () => {
    const found = await annotationsOf({ labels: `${title}=mine\nother=x` });
    expect(found).toContain(`index:${title}=mine`);
    expect(found.filter((text) => text.includes('other'))).toEqual([]);
  });

  test('commas, quotes, newlines, equal signs and templates of bake reach it as they are', async () => {
    const value = 'a, "b"\nc=d=${E} %{f}';
    const found = await annotationsOf({ annotations: `"manifest,index:k=${value.replaceAll('"', '""')}"` });
    const bake = value.replace(/[$%](?=\{)/g, '$&$&');
    expect(found).toContain(`manifest:k=${bake}`);
    expect(found).toContain(`index:k=${bake}`);
  });
});
