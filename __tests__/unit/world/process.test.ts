/** Processes end when they have had their time, with everything they started. */
import { expect, test } from '@jest/globals';
import { makeProcesses } from '../../../src/world/process.ts';

const processes = makeProcesses(process.cwd(), {}, async () => undefined);
const forever = 'setInterval(() => {}, 1000)';

test('a process that takes longer than it may is ended and says so', async () => {
  const argv = [process.execPath, '-e', forever] as const;
  const finished = await processes.run({ title: 'Hang', argv }, { limitSeconds: 0.3 });
  expect(finished).toMatchObject({ exitCode: 1, timedOut: true });
});

test('one that is told to end says so too', async () => {
  const argv = [process.execPath, '-e', forever] as const;
  const finished = await processes.run({ title: 'Hang', argv }, { ending: AbortSignal.timeout(300) });
  expect(finished).toMatchObject({ exitCode: 1, timedOut: true });
});

test('one that ends in time does not', async () => {
  const argv = [process.execPath, '-e', 'console.log("done")'] as const;
  const finished = await processes.run({ title: 'Say', argv }, { limitSeconds: 60 });
  expect(finished).toMatchObject({ exitCode: 0, timedOut: false, stdout: 'done\n' });
});

test('a process that ends well because it was told to end has not succeeded', async () => {
  const patient = `process.on('SIGINT', () => process.exit(0)); ${forever}`;
  const argv = [process.execPath, '-e', patient] as const;
  const finished = await processes.run({ title: 'Hang', argv }, { limitSeconds: 0.5 });
  expect(finished).toMatchObject({ exitCode: 1, timedOut: true });
});

test('a time of months is not over at once', async () => {
  const argv = [process.execPath, '-e', 'setTimeout(() => {}, 200)'] as const;
  const finished = await processes.run({ title: 'Wait', argv }, { limitSeconds: 600 * 3600 });
  expect(finished).toMatchObject({ exitCode: 0, timedOut: false });
});

test('a bare process gets what docker needs, and nothing else of the job', async () => {
  const job = {
    PATH: process.env['PATH'] ?? '',
    DOCKER_HOST: 'h',
    DOCKER_PASSWORD: 'p',
    GITHUB_TOKEN: 't',
    https_proxy: 'x',
  };
  const own = makeProcesses(process.cwd(), job, async () => undefined);
  const argv = [process.execPath, '-p', 'JSON.stringify(Object.keys(process.env).sort())'] as const;
  const told = async (bare?: true) =>
    JSON.parse((await own.run({ title: 'Look', argv, env: { OWN: '1' }, ...(bare && { bare }) })).stdout) as string[];
  expect(await told(true)).toEqual(['DOCKER_HOST', 'OWN', 'PATH', 'https_proxy']);
  expect(await told()).toContain('GITHUB_TOKEN');
});

test('lines of both streams arrive as they come', async () => {
  const lines: string[] = [];
  const argv = [process.execPath, '-e', 'console.log("a\\nb"); console.error("c")'] as const;
  const finished = await processes.run({ title: 'Say', argv }, { onLine: (line) => lines.push(line) });
  expect(lines.toSorted()).toEqual(['a', 'b', 'c']);
  expect(finished.stdout).toBe('');
});
