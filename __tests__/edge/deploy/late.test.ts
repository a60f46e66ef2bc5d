/** A deploy never goes backwards by accident: what GitHub, or the clone, says of the commit that runs and of the one to run. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type GitHubDouble, startGitHub } from '../../../script/github-api/server.ts';
import { must } from '../../../script/rig/command.ts';
import { event, goodDockerfile, makeProject, runJob, type Wish } from '../stand.ts';
import { stateOf } from './begun.ts';
import { deployed, openYard, serving, type Version, type Yard } from './yard.ts';

let yard: Yard;
let github: GitHubDouble;
/** older <- newer, and beside the newer one another. */
let clone: AsyncDisposable & { readonly path: string };
let older: Version & { readonly commit: string };
let newer: Version & { readonly commit: string };
let beside: Version & { readonly commit: string };
/** Of a commit that nobody knows. */
let foreign: Version;

const all = { 'deploy-parallel': '100%', 'deploy-watch': '0s' };
const short = (commit: string) => commit.slice(0, 7);

function git(...words: string[]): Promise<string> {
  const who = ['-c', 'user.name=ada', '-c', 'user.email=ada@acme.test', '-c', 'commit.gpgsign=false'];
  return must(['git', ...who, '-C', clone.path, ...words]).then((text) => text.trim());
}

async function commit(message: string): Promise<Version & { readonly commit: string }> {
  await git('commit', '--quiet', '--allow-empty', `--message=${message}`);
  const revision = await git('rev-parse', 'HEAD');
  return { ...(await yard.build({ revision })), commit: revision };
}

beforeAll(async () => {
  yard = await openYard(2);
  clone = await makeProject({ 'README.md': 'nothing to build' });
  await git('init', '--quiet', '--initial-branch=main');
  older = await commit('older');
  newer = await commit('newer');
  await git('checkout', '--quiet', '--detach', older.commit);
  beside = await commit('beside');
  foreign = await yard.build({ revision: 'f'.repeat(40) });
  const parents = [older.commit];
  github = await startGitHub({
    name: 'acme/app',
    commits: { [older.commit]: {}, [newer.commit]: { parents }, [beside.commit]: { parents } },
  });
  await yard.deploy(newer, all, await asking());
});

afterAll(async () => {
  await github[Symbol.asyncDispose]();
  await clone[Symbol.asyncDispose]();
  await yard[Symbol.asyncDispose]();
  expect(github.violations).toEqual([]);
});

async function asking(): Promise<Partial<Wish>> {
  return { event: await event('push-branch', { apiUrl: github.url }) };
}

/** Nobody listens on port 9, as long as nobody has a use for the discard protocol. */
async function silent(): Promise<Partial<Wish>> {
  return { event: await event('push-branch', { apiUrl: 'http://127.0.0.1:9' }) };
}

/** Deploys it, and expects that both hosts refuse it for this reason and are as they were. */
async function refused(version: Version, because: string, cure: string, wish: Partial<Wish>): Promise<void> {
  const before = await Promise.all(yard.hosts.map(stateOf));
  const { main } = await yard.deploy(version, all, wish);
  expect(main.exitCode).toBe(1);
  expect(main.annotations[0]?.message).toContain(`Not deployed: h1 ${because} (and 1 more)`);
  expect(main.log).toContain(cure);
  expect(deployed(main)).toMatchObject({ h1: { state: 'untouched' }, h2: { state: 'untouched' } });
  expect(await Promise.all(yard.hosts.map(stateOf))).toEqual(before);
}

test('an older commit that comes late is refused, by the word of GitHub or of the clone', async () => {
  const because = `runs ${short(newer.commit)}, which is newer than ${short(older.commit)}`;
  const cure = 'Deploy the newest commit; `stage: rollback` goes back to what ran before, and `deploy-force: true`';
  await refused(older, because, cure, await asking());
  await refused(older, because, cure, { ...(await silent()), workspace: clone.path });
});

test('a dry run says that it would be refused', async () => {
  const { main } = await yard.deploy(older, { ...all, 'dry-run': 'true' }, await asking());
  expect(main.exitCode).toBe(0);
  for (const host of ['h1', 'h2'])
    expect(main.log).toContain(
      `${host} would not be deployed to: it runs ${short(newer.commit)}, which is newer than ${short(older.commit)}; `,
    );
  for (const host of yard.hosts) expect(await serving(host)).toBe(newer.digest);
});

test('a commit of another line of history is refused', async () => {
  const because = `runs ${short(newer.commit)}, of which ${short(beside.commit)} is no descendant`;
  await refused(beside, because, 'Merge what runs into this commit, or say `deploy-force: true`', await asking());
});

test('a run that builds an older commit and finishes late is green, and deploys nothing', async () => {
  const before = await Promise.all(yard.hosts.map(stateOf));
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const inputs = { ...(await yard.inputs()), ...all, stage: 'all', cache: 'none' };
  const late = await event('push-branch', { apiUrl: github.url, sha: older.commit });
  const { main } = await runJob({ workspace: project.path, registry: yard.registry, event: late, inputs });
  expect(main.exitCode).toBe(0);
  const because = `Not deployed: h1 runs ${short(newer.commit)}, which is newer than ${short(older.commit)}`;
  expect(main.log).toContain(because);
  expect(main.summary).toContain('Not deployed');
  expect(main.outputs['deployed']).toBeUndefined();
  expect(await Promise.all(yard.hosts.map(stateOf))).toEqual(before);
});

test('what somebody wants all the same is deployed', async () => {
  const { main } = await yard.deploy(older, { ...all, 'deploy-force': 'true' }, await asking());
  expect(main.exitCode).toBe(0);
  for (const host of yard.hosts) expect(await serving(host)).toBe(older.digest);
});

test('where nobody can tell, it is deployed, and the log says so', async () => {
  const { main } = await yard.deploy(newer, all, await silent());
  expect(main.exitCode).toBe(0);
  const [warning] = main.annotations;
  expect(warning?.level).toBe('warning');
  expect(main.summary).toContain('Nobody can say');
  expect(warning?.message).toMatch(
    new RegExp(
      `Nobody can say whether ${short(older.commit)}, which runs on h1 and h2, is newer; it is replaced all the same: GitHub did`,
    ),
  );
  const unknown = await yard.deploy(foreign, all, await asking());
  expect(unknown.main.annotations[0]?.message).toMatch(/Nobody can say .* is newer; .*: GitHub answered 404/);
  for (const host of yard.hosts) expect(await serving(host)).toBe(foreign.digest);
  const nameless = await yard.build({ revision: '' });
  const silence = await yard.deploy(nameless, all, await asking());
  expect(silence.main.annotations[0]?.message).toMatch(
    /Nobody can say whether fffffff, .*: its registry tells no commit of this image/,
  );
  for (const host of yard.hosts) expect(await serving(host)).toBe(nameless.digest);
});
