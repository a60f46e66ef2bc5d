/** workflows/pull-request-and-main.yml as users copy it, run from end to end: a registry under GitHub's name, and a real host. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, jest, test } from '@jest/globals';
import { closeCopied, dockerfile, longestTurn, openCopied, openHost, path, tagsOf, withPayload } from './copied.ts';
import { app, event } from './ground.ts';

jest.setTimeout(longestTurn);
afterEach(closeCopied);

const image = 'pull-request-and-main.yml';
const nowhere = { vars: { PRODUCTION_HOSTS: 'deploy@nowhere.invalid' } };

test('pull requests and merge groups are built and never deployed', async () => {
  const { run, registry, push } = await openCopied([image]);
  const build = async (of: Awaited<ReturnType<typeof event>>) => {
    const done = await run(path(image), of, nowhere);
    expect(done).toMatchObject({ triggered: true, code: 0 });
    expect(done.job('image/build').result).toBe('success');
    expect(done.job('image/deploy').result).toBe('skipped');
    return done;
  };
  for (const name of ['pull-request-fork', 'pull-request-dependabot']) {
    await build(await event(name));
    expect(await tagsOf(registry)).toEqual([]);
  }
  const pull = await event('pull-request-own');
  await build(withPayload(pull, { action: 'opened' }));
  const opened = await registry.digestOf(app, 'pr-41');
  expect(opened).toBeDefined();
  await push({ Dockerfile: dockerfile.replace('fine', 'better') });
  const synchronized = await build(pull);
  expect(synchronized.job('image/build').outputs['digest']).toBe(await registry.digestOf(app, 'pr-41'));
  expect(synchronized.job('image/build').outputs['digest']).not.toBe(opened);
  await build(await event('merge-group'));
  expect(await tagsOf(registry)).toEqual(['pr-41']);
  for (const other of [
    withPayload(pull, { action: 'closed' }),
    await event('push-tag'),
    await event('push-dependabot'),
  ])
    expect((await run(path(image), other)).triggered).toBe(false);
});

test('main is published and deployed by the digest that was tested', async () => {
  const { run, registry, github } = await openCopied([image]);
  const { serving, vars, key } = await openHost();
  const done = await run(path(image), await event('push-branch'), { vars, secrets: { DEPLOY_SSH_KEY: key } });
  expect(done).toMatchObject({ triggered: true, code: 0 });
  const digest = await registry.digestOf(app, 'main');
  expect(await serving()).toEqual([digest]);
  expect(done.job('image/build').outputs).toMatchObject({ digest, image: `ghcr.io/${app}@${digest}`, pushed: 'true' });
  expect(JSON.parse(done.job('image/deploy').outputs['deployed'] ?? '')).toMatchObject([
    { to: digest, state: 'deployed' },
  ]);
  expect(github.deployments.map(({ wish }) => wish)).toMatchObject([{ environment: 'production' }]);
  expect(done.text).not.toContain(key.split('\n')[1]);
});

test('a wrong input is told by the first job, in the words of the action', async () => {
  const { run, registry, caller, push } = await openCopied([image]);
  const text = await readFile(join(caller.path, path(image)), 'utf8');
  await push({ [path(image)]: text.replace('deploy-run: --publish 80:8080', 'deploy-run: --publihs 80:8080') });
  const done = await run(path(image), await event('push-branch'), nowhere);
  expect(done.code).not.toBe(0);
  expect(done.job('image/plan').result).toBe('failure');
  expect(done.text).toMatch(/deploy-run: .*publihs/);
  expect(await tagsOf(registry)).toEqual([]);
});

test('a deploy that could only fail after the push is told by the first job: no known hosts, and half a login', async () => {
  const { run, registry, caller, push } = await openCopied([image]);
  const text = await readFile(join(caller.path, path(image)), 'utf8');
  const changed = text
    .replace('    with:\n', '    with:\n      username: bob\n      images: docker.io/acme/app\n')
    .replace('    secrets:\n', '    secrets:\n      password: ${{ secrets.HUB_TOKEN }}\n');
  await push({ [path(image)]: changed });
  const told = async (secrets: Record<string, string>) => {
    const done = await run(path(image), await event('push-branch'), { ...nowhere, secrets });
    expect(done.code).not.toBe(0);
    expect(done.job('image/plan').result).toBe('failure');
    expect(await tagsOf(registry)).toEqual([]);
    return done.text;
  };
  const without = await told({});
  expect(without).toContain('password: is empty, so nothing is pushed to docker.io');
  expect(without).toContain('deploy-known-hosts: is empty');
  const whole = await told({ HUB_TOKEN: 'dckr_pat_0123' });
  expect(whole).not.toContain('password: is empty');
  expect(whole).toContain('deploy-known-hosts: is empty');
  expect(whole).not.toContain('dckr_pat_0123');
});
