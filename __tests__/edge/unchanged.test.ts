/** The same commit again: what is published is found by what it says of itself, and nothing is built. */
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { must } from '../../script/rig/command.ts';
import type { Registry } from '../../script/rig/registry.ts';
import { basedOnRegistry, openContainer } from './routes/routes.ts';
import { candidates, docker, engine, event, goodDockerfile, makeProject, openRegistry, runJob } from './stand.ts';

/** A clone with one commit. */
async function openClone(Dockerfile: string) {
  const project = await makeProject({ Dockerfile, 'README.md': 'words\n' });
  await commit(project.path);
  return project;
}

async function commit(path: string): Promise<string> {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  const git = (...words: string[]) => must(['git', '-C', path, ...words], { env: engine.env });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git(...who, 'commit', '--quiet', '--message=all of it');
  return (await git('rev-parse', 'HEAD')).trim();
}

const writes = ({ requests }: Registry) => requests.filter(({ method }) => !['GET', 'HEAD'].includes(method)).length;

async function run(workspace: string, registry: Registry, more: Readonly<Record<string, string>> = {}) {
  const { main, leftovers } = await runJob({ workspace, registry, inputs: { cache: 'none', ...more } });
  expect(main.outcome).toBe('success');
  expect(leftovers).toEqual([]);
  return main;
}

describe.each(['the engine', 'a builder'])('with %s', (route) => {
  test('nothing is built, and the registry is not written to', async () => {
    await using registry = await openRegistry();
    await using way = await openContainer();
    const builder = route === 'a builder';
    const lines = ['FROM base AS test', 'RUN true', 'FROM base', 'CMD ["true"]'];
    const text = builder ? await basedOnRegistry(registry, lines) : goodDockerfile();
    await using clone = await openClone(text);
    const chosen = builder ? await way.inputs(registry) : {};
    const first = await run(clone.path, registry, chosen);
    expect(first.outputs['changed']).toBe('true');
    const before = writes(registry);
    const second = await run(clone.path, registry, chosen);
    expect(second.log).toContain('Nothing to build: every tag shows ');
    expect(second.log).not.toMatch(/Build and test|Started a builder/);
    expect(writes(registry)).toBe(before);
    const { digest, image, tags, pushed, changed } = second.outputs;
    expect({ digest, image, tags }).toEqual({
      digest: first.outputs['digest'],
      image: first.outputs['image'],
      tags: first.outputs['tags'],
    });
    expect({ pushed, changed }).toEqual({ pushed: 'true', changed: 'false' });
    expect(second.summary).toContain('unchanged');
    expect(await candidates()).toEqual([]);
  });
});

test.each<[string, Readonly<Record<string, string>>]>([
  ['no-cache', { 'no-cache': 'true' }],
  ['another build argument', { 'build-args': 'A=1' }],
  ['a gate more', { 'test-command': 'true' }],
])('%s: it builds', async (_, more) => {
  await using registry = await openRegistry();
  await using clone = await openClone(goodDockerfile());
  await run(clone.path, registry);
  const second = await run(clone.path, registry, more);
  expect(second.log).toContain('Build and test');
});

test('a file more in the workspace: it builds, and what it pushes claims nothing', async () => {
  await using registry = await openRegistry();
  await using clone = await openClone(goodDockerfile());
  await run(clone.path, registry);
  await writeFile(join(clone.path, 'generated.txt'), 'by a step before');
  const second = await run(clone.path, registry);
  expect(second.log).toContain('Build and test');
  expect(second.log).toContain(
    'Built again although every tag shows this commit: the workspace is not as committed: generated.txt',
  );
  const index = (await registry.json(second.outputs['digest'] ?? '')) as { annotations?: object };
  expect(Object.keys(index.annotations ?? {})).not.toContain('io.github.slipway-ci.recipe');
});

test('what the build does not see may lie about', async () => {
  await using registry = await openRegistry();
  const files = {
    'app/Dockerfile': goodDockerfile(),
    'app/.dockerignore': 'node_modules\n',
    '.gitignore': 'node_modules\n',
  };
  await using clone = await makeProject(files);
  await commit(clone.path);
  await run(clone.path, registry, { context: 'app' });
  await mkdir(join(clone.path, 'app', 'node_modules'));
  await writeFile(join(clone.path, 'app', 'node_modules', 'left-pad.js'), 'installed by a step before');
  await writeFile(join(clone.path, 'report.txt'), 'outside of the context');
  const second = await run(clone.path, registry, { context: 'app' });
  expect(second.log).toContain('Nothing to build: every tag shows ');
});

/** Everything that git does not tell of, done between two runs; the second one must build. */
test.each<[string, (path: string) => Promise<unknown>]>([
  ['a mode', (path) => chmod(join(path, 'README.md'), 0o600)],
  ['a new empty folder', (path) => mkdir(join(path, 'empty'))],
  [
    'a file that git does not look at',
    async (path) => {
      await must(['git', '-C', path, 'update-index', '--assume-unchanged', 'README.md']);
      await writeFile(join(path, 'README.md'), 'other words');
    },
  ],
  ['a sparse checkout', (path) => must(['git', '-C', path, 'sparse-checkout', 'set', '--no-cone', '/Dockerfile'])],
])('%s: it builds', async (_, change) => {
  await using registry = await openRegistry();
  await using clone = await openClone(goodDockerfile());
  await run(clone.path, registry);
  await change(clone.path);
  const second = await run(clone.path, registry);
  expect(second.log).not.toContain('Nothing to build');
  expect(second.log).toContain('Built again although every tag shows this commit: ');
});

test('a filter of git in a folder, whose file is as committed in both of its forms: it builds', async () => {
  await using registry = await openRegistry();
  await using clone = await makeProject({ Dockerfile: goodDockerfile(), 'sub/.gitattributes': '*.txt filter=low\n' });
  const git = (...words: string[]) => must(['git', '-C', clone.path, ...words]);
  await git('init', '--quiet');
  await git('config', 'filter.low.clean', 'tr A-Z a-z');
  await writeFile(join(clone.path, 'sub', 'word.txt'), 'WORD\n');
  await commit(clone.path);
  await run(clone.path, registry);
  await writeFile(join(clone.path, 'sub', 'word.txt'), 'word\n');
  expect(await git('status', '--porcelain')).toBe('');
  expect((await run(clone.path, registry)).log).toContain('sub/.gitattributes may have git rewrite files');
});

test('a context that is a link, and a folder of another place: it builds', async () => {
  await using registry = await openRegistry();
  await using elsewhere = await makeProject({ Dockerfile: goodDockerfile(), word: 'one' });
  await using clone = await makeProject({ 'README.md': 'words' });
  await symlink(elsewhere.path, join(clone.path, 'app'));
  await commit(clone.path);
  const inputs = { context: 'app' };
  await run(clone.path, registry, inputs);
  expect((await run(clone.path, registry, inputs)).log).toContain('every tag shows this commit: app leads elsewhere');
});

test('another base image under the same name: it builds', async () => {
  await using registry = await openRegistry();
  const base = `slipway-test/moving:${Date.now()}`;
  await docker('tag', 'slipway-rig/busybox:1', base);
  try {
    await using clone = await openClone(`FROM ${base}\nCMD ["true"]\n`);
    await run(clone.path, registry, { 'test-target': 'none' });
    await docker('tag', 'slipway-rig/node:24', base);
    const second = await run(clone.path, registry, { 'test-target': 'none' });
    expect(second.log).toContain('▼ Build');
    expect(second.outputs['changed']).toBe('true');
  } finally {
    await docker('image', 'rm', base);
  }
});

test('a pull request is always built', async () => {
  await using registry = await openRegistry();
  await using clone = await openClone(goodDockerfile());
  const wish = { workspace: clone.path, registry, event: await event('pull-request-own'), inputs: { cache: 'none' } };
  await runJob(wish);
  expect((await runJob(wish)).main.log).toContain('Build and test');
});
