/** workflows/deploy-environments.yml as users copy it: one host stands for both environments. */
import { afterEach, expect, jest, test } from '@jest/globals';
import { closeCopied, dockerfile, longestTurn, openCopied, openHost, path } from './copied.ts';
import { app, event } from './ground.ts';

jest.setTimeout(longestTurn);
afterEach(closeCopied);

const deploying = 'deploy-environments.yml';

test('a release goes to production, main to staging, each with the key of its own, and back by hand', async () => {
  const tags: Record<string, string> = {};
  const { run, registry, github, caller, push } = await openCopied([deploying], { repository: { tags } });
  const { serving, vars, key } = await openHost();
  const [known, unknown] = [{ DEPLOY_SSH_KEY: key }, { DEPLOY_SSH_KEY: 'no key at all' }];
  tags['v1.4.2'] = caller.head;
  const ofProduction = { production: known, staging: unknown };
  const released = await run(path(deploying), await event('release'), { vars, environments: ofProduction });
  expect(released).toMatchObject({ triggered: true, code: 0 });
  expect(released.job('staging').result).toBe('skipped');
  const before = await registry.digestOf(app, '1.4.2');
  for (const tag of ['1.4', '1', 'latest']) expect([tag, await registry.digestOf(app, tag)]).toEqual([tag, before]);
  expect(await serving()).toEqual([before]);

  await push({ Dockerfile: dockerfile.replace('fine', 'better') });
  const wish = { vars, environments: { production: unknown, staging: known } };
  const staged = await run(path(deploying), await event('push-branch'), wish);
  expect(staged).toMatchObject({ triggered: true, code: 0 });
  const after = await registry.digestOf(app, 'main');
  expect(after).not.toBe(before);
  expect(await serving()).toEqual([after]);
  expect(await registry.digestOf(app, 'latest')).toBe(before);

  const back = await run(path(deploying), await event('workflow-dispatch'), wish);
  expect(back.code).toBe(0);
  expect(back.job('rollback').result).toBe('success');
  expect(await serving()).toEqual([before]);
  const environments = github.deployments.map(({ wish: { environment } }) => environment);
  expect(environments).toEqual(['production', 'staging', 'staging']);
  const states = github.deployments.map(({ statuses }) => statuses.at(-1)?.state);
  expect(states).toEqual(['success', 'inactive', 'success']);
  expect(github.deployments.at(-1)?.wish).toMatchObject({ task: 'rollback', payload: { digest: before } });
});
