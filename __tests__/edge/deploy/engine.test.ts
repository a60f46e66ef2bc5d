/** Engines of hosts that are killed and come back, in a deploy's watch and between two deploys. */
import { expect, test } from '@jest/globals';
import { until, verdict } from './faults.ts';
import { containers, deployed, openYard, serving, type Version, word, type Yard } from './yard.ts';

const fast = { 'deploy-watch': '0s', 'deploy-health-successes': '1' };
const watched = { ...fast, 'deploy-watch': '6s' };

/** Deploys the second version, and kills the engine while it is watched; gives what became of it. */
async function killInWatch(yard: Yard, one: Version, two: Version) {
  const [host] = yard.hosts;
  if (host === undefined) throw new Error('There is no host');
  await yard.deploy(one, fast);
  const running = yard.deploy(two, watched);
  const retired = async () =>
    (await containers(host)).some(({ digest, restart }) => digest === one.digest && restart === 'no');
  await until(retired, 'an old container that is retired');
  await until(
    async () => !(await containers(host)).some(({ digest, running: runs }) => digest === one.digest && runs),
    'an end of the old one',
  );
  await host.killEngine();
  // Longer than from one look to the next.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await host.startEngine();
  return { host, ...(await running) };
}

test('with live-restore its containers serve on, and so does the deploy', async () => {
  await using yard = await openYard(1, { liveRestore: true });
  const [one, two] = [await yard.build(), await yard.build()];
  const { host, main } = await killInWatch(yard, one, two);
  expect(main.exitCode).toBe(0);
  expect(deployed(main)).toMatchObject({ h1: { state: 'deployed', from: one.digest, to: two.digest } });
  expect(await word(host)).toBe(two.word);
  await host.killEngine();
  await host.startEngine();
  const again = await yard.deploy(two, fast);
  expect(deployed(again.main)).toMatchObject({ h1: { state: 'unchanged', to: two.digest } });
  expect(await word(host)).toBe(two.word);
});

test('without it they end with it: what served before serves again, and the next deploy heals', async () => {
  await using yard = await openYard(1);
  const [one, two] = [await yard.build(), await yard.build()];
  const { host, main } = await killInWatch(yard, one, two);
  expect(main.exitCode).toBe(1);
  expect(verdict(main)).toBe(
    'Deploy of DIGEST failed on h1: the container exited with 137 within 6 s after it was healthy',
  );
  expect(deployed(main)).toMatchObject({ h1: { state: 'rolled back', to: one.digest } });
  expect(await containers(host)).toEqual([
    { name: 'web', running: true, digest: one.digest, restart: 'unless-stopped' },
  ]);
  await host.killEngine();
  await host.startEngine();
  const again = await yard.deploy(one, fast);
  expect(again.main.exitCode).toBe(0);
  expect(await serving(host)).toBe(one.digest);
  expect(await word(host)).toBe(one.word);
});
