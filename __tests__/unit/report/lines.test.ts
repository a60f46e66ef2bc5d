/** Sentences of the log: steps, failures, and what happened to tags and cache. */
import { describe, expect, test } from '@jest/globals';
import type { Tag } from '../../../src/model/names.ts';
import type { BuildFailure, BuildResult, BuildStep, CacheImport, CacheResult } from '../../../src/model/outcome.ts';
import { failureCure, failureLine } from '../../../src/report/failure.ts';
import {
  cacheLine,
  changeText,
  heldBackLine,
  importLines,
  openingLine,
  planLine,
  publishLines,
  reasonLines,
} from '../../../src/report/lines.ts';
import { cachedPercent, cachedShare, runningLine, stepLine } from '../../../src/report/steps.ts';
import { contextOf, eventNames, pushTo } from '../events.ts';
import { facts, planned, token, withStages } from '../plans.ts';

const step = (wish: Partial<BuildStep>): BuildStep => {
  return { start: 0, stage: 'build', position: '2/3', instruction: 'RUN make', state: 'done', seconds: 6.25, ...wish };
};
const digest = `sha256:61bd33f0a2c4${'0'.repeat(52)}`;

const unplaced = { stage: undefined, instruction: undefined, exitCode: undefined, place: undefined };

describe('a step', () => {
  const end = (wish: Partial<BuildStep>) => stepLine(step(wish)).replace(/^.{75}/, '');
  test.each<[Partial<BuildStep>, string]>([
    [{}, '6.3 s'],
    [{ state: 'cached' }, 'cached'],
    [{ state: 'failed', seconds: 4.1 }, 'failed after 4.1 s'],
    [{ state: 'canceled' }, 'stopped'],
  ])('ends: %j', (wish, ending) => expect(end(wish)).toBe(ending));

  test('stands in columns', () => {
    expect(stepLine(step({}))).toBe(`  build      2/3 RUN make${' '.repeat(48)}  6.3 s`);
    expect(stepLine(step({ stage: '', position: '', instruction: 'exporting to image' }))).toMatch(
      /^ {13}exporting to image {42} {2}6\.3 s$/,
    );
  });

  test('a long instruction is cut, a digest is left out', () => {
    expect(stepLine(step({ instruction: `RUN ${'x'.repeat(99)}` }))).toBe(
      `  build      2/3 RUN ${'x'.repeat(49)}...  6.3 s`,
    );
    expect(stepLine(step({ instruction: `FROM a/b:1@${digest}` }))).toContain('2/3 FROM a/b:1   ');
  });

  test('foreign text in it is made safe', () => {
    const line = stepLine(step({ stage: '\u202ex', instruction: 'RUN \u001b[31mecho ##[error]x' }));
    expect(line).toMatch(/^ {2}x {10}2\/3 RUN echo # #\[error\]x/);
  });

  test('that takes long gives signs of life', () => {
    expect(runningLine(step({}), 90.6)).toMatch(/RUN make +still running after 91 s$/);
  });
});

test.each<[BuildStep['state'][], string]>([
  [[], '0 of 0 steps'],
  [['cached'], '1 of 1 step'],
  [['cached', 'done', 'failed', 'canceled'], '1 of 4 steps'],
])('the cached share of %j', (states, share) => {
  const steps = states.map((state) => step({ state }));
  expect(cachedShare([...steps, step({ instruction: 'FROM alpine' })])).toBe(share);
});

test('work that is no instruction is no step of the share', () => {
  const steps = [step({ state: 'cached' }), step({ position: '', instruction: 'exporting to image' })];
  expect([cachedShare(steps), cachedPercent(steps)]).toEqual(['1 of 1 step', 100]);
});

test.each([
  [0, 0, undefined],
  [0, 3, 0],
  [1, 3, 33],
  [2, 3, 66],
  [299, 300, 99],
  [3, 3, 100],
])('%d cached of %d is %s percent', (cached, all, percent) => {
  const steps = Array.from({ length: all }, (_, index) => step({ state: index < cached ? 'cached' : 'done' }));
  expect(cachedPercent([...steps, step({ instruction: 'FROM alpine' })])).toBe(percent);
});

describe('a failure', () => {
  const failure = (wish: Partial<BuildFailure> = {}): BuildFailure => ({
    target: 'test',
    stage: 'test',
    instruction: 'RUN npm test',
    exitCode: 1,
    place: { file: 'Dockerfile', line: 23 },
    message: 'process "/bin/sh -c npm test" did not complete successfully: exit code: 1',
    tail: [],
    ...wish,
  });

  test.each<[string, Partial<BuildFailure>, string]>([
    ['in the test', {}, 'Test stage failed: `npm test` exited with 1 (Dockerfile:23)'],
    [
      'in another stage',
      { stage: 'build', instruction: 'RUN make' },
      'Build failed in stage build: `make` exited with 1 (Dockerfile:23)',
    ],
    [
      'in another stage, on the way to the test',
      { target: 'test', stage: 'deps' },
      'Build failed in stage deps: `npm test` exited with 1 (Dockerfile:23)',
    ],
    ['in a stage without a name', { stage: '' }, 'Build failed: `npm test` exited with 1 (Dockerfile:23)'],
    [
      'flags of RUN are no command',
      { instruction: 'RUN --mount=type=cache,target=/x --network=none npm test' },
      'Test stage failed: `npm test` exited with 1 (Dockerfile:23)',
    ],
    ['no place', { place: undefined }, 'Test stage failed: `npm test` exited with 1'],
    [
      'no exit code',
      { exitCode: undefined, message: 'no space left' },
      'Test stage failed: no space left (Dockerfile:23)',
    ],
    [
      'no instruction',
      { stage: undefined, instruction: undefined, exitCode: undefined, message: 'dockerfile parse error' },
      'Build failed: dockerfile parse error (Dockerfile:23)',
    ],
    ['no word', { ...unplaced, message: '' }, 'Build failed: BuildKit gave no reason'],
    [
      'the address of an upload',
      {
        ...unplaced,
        message:
          'status from PUT request to https://r/v2/a/blobs/uploads/1?_state=x%3A-1&digest=sha256:0: 403 Forbidden',
      },
      'Build failed: status from PUT request to https://r/v2/a/blobs/uploads/1: 403 Forbidden',
    ],
    [
      'foreign text',
      { instruction: 'RUN \u001b[31mx\n##[error]y' },
      'Test stage failed: `x# #[error]y` exited with 1 (Dockerfile:23)',
    ],
  ])('%s', async (_, wish, line) => expect(failureLine((await planned()).plan, failure(wish))).toBe(line));

  test.each<[string, object, Partial<BuildFailure>, string]>([
    ['the test', {}, {}, '--target test --file Dockerfile .'],
    ['another stage', {}, { stage: 'deps' }, '--target deps --file Dockerfile .'],
    ['a stage without a name', {}, { stage: 'stage-2' }, '--file Dockerfile .'],
    ['no stage', {}, { stage: undefined }, '--file Dockerfile .'],
    ['another context', { words: { context: 'my app', ...token } }, {}, "--target test --file Dockerfile 'my app'"],
    [
      'a remote context',
      {
        words: { context: 'https://a.b/c.git#x', 'test-target': 'test' },
        facts: { ...facts, dockerfile: { kind: 'remote', path: undefined } },
      },
      {},
      "--target test 'https://a.b/c.git#x'",
    ],
    ['a quote', { words: { context: "it's", ...token } }, {}, "--target test --file Dockerfile 'it'\\''s'"],
  ])('is repeated at home: %s', async (_, wish, from, words) => {
    expect(failureCure((await planned(wish)).plan, failure(from))).toBe(
      `nothing was pushed or tagged\nrun it yourself: docker buildx build ${words}`,
    );
  });
});

test.each(eventNames)('the opening line of %s', (name) => {
  expect(openingLine('1.0.0', contextOf(name))).toMatchSnapshot();
});

test('a branch name cannot command the log', () => {
  expect(openingLine('1', pushTo('##[error]\u202e\u001b[31mx'))).toBe(
    'Slipway 1 on push to # #[error]x (8c1f0d3) of acme/app',
  );
});

test('the plan in one line, and every no of it', async () => {
  const push = (await planned()).plan;
  expect(planLine(push)).toBe(
    'Plan: build for the engine\'s platform, test stage "test", push 2 tags to ghcr.io/acme/app',
  );
  expect(reasonLines(push)).toEqual([]);
  const words = { cache: 'none', platforms: 'linux/arm64', push: 'false' };
  const quiet = (await planned({ words, facts: withStages() })).plan;
  expect(planLine(quiet)).toBe('Plan: build for linux/arm64, no test stage, no push');
  expect(reasonLines(quiet)).toEqual([
    'No test stage: the Dockerfile has no stage named test',
    'No smoke test: nothing can run on linux/arm64: this machine cannot execute it without docker/setup-qemu-action',
    'No push: `push` is false',
    'No cache is read: `cache` is none',
    'No cache is written: `cache` is none',
  ]);
});

describe('tags and cache', () => {
  const tag: Tag = {
    name: 'main',
    image: { registry: 'ghcr.io', repository: 'a/b' },
    reference: 'ghcr.io/a/b:main',
    order: { kind: 'commit', ofRef: true },
  };
  test('how a tag changed', () => {
    expect(changeText({ tag, change: { kind: 'created' } })).toBe('new');
    expect(changeText({ tag, change: { kind: 'unchanged' } })).toBe('unchanged');
    expect(changeText({ tag, change: { kind: 'moved', from: digest } })).toBe('was 61bd33f0a2c4');
    expect(changeText({ tag, change: { kind: 'pushed' } })).toBe('the registry did not say what it was');
  });

  test('pushed or not', () => {
    const pushed = {
      run: true,
      content: [],
      tags: [{ tag, change: { kind: 'created' } }],
      heldBack: [],
      platforms: [],
      seconds: 2,
    } as const;
    expect(publishLines(pushed)).toEqual(['Pushed ghcr.io/a/b:main (new), 2.0 s']);
    expect(publishLines({ run: false, because: 'x' })).toEqual(['Not pushed: x']);
  });

  test('held back, and moved although', () => {
    const heldBack = [{ tag, because: 'it shows ##[error]' }];
    const moved = { tag, change: { kind: 'moved', from: digest }, note: 'it showed 1' } as const;
    expect(publishLines({ run: true, content: [], tags: [moved], heldBack, platforms: [], seconds: 2 })).toEqual([
      'Pushed ghcr.io/a/b:main (was 61bd33f0a2c4), 2.0 s',
      'Moved ghcr.io/a/b:main although it showed 1',
      'Held back ghcr.io/a/b:main: it shows # #[error]',
    ]);
    expect(publishLines({ run: true, content: [], tags: [], heldBack, platforms: [], seconds: 0 })).toEqual([
      'Not pushed: every tag is held back',
      ...heldBack.map(heldBackLine),
    ]);
  });

  test.each<[CacheImport | undefined, string]>([
    [undefined, ''],
    [{ from: ['a/b:c'], bytes: 0, seconds: 0.04 }, ''],
    [{ from: ['a/b:c'], bytes: 0, seconds: 0.5 }, 'Read the build cache from a/b:c, 0.5 s'],
    [{ from: ['a/b:c'], bytes: 12e6, seconds: 0.04 }, 'Read the build cache from a/b:c, 12.0 MB, 0.0 s'],
    [{ from: ['gha:1', 'gha:2'], bytes: 12e6, seconds: 1 }, "Read the build cache from GitHub's cache, 12.0 MB, 1.0 s"],
    [
      { from: ['local:1', 'local:2'], bytes: 12e6, seconds: 1 },
      'Read the build cache from a local folder, 12.0 MB, 1.0 s',
    ],
    [
      { from: ['a/b:c', 'a/b:d', 'gha:1'], bytes: 12e6, seconds: 1 },
      'Read the build cache from a/b:c and 2 more, 12.0 MB, 1.0 s',
    ],
    [{ from: ['##[error]'], bytes: 0, seconds: 1 }, 'Read the build cache from # #[error], 1.0 s'],
  ])('%j', (imported, line) => {
    const build = { imported } as BuildResult;
    expect(importLines({ build }).join()).toBe(line);
  });

  test.each<[CacheResult, string]>([
    [{ state: 'saved', to: 'x:y', bytes: undefined, seconds: 1 }, 'Saved the build cache to x:y, 1.0 s'],
    [{ state: 'saved', to: 'x:y', bytes: 34e6, seconds: 1 }, 'Saved the build cache to x:y, 34.0 MB, 1.0 s'],
    [{ state: 'skipped', because: 'z' }, 'Build cache not saved: z'],
    [{ state: 'failed', to: 'x:y', message: '##[error]' }, 'Build cache not saved to x:y: # #[error]'],
  ])('%j', (cache, line) => expect(cacheLine(cache)).toBe(line));
});
