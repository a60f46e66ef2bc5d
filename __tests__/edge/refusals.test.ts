/** Promise 9: every failure says what failed, why, and what to do; nothing half-done stays. */
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ensureBusybox } from '../../script/rig/bases.ts';
import { startExtraEngine } from '../../script/rig/engine.ts';
import {
  candidates,
  dockerfile,
  engine,
  goodDockerfile,
  makeProject,
  openRegistry,
  runJob,
  type Wish,
} from './stand.ts';

/** The first annotation's lines; there must be only one. */
async function errorOf(wish: Wish): Promise<string[]> {
  const { main, leftovers } = await runJob(wish);
  expect(main.exitCode).toBe(1);
  expect(leftovers).toEqual([]);
  expect(await candidates()).toEqual([]);
  const errors = main.annotations.filter((annotation) => annotation.level === 'error');
  expect(errors).toHaveLength(1);
  expect(main.summary).not.toBe('');
  return errors[0]?.message.split('\n') ?? [];
}

test('no engine', async () => {
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const engineEnv = { ...engine.env, DOCKER_HOST: 'unix:///nowhere/docker.sock' };
  const [line, cure] = await errorOf({ workspace: project.path, inputs: { push: 'false' }, engineEnv });
  expect(line).toBe('Cannot build: no Docker engine answers');
  expect(cure).toContain('Start the engine on this runner');
});

test('no docker at all', async () => {
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const [line, cure] = await errorOf({
    workspace: project.path,
    inputs: { push: 'false' },
    engineEnv: { PATH: '/nowhere' },
  });
  expect(line).toBe('Cannot build: there is no `docker` on this runner');
  expect(cure).toContain('Install Docker Engine');
});

test('an engine without buildx', async () => {
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const config = await mkdtemp(join(tmpdir(), 'slipway-no-buildx-'));
  const [line, cure] = await errorOf({
    workspace: project.path,
    inputs: { push: 'false' },
    engineEnv: { ...engine.env, DOCKER_CONFIG: config },
  });
  await rm(config, { recursive: true });
  expect(line).toBe('Docker has no buildx plugin, which builds the image');
  expect(cure).toContain('docker-buildx-plugin');
});

test('the classic image store, and its own BuildKit asked for', async () => {
  await using classic = await startExtraEngine({ name: 'classic', store: 'classic' });
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const inputs = { push: 'false', driver: 'docker' };
  const [, problem] = await errorOf({ workspace: project.path, inputs, engineEnv: classic.env });
  expect(problem).toContain('driver: "docker" cannot be used: the engine keeps images in its classic store');
  expect(problem).toContain('containerd-snapshotter');
});

test('a full disk', async () => {
  await using small = await startExtraEngine({ name: 'small', store: 'containerd', dataSizeMb: 64 });
  await ensureBusybox(small, () => undefined);
  const fill = 'dd if=/dev/urandom of=/big bs=1M count=200';
  await using project = await makeProject({
    Dockerfile: dockerfile([`COPY big /`, 'RUN true']),
    big: '0'.repeat(90_000_000),
  });
  const [line, cure] = await errorOf({ workspace: project.path, inputs: { push: 'false' }, engineEnv: small.env });
  expect(line).toContain('the disk is full');
  expect(cure).toContain('Free space');
  expect(fill).toBeDefined();
});

test('a registry that is down', async () => {
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const inputs = { images: 'localhost:1/acme/app', username: 'ci', password: 'x' };
  const [line, cure] = await errorOf({ workspace: project.path, inputs });
  expect(line).toBe('Login to localhost:1 as ci failed: the registry does not answer');
  expect(cure).toContain('Check its name');
});

test('a wrong password, told before the build', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const [line, cure] = await errorOf({ workspace: project.path, registry, inputs: { password: 'wrong-one' } });
  expect(line).toBe(`Login to ${registry.host} as ci failed: the registry does not accept the login`);
  expect(cure).toContain('Check `username` and `password`');
  // What the tags show is asked beside the login, and refused as the login is; more is not asked.
  const asked = registry.requests.filter((request) => request.path.includes('acme'));
  expect(asked.filter(({ method, status }) => method !== 'GET' || status !== 401)).toEqual([]);
});

test('a push that is refused with 403', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  registry.inject({
    match: { method: 'POST' },
    action: { kind: 'status', status: 403, body: '{"errors":[{"code":"DENIED"}]}' },
  });
  const [line, cure] = await errorOf({ workspace: project.path, registry, inputs: { cache: 'none' } });
  expect(line).toMatch(/^Push of .*\/acme\/app:main failed: the registry refuses access/);
  expect(cure).toContain('packages: write');
  expect(await registry.tags('acme/app')).toEqual([]);
});

test('a registry that breaks during the push', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  registry.inject({ match: { method: 'PUT', path: /\/manifests\// }, action: { kind: 'status', status: 503 } });
  const [line] = await errorOf({ workspace: project.path, registry, inputs: { cache: 'none' } });
  expect(line).toMatch(/^Push of .*\/acme\/app:main failed: the registry has an error of its own/);
  expect(await registry.tags('acme/app')).toEqual([]);
});

test('bad inputs: all of them at once, before any process starts', async () => {
  await using project = await makeProject({ 'README.md': 'no Dockerfile here' });
  const tools = await mkdtemp(join(tmpdir(), 'slipway-tools-'));
  // A docker that would leave a trace: it must not even be looked for.
  await mkdir(join(tools, 'bin'));
  await symlink('/nowhere/docker', join(tools, 'bin', 'docker'));
  const inputs = { images: 'Acme/App:1', push: 'maybe', 'build-arg': 'A=1', platforms: 'amd64' };
  const lines = await errorOf({ workspace: project.path, inputs, engineEnv: { PATH: join(tools, 'bin') } });
  await rm(tools, { recursive: true });
  expect(lines[0]).toBe('5 inputs need a change before anything can run');
  expect(lines).toContain('  build-arg: there is no such input; did you mean build-args?');
  expect(lines).toContain('  push: "maybe" is not one of auto, true, false');
  expect(lines.join('\n')).toContain('images: "Acme/App:1" has a tag');
  expect(lines.join('\n')).toContain('platforms: "amd64" is not a platform');
  expect(lines.join('\n')).toContain('file: "Dockerfile" is not there');
});

test('an empty workspace: the cure is a checkout', async () => {
  await using project = await makeProject({});
  const lines = await errorOf({ workspace: project.path });
  expect(lines.join('\n')).toContain('add actions/checkout before this step');
});
