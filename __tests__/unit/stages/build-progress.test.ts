/** BuildKit's progress, recorded from real builds, followed to steps, warnings and a failure. */
import { describe, expect, test } from '@jest/globals';
import type { BuildStep } from '../../../src/model/outcome.ts';
import { readProgress } from '../../../src/read/progress.ts';
import { BuildProgress } from '../../../src/stages/build-progress.ts';
import type { LogTail } from '../../../src/stages/log-tail.ts';
import { streamLines } from '../../flow/fake-world.ts';

interface Followed {
  readonly progress: BuildProgress;
  /** What was shown while it ran: stage, position, state. */
  readonly shown: readonly string[];
  /** What the failing steps printed when they were shown. */
  readonly printed: readonly string[][];
}

const line = ({ stage, position, state }: BuildStep) => `${stage} ${position} ${state}`;

function follow(lines: readonly string[], severalTargets = true, severalPlatforms = false, good = false): Followed {
  const shown: string[] = [];
  const printed: string[][] = [];
  const progress = new BuildProgress({
    severalTargets,
    severalPlatforms,
    dockerfile: 'Dockerfile',
    onStep(step, output) {
      shown.push(line(step));
      if (step.state === 'failed') printed.push(output.lines());
    },
  });
  for (const text of lines) for (const update of readProgress(text)) progress.take(update);
  progress.end(good);
  return { progress, shown, printed };
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21, 10, 0, 0) + seconds * 1000).toISOString();

interface Vertex {
  readonly digest?: string;
  readonly from?: number;
  readonly to?: number;
  readonly cached?: boolean;
  readonly error?: string;
}

function vertex(name: string, { digest = name, from, to, cached, error }: Vertex = {}): string {
  const times = {
    ...(from !== undefined && { started: at(from) }),
    ...(to !== undefined && { completed: at(to) }),
  };
  return JSON.stringify({ vertexes: [{ digest, name, ...times, ...(cached && { cached }), ...(error && { error }) }] });
}

const log = (digest: string, text: string) => JSON.stringify({ logs: [{ vertex: digest, data: base64(text) }] });

describe('recorded builds', () => {
  const all = ['deps 1/2', 'deps 2/2', 'build 1/2', 'build 2/2', 'test 1/2', 'stage-3 2/2', 'test 2/2'];

  test('a good one: a step that both targets share is told once', () => {
    const { progress, shown } = follow(streamLines('good'));
    expect(shown).toEqual(all.map((step) => `${step} ${step === 'deps 2/2' ? 'cached' : 'done'}`));
    expect(progress.steps().map(line).toSorted()).toEqual([...shown].toSorted());
    expect(progress.running(Date.now())).toEqual([]);
    expect(progress.steps().find(({ stage, position }) => stage === 'build' && position === '2/2')).toMatchObject({
      instruction: 'RUN sleep 0.3 && cp app.sh /deps/app',
      state: 'done',
      seconds: expect.closeTo(0.48, 1),
    });
  });

  test('everything from the cache, but the base image is never called cached', () => {
    const { progress } = follow(streamLines('cached'));
    const steps = progress.steps().filter(({ state }) => state !== 'cached');
    expect(steps.map(({ instruction }) => instruction.slice(0, 4))).toEqual(['FROM']);
  });

  test('a failing test', () => {
    const { progress, shown, printed } = follow(streamLines('failing-test'));
    expect(shown.at(-1)).toBe('test 2/2 failed');
    expect(printed).toEqual([
      [
        'ok 1 - cart is empty',
        '  expected 119 to equal 121',
        '::error::this is only text',
        '\u001b[31mnot ok 2 - cart adds tax\u001b[0m',
      ],
    ]);
    expect(progress.failure()).toEqual({
      target: 'test',
      stage: 'test',
      instruction: 'RUN FAIL=2 sh test.sh',
      exitCode: 2,
      place: { file: 'Dockerfile', line: 12 },
      message: 'process "/bin/sh -c FAIL=$FAIL sh test.sh" did not complete successfully: exit code: 2',
      tail: printed[0],
    });
  });

  test('the other target is stopped, which is no failure', () => {
    const { progress, shown } = follow(streamLines('stopped'));
    expect(shown.slice(-2)).toEqual(['test 1/1 failed', 'stage-3 2/2 canceled']);
    expect(progress.failure()).toMatchObject({ target: 'test', stage: 'test', exitCode: 3, tail: ['one', 'two'] });
  });

  test('a cache that cannot be read is no failure and no line', () => {
    for (const name of ['good', 'stopped']) {
      const { progress, shown } = follow(streamLines(name));
      expect(streamLines(name).join('\n')).toContain('failed to configure registry cache importer');
      expect(shown.filter((text) => text.includes('importing'))).toEqual([]);
      expect(progress.failure().instruction ?? '').not.toContain('importing');
    }
  });

  test('a shared step that fails belongs to its stage', () => {
    const { progress } = follow(streamLines('shared-failure'));
    expect(progress.failure()).toMatchObject({
      stage: 'build',
      instruction: 'RUN sleep 0.3 && echo compiling && false',
      exitCode: 1,
      place: { file: 'Dockerfile', line: 6 },
      tail: ['compiling'],
    });
  });

  test('and is told once, with its output once', () => {
    const { shown, printed } = follow(streamLines('shared-failure'));
    expect(shown.filter((text) => text.endsWith('failed'))).toEqual(['build 2/2 failed']);
    expect(printed).toEqual([['compiling']]);
  });

  test("a finding of BuildKit's is told once, though both targets report it", () => {
    expect(follow(streamLines('stopped')).progress.warnings).toEqual([
      {
        message: "FromAsCasing: 'as' and 'FROM' keywords' casing do not match (line 9)",
        url: 'https://docs.docker.com/go/dockerfile/rule/from-as-casing/',
        place: { file: 'Dockerfile', line: 9 },
      },
    ]);
  });

  test('a Dockerfile that cannot be read', () => {
    const { progress } = follow(streamLines('bad-dockerfile'), false);
    expect(progress.failure()).toMatchObject({
      instruction: undefined,
      exitCode: undefined,
      place: { line: 2 },
      message: 'dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)',
    });
  });

  test('a base image that is not there', () => {
    const { progress } = follow(streamLines('no-base'), false);
    expect(progress.failure()).toMatchObject({ stage: '', exitCode: undefined, place: { line: 1 } });
    expect(progress.failure().message).toMatch(/^127\.0\.0\.1:9\/acme\/nope:1: failed to resolve source metadata/);
  });
});

describe('steps', () => {
  test('time is what the longest report says, from start to end', () => {
    const { progress } = follow([
      vertex('[t build 1/1] RUN x', { digest: 'd', from: 0 }),
      vertex('[t build 1/1] RUN x', { digest: 'd', from: 0, to: 2 }),
      vertex('[f build 1/1] RUN x', { digest: 'd', from: 0, to: 5 }),
    ]);
    expect(progress.steps()).toMatchObject([{ state: 'done', seconds: 5 }]);
  });

  test('a push is what is left after the export, or within it', () => {
    const pushing = (...lines: readonly string[]) => follow(lines).progress.isPushing();
    const status = (id: string) => JSON.stringify({ statuses: [{ id, vertex: 'e' }] });
    const begun = vertex('exporting to image', { digest: 'e', from: 0 });
    const ended = vertex('exporting to image', { digest: 'e', from: 0, to: 1 });
    const tested = vertex('[test test 1/1] RUN npm test', { from: 0 });
    expect(pushing(begun, status('exporting layers'))).toBe(false);
    expect(pushing(begun, status('exporting layers'), status('pushing layers'))).toBe(true);
    expect(pushing(begun, ended)).toBe(true);
    expect(pushing(tested, begun, ended)).toBe(false);
  });

  test('start is counted from the first step, and the longest report says when', () => {
    const { progress } = follow([
      vertex('[t internal] load .dockerignore', { from: 2, to: 3 }),
      vertex('[t a 1/1] RUN x', { digest: 'd', from: 4, to: 4.5 }),
      vertex('[f a 1/1] RUN x', { digest: 'd', from: 6, to: 9 }),
    ]);
    expect(progress.steps().filter(({ position }) => position !== '')).toMatchObject([{ start: 4, seconds: 3 }]);
  });

  test('of the same instruction for two targets or platforms, the longer', () => {
    const { progress } = follow([
      vertex('[t linux/amd64 a 1/1] RUN x', { from: 0, to: 1 }),
      vertex('[t linux/arm64 a 1/1] RUN x', { from: 0, to: 7 }),
      vertex('[f linux/amd64 a 1/1] RUN x', { digest: 'f', from: 0, to: 2 }),
    ]);
    expect(progress.steps()).toMatchObject([{ seconds: 7 }]);
  });

  test('with several platforms each has steps of its own', () => {
    const lines = [
      vertex('[t linux/amd64 a 1/1] RUN x', { digest: 'a', from: 0, to: 1 }),
      vertex('[t linux/arm64 a 1/1] RUN x', { digest: 'b', from: 0, to: 7 }),
      vertex('[f linux/arm/v7 1/1] COPY x x', { digest: 'c', from: 0, to: 7 }),
      vertex('[f internal] load build definition', { digest: 'd', from: 0, to: 0 }),
    ];
    const { progress, shown } = follow(lines, true, true);
    expect(progress.steps().map(({ stage }) => stage)).toEqual(['a amd64', 'a arm64', 'arm v7']);
    expect(shown).toEqual(['a amd64 1/1 done', 'a arm64 1/1 done', 'arm v7 1/1 done']);
  });

  test('work that is no instruction is one of them when it took time', () => {
    const { progress } = follow([
      vertex('[t internal] load build context', { from: 0, to: 3 }),
      vertex('[t internal] load .dockerignore', { from: 0, to: 0.4 }),
      vertex('exporting to image', { from: 3, to: 4 }),
      vertex('[t] importing cache manifest from a/b:c', { from: 0, to: 9, error: 'not found' }),
    ]);
    expect(progress.steps().map(({ position, instruction }) => [position, instruction])).toEqual([
      ['', 'load build context'],
      ['', 'exporting to image'],
    ]);
  });

  test('running steps and for how long', () => {
    const { progress } = follow([
      vertex('[t a 1/1] RUN x', { from: 0 }),
      vertex('[t b 1/1] RUN y', { from: 10 }),
      vertex('[t b 1/1] RUN y', { from: 10, to: 11 }),
      vertex('[t internal] load .dockerignore', { from: 0 }),
      vertex('[t c 1/1] RUN z'),
    ]);
    const running = progress.running(Date.parse(at(31)));
    expect(running.map(({ name, seconds }) => [name.stage, seconds])).toEqual([['a', 31]]);
  });

  test.each<[string, Vertex, boolean]>([
    ['exporting to image', { from: 0, to: 3 }, true],
    ['exporting to image', { from: 0, to: 0.1 }, false],
    ['exporting to image', { from: 0, to: 0.1, error: 'no space left on device' }, true],
    ['[t internal] load build context', { from: 0, to: 9 }, false],
    ['[t] importing cache manifest from a/b:c', { from: 0, to: 9, error: 'not found' }, false],
    ['[t a 1/1] RUN x', { from: 0, to: 0 }, true],
  ])('%s %j gets a line: %s', (name, times, told) => {
    expect(follow([vertex(name, times)]).shown).toHaveLength(told ? 1 : 0);
  });

  test.each([
    [
      'process "/bin/sh -c x" did not complete successfully: exit code: 137: context canceled: context canceled',
      'canceled',
    ],
    ['rpc error: code = Canceled desc = grpc: the client connection is closing', 'canceled'],
    ['process "/bin/sh -c x" did not complete successfully: exit code: 1', 'failed'],
    ['failed to compute cache key: failed to calculate checksum of ref x: "/nope": not found', 'failed'],
  ])('%s: %s', (error, state) => {
    expect(follow([vertex('[t a 1/1] RUN x', { from: 0, to: 1, error })]).progress.steps()).toMatchObject([{ state }]);
  });

  test('an instruction that failed is more telling than the work around it', () => {
    const { progress } = follow([
      vertex('exporting to image', { from: 0, to: 1, error: 'failed to push' }),
      vertex('[t a 1/1] RUN x', { from: 0, to: 1, error: 'exit code: 7' }),
    ]);
    expect(progress.failure()).toMatchObject({ instruction: 'RUN x', exitCode: 7 });
  });

  test("buildx's error counts, not what it says after it", () => {
    const { progress } = follow(['ERROR: target final: failed to solve: the reason', '', 'View build details: x']);
    expect(progress.failure()).toMatchObject({ target: 'final', message: 'the reason' });
  });

  test('a remote Dockerfile gives no places', () => {
    const progress = new BuildProgress({
      severalTargets: false,
      severalPlatforms: false,
      dockerfile: undefined,
      onStep: () => undefined,
    });
    for (const text of streamLines('bad-dockerfile')) for (const update of readProgress(text)) progress.take(update);
    expect(progress.failure().place).toBeUndefined();
  });

  test('a build that ended without a word', () => {
    expect(follow([]).progress.failure()).toEqual({
      target: undefined,
      stage: undefined,
      instruction: undefined,
      exitCode: undefined,
      place: undefined,
      message: '',
      tail: [],
    });
  });
});

describe('builds that share an engine', () => {
  const stop = 'failed to calculate checksum of ref a::b: context canceled: context canceled';
  const killed = 'process "/bin/sh -c x" did not complete successfully: exit code: 137';
  const good = (...lines: readonly string[]) => follow(lines, true, false, true);
  const told = ({ progress, shown }: Followed) => ({ shown, steps: progress.steps().map(line) });
  const run = '[final a 1/1] RUN x';

  test('a step that is given up for that of another build is what that one is', () => {
    const given = vertex(run, { digest: 'own', from: 0, to: 0, error: stop });
    const other = (cached: boolean) => vertex('[test a 1/1] RUN x', { digest: 'other', from: 0.1, to: 2, cached });
    for (const state of ['cached', 'done']) {
      const all = [`a 1/1 ${state}`];
      expect(told(good(given, other(state === 'cached')))).toEqual({ shown: all, steps: all });
      expect(told(good(other(state === 'cached'), given))).toEqual({ shown: all, steps: all });
    }
  });

  test('and one of which nothing more is heard came from elsewhere, once', () => {
    const [test, final] = ['[test a 1/1] RUN x', run].map((name) => vertex(name, { from: 0, to: 0.2, error: stop }));
    expect(told(good(test ?? '', final ?? ''))).toEqual({ shown: ['a 1/1 cached'], steps: ['a 1/1 cached'] });
  });

  test('a step that went down with another build and was begun anew has not failed', () => {
    for (const error of [stop, killed]) {
      const lines = [
        vertex(run, { digest: 'd', from: 0, to: 1, error }),
        vertex(run, { digest: 'd', from: 1.1, to: 3 }),
      ];
      expect(told(good(...lines))).toEqual({ shown: ['a 1/1 done'], steps: ['a 1/1 done'] });
      expect(follow(lines).progress.failure()).toMatchObject({ stage: undefined, exitCode: undefined });
    }
  });

  test('a step that was begun anew runs, so that not only the push is left', () => {
    const stopped = vertex(run, { digest: 'd', from: 0, to: 1, error: stop });
    const anew = vertex(run, { digest: 'd', from: 2 });
    const exported = vertex('exporting to image', { digest: 'e', from: 0, to: 3 });
    const seen = (...lines: readonly string[]) => {
      const { progress } = good(...lines, exported);
      return [progress.isPushing(), progress.running(Date.parse(at(9))).map(({ seconds }) => seconds)];
    };
    expect(seen(stopped)).toEqual([true, []]);
    expect(seen(stopped, vertex(run, { digest: 'd', from: 0 }))).toEqual([true, []]);
    expect(seen(stopped, anew, vertex(run, { digest: 'd', from: 2, to: 3 }))).toEqual([true, []]);
    expect(follow([stopped, anew, exported]).progress.isPushing()).toBe(false);
    expect(follow([stopped, anew]).progress.running(Date.parse(at(9)))).toMatchObject([{ seconds: 7 }]);
  });

  test('what the other target says of a time before the failure takes nothing of it', () => {
    const { progress, shown } = follow([
      vertex('[test 1/1] FROM x', { digest: 'd', from: 0, to: 1, error: 'failed to copy: not found' }),
      vertex('[final 1/1] FROM x', { digest: 'd', from: 0, to: 0.5 }),
    ]);
    expect(shown).toEqual([' 1/1 failed']);
    expect(progress.failure()).toMatchObject({ instruction: 'FROM x' });
  });

  test('work around the steps that was stopped is not told, and that failed is', () => {
    const { shown, progress } = good(
      vertex('[final internal] load build context', { from: 0, to: 3, error: stop }),
      vertex('exporting to image', { from: 0, to: 3, error: 'no space left on device' }),
    );
    expect(shown).toEqual(['  failed']);
    expect(progress.steps()).toEqual([]);
  });
});

describe('what reading the cache cost', () => {
  const layer = (digest: string, id: string, current: number, from: number, to?: number) => {
    const times = { started: at(from), ...(to !== undefined && { completed: at(to) }) };
    return JSON.stringify({ statuses: [{ vertex: digest, id: `${id}`, current, ...times }] });
  };
  const imported = (lines: readonly string[]) => follow(lines).progress.imported();
  const found = vertex('[t] importing cache manifest from a/b:c', { digest: 'i', from: 0, to: 1 });

  test.each([
    ['cache-from-folder', 'local:689650066704532116', 774831 + 29, 0.1],
    ['cache-from-service', 'gha:5497934985637761867', 2709352 + 747570 + 32, 0.04],
    [
      'cache-from-image',
      'registry.test:41299/img/inline@sha256:272f8147425141fab681536f51d61a2f4d250bbd5e6a9d38eac4901bb7777e4d',
      2709352 + 3226841,
      0.91,
    ],
  ])('a recorded one: %s', (name, from, bytes, seconds) => {
    expect(follow(streamLines(name), false).progress.imported()).toEqual({
      from: [from],
      bytes,
      seconds: expect.closeTo(seconds, 1),
    });
  });

  test.each(['good', 'cached'])('nothing of one that was not there: %s', (name) => {
    expect(follow(streamLines(name)).progress.imported()).toBeUndefined();
  });

  test('a layer counts once, with the bytes that came, and time that lies over another too', () => {
    const lines = [
      found,
      vertex('[f] importing cache manifest from a/b:c', { digest: 'i', from: 0.5, to: 1 }),
      vertex('[f] importing cache manifest from a/b:d', { digest: 'j', from: 0.5, to: 2 }),
      vertex('[t a 1/1] RUN x', { digest: 'd' }),
      layer('d', 'sha256:1', 400, 10),
      layer('d', 'sha256:1', 1000, 10, 12),
      layer('d', 'sha256:2', 50, 11, 13),
      layer('d', 'sha256:1', 1000, 11, 11.5),
      layer('d', 'extracting sha256:1', 7, 13, 14),
    ];
    expect(imported(lines)).toEqual({ from: ['a/b:c', 'a/b:d'], bytes: 1050, seconds: 2 + 4 });
  });

  test('a base image is not of the cache', () => {
    const base = [vertex('[t a 1/2] FROM node:24', { digest: 'd' }), layer('d', 'sha256:1', 1000, 10, 12)];
    expect(imported([found, ...base])).toMatchObject({ bytes: 0, seconds: 1 });
  });
});

describe('output', () => {
  const name = '[t test 1/1] RUN loud';
  const megabyte = 1024 * 1024;

  test('of 10 MB the end is kept, and at most 4 MiB of it', () => {
    const row = `${'x'.repeat(1023)}\n`.repeat(64);
    const lines = [vertex(name, { from: 0 })];
    for (let count = 0; count < 160; count++) lines.push(log(name, row));
    lines.push(log(name, 'the reason\n'), vertex(name, { from: 0, to: 9, error: 'exit code: 1' }));
    const { printed } = follow(lines);
    const text = printed[0]?.join('\n') ?? '';
    expect(text.length).toBeLessThanOrEqual(4 * megabyte);
    expect(text.length).toBeGreaterThan(3.9 * megabyte);
    expect(printed[0]?.at(-1)).toBe('the reason');
  });

  test('of a step that went well is forgotten', () => {
    const { progress } = follow([
      vertex(name, { from: 0 }),
      log(name, 'fine\n'),
      vertex(name, { from: 0, to: 1 }),
      'ERROR: failed to solve: something else',
    ]);
    expect(progress.failure()).toMatchObject({ tail: [], message: 'something else' });
  });

  test('of a step that went well takes no memory any more', () => {
    const kept: LogTail[] = [];
    const onStep = (_step: BuildStep, output: LogTail) => void kept.push(output);
    const progress = new BuildProgress({
      severalTargets: true,
      severalPlatforms: false,
      dockerfile: undefined,
      onStep,
    });
    const lines = [vertex(name, { from: 0 }), log(name, 'fine\n'), vertex(name, { from: 0, to: 1 })];
    for (const text of lines) for (const update of readProgress(text)) progress.take(update);
    expect(kept.map((output) => output.lines().join(''))).toEqual(['']);
  });

  test('of a step that nobody knows is dropped', () => {
    expect(() => follow([log('sha256:unknown', 'x')])).not.toThrow();
  });
});
