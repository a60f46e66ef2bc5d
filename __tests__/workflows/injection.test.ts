/** What strangers may write (names, titles, messages) and what users may give, as shell, YAML, expressions and commands. */
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { repository } from '../../script/rig/paths.ts';
import type { RunEvent } from '../../script/runner/driver.ts';
import type { WorkflowRun, WorkflowWish } from '../../script/workflows/run.ts';
import { busybox } from '../edge/stand.ts';
import {
  type Copied,
  closeCopied,
  dockerfile,
  longestTurn,
  openCopied,
  openHost,
  path,
  pushImage,
  withPayload,
} from './copied.ts';
import { app, event, token } from './ground.ts';

jest.setTimeout(longestTurn);
afterEach(closeCopied);

/** Whatever is executed leaves a file here, wherever on this machine it runs. */
let marks = '';
beforeAll(async () => {
  marks = await mkdtemp(join(tmpdir(), 'slipway-marks-'));
  // Users of hosts and containers, too.
  await chmod(marks, 0o777);
});
afterAll(() => rm(marks, { recursive: true, force: true }));

/** Lines that would be commands to a shell, to the runner, to a file of outputs, to YAML, and to GitHub. */
function text(): string {
  return [
    // A line each, for a place without quotes or with either kind: what one opens does not hide the others.
    ...[`$(touch ${marks}/a) \`touch ${marks}/b\``, `"; touch ${marks}/c; #`, `'; touch ${marks}/d; #`],
    '${{ github.token }} ${{ fromJSON(env.x) }} {{branch}}',
    ...['::set-output name=injected::1', '::error::injected', '::add-mask::acme', '::stop-commands::injected'],
    ...['injected=1', 'injected<<EOF', '1', 'EOF', '%0A::error::injected', '- injected: {}', '" : - {} &a *a !!b'],
  ].join('\n');
}

/** Names of branches and tags have neither spaces nor colons; git itself refuses those. */
function name(): string {
  return `x$(touch\${IFS}${marks}/e)\`touch\${IFS}${marks}/f\`;#\${{github.token}}&&{}!`;
}

/** The event with the text wherever people write what they like, and the name for what is theirs to name. */
function hostile(of: RunEvent): RunEvent {
  const texts = new Set(['title', 'body', 'message', 'description', 'display_title']);
  const spoil = (value: unknown, key: string, holder: string): unknown => {
    if (Array.isArray(value)) return value.map((one) => spoil(one, key, holder));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([own, below]) => [own, spoil(below, own, key)]));
    if (typeof value !== 'string') return value;
    if (holder === 'head' && (key === 'ref' || key === 'label')) return name();
    return texts.has(key) || (holder === 'release' && key === 'name') ? text() : value;
  };
  const { headRef, payload, ...more } = of;
  const head = headRef === undefined ? {} : { headRef: name() };
  return { ...more, ...head, actor: 'acme', payload: spoil(payload, '', '') };
}

const any = `
name: Any
on:
  push:
  pull_request:
  workflow_dispatch:
    inputs: { images: {}, context: {}, build-args: {}, labels: {}, runs-on: {} }
permissions: {}
jobs:
  image:
    permissions: { contents: read, packages: write, deployments: write, actions: read }
    uses: slipway-ci/slipway/.github/workflows/pipeline.yml@v1
    with:
      images: \${{ inputs.images }}
      context: \${{ inputs.context || '.' }}
      runs-on: \${{ inputs.runs-on || 'ubuntu-24.04' }}
      build-args: \${{ inputs.build-args }}
      labels: \${{ inputs.labels }}
`;

/** Nothing was executed, no command of a line was taken, and no output is anybody's but ours. */
async function expectOnlyWords(done: WorkflowRun): Promise<void> {
  expect(done.triggered).toBe(true);
  expect(await readdir(marks)).toEqual([]);
  const outputs = done.jobs.flatMap((job) => [job.outputs, ...job.steps.map((step) => step.outputs)]);
  expect(outputs.flatMap(Object.keys)).not.toContain('injected');
  expect(done.text).not.toMatch(/(?:❗|🚧|⚙|❓|💬)\s+::\S*::injected/u);
  // Who masks a word takes it out of everything that is printed.
  expect(done.text).toContain(app);
}

const callers = () => readdir(join(repository, 'workflows'));

async function openAll(): Promise<{
  all: Copied;
  run(file: string, of: RunEvent, more?: Partial<WorkflowWish>): Promise<WorkflowRun>;
}> {
  // A rebuild pulls its base.
  const Dockerfile = dockerfile.replace(busybox, 'ghcr.io/acme/platform:1');
  const files = {
    Dockerfile,
    'images/base/Dockerfile': Dockerfile,
    'images/api/Dockerfile': 'FROM base\n',
    [path('any.yml')]: any,
  };
  const githubs = { username: 'acme', password: token };
  const known = { pulls: { 41: 'a'.repeat(40) }, closed: [41], tags: { [name()]: 'a'.repeat(40) } };
  const all = await openCopied(await callers(), { files, githubs, repository: known });
  await pushImage(all.registry, 'acme/platform:1', [`FROM ${busybox}`]);
  await all.caller.git('check-ref-format', `refs/heads/${name()}`);
  await all.push({ more: text() });
  return {
    all,
    run: async (file, of, more) => {
      const done = await all.run(path(`${file}.yml`), of, { secrets: { PACKAGES_TOKEN: token }, ...more });
      await expectOnlyWords(done);
      return done;
    },
  };
}

test('names, titles and messages of strangers are only words to every caller', async () => {
  const { all, run } = await openAll();
  const [pull, push, release] = [await event('pull-request-own'), await event('push-branch'), await event('release')];
  const green = async (file: string, of: RunEvent) => expect([file, (await run(file, of)).code]).toEqual([file, 0]);
  for (const file of ['pull-request-and-main', 'monorepo']) {
    await green(file, hostile(pull));
    await green(file, hostile(push));
  }
  await green('pull-request-and-main', hostile(await event('merge-group')));
  await green('any', { ...hostile(push), ref: `refs/heads/${name()}` });
  await green('cleanup', withPayload(hostile(pull), { action: 'closed' }));
  await green('cleanup', hostile(await event('schedule')));
  await green('scheduled-rebuild', hostile(await event('schedule')));
  await run('private-base-chain', hostile(pull));
  const ref = `refs/tags/v1.4.2-${name()}`;
  const released = await run('deploy-environments', { ...hostile(release), ref });
  expect(released.text).toMatch(/tags: ".+" is no version that type=semver can read/);
  expect(released.job('image/build').result).toBe('failure');
  for (const file of await callers()) {
    const done = await all.run(path(file), { ...hostile(await event('push-tag')), ref });
    if (done.triggered) await expectOnlyWords(done);
  }
  expect((await all.registry.tags(app)).filter((tag) => !/^[\w.-]+$/.test(tag))).toEqual([]);
});

test('values that people give are refused by the action in its own words, or are only values', async () => {
  const { run } = await openAll();
  const dispatch = hostile(await event('workflow-dispatch'));
  const by = (inputs: Readonly<Record<string, string>>) => withPayload(dispatch, { inputs });
  const refused = async (file: string, of: RunEvent, words: RegExp, more: Partial<WorkflowWish> = {}) => {
    const done = await run(file, of, more);
    expect([file, done.code]).not.toEqual([file, 0]);
    expect(done.text).toMatch(words);
  };
  const words = text();
  await refused('any', by({ images: words }), /images: /);
  await refused('any', by({ context: words }), /context: /);
  await refused('any', by({ labels: words }), /labels: /);
  const push = await event('push-branch');
  await refused('pull-request-and-main', push, /deploy-hosts: /, { vars: { PRODUCTION_HOSTS: words } });
  await refused('deploy-environments', by({ environment: 'staging' }), /deploy-known-hosts: /, {
    vars: { STAGING_HOSTS: 'a@b', KNOWN_HOSTS: words },
  });
  await refused('deploy-environments', by({ environment: words }), /deploy-/, {
    vars: { PRODUCTION_HOSTS: 'a@b', KNOWN_HOSTS: words },
  });
  await refused('scheduled-rebuild', dispatch, /deploy-hosts: /, { vars: { PRODUCTION_HOSTS: words } });

  const value = words.replaceAll('{{', '{').replaceAll('\n', ' ').replaceAll('"', "'");
  const kept = await run('any', by({ labels: `word=${value}`, 'build-args': `WORD=${value}` }));
  expect(kept.code).toBe(0);
  expect(JSON.parse(kept.job('image/build').outputs['json'] ?? '')).toMatchObject({ labels: { word: value } });

  const told = {
    ...push,
    name: 'repository_dispatch',
    payload: { ...(push.payload as object), action: 'base-released', client_payload: { words } },
  };
  await run('private-base-chain', told);
});

/** The file to copy, for every branch, and with what people may write of a container. */
async function withDeployInputs(): Promise<string> {
  const text = await readFile(join(repository, 'workflows', 'pull-request-and-main.yml'), 'utf8');
  const inputs = ['env', 'command', 'migrate', 'environment'].map(
    (name) => `      deploy-${name}: \${{ vars.DEPLOY_${name.toUpperCase()} }}\n`,
  );
  const changed = text
    .replace('branches: [main]', "branches: ['**']")
    .replace('--publish 80:8080', '${{ vars.DEPLOY_RUN }}')
    .replace(/ {6}deploy-health-path: .*\n/, (line) => `${line.trimEnd()}?\${{ github.ref_name }}\n${inputs.join('')}`)
    .replace(/ {6}deploy-ssh-key: .*\n/, (line) => `${line}      DEPLOY_SECRETS: \${{ secrets.DEPLOY_SECRETS }}\n`);
  expect(changed.match(/vars\.DEPLOY_/g)).toHaveLength(5);
  return changed;
}

/** One word of a line as one would type it, and one item of a list. */
const typed = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
const item = (text: string) => `"${text.replaceAll('"', '""')}"`;

interface Inspected {
  readonly Config: {
    readonly Image: string;
    readonly Env: readonly string[];
    readonly Cmd: readonly string[];
    readonly Labels: Readonly<Record<string, string>>;
  };
}

test('a deploy takes them to the host as they are, and nothing there executes them', async () => {
  const tags: Record<string, string> = {};
  const [all, release] = ['all.yml', 'deploy-environments.yml'];
  const { run, registry, github, push, caller } = await openCopied([release], {
    files: { Dockerfile: dockerfile, [path(all)]: await withDeployInputs() },
    githubs: { username: 'acme', password: token },
    repository: { tags },
  });
  const { host, vars, key, serving } = await openHost();
  await host.inside(['mkdir', '--parents', '--mode=0777', marks]);
  const expectNoMarks = async (done: WorkflowRun) => {
    await expectOnlyWords(done);
    expect((await host.inside(['ls', marks])).trim()).toBe('');
  };
  const inspected = async () => {
    const id = (await host.docker('ps', '--quiet')).trim();
    return { id, ...(JSON.parse(await host.docker('inspect', id)) as [Inspected])[0].Config };
  };

  const [words, line] = [text(), text().replaceAll('\n', ' ')];
  const write = 'printf %s "$1" > /kept/migrated';
  const values = {
    DEPLOY_ENV: `${item(`WORDS=${words}`)}\n${item(`REF=${name()}`)}`,
    // The folder of the marks is that of the host in whatever is started there.
    DEPLOY_RUN: `--publish 80:8080 --volume ${marks}:${marks} --volume kept:/kept --label ${typed(`words=${words}`)}`,
    DEPLOY_COMMAND: `sh -c 'exec httpd -f -p 8080 -h /www' ${typed(words)}`,
    DEPLOY_MIGRATE: JSON.stringify(['sh', '-c', write, 'sh', words]),
    DEPLOY_ENVIRONMENT: line,
  };
  const environments = { production: { DEPLOY_SECRETS: item(`TOKEN=secret ${line}`) } };
  await push({ more: words }, words);
  const pushed = { ...hostile(await event('push-branch')), ref: `refs/heads/${name()}` };
  const done = await run(path(all), pushed, {
    vars: { ...vars, ...values },
    secrets: { DEPLOY_SSH_KEY: key },
    environments,
  });
  await expectNoMarks(done);
  expect([done.code, done.job('image/deploy').result]).toEqual([0, 'success']);
  const { id, Env, Cmd, Labels, Image } = await inspected();
  expect(Env).toEqual(expect.arrayContaining([`WORDS=${words}`, `REF=${name()}`, `TOKEN=secret ${line}`]));
  expect(Labels['words']).toBe(words);
  expect(Cmd).toEqual(['sh', '-c', 'exec httpd -f -p 8080 -h /www', words]);
  const environment = (await host.docker('exec', id, 'cat', '/proc/1/environ')).split('\0');
  expect(environment).toEqual(expect.arrayContaining([...Env]));
  expect(await host.docker('exec', id, 'cat', '/kept/migrated')).toBe(words);
  expect(github.deployments.map(({ wish: { environment } }) => environment)).toEqual([line]);
  expect(await serving()).toEqual([Image.slice(Image.indexOf('@') + 1)]);

  await push({ Dockerfile: dockerfile.replace('fine', 'better') }, words);
  tags['v1.4.2'] = caller.head;
  const released = await run(path(release), hostile(await event('release')), {
    vars,
    environments: { production: { DEPLOY_SSH_KEY: key } },
  });
  await expectNoMarks(released);
  expect(released.code).toBe(0);
  expect(await serving()).toEqual([await registry.digestOf(app, '1.4.2')]);
});
