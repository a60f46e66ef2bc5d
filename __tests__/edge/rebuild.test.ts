/** Rebuilds of a release against a registry that has its base image: what changed, what did not, and what fails. */
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type GitHubDouble, startGitHub } from '../../script/github-api/server.ts';
import { openClient } from '../../script/rig/client.ts';
import { must } from '../../script/rig/command.ts';
import type { Registry } from '../../script/rig/registry.ts';
import { openContainer } from './routes/routes.ts';
import { busybox, candidates, docker, engine, event, makeProject, openRegistry, runJob } from './stand.ts';

type Texts = Readonly<Record<string, string>>;

const status = (version: string) =>
  `Package: libssl3\nStatus: install ok installed\nVersion: ${version}\n\nPackage: zlib1g\nStatus: install ok installed\nVersion: 1.2.13\n`;

/** Packages of two kinds, the second one by a program that stands in for rpm. */
const good: Texts = {
  'var/lib/dpkg/status': status('3.0.15'),
  'etc/app.conf': 'colour=blue\n',
  'usr/bin/rpm': '#!/bin/sh\ncat /var/lib/rpm/list\n',
  'var/lib/rpm/rpmdb.sqlite': '',
  'var/lib/rpm/list': 'bash 5.2-1\n',
  'var/cache/stamp': '1',
};

/** Pushes a base image: busybox with some files over it. */
async function pushBase(registry: Registry, files: Texts, name = 'base:1'): Promise<void> {
  await pushImage(registry, [`FROM ${busybox}`, 'COPY --chmod=755 files /'], below('files', files), [], name);
}

function below(folder: string, files: Texts): Texts {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}

async function pushImage(
  registry: Registry,
  lines: readonly string[],
  files: Texts,
  options: readonly string[],
  name = 'base:1',
) {
  await using context = await makeProject({ ...files, Dockerfile: `${lines.join('\n')}\n` });
  await using client = await openClient(engine);
  const { username, password, host } = registry;
  const login = ['docker', 'login', '--username', username, '--password-stdin', host];
  await must(login, { env: client.env, input: password });
  const reference = `${host}/${name}`;
  const build = ['docker', 'buildx', 'build', '--quiet', '--provenance=false', ...options, '-t', reference];
  await must([...build, context.path], { env: client.env });
  await must(['docker', 'push', '--quiet', reference], { env: client.env });
  await docker('image', 'rm', reference);
}

interface Clone extends AsyncDisposable {
  readonly path: string;
  readonly release: string;
  readonly main: string;
}

/** A clone of two commits, whose first one is v1.4.2 and checked out. */
async function openClone(files: Texts): Promise<Clone> {
  const project = await makeProject(files);
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  const git = (...words: string[]) => must(['git', '-C', project.path, ...words], { env: engine.env });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git(...who, 'commit', '--quiet', '--message=release');
  await git('tag', 'v1.4.2');
  await git('tag', 'v1');
  const release = (await git('rev-parse', 'HEAD')).trim();
  await writeFile(join(project.path, 'word'), 'not released');
  await git(...who, 'commit', '--quiet', '--all', '--message=later');
  const main = (await git('rev-parse', 'HEAD')).trim();
  await git('checkout', '--quiet', 'v1.4.2');
  return { ...project, release, main };
}

/** Each build leaves another log, as package managers do. */
function appLines(registry: Registry): readonly string[] {
  return [
    `FROM ${registry.host}/base:1 AS base`,
    'COPY word /word',
    'RUN mkdir -p /var/log && date +%N > /var/log/built && printf "app:!:%s:0:::::\\n" "$(date +%s)" > /etc/shadow',
    'FROM base AS test',
    'RUN test ! -e /broken',
    'FROM base',
    'CMD ["sleep", "60"]',
    '',
  ];
}

function openGitHub({ release, main }: Clone, lacks: 'issues: write'[] = []): Promise<GitHubDouble> {
  const commits = { [release]: { date: '2026-11-01T10:00:00Z' }, [main]: { parents: [release] } };
  return startGitHub({
    name: 'acme/app',
    commits,
    tags: { 'v1.4.2': release, v1: release },
    branches: { main },
    lacks,
  });
}

interface Stage {
  readonly clone: Clone;
  readonly registry: Registry;
  readonly github: GitHubDouble;
  readonly inputs?: Texts;
}

/** The usual rules push five tags, one after the other. */
const fewTags = { tags: 'type=semver,pattern={{version}}' };

async function publishRelease({ clone, registry, github, inputs }: Stage): Promise<string> {
  const push = await event('push-tag', { sha: clone.release, ref: 'refs/tags/v1.4.2', apiUrl: github.url });
  const wish = { cache: 'none', ...inputs };
  const { main } = await runJob({ workspace: clone.path, registry, event: push, inputs: wish });
  expect(main.outcome).toBe('success');
  return main.outputs['digest'] ?? '';
}

async function rebuild({ clone, registry, github, inputs }: Stage, when = 'true') {
  const schedule = await event('schedule', { sha: clone.main, apiUrl: github.url });
  const wish = { cache: 'none', rebuild: when, 'github-token': 'ghs_0123456789', ...inputs };
  const { main, leftovers } = await runJob({ workspace: clone.path, registry, event: schedule, inputs: wish });
  expect(leftovers).toEqual([]);
  expect(github.violations).toEqual([]);
  const own = basename(main.state['run-folder'] ?? '');
  expect(own).not.toBe('');
  expect((await candidates()).filter((name) => name.includes(own.replace('slipway-', '')))).toEqual([]);
  expect(await docker('container', 'ls', '--all', '--quiet', '--filter', `label=io.slipway.run=${own}`)).toBe('');
  expect(await docker('image', 'ls', '--quiet', `${registry.host}/acme/app`)).toBe('');
  return main;
}

const isDated = (tag: string) => /^1\.4\.2-20\d{6}$/.test(tag);
const tagsOf = (registry: Registry) => registry.tags('acme/app');

test('night after night: another base with the same in it, a gate that fails, a package, a file', async () => {
  await using registry = await openRegistry();
  await pushBase(registry, good);
  await pushBase(registry, { tool: '1' }, 'tools:1');
  const lines = [`FROM ${registry.host}/tools:1 AS tools`, ...appLines(registry), 'COPY --from=tools /tool /tool', ''];
  await using clone = await openClone({ Dockerfile: lines.join('\n'), word: 'released' });
  await using github = await openGitHub(clone);
  const stage = { clone, registry, github };
  const first = await publishRelease(stage);
  const tags = await tagsOf(registry);

  const looked = await rebuild(stage, 'when-base-changed');
  const bases = `${registry.host}/tools:1 and ${registry.host}/base:1`;
  expect(looked.log).toContain(`Nothing to rebuild: ${bases} are what it was built from`);
  expect(looked.log).not.toContain('Build and test');
  expect(looked.outputs).toMatchObject({ digest: first, changed: 'false' });

  await pushBase(registry, { ...good, 'var/cache/stamp': '2' });
  const based = await rebuild(stage);
  expect(based.annotations).toEqual([]);
  expect(based.log).toContain(`Rebuild of v1.4.2 (${clone.release.slice(0, 7)}), which is checked out`);
  expect(based.log).toMatch(
    /Nothing changed since the last build: base \w{12} -> \w{12} with nothing else in it, 3 pack/,
  );
  expect(based.summary).toContain('Nothing changed since the last build');
  const image = `${registry.host}/acme/app@${first}`;
  expect(based.outputs).toMatchObject({ digest: first, image, changed: 'false', 'tag-names': '1.4.2' });

  await pushBase(registry, { ...good, broken: '' });
  const failed = await rebuild(stage);
  expect(failed.outcome).toBe('failure');
  expect(await tagsOf(registry)).toEqual(tags);
  for (const tag of tags) expect([tag, await registry.digestOf('acme/app', tag)]).toEqual([tag, first]);
  const title = `Slipway: rebuild of ${registry.host}/acme/app fails`;
  expect(github.issues).toMatchObject([{ title, state: 'open' }]);
  expect(github.issues[0]?.body).toContain('Test stage failed: `test ! -e /broken` exited with 1');
  expect(github.issues[0]?.body).toContain(`Commit: ${clone.release}`);

  const fixed = { ...good, 'var/lib/dpkg/status': status('3.0.16'), 'var/lib/rpm/list': 'bash 5.3-1\n' };
  await pushBase(registry, fixed);
  const packaged = await rebuild(stage, 'when-base-changed');
  expect(packaged.log).toMatch(/Built again: \S+\/base:1 was \w{12} and is \w{12} now/);
  expect(packaged.log).toContain('\n  bash 5.2-1 -> 5.3-1\n  libssl3 3.0.15 -> 3.0.16\n');
  expect(packaged.summary).toContain('<code>libssl3</code> | 3.0.15 | 3.0.16');
  const second = packaged.outputs['digest'] ?? '';
  expect(second).not.toBe(first);
  expect(packaged.outputs).toMatchObject({ changed: 'true', pushed: 'true', version: '1.4.2' });
  const [bash, libssl3] = [
    { name: 'bash', from: '5.2-1', to: '5.3-1' },
    { name: 'libssl3', from: '3.0.15', to: '3.0.16' },
  ];
  expect(JSON.parse(packaged.outputs['changes'] ?? '')).toMatchObject([
    { packages: [bash, libssl3], files: { added: 0, removed: 0, changed: 0 }, settings: [] },
  ]);
  const moved = await tagsOf(registry);
  expect(moved.filter((tag) => !isDated(tag))).toEqual(tags);
  expect(moved.filter(isDated)).toHaveLength(1);
  for (const tag of moved) expect([tag, await registry.digestOf('acme/app', tag)]).toEqual([tag, second]);
  expect(packaged.outputs['labels']).toContain(`org.opencontainers.image.revision=${clone.release}`);
  expect(github.issues).toMatchObject([{ state: 'closed', comments: [expect.stringContaining('Green again')] }]);

  await pushBase(registry, { ...fixed, 'etc/app.conf': 'colour=red\n', 'etc/more.conf': 'x' });
  const filed = await rebuild(stage);
  expect(filed.log).toContain('0 packages changed, 2 files (etc/app.conf, etc/more.conf)');
  const third = filed.outputs['digest'] ?? '';
  for (const tag of moved) expect([tag, await registry.digestOf('acme/app', tag)]).toEqual([tag, third]);
});

test('by a builder: the same', async () => {
  await using registry = await openRegistry();
  await using way = await openContainer();
  await pushBase(registry, good);
  await using clone = await openClone({ Dockerfile: appLines(registry).join('\n'), word: 'released' });
  await using github = await openGitHub(clone);
  const stage = { clone, registry, github, inputs: { ...fewTags, ...(await way.inputs(registry)) } };
  const first = await publishRelease(stage);
  const same = await rebuild(stage);
  expect(same.log).toContain('Nothing changed since the last build: base the same, 3 packages, files the same');
  expect(same.outputs).toMatchObject({ digest: first, changed: 'false' });
  expect(await registry.digestOf('acme/app', '1.4.2')).toBe(first);
});

describe('several platforms', () => {
  const platforms = 'linux/amd64,linux/arm64';

  /** Of each platform another file; no step runs, so nothing has to be executed there. */
  async function pushBases(registry: Registry, amd64: string, arm64: string): Promise<void> {
    const files = { 'amd64/lib/apk/db/installed': amd64, 'arm64/lib/apk/db/installed': arm64 };
    await pushImage(registry, ['FROM scratch', 'ARG TARGETARCH', 'COPY ${TARGETARCH} /'], files, [
      `--platform=${platforms}`,
    ]);
  }

  test('what changes on one of them alone is published', async () => {
    await using registry = await openRegistry();
    await pushBases(registry, 'P:musl\nV:1.2.5-r0\n', 'P:musl\nV:1.2.5-r0\n');
    const Dockerfile = `FROM ${registry.host}/base:1\nCOPY word /word\n`;
    await using clone = await openClone({ Dockerfile, word: 'released' });
    await using github = await openGitHub(clone);
    const stage = { clone, registry, github, inputs: { ...fewTags, platforms, 'smoke-test': 'false' } };
    const first = await publishRelease(stage);
    const looked = await rebuild(stage, 'when-base-changed');
    expect(looked.log).toContain(`Nothing to rebuild: ${registry.host}/base:1 is what it was built from`);
    expect(looked.outputs['digest']).toBe(first);
    await pushBases(registry, 'P:musl\nV:1.2.5-r0\n', 'P:musl\nV:1.2.5-r1\n');
    const changed = await rebuild(stage);
    expect(changed.log).toContain('\n  linux/amd64: the same\n  linux/arm64: changed\n');
    expect(JSON.parse(changed.outputs['changes'] ?? '')).toMatchObject([
      { platform: 'linux/amd64', packages: [] },
      { platform: 'linux/arm64', packages: [{ name: 'musl', from: '1.2.5-r0', to: '1.2.5-r1' }] },
    ]);
    expect(await registry.digestOf('acme/app', '1.4.2')).toBe(changed.outputs['digest']);
  });
});

test('no clone: it is refused, and an issue says so; without the right to, the log does', async () => {
  await using project = await makeProject({ Dockerfile: `FROM ${busybox}\n` });
  const clone = { ...project, release: 'a'.repeat(40), main: 'b'.repeat(40) };
  await using github = await openGitHub(clone, ['issues: write']);
  const schedule = await event('schedule', { apiUrl: github.url });
  const inputs = { rebuild: 'true', 'github-token': 'ghs_0123456789', images: 'registry.test/acme/app' };
  const env = { GIT_CEILING_DIRECTORIES: dirname(project.path) };
  const { main } = await runJob({ workspace: project.path, event: schedule, inputs, env });
  expect(main.outcome).toBe('failure');
  expect(main.annotations[0]?.message).toContain('rebuild: needs a clone in the workspace');
  expect(main.log).toContain('No issue tells of the failed rebuild: GitHub answered 403');
});
