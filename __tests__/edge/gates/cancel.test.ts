/** A cancel in the middle of each gate: nothing of the run is left, by names, by labels and by a look at everything. */
import { expect, test } from '@jest/globals';
import { busybox, candidates, docker, dockerfile, makeProject, openRegistry, runJob } from '../stand.ts';
import { everything } from './arena.ts';

/** A service that becomes healthy soon, and one that never does. */
function compose(healthy: boolean, ...more: readonly string[]): string {
  const check = healthy ? '["CMD", "true"]' : '["CMD", "false"]';
  return [
    'services:',
    '  db:',
    `    image: ${busybox}`,
    '    command: ["sleep", "600"]',
    `    healthcheck: { test: ${check}, interval: 300ms, retries: 1000 }`,
    '    volumes: ["data:/data"]',
    ...more,
    'volumes: { data: {} }',
    '',
  ].join('\n');
}

const Dockerfile = dockerfile([
  'FROM base AS test',
  'RUN true',
  'FROM base',
  'CMD ["sh", "-c", "echo begun; sleep 600"]',
]);
const services = { services: 'compose.test.yml' };
const sut = ['  sut:', '    image: $IMAGE', '    command: ["sh", "-c", "echo begun; sleep 600"]'];

/** What is running when the signal comes, and the line after which it does. */
const moments: readonly (readonly [string, Readonly<Record<string, string>>, string, RegExp])[] = [
  ['services come up', services, compose(false), /^Tested: /],
  ['the test command runs', { ...services, 'test-command': 'echo begun; sleep 600' }, compose(true), /\| begun/],
  [
    'a test command that ignores the signal runs',
    { 'test-command': 'trap "" INT TERM; echo begun; while true; do sleep 1; done' },
    '',
    /\| begun/,
  ],
  ['the test of the compose file runs', services, compose(true, ...sut), /\| begun/],
  ['the smoke test waits', { ...services, 'smoke-path': '/', 'smoke-port': '80' }, compose(true), /^Services passed/],
];

test.each(moments)('while %s', async (_, inputs, file, moment) => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile, 'compose.test.yml': file });
  const theirs = (
    await docker('run', '--detach', '--network=none', '--label=io.slipway.run=somebody', busybox, 'sleep', '300')
  ).trim();
  try {
    const before = await everything();
    const { main, post, leftovers } = await runJob({
      workspace: project.path,
      registry,
      inputs: { cache: 'none', ...inputs },
      cancelAfter: (line) => (moment.test(line) ? 'SIGINT' : undefined),
    });
    // The runner's second signal comes after 7.5 s: this one was enough.
    expect(main.signal).toBeUndefined();
    expect(main.log).toContain('Cancelled by SIGINT; nothing of this run is left on this machine');
    expect(post?.outcome).toBe('success');
    expect(await everything()).toEqual(before);
    expect(await candidates()).toEqual([]);
    expect(leftovers).toEqual([]);
    expect(await registry.tags('acme/app')).toEqual([]);
  } finally {
    await docker('rm', '--force', theirs);
  }
});
