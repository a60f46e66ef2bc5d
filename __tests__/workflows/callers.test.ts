/** The files of workflows/ as users copy them, run from end to end: a registry under GitHub's name, and a real host. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { type Fleet, type Host, startHosts } from '../../script/rig/hosts/host.ts';
import { deployKey } from '../../script/rig/hosts/keys.ts';
import { repository } from '../../script/rig/paths.ts';
import { containers } from '../edge/deploy/yard.ts';
import { busybox } from '../edge/stand.ts';
import { app, event, type Ground, openGround } from './ground.ts';

let ground: Ground | undefined;
let fleet: Fleet | undefined;
let key = '';

beforeAll(async () => {
  key = (await deployKey()).privateKey;
});

afterEach(async () => {
  expect(ground?.github.violations ?? []).toEqual([]);
  await fleet?.[Symbol.asyncDispose]();
  await ground?.[Symbol.asyncDispose]();
  [ground, fleet] = [undefined, undefined];
});

/** Serves /healthz on 8080, and does not wait when it is told to end. */
const dockerfile = [
  `FROM ${busybox}`,
  'RUN mkdir /www && echo fine > /www/healthz',
  'EXPOSE 8080',
  'STOPSIGNAL SIGKILL',
  'CMD ["httpd", "-f", "-p", "8080", "-h", "/www"]',
  '',
].join('\n');

const path = (name: string) => join('.github', 'workflows', name);

/** The file as it is, in a repository with an application. */
async function open(name: string, files: Readonly<Record<string, string>> = { Dockerfile: dockerfile }) {
  const text = await readFile(join(repository, 'workflows', name), 'utf8');
  const commits: Record<string, { readonly parents?: readonly string[] }> = {};
  const opened = await openGround({ githubs: true, files: { ...files, [path(name)]: text }, repository: { commits } });
  ground = opened;
  commits[opened.caller.head] = {};
  /** GitHub knows the new commit, too. */
  const push = async (changed: Readonly<Record<string, string>>) => {
    const before = opened.caller.head;
    commits[await opened.caller.commit(changed)] = { parents: [before] };
  };
  return { ...opened, push };
}

async function openHost(): Promise<{ readonly host: Host; readonly vars: Readonly<Record<string, string>> }> {
  fleet = await startHosts(1);
  const [host] = fleet.hosts as [Host];
  const hosts = `${host.name}=${host.target}`;
  return { host, vars: { PRODUCTION_HOSTS: hosts, STAGING_HOSTS: hosts, KNOWN_HOSTS: fleet.knownHosts } };
}

/** Without those of the cache and of commits. */
async function tagsOf(name = app): Promise<readonly string[]> {
  const tags = (await ground?.registry.tags(name)) ?? [];
  return tags.filter((tag) => !/^(?:sha-|buildcache-)/.test(tag)).toSorted();
}

const image = 'pull-request-and-main.yml';

test.each([
  ['pull-request-own', ['pr-41']],
  ['pull-request-fork', []],
  ['pull-request-dependabot', []],
  ['merge-group', ['pr-41']],
])('pull requests: %s is built and never deployed', async (name, tags) => {
  const { run } = await open(image);
  const done = await run(path(image), await event(name), { vars: { PRODUCTION_HOSTS: 'deploy@nowhere.invalid' } });
  expect(done).toMatchObject({ triggered: true, code: 0 });
  expect(done.job('image/build').result).toBe('success');
  expect(done.job('image/deploy').result).toBe('skipped');
  expect(await tagsOf()).toEqual(tags);
});

test('main is published and deployed by the digest that was tested', async () => {
  const { run, registry, github } = await open(image);
  const { host, vars } = await openHost();
  const done = await run(path(image), await event('push-branch'), { vars, secrets: { DEPLOY_KEY: key } });
  expect(done).toMatchObject({ triggered: true, code: 0 });
  const digest = await registry.digestOf(app, 'main');
  expect(await containers(host)).toMatchObject([{ name: 'app', running: true, digest }]);
  expect(done.job('image/build').outputs).toMatchObject({ digest, image: `ghcr.io/${app}@${digest}`, pushed: 'true' });
  expect(JSON.parse(done.job('image/deploy').outputs['deployed'] ?? '')).toMatchObject([
    { to: digest, state: 'deployed' },
  ]);
  expect(github.deployments.map(({ wish }) => wish)).toMatchObject([{ environment: 'production' }]);
  expect(done.text).not.toContain(key.split('\n')[1]);
});

test('a wrong input is told by the first job, in the words of the action', async () => {
  const { run, caller, push } = await open(image);
  const text = await readFile(join(caller.path, path(image)), 'utf8');
  await push({ [path(image)]: text.replace('deploy-run: --publish 80:8080', 'deploy-run: --publihs 80:8080') });
  const done = await run(path(image), await event('push-branch'), {
    vars: { PRODUCTION_HOSTS: 'deploy@nowhere.invalid' },
  });
  expect(done.code).not.toBe(0);
  expect(done.job('image/plan').result).toBe('failure');
  expect(done.text).toMatch(/deploy-run: .*publihs/);
  expect(await tagsOf()).toEqual([]);
});

const deploying = 'deploy-environments.yml';

test('environments: main goes to staging with the key of staging, and back by hand', async () => {
  const { run, registry, push } = await open(deploying);
  const { host, vars } = await openHost();
  const wish = { vars, environments: { staging: { DEPLOY_SSH_KEY: key } } };
  const first = await run(path(deploying), await event('push-branch'), wish);
  expect(first.code).toBe(0);
  const before = await registry.digestOf(app, 'main');
  await push({ Dockerfile: dockerfile.replace('fine', 'better') });
  const second = await run(path(deploying), await event('push-branch'), wish);
  expect(second.code).toBe(0);
  const after = await registry.digestOf(app, 'main');
  expect(after).not.toBe(before);
  const serving = async () => (await containers(host)).filter(({ running }) => running).map(({ digest }) => digest);
  expect(await serving()).toEqual([after]);
  const dispatch = await event('workflow-dispatch');
  const back = await run(path(deploying), dispatch, wish);
  expect(back.code).toBe(0);
  expect(back.job('rollback').result).toBe('success');
  expect(await serving()).toEqual([before]);
});

const several = 'monorepo.yml';

test('several images: the base before what is built on it, and only what a commit changes', async () => {
  const api = 'FROM base\nCOPY word /word\n';
  const { run, registry, caller, push } = await open(several, {
    'images/base/Dockerfile': dockerfile,
    'images/api/Dockerfile': api,
    'images/api/word': 'one',
  });
  const runAfter = async (before: string) => {
    const pushed = await event('push-branch');
    return run(path(several), { ...pushed, payload: { ...(pushed.payload as object), before } });
  };
  const first = await runAfter('0'.repeat(40));
  expect(first.code).toBe(0);
  const base = await registry.digestOf('acme/base', 'main');
  const one = await registry.digestOf('acme/api', 'main');
  const { head } = caller;
  await push({ 'images/api/word': 'two' });
  const second = await runAfter(head);
  expect(second.code).toBe(0);
  expect(second.jobs.map(({ id }) => id)).not.toContain('base/build');
  expect(await registry.digestOf('acme/base', 'main')).toBe(base);
  expect([undefined, one]).not.toContain(await registry.digestOf('acme/api', 'main'));
});
