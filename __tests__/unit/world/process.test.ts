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

test('one that ends in time does not', async () => {
  const argv = [process.execPath, '-e', 'console.log("done")'] as const;
  const finished = await processes.run({ title: 'Say', argv }, { limitSeconds: 60 });
  expect(finished).toMatchObject({ exitCode: 0, timedOut: false, stdout: 'done\n' });
});
