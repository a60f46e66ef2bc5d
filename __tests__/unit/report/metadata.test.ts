/** What `stage: metadata` tells: outputs and bake files as docker/metadata-action gives them, lines and summary. */
import { describe, expect, test } from '@jest/globals';
import type { Plan } from '../../../src/model/plan.ts';
import { readAnnotations } from '../../../src/read/annotations.ts';
import { readLines, readPair } from '../../../src/read/lists.ts';
import { bakeFiles } from '../../../src/report/bake-files.ts';
import { plannedOutputs } from '../../../src/report/outputs.ts';
import { reportMetadata } from '../../../src/report/report.ts';
import { planned, token, type Words } from '../plans.ts';

const value = 'a, "b",c,"d"\ne=f=${G} %{h}';
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

const planOf = async (words: Words = {}): Promise<Plan> => {
  const given = { ...token, stage: 'metadata', images: 'ghcr.io/acme/app\nacme/app', tags: 'edge\n1.4' };
  const { plan, problems } = await planned({ words: { ...given, ...words } });
  expect(problems).toEqual([]);
  return plan;
};

const references = ['ghcr.io/acme/app:edge', 'ghcr.io/acme/app:1.4', 'acme/app:edge', 'acme/app:1.4'];

describe('outputs', () => {
  test('tags with names and without, each name once', async () => {
    const outputs = plannedOutputs(await planOf());
    expect(outputs).toMatchObject({ tags: references.join('\n'), 'tag-names': 'edge\n1.4', version: 'edge' });
  });

  test('annotations, one level a line', async () => {
    const outputs = plannedOutputs(await planOf({ annotations: 'index,manifest:k=v' }));
    const lines = (outputs['annotations'] ?? '').split('\n');
    expect(lines).toContain('manifest:org.opencontainers.image.title=app');
    expect(lines.filter((line) => line.endsWith(':k=v'))).toEqual(['manifest:k=v', 'index:k=v']);
  });

  test.each([value, 'a,"b"', '"a", b', 'two\nlines'])('labels and annotations can be read back: %j', async (value) => {
    const outputs = plannedOutputs(await planOf({ labels: quoted(`k=${value}`), annotations: quoted(`k=${value}`) }));
    expect(readLines(outputs['labels'] ?? '').map((line) => readPair(line))).toContainEqual({ key: 'k', value });
    const { value: annotations } = readAnnotations(outputs['annotations'] ?? '');
    expect(annotations).toContainEqual({ levels: [{ type: 'manifest' }], key: 'k', value });
  });

  test('the JSON holds all of it, and values as they are', async () => {
    const plan = await planOf({ labels: quoted(`k=${value}`), annotations: quoted(`index:k=${value}`) });
    const json = JSON.parse(plannedOutputs(plan)['json'] ?? '') as Record<string, unknown>;
    expect(json).toMatchObject({ tags: references, 'tag-names': ['edge', '1.4'], labels: { k: value } });
    expect(json['annotations']).toContain(`index:k=${value}`);
  });
});

describe('bake files', () => {
  const targetOf = async (name: keyof ReturnType<typeof bakeFiles>, words: Words = {}) => {
    const content = JSON.parse(bakeFiles(await planOf(words))[name]) as { target: Record<string, unknown> };
    expect(Object.keys(content)).toEqual(['target']);
    expect(Object.keys(content.target)).toEqual(['docker-metadata-action']);
    return content.target['docker-metadata-action'];
  };

  test('tags, with the arguments of docker/metadata-action', async () => {
    expect(await targetOf('bake-file-tags')).toEqual({
      tags: references,
      args: { DOCKER_META_IMAGES: 'ghcr.io/acme/app,acme/app', DOCKER_META_VERSION: 'edge' },
    });
  });

  test('labels, and what bake would read as a template stays text', async () => {
    const target = await targetOf('bake-file-labels', { labels: quoted(`k=${value}`) });
    expect(target).toMatchObject({
      labels: { k: value.replace(/[$%](?=\{)/g, '$&$&'), 'org.opencontainers.image.title': 'app' },
    });
  });

  test('annotations with their levels', async () => {
    const target = (await targetOf('bake-file-annotations', { annotations: 'index:k=v' })) as object;
    expect(target).toEqual({
      annotations: expect.arrayContaining(['manifest:org.opencontainers.image.title=app', 'index:k=v']),
    });
  });
});

describe('the report', () => {
  const held = async (): Promise<Plan> => {
    const plan = await planOf({ labels: 'k=<b> | `x`' });
    const [first, ...tags] = plan.tags;
    if (first === undefined) throw new Error('the plan has no tag');
    return {
      ...plan,
      tags,
      heldBack: [{ tag: first, because: 'v2.0.0 is higher' }],
      notes: ['The git tags could not be read'],
    };
  };

  test('lines: version, tags, what is held back and why, notes', async () => {
    expect(reportMetadata(await held(), {}).lines).toEqual([
      'Metadata: version edge, 3 tags',
      ...references.slice(1).map((reference) => `  ${reference}`),
      'Held back ghcr.io/acme/app:edge: v2.0.0 is higher',
      'The git tags could not be read',
    ]);
  });

  test('summary: the same, and the labels, with nothing foreign rendered', async () => {
    const { summary } = reportMetadata(await held(), {});
    expect(summary).toContain('## Metadata&#58; version edge, 3 tags\n');
    expect(summary).toContain('v2.0.0 is higher');
    expect(summary).toContain('| tag |');
    expect(summary).toContain('| <code>org.opencontainers.image.title</code> | <code>app</code> |');
    expect(summary).toContain('| <code>k</code> | <code>&#60;b&#62; &#124; &#96;x&#96;</code> |');
  });

  test('without a tag there is no table of them', async () => {
    const report = reportMetadata(await planOf({ tags: 'type=ref,event=pr' }), {});
    expect(report.lines).toEqual([
      'Metadata: version unknown, 0 tags',
      'No tag: no rule of `tags` applies to this event, or `images` names none',
    ]);
    expect(report.summary).not.toContain('| tag |');
  });

  test('outputs are the planned ones and the paths of the bake files', async () => {
    const plan = await planOf();
    const files = { 'bake-file-tags': '/tmp/tags.json' };
    const { annotations, outputs } = reportMetadata(plan, files);
    expect(annotations).toEqual([]);
    expect(outputs).toEqual({ ...plannedOutputs(plan), ...files });
  });
});
