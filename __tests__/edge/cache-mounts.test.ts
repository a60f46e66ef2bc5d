/** Cache mounts between runs: what a build has put into them is there again on an engine that never saw it. */
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type CacheService, type Fault, startCacheService } from '../../script/cache-service/server.ts';
import { jobToken } from '../../script/cache-service/tokens.ts';
import { basedOnRegistry, openContainer } from './routes/routes.ts';
import {
  busybox,
  docker,
  dockerfile,
  event,
  makeProject,
  openRegistry,
  privateEngine,
  runJob,
  type Wish,
} from './stand.ts';

const main = { name: 'refs/heads/main', writes: true };

function offered(service: CacheService, token = jobToken(main)): Readonly<Record<string, string>> {
  return { ACTIONS_RESULTS_URL: service.url, ACTIONS_RUNTIME_TOKEN: token, ACTIONS_CACHE_SERVICE_V2: 'true' };
}

/** Makes the engine forget every build step and every mount, as a fresh runner's has none. */
async function forget(): Promise<void> {
  await docker('buildx', 'prune', '--all', '--force');
}

const inputs = { 'test-target': 'none', push: 'false', cache: 'none', 'cache-mounts': 'true' };

interface Ran {
  readonly log: string;
  readonly warnings: readonly string[];
  readonly summary: string;
}

/** Runs a job that must be green, and leave nothing behind. */
async function run(wish: Wish): Promise<Ran> {
  const job = await runJob({ ...wish, inputs: { ...inputs, ...wish.inputs } });
  expect(job.main.log).toContain('Done in');
  expect(job.main.outcome).toBe('success');
  expect(job.leftovers).toEqual([]);
  const name = basename(job.main.state['run-folder'] ?? '').replace('slipway-', '');
  expect((await everything()).filter((line) => line.includes(name))).toEqual([]);
  const { log, summary } = job.main;
  return { log, summary, warnings: job.main.annotations.map(({ message }) => message) };
}

/** Everything of the engine that a run could leave, images included. */
async function everything(): Promise<readonly string[]> {
  const lists = await Promise.all([
    docker('ps', '--all', '--format', 'container {{.Names}}'),
    docker('volume', 'ls', '--format', 'volume {{.Name}}'),
    docker('image', 'ls', '--all', '--format', 'image {{.Repository}}:{{.Tag}} {{.ID}}'),
  ]);
  return lists.flatMap((text) => text.split('\n')).toSorted();
}

const creates = (service: CacheService) => service.calls.filter(({ method }) => method === 'CreateCacheEntry');
const word = () => randomBytes(4).toString('hex');

/** A build that looks whether its mounts are empty, and fills them when they are; both are ids of this test alone. */
function filling(own: string): string {
  const fill = [
    'echo kept > /c/file && chown 1234:5678 /c/file && chmod 0640 /c/file && touch -d "2001-02-03 04:05:06" /c/file',
    'ln -s file /c/link && mkdir /c/.hidden && echo hidden > /c/.hidden/x',
    'echo owned > /o/x',
  ].join(' && ');
  return [
    `FROM ${busybox} AS base`,
    `ENV OWN=${own}`,
    'FROM base AS deps',
    `RUN --mount=type=cache,id=${own}-c,target=/c \\`,
    '    --mount=type=cache,id=$OWN-o,target=/o,uid=1234,gid=5678,mode=0750,sharing=locked <<EOF',
    `  if [ -e /c/file ]; then echo "there: $(stat -c '%u:%g %a %Y' /c/file) $(readlink /c/link) $(cat /c/.hidden/x) $(cat /o/x)" | tee /found`,
    `  else ${fill}; echo empty | tee /found; fi`,
    'EOF',
    `FROM ${busybox}`,
    'COPY --from=deps /found /found',
    'CMD ["cat", "/found"]',
    '',
  ].join('\n');
}

/** What the mounts held when the image was built, by the image itself. */
const asked = { 'test-command': 'cat /found' };
const empty = '  | empty';
const there = `  | there: 1234:5678 640 ${Date.UTC(2001, 1, 3, 4, 5, 6) / 1000} file hidden owned`;

async function contents(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder)).toSorted();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')])),
  );
}

beforeAll(() => {
  if (!privateEngine) throw new Error('The build cache of an engine that was found is not ours: SLIPWAY_RIG=private');
});

test('they come back on an engine that forgot them, with owners, modes, links and times', async () => {
  await using service = await startCacheService();
  await using project = await makeProject({ Dockerfile: filling(word()), 'package-lock.json': '{"lock": 1}' });
  const before = await contents(project.path);
  const wish = { workspace: project.path, env: offered(service), inputs: asked };
  const first = await run(wish);
  expect(first.log).toContain('Restored no cache mounts: none are kept yet');
  expect(first.log).toContain(empty);
  expect(first.log).toMatch(/Saved 2 cache mounts, \d\.\d MB, \d+\.\d s/);
  expect(service.violations).toEqual([]);
  expect(service.entries.map(({ key }) => key)).toEqual([
    expect.stringMatching(/^slipway-mounts-[0-9a-f]{11}-[0-9a-f]{64}$/),
  ]);
  await forget();
  const second = await run(wish);
  expect(second.log).toMatch(/Restored 2 cache mounts, \d\.\d MB, \d+\.\d s/);
  expect(second.log).toContain(there);
  expect(second.log).toContain('Cache mounts not saved: they are kept already for these lock files');
  expect(second.summary).toContain('Cache mounts not saved');
  expect(service.entries).toHaveLength(1);
  expect([...first.warnings, ...second.warnings]).toEqual([]);
  for (const { log } of [first, second]) expect(log).not.toMatch(/Cache hit|\[command\]|Received \d|sig=s/);
  expect(await contents(project.path)).toEqual(before);
});

test('other lock files: the mounts of the older ones are the start, and are kept under a key of their own', async () => {
  await using service = await startCacheService();
  const Dockerfile = filling(word());
  await using old = await makeProject({ Dockerfile, 'web/package-lock.json': '{"lock": 1}' });
  await run({ workspace: old.path, env: offered(service) });
  await forget();
  await using changed = await makeProject({ Dockerfile, 'web/package-lock.json': '{"lock": 2}' });
  const { log } = await run({ workspace: changed.path, env: offered(service), inputs: asked });
  expect(log).toMatch(/Restored 2 cache mounts/);
  expect(log).toContain(there);
  expect(log).toMatch(/Saved 2 cache mounts/);
  expect(new Set(service.entries.map(({ key }) => key)).size).toBe(2);
});

test('what the engine still has in a mount is newer, and stays', async () => {
  await using service = await startCacheService();
  const own = word();
  await using project = await makeProject({ Dockerfile: filling(own) });
  const wish = { workspace: project.path, env: offered(service) };
  await run(wish);
  const newer = dockerfile([`RUN --mount=type=cache,id=${own}-c,target=/c echo newer > /c/.hidden/x`]);
  await using other = await makeProject({ Dockerfile: newer });
  await run({ workspace: other.path, inputs: { 'cache-mounts': 'false' } });
  await docker('buildx', 'prune', '--all', '--force', '--filter', 'type=regular');
  const { log } = await run({ ...wish, inputs: asked });
  expect(log).toContain(there.replace('hidden', 'newer'));
});

test('a build whose steps came from the cache keeps nothing: its mounts may be empty', async () => {
  await using service = await startCacheService();
  await using project = await makeProject({ Dockerfile: filling(word()) });
  await run({ workspace: project.path, inputs: { 'cache-mounts': 'false' } });
  const { log } = await run({ workspace: project.path, env: offered(service) });
  expect(log).toContain('Cache mounts not saved: no step that has one was executed');
  expect(creates(service)).toEqual([]);
});

test('runs without rights read them, and write nothing, although their token could', async () => {
  await using service = await startCacheService();
  const Dockerfile = filling(word());
  await using project = await makeProject({ Dockerfile });
  await run({ workspace: project.path, env: offered(service) });
  const before = creates(service).length;
  for (const name of ['pull-request-fork', 'pull-request-target-fork', 'pull-request-dependabot']) {
    await forget();
    const wish = { env: offered(service), event: await event(name) };
    const { log } = await run({ workspace: project.path, ...wish, inputs: asked });
    expect(log).toContain(there);
    await using changed = await makeProject({ Dockerfile, 'yarn.lock': name });
    await forget();
    const second = await run({ workspace: changed.path, ...wish });
    expect(second.log).toContain('Cache mounts not saved: a run without rights writes no shared cache');
    expect(creates(service)).toHaveLength(before);
  }
});

test('a job that may only read the cache', async () => {
  await using service = await startCacheService();
  await using project = await makeProject({ Dockerfile: filling(word()) });
  const env = { ...offered(service), ACTIONS_CACHE_MODE: 'read' };
  const { log, warnings } = await run({ workspace: project.path, env });
  expect(log).toContain('Cache mounts not saved: the runner lets this job only read its cache');
  expect(warnings).toEqual([]);
  expect(creates(service)).toEqual([]);
});

test('an image without tar: another one of the Dockerfile does it, else it is said once', async () => {
  await using service = await startCacheService();
  const bare = `${busybox.split(':')[0]}-bare:${word()}`;
  await using base = await makeProject({ Dockerfile: `FROM ${busybox}\nRUN rm /bin/tar\n` });
  await docker('buildx', 'build', '--quiet', `--tag=${bare}`, base.path);
  try {
    const mount = `RUN --mount=type=cache,id=${word()},target=/c echo x > /c/x`;
    await using alone = await makeProject({ Dockerfile: `FROM ${bare}\n${mount}\n` });
    const { warnings } = await run({ workspace: alone.path, env: offered(service) });
    expect(warnings).toEqual([`Cache mounts not saved: there is no \`tar\` in docker.io/${bare}`]);
    const two = `FROM ${bare} AS a\n${mount}\nFROM ${busybox}\n${mount}\nCOPY --from=a /bin/sh /sh\n`;
    await using both = await makeProject({ Dockerfile: two });
    const { log } = await run({ workspace: both.path, env: offered(service) });
    expect(log).toMatch(/Saved 1 cache mount, /);
  } finally {
    await docker('image', 'rm', '--force', bare);
  }
});

describe('trouble: the build is green, with one warning that says why', () => {
  test.each<[string, Fault, RegExp]>([
    ['an error', { kind: 'status', status: 500 }, /^GitHub's cache is not used in this run: .* answered 500$/],
    ['silence', { kind: 'silent' }, /^GitHub's cache is not used in this run: .* did not answer in 3 s$/],
  ])('%s', async (_, fault, warning) => {
    await using service = await startCacheService();
    await using project = await makeProject({ Dockerfile: filling(word()) });
    service.fail(fault);
    const { warnings, summary } = await run({ workspace: project.path, env: offered(service) });
    expect(warnings).toEqual([expect.stringMatching(warning)]);
    expect(summary).toContain('No cache mounts are kept');
  });

  test.each<[string, Fault, RegExp]>([
    ['broken', { kind: 'corrupt' }, /^Cache mounts not restored: what came is no whole archive$/],
    ['cut', { kind: 'truncated' }, /^Cache mounts not restored: /],
    ['gone', { kind: 'evicted' }, /^Cache mounts not restored: /],
  ])('an entry that is %s', async (_, fault, warning) => {
    await using service = await startCacheService();
    await using project = await makeProject({ Dockerfile: filling(word()) });
    const wish = { workspace: project.path, env: offered(service), inputs: asked };
    await run(wish);
    await forget();
    service.fail(fault);
    const { log, warnings } = await run(wish);
    expect(log).toContain(empty);
    expect(warnings).toEqual([expect.stringMatching(warning)]);
  });

  test.each<[string, Fault, RegExp]>([
    ['an error', { kind: 'status', status: 500 }, /^Cache mounts not saved: the cache service answered 500$/],
    ['silence', { kind: 'silent' }, /^Cache mounts not saved: the cache service did not answer in 3 s$/],
  ])('%s that begins while it builds', async (_, fault, warning) => {
    await using service = await startCacheService();
    await using project = await makeProject({ Dockerfile: filling(word()) });
    const onLine = (line: string) => {
      if (line.includes('Restored no cache mounts')) service.fail(fault);
    };
    const { warnings } = await run({ workspace: project.path, env: offered(service), onLine });
    expect(warnings).toEqual([expect.stringMatching(warning)]);
  });

  test('a token that may not write', async () => {
    await using service = await startCacheService();
    await using project = await makeProject({ Dockerfile: filling(word()) });
    const env = offered(service, jobToken({ name: 'refs/heads/main', writes: false }));
    const { warnings } = await run({ workspace: project.path, env });
    expect(warnings).toEqual([expect.stringMatching(/^Cache mounts not saved: .*token is read-only$/)]);
  });
});

test('a builder of the run in a container, which is gone after it', async () => {
  await using way = await openContainer();
  await using registry = await openRegistry();
  await using service = await startCacheService();
  const own = word();
  const lines = filling(own).replaceAll(`FROM ${busybox}`, 'FROM base').split('\n').slice(1);
  await using project = await makeProject({ Dockerfile: await basedOnRegistry(registry, lines) });
  const wish = { workspace: project.path, registry, env: offered(service) };
  const first = await run({ ...wish, inputs: { ...asked, ...(await way.inputs(registry)) } });
  expect(first.log).toContain(empty);
  expect(first.log).toMatch(/Saved 2 cache mounts/);
  const second = await run({ ...wish, inputs: { ...asked, ...(await way.inputs(registry)) } });
  expect(second.log).toMatch(/Restored 2 cache mounts/);
  expect(second.log).toContain(there);
  expect([...first.warnings, ...second.warnings]).toEqual([]);
});

test('a base image that copies the whole context finds nothing of the run in it', async () => {
  await using service = await startCacheService();
  await using base = await makeProject({
    Dockerfile: [
      `FROM ${busybox}`,
      'ONBUILD COPY . /stolen',
      'ONBUILD RUN --mount=type=cache,id=loot,target=/loot find /stolen -type f -exec cat {} + > /loot/all',
      '',
    ].join('\n'),
  });
  const thief = `slipway-test/thief:${Date.now()}`;
  await docker('build', '--tag', thief, base.path);
  try {
    const secret = 'of-the-run-91c4';
    const mounts = '--mount=type=cache,id=loot,target=/loot --mount=type=secret,id=word';
    await using project = await makeProject({
      Dockerfile: `FROM ${thief} AS deps\nARG A\nRUN ${mounts} cat /run/secrets/word | wc -c; cat /loot/all > /found || true\nFROM deps\n`,
      'yarn.lock': 'a',
    });
    const inputs = { 'cache-mounts': 'true', secrets: `word=${secret}`, 'test-target': 'none', cache: 'none' };
    await using registry = await openRegistry();
    const env = offered(service);
    const wish = { workspace: project.path, registry, inputs, env };
    for (const gate of ['true', 'cat /found; ! grep -q auths /found && ! grep -q of-the-run /found']) {
      const { main } = await runJob({
        ...wish,
        inputs: { ...inputs, 'test-command': gate, 'build-args': `A=${gate.length}` },
      });
      expect(main.outcome).toBe('success');
    }
    expect(await registry.holds(secret)).toBe(false);
  } finally {
    await docker('image', 'rm', thief);
  }
});
