/** Clean-ups of a real registry, with GitHub as a double: exactly what is out of use goes, and all the rest can be pulled. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import type { Deployment } from '../../../script/github-api/deployments.ts';
import type { Repository } from '../../../script/github-api/repository.ts';
import { type GitHubDouble, startGitHub } from '../../../script/github-api/server.ts';
import { type Registry, type RegistryOptions, startRegistry } from '../../../script/rig/registry.ts';
import { begin } from '../deploy/begun.ts';
import { awkwardPassword, event, type Job, makeProject, runJob, type Wish } from '../stand.ts';
import { app, openShelf, type Shelf } from './shelf.ts';

const sha = (number: number) => number.toString(16).padStart(7, '0').padEnd(40, 'e');
const day = 24 * 60 * 60 * 1000;
const daysAgo = (count: number) => new Date(Date.now() - count * day).toISOString();
const cache = (rest: string) => `buildcache-0123456789a-${rest}`;

const opened: (AsyncDisposable & { readonly violations?: readonly string[] })[] = [];

afterEach(async () => {
  for (const one of opened.splice(0)) {
    await one[Symbol.asyncDispose]();
    expect(one.violations ?? []).toEqual([]);
  }
});

async function openPlace(options: Partial<RegistryOptions> = {}): Promise<{ registry: Registry; shelf: Shelf }> {
  const registry = await startRegistry({ tls: false, ...options });
  opened.push(registry);
  return { registry, shelf: openShelf(registry) };
}

async function openGitHub(described: Omit<Repository, 'name'>): Promise<GitHubDouble> {
  const github = await startGitHub({ name: app, branches: { main: sha(1) }, ...described }, { pageSize: 50 });
  opened.push(github);
  return github;
}

function deployment(id: number, environment: string, digest: string, ...states: readonly string[]): Deployment {
  const image = `ghcr.io/${app}@${digest}`;
  const wish = { ref: sha(1), task: 'deploy', environment, payload: { digest, image, run: 'https://example.com' } };
  return { id, wish, statuses: states.map((state) => ({ state })) };
}

interface Run {
  readonly registry: Registry;
  readonly github?: GitHubDouble;
  readonly event?: string;
  readonly payload?: object;
  readonly inputs?: Readonly<Record<string, string>>;
}

async function wishFor({ registry, github, event: name = 'schedule', payload, inputs }: Run): Promise<Wish> {
  const project = await makeProject({});
  opened.push(project);
  const found = await event(name, { apiUrl: github?.url ?? 'http://127.0.0.1:9' });
  const happened = { ...found, payload: { ...(found.payload as object), ...payload } };
  return {
    workspace: project.path,
    registry,
    event: happened as Wish['event'] & object,
    inputs: { stage: 'cleanup', ...inputs },
  };
}

async function cleanUp(run: Run): Promise<Job> {
  return runJob(await wishFor(run));
}

/** What a registry was asked to change. */
function changes(registry: Registry): string[] {
  return registry.requests.filter(({ method }) => !['GET', 'HEAD'].includes(method)).map(({ method }) => method);
}

function removedBy({ main }: Job): string[] {
  return (JSON.parse(main.outputs['removed'] ?? '[]') as string[]).map((tag) => tag.slice(tag.lastIndexOf(':') + 1));
}

const several = async <T>(items: readonly T[], work: (item: T) => Promise<unknown>) => {
  for (let at = 0; at < items.length; at += 8) await Promise.all(items.slice(at, at + 8).map(work));
};

test('of more than 200 tags exactly those go that are out of use; what stays is whole', async () => {
  const { registry, shelf } = await openPlace();
  const numbers = Array.from({ length: 90 }, (_, at) => at + 1);
  const closed = numbers.filter((number) => number % 2 === 1);

  const release = await shelf.index({ word: 'release', created: daysAgo(400) }, '1.2.3', '1.2', '1', 'latest');
  const signature = `sha256-${release.digest.slice('sha256:'.length)}`;
  await shelf.single({ word: 'signature of the release' }, `${signature}.sig`);
  await shelf.single({ word: 'attestation of the release' }, `${signature}.att`);
  const subject = { mediaType: 'application/vnd.oci.image.index.v1+json', digest: release.digest, size: 1 };
  const referrer = await shelf.single({ word: 'sbom of the release', subject });
  const main = await shelf.index({ word: 'main', created: daysAgo(300) }, 'main', 'nightly', 'pr-9');
  // Pull request 9 shows the image of main, 11 shares a platform with the release, 13 and 15 are and were deployed.
  const special = [9, 11, 13, 15, 17];
  await several(
    numbers.filter((number) => !special.includes(number)),
    (number) => shelf[number < 20 ? 'index' : 'single']({ word: `pull ${number}` }, `pr-${number}`),
  );
  await shelf.index({ word: 'pull 11', platforms: release.platforms.slice(0, 1) }, 'pr-11');
  const running = await shelf.index({ word: 'pull 13' }, 'pr-13');
  const stopped = await shelf.index({ word: 'pull 15' }, 'pr-15');
  const signed = await shelf.index({ word: 'pull 17' }, 'pr-17');
  const ofSigned = `sha256-${signed.digest.slice('sha256:'.length)}.sig`;
  await shelf.single({ word: 'signature of 17' }, ofSigned);
  await several(
    Array.from({ length: 90 }, (_, at) => at),
    (at) =>
      shelf.single({ word: `commit ${at}`, created: daysAgo(at), revision: sha(at) }, `sha-${sha(at).slice(0, 7)}`),
  );
  await several([10, 20, 50, 60], (days) =>
    shelf.single({ word: `rebuild ${days}`, created: daysAgo(days) }, `1.2.3-20260${days / 10}01`),
  );
  const untouched = ['pr-99999', 'pr-7-backup', 'by-hand', '1.2.2', cache('pr-2-final'), cache('branch-main-final')];
  for (const name of untouched) await shelf.single({ word: name, created: daysAgo(900) }, name);
  const caches = [cache('pr-1-final'), cache('pr-1-test'), cache('branch-gone-final-linux-amd64')];
  for (const name of caches) await shelf.single({ word: name }, name);
  // A deployment of an image that no tag shows any more shares its parts with pull request 19.
  const old = await shelf.index({ word: 'pull 19', platforms: release.platforms.slice(0, 1) });
  await shelf.index({ word: 'pull 19' }, 'pr-19');

  const github = await openGitHub({
    pulls: Object.fromEntries(numbers.map((number) => [number, sha(1000 + number)])),
    closed,
    tags: { 'v1.2.3': sha(1) },
    deployed: [
      deployment(1, 'production', release.digest, 'success'),
      deployment(2, 'review', running.digest, 'in_progress', 'success'),
      deployment(3, 'review', stopped.digest, 'success', 'inactive'),
      deployment(4, 'staging', old.digest, 'success'),
      { id: 5, wish: { ref: sha(1), task: 'deploy', environment: 'other' }, statuses: [] },
    ],
  });

  const before = await registry.tags(app);
  expect(before.length).toBeGreaterThan(190);

  const inputs = { 'keep-days': '30', 'keep-last': '3', 'keep-tags': 'pr-21\n/^pr-2[35]$/' };
  const dry = await cleanUp({ registry, github, inputs: { ...inputs, 'dry-run': 'true' } });
  expect(dry.main.outcome).toBe('success');
  expect(changes(registry).filter((method) => method === 'DELETE')).toEqual([]);
  expect(await registry.tags(app)).toEqual(before);

  registry.clear();
  const job = await cleanUp({ registry, github, inputs });

  expect(job.main.annotations).toEqual([]);
  expect(job.main.outcome).toBe('success');
  const stay = [13, 21, 23, 25];
  const expected = [
    ...closed.filter((number) => !stay.includes(number)).map((number) => `pr-${number}`),
    ...Array.from({ length: 90 }, (_, at) => at)
      .filter((at) => at >= 30)
      .map((at) => `sha-${sha(at).slice(0, 7)}`),
    '1.2.3-20260601',
    ...caches,
    ofSigned,
  ];
  expect(removedBy(job).toSorted()).toEqual(expected.toSorted());
  const after = await registry.tags(app);
  expect(after).toEqual(before.filter((name) => !expected.includes(name)));
  for (const name of expected)
    expect(dry.main.log).toMatch(new RegExp(`:${name.replaceAll('.', '\\.')} \\([0-9a-f]{12}\\) would be removed: `));

  // Everything that stays can be had, every platform and attestation, and so can what is deployed or belongs to it.
  const needed = new Set<string>();
  for (const name of [...after, referrer.digest, old.digest, running.digest])
    for (const digest of await shelf.pull(name)) needed.add(digest);
  expect(await registry.digestOf(app, 'main')).toBe(main.digest);
  // And nothing else is left.
  const others = (await registry.manifests(app)).filter((digest) => !needed.has(digest));
  expect(others).toEqual([]);

  expect(job.main.log).toContain(`Kept ${registry.host}/${app}:pr-13: it is deployed to review`);
  expect(job.main.log).toMatch(/Removed \S+:pr-1 \([0-9a-f]{12}\): pull request 1 is closed/);
  expect(job.main.log).toMatch(/Removed \S+:pr-9 \([0-9a-f]{12}\): pull request 9 is closed/);
  expect(job.main.summary).toContain(`Removed ${expected.length} tags of `);

  const again = await cleanUp({ registry, github, inputs });
  expect(again.main.outcome).toBe('success');
  expect(removedBy(again)).toEqual([]);
  expect(await registry.tags(app)).toEqual(after);
});

/** Pull requests, all closed; the first of them show an image that stays. */
async function openQueue() {
  const { registry, shelf } = await openPlace();
  const numbers = Array.from({ length: 22 }, (_, at) => at + 1);
  await shelf.index({ word: 'main' }, 'main', ...numbers.slice(0, 6).map((number) => `pr-${number}`));
  await several(numbers.slice(6), (number) => shelf.index({ word: `pull ${number}` }, `pr-${number}`));
  const pulls = Object.fromEntries(numbers.map((number) => [number, sha(number)]));
  const github = await openGitHub({ pulls, closed: numbers });
  return { registry, shelf, github, numbers };
}

// The tags of main's image have one delete, every other image four.
test.each([1, 52])('killed at delete %d, what stays is whole, and a second run does the rest', async (at) => {
  const { registry, shelf, github } = await openQueue();
  registry.inject({ match: { method: 'DELETE' }, times: at - 1, action: { kind: 'delay', ms: 0 } });
  // At the first one, tags are moved to what is about to be deleted.
  registry.inject({ match: { method: 'DELETE' }, action: { kind: 'hold', until: new Promise(() => undefined) } });
  const deletes = () => registry.requests.filter(({ method }) => method === 'DELETE').length;
  await using run = await begin(await wishFor({ registry, github }));
  await run.signalWhen('SIGKILL', async () => deletes() >= at);
  expect((await run.main).signal).toBe('SIGKILL');
  registry.clear();
  await shelf.pull('main');

  const job = await cleanUp({ registry, github });
  expect(job.main.outcome).toBe('success');
  expect(await registry.tags(app)).toEqual(['main']);
  const whole = await shelf.pull('main');
  expect((await registry.manifests(app)).filter((digest) => !whole.includes(digest))).toEqual([]);
});

test('two at once: both are green, and nothing is left', async () => {
  const { registry, shelf, github } = await openQueue();
  const jobs = await Promise.all([cleanUp({ registry, github }), cleanUp({ registry, github })]);
  expect(jobs.map(({ main }) => [main.outcome, main.annotations])).toEqual([
    ['success', []],
    ['success', []],
  ]);
  expect(await registry.tags(app)).toEqual(['main']);
  await shelf.pull('main');
});

test('an image that gets another tag while it is looked at stays', async () => {
  const { registry, shelf } = await openPlace();
  await shelf.single({ word: 'main' }, 'main');
  const promoted = await shelf.single({ word: 'pull 7' }, 'pr-7');
  const github = await openGitHub({ pulls: { 7: sha(7) }, closed: [7] });
  registry.clear();
  const { promise: until, resolve: goOn } = Promise.withResolvers<void>();
  // Both tags are looked at a last time.
  registry.inject({ match: { method: 'HEAD' }, times: 2, action: { kind: 'hold', until } });
  let ended = false;
  const running = cleanUp({ registry, github }).finally(() => {
    ended = true;
  });
  while (!ended && registry.requests.filter(({ method }) => method === 'HEAD').length < 2) await sleep(20);
  expect(ended).toBe(false);
  await shelf.single({ word: 'pull 7' }, 'main');
  goOn();
  expect(removedBy(await running)).toEqual(['pr-7']);
  expect(await registry.digestOf(app, 'main')).toBe(promoted.digest);
  await shelf.pull('main');
});

test('a pull request that is closed: its own tags and caches, and its commit where nothing else shows it', async () => {
  const { registry, shelf } = await openPlace({ auth: { username: 'ci', password: awkwardPassword } });
  const payload = (await event('pull-request-own')).payload as { pull_request: { head: { sha: string } } };
  const head = payload.pull_request.head.sha;
  await shelf.single({ word: 'own' }, 'pr-41', `sha-${head.slice(0, 7)}`, cache('pr-41-final'));
  await shelf.single({ word: 'other' }, 'pr-7', 'sha-1234567', cache('pr-7-final'), 'latest');
  const github = await openGitHub({ pulls: { 7: sha(7), 41: head }, closed: [7, 41] });
  const run = { registry, github, event: 'pull-request-own', payload: { action: 'closed' } };

  const untrusted = await cleanUp({ ...run, event: 'pull-request-fork' });
  expect(untrusted.main.outcome).toBe('success');
  expect(untrusted.main.log).toContain('Nothing removed: pull request from a fork has no right to push');
  expect(registry.requests.filter(({ hadCredentials }) => !hadCredentials)).toEqual([]);

  const job = await cleanUp(run);
  expect(job.main.annotations).toEqual([]);
  expect(removedBy(job).toSorted()).toEqual([cache('pr-41-final'), 'pr-41', `sha-${head.slice(0, 7)}`].toSorted());
  expect(await registry.tags(app)).toEqual([cache('pr-7-final'), 'latest', 'pr-7', 'sha-1234567'].toSorted());
});

test('a pull request that is open again keeps all', async () => {
  const { registry, shelf } = await openPlace();
  await shelf.single({ word: 'own' }, 'pr-41');
  const github = await openGitHub({ pulls: { 41: sha(41) } });
  const job = await cleanUp({ registry, github, event: 'pull-request-own', payload: { action: 'closed' } });
  expect(job.main.outcome).toBe('success');
  expect(job.main.log).toContain('Nothing removed: pull request 41 is open again');
  expect(await registry.tags(app)).toEqual(['pr-41']);
});

test('a registry that forbids deletes says so in one line, with what to do', async () => {
  const { registry, shelf } = await openPlace({ deletes: false });
  await shelf.single({ word: 'own' }, 'pr-7', 'pr-8');
  const github = await openGitHub({ pulls: { 7: sha(7), 8: sha(8) }, closed: [7, 8] });
  const { main } = await cleanUp({ registry, github });
  expect(main.outcome).toBe('failure');
  expect(main.annotations).toHaveLength(1);
  expect(main.annotations[0]?.message).toMatch(/^Cannot remove \S+:pr-7: the registry answered 405/);
  expect(main.annotations[0]?.message).toContain('REGISTRY_STORAGE_DELETE_ENABLED');
});

test('a registry that forbids deletes: tags of an image that stays show it again', async () => {
  const { registry, shelf } = await openPlace({ deletes: false });
  const own = await shelf.index({ word: 'main' }, 'main', 'pr-7', 'pr-8');
  const github = await openGitHub({ pulls: { 7: sha(7), 8: sha(8) }, closed: [7, 8] });
  const { main } = await cleanUp({ registry, github });
  expect(main.annotations[0]?.message).toMatch(/^Cannot remove \S+:pr-7: the registry answered 405/);
  expect(changes(registry).filter((method) => method === 'DELETE')).toHaveLength(1);
  for (const tag of ['main', 'pr-7', 'pr-8']) expect(await registry.digestOf(app, tag)).toBe(own.digest);
  await shelf.pull('pr-8');
});

test.each<[string, (registry: Registry, github: GitHubDouble) => Partial<Run>, RegExp]>([
  ['GitHub is silent', () => ({ github: undefined as never }), /GitHub does not say .*: GitHub did not answer/],
  [
    'GitHub fails when it is asked for deployments',
    (_, github) => {
      github.failAt(/\/deployments/, { kind: 'broken' }, { kind: 'broken' });
      return {};
    },
    /GitHub does not say what is deployed: GitHub answered 500/,
  ],
  [
    'a tag that cannot be read',
    (registry) => {
      registry.inject({ match: { path: /manifests\/main$/ }, action: { kind: 'status', status: 500 } });
      return {};
    },
    /:main cannot be read: the registry answered 500/,
  ],
  [
    'a list of tags that cannot be read',
    (registry) => {
      registry.inject({ match: { path: /tags\/list$/ }, action: { kind: 'status', status: 403 } });
      return {};
    },
    /the tags of \S+ cannot be read: the registry answered 403/,
  ],
  [
    'a manifest of an unknown type',
    (registry) => {
      const headers = { 'content-type': 'application/vnd.acme.other+json' };
      const action = { kind: 'status', status: 200, body: '{"other":true}', headers } as const;
      registry.inject({ match: { path: /manifests\/main$/ }, action });
      return {};
    },
    /:main cannot be read: it is of an unknown type, application\/vnd\.acme\.other\+json/,
  ],
])('%s: nothing is removed', async (_, arrange, message) => {
  const { registry, shelf } = await openPlace();
  await shelf.single({ word: 'main' }, 'main');
  await shelf.single({ word: 'own' }, 'pr-7');
  const github = await openGitHub({ pulls: { 7: sha(7) }, closed: [7] });
  registry.clear();
  const { main } = await cleanUp({ registry, github, ...arrange(registry, github) });
  expect(main.outcome).toBe('failure');
  expect(main.annotations).toHaveLength(1);
  expect(main.annotations[0]?.message).toMatch(/^Nothing removed: /);
  expect(main.annotations[0]?.message).toMatch(message);
  expect(changes(registry)).toEqual([]);
  expect(await registry.tags(app)).toEqual(['main', 'pr-7']);
});
