/** Promise 3: tags never go backwards. Real images in a real registry, a real clone, and GitHub's API as a double. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Repository } from '../../script/github-api/repository.ts';
import { type GitHubDouble, startGitHub } from '../../script/github-api/server.ts';
import { must } from '../../script/rig/command.ts';
import type { Registry } from '../../script/rig/registry.ts';
import { event, goodDockerfile, type Job, makeProject, openRegistry, runJob } from './stand.ts';

const app = 'acme/app';

/** A repository on a server of its own, cloned: first <- second <- third, and beside the second one a rewritten one. */
interface Project extends AsyncDisposable {
  readonly workspace: string;
  /** What stands before `/acme/app` in the address of the repository. */
  readonly server: string;
  readonly bare: string;
  readonly first: string;
  readonly second: string;
  readonly third: string;
  readonly rewritten: string;
}

let registry: Registry;
let project: Project;
let github: GitHubDouble | undefined;

beforeEach(async () => {
  registry = await openRegistry();
  project = await makeHistory();
});

afterEach(async () => {
  expect(github?.violations ?? []).toEqual([]);
  await github?.[Symbol.asyncDispose]();
  github = undefined;
  await project[Symbol.asyncDispose]();
  await registry.stop();
});

function git(folder: string, ...words: string[]): Promise<string> {
  const who = ['-c', 'user.name=ada', '-c', 'user.email=ada@acme.test', '-c', 'commit.gpgsign=false'];
  return must(['git', ...who, '-C', folder, ...words]).then((text) => text.trim());
}

async function makeHistory(): Promise<Project> {
  const folder = await makeProject({ 'work/Dockerfile': goodDockerfile() });
  const [workspace, bare] = [join(folder.path, 'work'), join(folder.path, 'server', app)];
  await must(['git', 'init', '--quiet', '--bare', bare]);
  await must(['git', 'init', '--quiet', '--initial-branch=main', workspace]);
  await git(workspace, 'add', '.');
  const commit = async (message: string) => {
    await git(workspace, 'commit', '--quiet', '--allow-empty', `--message=${message}`);
    return git(workspace, 'rev-parse', 'HEAD');
  };
  const first = await commit('first');
  const second = await commit('second');
  const third = await commit('third');
  await git(workspace, 'checkout', '--quiet', '--detach', first);
  const rewritten = await commit('rewritten');
  const dispose = () => folder[Symbol.asyncDispose]();
  const server = `file://${join(folder.path, 'server')}`;
  return { workspace, server, bare, first, second, third, rewritten, [Symbol.asyncDispose]: dispose };
}

interface Run {
  readonly commit: string;
  /** Where the branch is by then. */
  readonly branch: string;
  readonly event?: 'push-branch' | 'push-tag';
  readonly inputs?: Readonly<Record<string, string>>;
  /** GitHub's API does not answer. */
  readonly silent?: boolean;
}

/** A whole run for a commit, as it is checked out by then. */
async function runFor({ commit, branch, event: name = 'push-branch', inputs = {}, silent = false }: Run): Promise<Job> {
  const { workspace, bare, server, first, second, third, rewritten } = project;
  await git(workspace, 'checkout', '--quiet', '--detach', commit);
  await git(workspace, 'push', '--quiet', '--force', bare, `${branch}:refs/heads/main`);
  const repository: Repository = {
    name: app,
    commits: {
      [first]: {},
      [second]: { parents: [first] },
      [third]: { parents: [second] },
      [rewritten]: { parents: [first] },
    },
    branches: { main: branch },
    tags: { 'v1.4.2': commit },
  };
  expect(github?.violations ?? []).toEqual([]);
  await github?.[Symbol.asyncDispose]();
  github = await startGitHub(repository);
  // Nobody listens on port 9, as long as nobody has a use for the discard protocol.
  const apiUrl = silent ? 'http://127.0.0.1:9' : github.url;
  return runJob({
    workspace,
    registry,
    event: await event(name, { sha: commit, apiUrl, serverUrl: server }),
    inputs: { tags: 'type=ref,event=branch\ntype=raw,value=latest\ntype=sha', cache: 'none', ...inputs },
  });
}

function digestOf(name: string): Promise<string | undefined> {
  return registry.digestOf(app, name);
}

const short = (commit: string) => commit.slice(0, 7);

test.each([false, true])(
  'a run for an older commit that finishes late gets its own tag only (GitHub silent: %s)',
  async (silent) => {
    const { first, second } = project;
    const newer = await runFor({ commit: second, branch: second, silent });
    expect(newer.main.outcome).toBe('success');
    const late = await runFor({ commit: first, branch: second, silent });
    expect(late.main.outcome).toBe('success');
    expect(late.main.annotations).toEqual([]);

    const [before, now] = [newer.main.outputs['digest'], late.main.outputs['digest']];
    expect(now).not.toBe(before);
    expect(await digestOf('main')).toBe(before);
    expect(await digestOf('latest')).toBe(before);
    expect(await digestOf(`sha-${short(first)}`)).toBe(now);

    const name = `${registry.host}/${app}`;
    const because = `it shows ${short(second)}, which is newer than this commit`;
    for (const tag of ['main', 'latest']) expect(late.main.log).toContain(`Held back ${name}:${tag}: ${because}`);
    expect(late.main.summary).toContain(`held back: ${because}`);
    expect(late.main.outputs['tags']).toBe(`${name}:sha-${short(first)}`);
    expect(late.main.outputs['pushed']).toBe('true');
  },
);

test('a commit that descends from the one shown takes the tags, without a word more', async () => {
  const { first, third } = project;
  await runFor({ commit: first, branch: first });
  const { main } = await runFor({ commit: third, branch: third });
  expect(await digestOf('main')).toBe(main.outputs['digest']);
  expect(main.log).not.toMatch(/Held back|although/);
});

test('a branch that was pushed with force takes its tag with it, and the run says so', async () => {
  const { second, rewritten } = project;
  await runFor({ commit: second, branch: second });
  const { main } = await runFor({ commit: rewritten, branch: rewritten });
  expect(main.outcome).toBe('success');
  expect(await digestOf('main')).toBe(main.outputs['digest']);
  expect(main.log).toContain(
    `:main although it showed ${short(second)}, which is not an ancestor of this commit: its branch points at this commit now`,
  );
});

test('a tag that is not there any more is made, whatever it showed', async () => {
  const { first, second } = project;
  await runFor({ commit: second, branch: second });
  // The registry deletes no tags; for this run it says that it has none.
  const path = /\/manifests\/main$/;
  registry.inject({ match: { method: 'GET', path }, action: { kind: 'status', status: 404 } });
  const { main } = await runFor({ commit: first, branch: second });
  expect(main.log).toContain(`${app}:main (new)`);
  expect(await digestOf('main')).toBe(main.outputs['digest']);
});

test('a registry that answers reads with 500: what cannot be read is left alone, the rest is pushed', async () => {
  const { second, third } = project;
  const older = await runFor({ commit: second, branch: second });
  registry.inject({ match: { path: /\/manifests\/main$/ }, action: { kind: 'status', status: 500 } });
  const { main } = await runFor({ commit: third, branch: third });
  expect(main.outcome).toBe('success');
  expect(main.log).toContain(`${app}:main: the registry did not say what it shows: `);
  expect(await digestOf('main')).toBe(older.main.outputs['digest']);
  expect(await digestOf('latest')).toBe(main.outputs['digest']);
});

test('everything is held back: nothing is pushed, the run is green, the image is there for later steps', async () => {
  const { first, second } = project;
  const inputs = { tags: 'type=ref,event=branch' };
  const newer = await runFor({ commit: second, branch: second, inputs });
  const late = await runFor({ commit: first, branch: second, inputs });
  expect(late.main.outcome).toBe('success');
  expect(await digestOf('main')).toBe(newer.main.outputs['digest']);
  expect(late.main.outputs).toMatchObject({ tags: '', pushed: 'false', image: late.main.outputs['digest'] });
  expect(late.post?.outcome).toBe('success');
});

test('a version that another commit has is refused before anything is built; `overwrite` gives it away', async () => {
  const { first, second } = project;
  const inputs = { tags: 'type=semver,pattern={{version}}' };
  const owner = await runFor({ commit: first, branch: first, event: 'push-tag', inputs });
  expect(await digestOf('1.4.2')).toBe(owner.main.outputs['digest']);

  const again = await runFor({ commit: first, branch: first, event: 'push-tag', inputs });
  expect(again.main.outcome).toBe('success');
  const owned = await digestOf('1.4.2');
  const thief = await runFor({ commit: second, branch: second, event: 'push-tag', inputs });
  expect(thief.main.outcome).toBe('failure');
  expect(thief.main.annotations[0]?.message).toContain(
    `:1.4.2 belongs to another image already (commit ${short(first)}`,
  );
  expect(thief.main.log).not.toContain('Build and test');
  expect(await digestOf('1.4.2')).toBe(owned);

  const allowed = { ...inputs, overwrite: 'true' };
  const { main } = await runFor({ commit: second, branch: second, event: 'push-tag', inputs: allowed });
  expect(main.outcome).toBe('success');
  expect(await digestOf('1.4.2')).toBe(main.outputs['digest']);
  expect(main.log).toContain(`:1.4.2 although it belongs to another image already (commit ${short(first)}`);
});
