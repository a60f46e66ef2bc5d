/** What is found in real images, on whose line, and what `lint` makes of it. */
import { expect, test } from '@jest/globals';
import { busybox, docker, dockerfile } from '../stand.ts';
import { failsWith, gate } from './arena.ts';

const lines = [
  'FROM base AS test',
  'RUN true',
  'from test',
  'ARG SEED',
  'RUN echo $SEED > /dev/null',
  'ENV HARMLESS=ghp_0123456789abcdefghijklmnopqrstuvwxyz',
];
const Dockerfile = dockerfile(lines);
const warn = { 'build-args': 'SEED=npm_0123456789abcdefghijklmnopqrstuvwxyz', lint: 'warn' };

test('findings of BuildKit and of the image, each on its line, none with a secret', async () => {
  const { main } = await gate({ Dockerfile }, warn);
  expect(main.outcome).toBe('success');
  const told = main.annotations.map(({ level, message, line }) => [level, message.split(':')[0], line]);
  expect(told).toEqual(
    expect.arrayContaining([
      ['warning', 'ConsistentInstructionCasing', 5],
      ['warning', 'RunsAsRoot', 5],
      ['warning', 'SecretInImage', 6],
      ['warning', 'SecretInImage', 8],
      ['warning', 'TestStageInImage', 5],
    ]),
  );
  expect(main.summary).toContain('SEED');
  for (const text of [JSON.stringify(main.annotations), main.summary]) expect(text).not.toMatch(/(?:npm|ghp)_0123/);
});

test('`lint: error` shuts the gate, `lint-ignore` and `off` open it', async () => {
  const one = dockerfile(['CMD ["true"]']);
  const { main } = await failsWith(
    { Dockerfile: one },
    { lint: 'error' },
    'Lint failed: RunsAsRoot: The image runs as root',
  );
  expect(main.annotations.map(({ level }) => level)).toEqual(['error', 'warning']);
  const ignored = await gate({ Dockerfile: one }, { lint: 'error', 'lint-ignore': 'runsasroot, NoSuchRule' });
  expect(ignored.main.outcome).toBe('success');
  expect(ignored.main.log).toContain('`lint-ignore` names NoSuchRule, which is no rule that is known here');
  expect((await gate({ Dockerfile }, { ...warn, lint: 'off' })).main.annotations).toEqual([]);
});

test('an image that is smoke-tested without a HEALTHCHECK, and a base without a tag', async () => {
  const base = 'slipway-rig/untagged';
  await docker('tag', busybox, base);
  try {
    const file = [`FROM ${base}`, 'USER 1000', 'CMD ["sleep", "60"]', ''].join('\n');
    const { main } = await gate({ Dockerfile: file }, { lint: 'warn', 'smoke-command': 'true' });
    expect(main.annotations.map(({ message, line }) => [message.split(':')[0], line])).toEqual([
      ['NoHealthCheck', 1],
      ['BaseNotPinned', 1],
    ]);
  } finally {
    await docker('rmi', base);
  }
});
