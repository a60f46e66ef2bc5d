/** The plan as a whole: labels, the test's stage, problems, and that it can be printed. */
import { describe, expect, test } from '@jest/globals';
import type { Dockerfile, Facts } from '../../../src/model/facts.ts';
import { displayName, shortDigest } from '../../../src/plan/names.ts';
import { contextOf, eventNames, pushOfTag } from '../events.ts';
import { facts, planned, token, type Words, withStages } from '../plans.ts';

describe('labels', () => {
  const labelsOf = async (words: Words, context = contextOf('push-branch')) =>
    Object.fromEntries(
      (await planned({ words: { ...token, ...words }, context })).plan.labels.map(({ key, value }) => [key, value]),
    );
  const known = {
    'org.opencontainers.image.created': '2026-11-21T10:00:00.000Z',
    'org.opencontainers.image.description': 'A small web application that greets its visitors',
    'org.opencontainers.image.licenses': 'Apache-2.0',
    'org.opencontainers.image.ref.name': 'main',
    'org.opencontainers.image.revision': '8c1f0d3b6a5e4f2d9b7c0a1e2d3c4b5a69788796',
    'org.opencontainers.image.source': 'https://github.com/acme/app',
    'org.opencontainers.image.title': 'app',
    'org.opencontainers.image.url': 'https://github.com/acme/app',
    'org.opencontainers.image.vendor': 'acme',
    'org.opencontainers.image.version': 'main',
  };

  test('what the run knows', async () => expect(await labelsOf({})).toEqual(known));
  test('the version of a release', async () =>
    expect(await labelsOf({}, pushOfTag('v1.2.3'))).toMatchObject({ 'org.opencontainers.image.version': '1.2.3' }));
  test('no version without a tag', async () =>
    expect(await labelsOf({ tags: 'type=ref,event=pr' })).not.toHaveProperty(['org.opencontainers.image.version']));
  test("the user's lines win, and an empty one takes a label away", async () => {
    const labels = 'org.opencontainers.image.source=x\norg.opencontainers.image.version=\na="b", c\n';
    const { 'org.opencontainers.image.version': _, ...rest } = known;
    expect(await labelsOf({ labels })).toEqual({ ...rest, 'org.opencontainers.image.source': 'x', a: '"b", c' });
  });
  test('are sorted, so that the same run gives the same image', async () => {
    const { plan } = await planned({ words: { ...token, labels: 'z=1\nB=2\na=3' } });
    const keys = plan.labels.map(({ key }) => key);
    expect(keys).toEqual(keys.toSorted());
  });
});

describe('the test stage', () => {
  const remote: Dockerfile = { kind: 'remote', path: undefined };
  const yes = (target: string) => ({ run: true, target });
  const no = (because: string) => ({ run: false, because });
  test.each<[string, string, Facts, object]>([
    ['the stage named test', '', withStages('build', 'test', undefined), yes('test')],
    ['no such stage', '', withStages('build', 'tests'), no('the Dockerfile has no stage named test')],
    ['no stage at all', '', withStages(), no('the Dockerfile has no stage named test')],
    ['another stage', 'build', withStages('build', 'test'), yes('build')],
    ['another stage, in any case', 'BUILD', withStages('build'), yes('BUILD')],
    ['a stage by number', '0', withStages(undefined), yes('0')],
    ['turned off', 'none', withStages('test'), no('`test-target` is none')],
    [
      'remote',
      '',
      { ...facts, dockerfile: remote },
      no('the build context is remote; name its test stage in `test-target`'),
    ],
    ['remote, but named', 'test', { ...facts, dockerfile: remote }, yes('test')],
  ])('%s', async (_, name, given, decision) => {
    const { plan, problems } = await planned({ words: { ...token, 'test-target': name }, facts: given });
    expect(plan.test).toEqual(decision);
    expect(problems).toEqual([]);
  });
});

describe('problems', () => {
  const missing = (emptyContext: boolean, emptyWorkspace: boolean): Facts => ({
    ...facts,
    dockerfile: { kind: 'missing', path: 'app/Dockerfile', emptyContext, emptyWorkspace },
  });
  const named = 'the Dockerfile has deps, test';
  test.each<[string, Words, Facts, object[]]>([
    [
      'no Dockerfile',
      {},
      missing(false, false),
      [
        {
          input: 'file',
          value: 'app/Dockerfile',
          wrong: 'is not there; a Dockerfile is needed',
          cure: 'set `file` to its path in the workspace',
        },
      ],
    ],
    [
      'no context',
      { context: 'ap' },
      missing(true, false),
      [{ input: 'context', value: 'ap', wrong: 'is not a folder with files in it' }],
    ],
    [
      'no checkout',
      {},
      missing(true, true),
      [
        {
          input: 'context',
          value: '.',
          wrong: 'is in an empty workspace',
          cure: 'add actions/checkout before this step',
        },
      ],
    ],
    [
      'unknown target',
      { target: 'prd' },
      facts,
      [{ input: 'target', value: 'prd', wrong: 'is not a stage of the Dockerfile', cure: named }],
    ],
    [
      'unknown test',
      { 'test-target': 'tset' },
      facts,
      [{ input: 'test-target', value: 'tset', wrong: 'is not a stage of the Dockerfile', cure: named }],
    ],
    [
      'no names',
      { target: 'a' },
      withStages(undefined),
      [
        {
          input: 'target',
          value: 'a',
          wrong: 'is not a stage of the Dockerfile',
          cure: 'the Dockerfile names no stage',
        },
      ],
    ],
    [
      'missing paths',
      {},
      { ...facts, missingPaths: [{ input: 'ssh', path: '/k' }] },
      [{ input: 'ssh', value: '/k', wrong: 'does not exist' }],
    ],
  ])('%s', async (_, words, given, problems) => {
    expect((await planned({ words: { ...token, ...words }, facts: given })).problems).toEqual(problems);
  });

  test('all of them at once', async () => {
    const words = {
      images: 'acme/app',
      push: 'true',
      username: 'bob',
      target: 'x',
      'test-target': 'y',
      tags: 'edge\ntype=raw,value=---',
    };
    const given = { ...facts, missingPaths: [{ input: 'secret-files', path: 'a' }] };
    const { problems } = await planned({ words, facts: given });
    expect(problems.map(({ input }) => input)).toEqual([
      'target',
      'test-target',
      'tags (line 2)',
      'password',
      'secret-files',
    ]);
  });
});

describe.each(eventNames)('%s', (name) => {
  test('the plan is plain data: it survives being printed', async () => {
    const { plan } = await planned({ context: contextOf(name) });
    const printed = JSON.parse(JSON.stringify(plan)) as object;
    expect(printed).toMatchObject({ version: 1, build: { candidate: 'slipway.invalid/candidate:0a1b2c' } });
    expect(JSON.stringify(plan)).not.toContain(token['github-token']);
  });

  test('every "no" has a reason', async () => {
    const { plan } = await planned({ context: contextOf(name), facts: withStages() });
    for (const decision of [plan.test, plan.cacheRead, plan.cacheWrite, plan.publish])
      if (!decision.run) expect(decision.because).toMatch(/\w{2,} \w/);
  });

  test('the same run gives the same plan', async () => {
    const one = await planned({ context: contextOf(name) });
    expect(JSON.stringify(await planned({ context: contextOf(name) }))).toBe(JSON.stringify(one));
  });
});

test.each([
  ['docker.io', 'library/app', 'app'],
  ['docker.io', 'acme/app', 'acme/app'],
  ['ghcr.io', 'acme/app', 'ghcr.io/acme/app'],
  ['r.io', 'library/app', 'r.io/library/app'],
])('%s and %s are written %s', (registry, repository, name) =>
  expect(displayName({ registry, repository })).toBe(name),
);

test('a digest is shown by its first 12 characters', () => {
  expect(shortDigest(`sha256:61bd33f0a2c4${'0'.repeat(52)}`)).toBe('61bd33f0a2c4');
});
