/**
 * The user's own Docker configuration: its engine is used, a run's logins never reach its keychain, and its logins never
 * reach a fork.
 */
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Registry } from '../../script/rig/registry.ts';
import { candidates, engine, event, goodDockerfile, hasImage, makeProject, openRegistry, runJob } from './stand.ts';

interface Home extends AsyncDisposable {
  readonly env: Record<string, string>;
  /** What the credential helper `test` was asked to do, one request a line. */
  asked(): Promise<string>;
}

/** A user's Docker configuration with a credential helper that keeps a diary and knows no password. */
async function userHome(config: object): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-home-'));
  const diary = join(folder, 'diary');
  const helper = join(folder, 'docker-credential-test');
  await writeFile(diary, '');
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  await writeFile(
    helper,
    `#!/bin/sh\necho "$1 $(cat)" >> ${diary}\necho 'credentials not found in native keychain'\nexit 1\n`,
  );
  await chmod(helper, 0o755);
  await symlink(join(engine.env['DOCKER_CONFIG'] ?? '', 'cli-plugins'), join(folder, 'cli-plugins'));
  const env = { ...engine.env, DOCKER_CONFIG: folder, PATH: `${folder}:${engine.env['PATH'] ?? ''}` };
  return {
    env,
    asked: () => readFile(diary, 'utf8'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

const keychains: readonly (readonly [string, (host: string) => object])[] = [
  ['credHelpers', (host) => ({ credHelpers: { [host]: 'test' } })],
  ['credsStore', (host) => ({ credsStore: 'test', auths: { [host]: {} } })],
];

test.each(keychains)('%s: the password of the run is not stored there', async (_, config) => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  await using home = await userHome(config(registry.host));
  const { main } = await runJob({ workspace: project.path, registry, engineEnv: home.env });
  expect(main.outcome).toBe('success');
  expect(await registry.digestOf('acme/app', 'main')).toBe(main.outputs['digest']);
  expect(await home.asked()).not.toContain('store');
  expect(await home.asked()).not.toContain(registry.password);
});

function plainLogin({ host, username, password }: Registry): object {
  return { auths: { [host]: { auth: Buffer.from(`${username}:${password}`).toString('base64') } } };
}

test('a login that was there before the step is enough to push: a workflow moves over with its login step', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  await using home = await userHome(plainLogin(registry));
  const inputs = { username: '', password: '' };
  const { main } = await runJob({ workspace: project.path, registry, inputs, engineEnv: home.env });
  expect(main.outcome).toBe('success');
  expect(await registry.digestOf('acme/app', 'main')).toBe(main.outputs['digest']);
});

test.each(['config.json', 'DOCKER_AUTH_CONFIG'])("a fork does not get the user's login of %s", async (where) => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const login = plainLogin(registry);
  await using home = await userHome(where === 'config.json' ? login : {});
  const env: Record<string, string> = where === 'config.json' ? {} : { DOCKER_AUTH_CONFIG: JSON.stringify(login) };
  const fork = await event('pull-request-fork');
  const { main } = await runJob({ workspace: project.path, registry, event: fork, engineEnv: home.env, env });
  expect(main.outcome).toBe('success');
  expect(registry.requests.filter((request) => request.hadCredentials)).toEqual([]);
});

test("a workflow run that a fork's pull request has started has no rights", async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const push = await event('push-branch');
  const payload = {
    ...(push.payload as object),
    workflow_run: { event: 'pull_request', head_repository: { full_name: 'evil/app' } },
  };
  const { main } = await runJob({
    workspace: project.path,
    registry,
    event: { ...push, name: 'workflow_run', payload },
  });
  expect(main.outcome).toBe('success');
  expect(main.log).toContain('Not pushed: a workflow run of a fork has no right to push');
  expect(registry.requests.filter((request) => request.hadCredentials)).toEqual([]);
});

test("an engine that the user's context names, for which everything goes through the command line", async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  await using home = await userHome({ currentContext: 'elsewhere' });
  const { DOCKER_HOST: host = 'unix:///var/run/docker.sock', ...engineEnv } = home.env;
  const meta = join(
    engineEnv['DOCKER_CONFIG'] ?? '',
    'contexts',
    'meta',
    createHash('sha256').update('elsewhere').digest('hex'),
  );
  await mkdir(meta, { recursive: true });
  const endpoints = { docker: { Host: host, SkipTLSVerify: false } };
  await writeFile(join(meta, 'meta.json'), JSON.stringify({ Name: 'elsewhere', Metadata: {}, Endpoints: endpoints }));
  const { main } = await runJob({ workspace: project.path, registry, engineEnv });
  expect(main.outcome).toBe('success');
  expect(await registry.digestOf('acme/app', 'main')).toBe(main.outputs['digest']);
  expect(await candidates()).toEqual([]);
  expect(await hasImage(`${registry.host}/acme/app:main`)).toBe(false);
});
