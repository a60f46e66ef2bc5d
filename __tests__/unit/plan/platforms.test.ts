/** Several platforms: what is built, what is sent to the engine, and where gates run. */
import { describe, expect, test } from '@jest/globals';
import type { Facts } from '../../../src/model/facts.ts';
import { contextOf } from '../events.ts';
import { bakeTargets, facts, planned, token, type Words } from '../plans.ts';

const both = 'linux/amd64,linux/arm64';
const on = (change: Partial<Facts>): Facts => ({ ...facts, ...change });
const gates = { 'test-command': 'npm t', 'smoke-path': '/', 'smoke-port': '80' };
const cannot = 'this machine cannot execute it without docker/setup-qemu-action';

describe('gates run', () => {
  test.each<[string, string, Facts, readonly (string | undefined)[], readonly string[]]>([
    ["on the engine's own platform", '', facts, [undefined], []],
    ['on the one that is named', 'linux/amd64', facts, ['linux/amd64'], []],
    ['on those that are native', both, facts, ['linux/amd64'], [`No gate runs on linux/arm64: ${cannot}`]],
    ['on those that an emulator executes', both, on({ emulated: ['arm64'] }), ['linux/amd64', 'linux/arm64'], []],
    ['on 386, which amd64 executes', 'linux/386', facts, ['linux/386'], []],
    [
      'on another machine',
      both,
      on({ nativePlatform: 'linux/arm64' }),
      ['linux/arm64'],
      [`No gate runs on linux/amd64: ${cannot}`],
    ],
    ['wherever an engine that is elsewhere may', 'linux/s390x', on({ emulated: undefined }), ['linux/s390x'], []],
    [
      'on one, with the classic store',
      both,
      on({ engine: 'classic', emulated: ['arm64'] }),
      ['linux/amd64'],
      ['No gate runs on linux/arm64: the classic image store holds one platform at a time'],
    ],
  ])('%s', async (_, platforms, seen, run, notes) => {
    const { plan } = await planned({ words: { ...token, ...gates, platforms }, facts: seen });
    expect(plan.gates.platforms).toEqual(run);
    expect(plan.notes.filter((note) => note.startsWith('No gate'))).toEqual(notes);
    for (const gate of [plan.gates.command, plan.gates.smoke]) expect(gate.run).toBe(run.length > 0);
  });
});

describe('an image that cannot be executed here', () => {
  const of = (words: Words) => planned({ words: { ...token, platforms: 'linux/s390x', ...words } });

  test.each<[Words, string]>([
    [{ 'test-command': 'npm t' }, 'no test command'],
    [{ 'smoke-path': '/' }, 'no smoke test'],
    [gates, 'no test command and no smoke test'],
  ])('%j is refused', async (words, wrong) => {
    expect((await of(words)).problems).toMatchObject([{ input: 'platforms', wrong: expect.stringContaining(wrong) }]);
  });

  test('is built when nobody asks for a gate', async () => {
    const { plan, problems } = await of({});
    expect(problems).toEqual([]);
    expect(plan.notes).toEqual([`No gate runs on linux/s390x: ${cannot}`]);
  });
});

describe('by a builder', () => {
  const words: Words = { ...token, ...gates, platforms: both, driver: 'docker-container' };
  const emulated = on({ emulated: ['arm64'] });

  test('the engine gets one platform of the test stage, and all of the image', async () => {
    const { plan } = await planned({ words, facts: emulated });
    const { test: tested, final } = bakeTargets(plan.build.command);
    expect(tested).toMatchObject({ platforms: ['linux/amd64'], output: ['type=docker'] });
    expect(final).toMatchObject({ platforms: ['linux/amd64', 'linux/arm64'] });
    expect(plan.gates.command).toMatchObject({ platforms: ['linux/amd64'] });
    expect(plan.notes).toContain('The test command runs on linux/amd64 alone');
  });

  test('without a push the engine gets the image of one, and the others are built', async () => {
    const context = contextOf('pull-request-fork');
    const { plan } = await planned({ words, facts: emulated, context });
    const { final, others } = bakeTargets(plan.build.command);
    expect(final).toMatchObject({ platforms: ['linux/amd64'], output: ['type=docker'] });
    expect(others).toMatchObject({ platforms: ['linux/amd64', 'linux/arm64'], output: ['type=cacheonly'], tags: [] });
    expect(plan.gates.platforms).toEqual(['linux/amd64']);
  });
});

test('the order of platforms makes no other cache', async () => {
  const write = async (platforms: string) => (await planned({ words: { ...token, platforms } })).plan.cacheWrite;
  const [one, other, single] = await Promise.all([both, 'linux/arm64,linux/amd64', 'linux/amd64'].map(write));
  expect(other).toMatchObject({ to: one?.run ? one.to : '' });
  expect(single).not.toMatchObject({ to: one?.run ? one.to : '' });
});
