/** Several hosts in one run, all at once: the same on each, with one login to each. `npm run bench:hosts` has 40. */
import { expect, test } from '@jest/globals';
import { containers, deployed, openYard } from './yard.ts';

test('eight hosts at once, for the first time and with nothing to do', async () => {
  await using yard = await openYard(8);
  const one = await yard.build();
  const logins = () => Promise.all(yard.hosts.map((host) => host.logins()));
  const all = { 'deploy-parallel': '100%', 'deploy-watch': '0s' };
  const first = await yard.deploy(one, all);
  expect(Object.values(deployed(first.main)).map(({ state }) => state)).toEqual(yard.hosts.map(() => 'deployed'));
  expect(await logins()).toEqual(yard.hosts.map(() => 1));
  for (const host of yard.hosts)
    expect(await containers(host)).toMatchObject([{ name: 'web', running: true, digest: one.digest }]);
  const second = await yard.deploy(one, all);
  expect(Object.values(deployed(second.main)).map(({ state }) => state)).toEqual(yard.hosts.map(() => 'unchanged'));
  expect(await logins()).toEqual(yard.hosts.map(() => 2));
});
