/** The child that carries folders to GitHub's cache and back: the real @actions/cache of the bundle against the double. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type CacheService, type Fault, startCacheService } from '../../script/cache-service/server.ts';
import { jobToken } from '../../script/cache-service/tokens.ts';
import { repository } from '../../script/rig/paths.ts';
import { keeperDoor, makeCacheEntries } from '../../src/world/cache-entries.ts';
import { makeProcesses } from '../../src/world/process.ts';
import { makeProject } from './stand.ts';

/** Where GitHub's blobs are: only there the library takes Azure's own client to download. */
const azure = 'http://slipway.blob.core.windows.net/';

async function open(service: CacheService) {
  const home = await makeProject({});
  const folder = join(home.path, 'mounts');
  const env = {
    PATH: process.env['PATH'] ?? '',
    ACTIONS_RESULTS_URL: service.url,
    ACTIONS_RUNTIME_TOKEN: jobToken({ name: 'refs/heads/main', writes: true }),
    ACTIONS_CACHE_SERVICE_V2: 'true',
    GITHUB_SERVER_URL: 'https://github.com',
    RUNNER_DEBUG: '1',
    http_proxy: service.url,
    no_proxy: '127.0.0.1',
  };
  const { run } = makeProcesses(home.path, env, async () => undefined);
  const entries = makeCacheEntries(join(repository, 'dist', keeperDoor), run);
  return {
    folder,
    restore: (key: string, limitSeconds = 60) =>
      entries.restoreEntry({ folder, key, beginnings: [`${key.slice(0, 1)}-`], limitSeconds }),
    async save(key: string, content: string) {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, '0.tar'), content, 'latin1');
      const saved = await entries.saveEntry({ folder, key, limitSeconds: 60 });
      await rm(folder, { recursive: true });
      return saved;
    },
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  };
}

test.each([
  ['an ordinary host', undefined, 0],
  ['the host of Azure', azure, 2],
])('a folder is carried to %s and back, under its key or the newest that begins like it', async (_, blobs, heads) => {
  await using service = await startCacheService(blobs);
  await using keeper = await open(service);
  expect(await keeper.restore('k-1')).toEqual({ kind: 'absent' });
  expect(await keeper.save('k-1', 'old')).toEqual({ kind: 'saved', bytes: 3 });
  expect(await keeper.save('k-1', 'other')).toEqual({ kind: 'there' });
  // Larger than a part, of which Azure's client asks for several at once.
  const large = randomBytes(9_000_000).toString('latin1');
  expect(await keeper.save('k-2', large)).toEqual({ kind: 'saved', bytes: large.length });
  expect(await keeper.restore('k-1')).toEqual({ kind: 'found', key: 'k-1', bytes: 3 });
  expect(await readFile(join(keeper.folder, '0.tar'), 'utf8')).toBe('old');
  expect(await keeper.restore('k-3')).toEqual({ kind: 'found', key: 'k-2', bytes: large.length });
  expect((await readFile(join(keeper.folder, '0.tar'), 'latin1')) === large).toBe(true);
  expect(service.calls.filter(({ method }) => method === 'HEAD')).toHaveLength(heads);
  expect(service.violations).toEqual([]);
  await expect(stat(join(keeper.folder, '..', 'keeper'))).rejects.toThrow('ENOENT');
});

test.each<[string, Fault, string]>([
  ['gone', { kind: 'evicted' }, 'the service no longer has it'],
  ['broken', { kind: 'corrupt' }, 'what came is no whole archive'],
])('at Azure an entry that is %s is told', async (_, fault, because) => {
  await using service = await startCacheService(azure);
  await using keeper = await open(service);
  await keeper.save('k-1', 'x'.repeat(1000));
  service.fail(fault);
  expect(await keeper.restore('k-1')).toEqual({ kind: 'failed', because });
});

test('a service that falls silent holds nobody up beyond the limit', async () => {
  await using service = await startCacheService(azure);
  await using keeper = await open(service);
  service.fail({ kind: 'silent' });
  const begun = performance.now();
  expect(await keeper.restore('k-1', 2)).toEqual({ kind: 'failed', because: 'not done after 2 s' });
  expect(performance.now() - begun).toBeLessThan(10_000);
});
