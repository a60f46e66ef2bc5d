/** Which gates run, in which containers, and which words would be lost. */
import { describe, expect, test } from '@jest/globals';
import { contextOf } from '../events.ts';
import { bakeTargets, planned, token, type Words, withStages } from '../plans.ts';

const gatesOf = async (words: Words, stages: readonly (string | undefined)[] = ['test', undefined]) =>
  (await planned({ words: { ...token, ...words }, facts: withStages(...stages) })).plan.gates;

test('without inputs: lint, and a smoke test for images with a HEALTHCHECK', async () => {
  const gates = await gatesOf({});
  expect(gates).toMatchObject({
    owner: 'slipway-0a1b2c',
    lint: { run: true, policy: { level: 'warn', ignore: [] }, testTarget: 'test', needsHealthCheck: undefined },
    services: { run: false, because: '`services` is empty' },
    command: { run: false, because: '`test-command` is empty' },
    smoke: { run: true, probe: { kind: 'own' }, optional: true, timeoutSeconds: 60 },
  });
});

describe('smoke test', () => {
  test.each<[Words, object]>([
    [{ 'smoke-test': 'false' }, { run: false, because: '`smoke-test` is false' }],
    [{ 'smoke-test': 'true' }, { probe: { kind: 'own' }, optional: false }],
    [{ 'smoke-env': 'A=1' }, { probe: { kind: 'own' }, optional: false, env: [{ key: 'A', value: '1' }] }],
    [{ 'smoke-path': '/x' }, { probe: { kind: 'http', path: '/x', port: undefined }, optional: false }],
    [{ 'smoke-port': '81' }, { probe: { kind: 'http', path: '/', port: 81 }, optional: false }],
    [
      { 'smoke-command': 'a b' },
      { probe: { kind: 'command', command: { text: 'a b', words: ['/bin/sh', '-c', 'a b'] } }, optional: false },
    ],
    [{ 'smoke-timeout': '2m' }, { timeoutSeconds: 120 }],
  ])('%j', async (words, smoke) => {
    expect((await gatesOf(words)).smoke).toMatchObject(smoke);
  });
});

describe('test command', () => {
  test('runs in the test stage, which is then stored under a name of the run', async () => {
    const { plan } = await planned({
      words: { ...token, 'test-command': 'npm t' },
      facts: withStages('test', undefined),
    });
    expect(plan.gates.command).toMatchObject({ image: 'test', container: 'slipway-0a1b2c-test', timeoutSeconds: 1200 });
    expect(plan.build.testImage).toBe('slipway.invalid/candidate:0a1b2c-test');
    expect(bakeTargets(plan.build.command)['test']).toMatchObject({
      tags: ['slipway.invalid/candidate:0a1b2c-test'],
      output: ['type=image'],
      attest: ['type=provenance,disabled=true'],
    });
  });

  test('runs in the image where there is no test stage', async () => {
    const { plan } = await planned({ words: { ...token, 'test-command': 'npm t' }, facts: withStages('build') });
    expect(plan.gates.command).toMatchObject({ image: 'final' });
    expect(plan.build.testImage).toBeUndefined();
  });
});

describe('reports of the test stage', () => {
  test.each<[Words, readonly string[], object]>([
    [{ 'test-reports': 'a.xml' }, ['test', 'app'], { run: true, container: 'slipway-0a1b2c-test' }],
    [{}, ['test', 'app'], { run: false, because: '`test-reports` is empty' }],
    [
      { 'test-reports': 'a.xml', 'test-command': 'x' },
      ['test'],
      { run: false, because: 'the reports are those of `test-command`' },
    ],
  ])('%j with %j', async (words, stages, stageReports) => {
    expect((await gatesOf(words, stages)).stageReports).toMatchObject(stageReports);
  });
});

describe('lint', () => {
  test.each<[Words, string, readonly string[]]>([
    [{}, 'push-branch', ['A']],
    [{ provenance: 'false' }, 'push-branch', []],
    [{ provenance: 'mode=min' }, 'push-branch', []],
    [{ provenance: 'mode=max' }, 'push-branch', ['A']],
  ])('build arguments that the provenance shows, %j', async (words, event, shown) => {
    const { plan } = await planned({ words: { ...token, 'build-args': 'A=1', ...words }, context: contextOf(event) });
    expect(plan.gates.lint.run && plan.gates.lint.inProvenance.map(({ key }) => key)).toEqual(shown);
  });

  test('a health check is missed where somebody asks the image without one', async () => {
    const needs = async (words: Words) => {
      const { lint } = await gatesOf(words);
      return lint.run ? lint.needsHealthCheck : undefined;
    };
    expect(await needs({ 'smoke-path': '/' })).toBe('it is smoke-tested');
    expect(await needs({ 'smoke-test': 'false' })).toBeUndefined();
  });

  test('off', async () => {
    expect((await gatesOf({ lint: 'off' })).lint).toEqual({ run: false, because: '`lint` is off' });
  });
});

describe('words for a gate that does not run are a problem', () => {
  test.each<[Words, readonly string[]]>([
    [{ 'test-env': 'A=1' }, ['test-env']],
    [{ 'test-secrets': 'A=1' }, ['test-secrets']],
    [{ 'services-env': 'A=1' }, ['services-env']],
    [{ 'smoke-test': 'false', 'smoke-path': '/', 'smoke-env': 'A=1' }, ['smoke-path', 'smoke-env']],
    [{ 'test-env': 'A=1', 'test-command': 'x', 'services-env': 'B=2', services: 'c.yml' }, []],
  ])('%j', async (words, inputs) => {
    const { problems } = await planned({ words: { ...token, ...words } });
    expect(problems.map(({ input }) => input)).toEqual(inputs);
  });

  test('reports without any test', async () => {
    const words = { ...token, 'test-reports': 'a.xml' };
    expect((await planned({ words, facts: withStages('build') })).problems).toMatchObject([{ input: 'test-reports' }]);
    expect((await planned({ words, facts: withStages('test') })).problems).toEqual([]);
  });
});
