/** What a red run says to do, and the commands that show the same elsewhere. */
import { describe, expect, test } from '@jest/globals';
import type { GateName } from '../../../src/model/plan.ts';
import { cureLines, folded, gateCure } from '../../../src/report/failure.ts';
import { gateCommand } from '../../../src/report/reproduce.ts';
import { facts, planned, token, type Words } from '../plans.ts';

const final = '$(docker build --quiet --file Dockerfile .)';
const tested = '$(docker build --quiet --target test --file Dockerfile .)';

const compose = {
  ...facts,
  compose: {
    kind: 'read',
    unset: [],
    model: {
      services: { db: { image: 'postgres:17', networks: { default: null } } },
      networks: { default: { name: 'x_default' } },
    },
  },
} as const;
const withTest = {
  ...compose,
  compose: { ...compose.compose, model: { services: { sut: { image: 'x' } } } },
} as const;
const services = { services: 'compose test.yml', 'services-env': "WORD=it's" };

describe('a gate is run by hand', () => {
  test.each<[GateName, Words, typeof compose | typeof withTest | typeof facts, string | undefined]>([
    ['lint', {}, facts, undefined],
    ['test stage', {}, facts, 'docker buildx build --target test --file Dockerfile .'],
    ['test command', { 'test-command': 'npm t' }, facts, `docker run --rm --entrypoint=/bin/sh ${tested} -c 'npm t'`],
    [
      'test command',
      {
        'test-command': '["npm","t"]',
        'test-target': 'none',
        'test-env': 'A=b c',
        'test-secrets': 'TOKEN=hunter2hunter2',
      },
      facts,
      `docker run --rm --env=A --env=TOKEN --entrypoint=npm ${final} t`,
    ],
    ['services', services, compose, "docker compose --file='compose test.yml' up --wait db"],
    [
      'test command',
      { ...services, 'test-command': 'x' },
      compose,
      `docker compose --file='compose test.yml' --project-name=try up --wait db && docker run --rm --network=try_default --entrypoint=/bin/sh ${tested} -c x`,
    ],
    ['service tests', { services: 'c.yml' }, withTest, `IMAGE=${final} docker compose --file=c.yml run --rm sut`],
    ['smoke test', { 'smoke-path': '/', 'smoke-env': 'A=1' }, facts, `docker run --rm --env=A ${final}`],
  ])('%s', async (gate, words, seen, command) => {
    const { plan } = await planned({ words: { ...token, ...words }, facts: seen });
    expect(gateCommand(plan, gate)).toBe(command);
  });

  test('what to do, what was not done, the command: a line each', async () => {
    const { plan } = await planned();
    expect(cureLines(gateCure(plan, 'test stage', 'mend it') ?? '')).toEqual([
      'Mend it',
      'Nothing was pushed or tagged',
      'Run it yourself: docker buildx build --target test --file Dockerfile .',
    ]);
    expect(cureLines(gateCure(plan, 'lint', undefined) ?? '')).toEqual(['Nothing was pushed or tagged']);
  });
});

test('lines that come again and again are one', () => {
  expect(folded(['a', 'a', 'a', 'b', 'a'])).toEqual(['a (3 times)', 'b', 'a']);
});
