/** Runs a whole workflow of a repository that uses Slipway as GitHub would, on this machine, with act. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { ensureAct } from '../rig/act.ts';
import { type Environment, run, type Say } from '../rig/command.ts';
import { githubContext } from '../runner/contexts.ts';
import type { RunEvent } from '../runner/model.ts';
import { readActLog, type WorkflowJob } from './act-log.ts';
import type { Caller } from './caller.ts';
import { copyProject, ownName } from './project.ts';
import { refusals } from './refusals.ts';
import { isTriggered } from './triggers.ts';

export type { WorkflowJob, WorkflowStep } from './act-log.ts';

type Values = Readonly<Record<string, string>>;

export interface WorkflowWish {
  readonly caller: Caller;
  /** Path of the workflow in the caller's repository. */
  readonly workflow: string;
  /** Its `apiUrl` and `token` should be those of a double; its commit is one of the caller's. */
  readonly event: RunEvent;
  /** A run for a fork or of Dependabot does not get them, as at GitHub. */
  readonly secrets?: Values;
  /** Secrets of environments by their names; a job of that environment has them beside the others. */
  readonly environments?: Readonly<Record<string, Values>>;
  readonly vars?: Values;
  /** For every step: the engine's and the authority of its registry. PATH begins with our Node.js all the same. */
  readonly env: Values;
  /** Folders that stand in for other actions, by `OWNER/NAME`. */
  readonly actions?: Values;
  /** Files that this project has for this run alone. */
  readonly more?: Values;
  /** Paths that the event changes; without them a filter of paths lets everything through. */
  readonly changed?: readonly string[];
  readonly say?: Say;
}

export interface WorkflowRun {
  /** False when the workflow does not listen to such an event; then nothing ran. */
  readonly triggered: boolean;
  /** 0 when every job was good or skipped. */
  readonly code: number;
  readonly jobs: readonly WorkflowJob[];
  /** The only job of this id. */
  job(id: string): WorkflowJob;
  /** Everything that a reader of the log sees, masked: for tests that look for what must not be there. */
  readonly text: string;
}

/**
 * What act cannot do stays as it is, and tests must not rely on it: rights of the token, protection of environments,
 * `concurrency`, `fail-fast`, `defaults` of a job that is called. What GitHub refuses a file for is refused here, too.
 * Names of `github` that act does not know (`actor_id`, `triggering_actor`, `workflow_ref`) are only in the environment.
 */
export async function runWorkflow(wish: WorkflowWish): Promise<WorkflowRun> {
  const text = await readFile(join(wish.caller.path, wish.workflow), 'utf8');
  const { on } = parse(text) as { readonly on: unknown };
  if (!isTriggered(on, wish.event, wish.changed)) return ended(false, 0, '');
  const home = await mkdtemp(join(tmpdir(), 'slipway-act-'));
  try {
    await using project = await copyProject(usedAs(text) ?? 'v1', wish.more);
    const refused = await refusals({ name: wish.workflow, text }, (path) => readFile(join(project.path, path), 'utf8'));
    if (refused.length > 0) throw new Error(`GitHub refuses ${wish.workflow}:\n${refused.join('\n')}`);
    const files = await writeFiles(home, wish);
    const actions = { ...wish.actions, ...standIns, [ownName]: project.path };
    const argv = [
      await ensureAct(wish.say ?? (() => undefined)),
      ...[wish.event.name, '--json', '--eventpath', files.event, '--workflows', wish.workflow],
      ...[
        '--env-file',
        files.env,
        '--secret-file',
        files.secrets,
        '--var-file',
        files.vars,
        '--input-file',
        files.none,
      ],
      ...['--actor', wish.event.actor ?? 'octocat', '--platform', '*=-self-hosted'],
      ...['--no-skip-checkout', '--no-cache-server', '--action-cache-path', join(home, 'cache')],
      ...(await locally(actions, text, project.path)),
    ];
    const { code, stdout, stderr } = await run(argv, { cwd: wish.caller.path, env: environment(home, wish.env) });
    return understood(ended(true, code, stdout + stderr));
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** In place of actions that nobody can fetch here. */
const standIns: Values = Object.fromEntries(
  ['checkout', 'upload-artifact', 'download-artifact', 'attest-build-provenance'].map((name) => [
    `actions/${name}`,
    join(import.meta.dirname, name),
  ]),
);

function ended(triggered: boolean, code: number, printed: string): WorkflowRun {
  const { jobs, text } = readActLog(printed);
  const job = (id: string) => {
    const [found, ...more] = jobs.filter((one) => one.id === id);
    if (found !== undefined && more.length === 0) return found;
    const known = jobs.map((one) => one.id).join(', ');
    throw new Error(`There are ${found ? more.length + 1 : 'no'} jobs ${id}; there are: ${known}\n${text}`);
  };
  return { triggered, code, jobs, job, text };
}

/** act goes on with nothing in place of an expression that it cannot read; such a run says nothing about the workflow. */
function understood(done: WorkflowRun): WorkflowRun {
  const unread = done.text.split('\n').filter((line) => /^Unable to (?:interpolate|evaluate) /.test(line));
  if (unread.length === 0) return done;
  throw new Error(`act could not read ${unread.length} expressions:\n${unread.join('\n')}`);
}

/** The version under which the workflow uses this project. */
function usedAs(text: string): string | undefined {
  return /uses:\s*['"]?slipway-ci\/slipway[^@\s]*@([^\s'"]+)/.exec(text)?.[1];
}

/** Every version under which an action is named leads to the same folder. */
async function locally(actions: Values, caller: string, project: string): Promise<string[]> {
  const workflows = join(project, '.github', 'workflows');
  const names = await readdir(workflows);
  const own = await Promise.all(names.map((name) => readFile(join(workflows, name), 'utf8')));
  const used = [caller, ...own].join('\n').matchAll(/uses:\s*['"]?([\w.-]+\/[\w.-]+)[^@\s]*@([^\s'"]+)/g);
  const known = [...used].flatMap(([, name = '', version = '']) =>
    actions[name] === undefined ? [] : [`${name}@${version}=${actions[name]}`],
  );
  return [...new Set(known)].flatMap((one) => ['--local-repository', one]);
}

interface WrittenFiles {
  readonly event: string;
  readonly env: string;
  readonly secrets: string;
  readonly vars: string;
  readonly none: string;
}

/** Files in place of words of the command line, which everybody on the machine can read. */
async function writeFiles(home: string, wish: WorkflowWish): Promise<WrittenFiles> {
  const { event, caller } = wish;
  const given = isForeign(event) ? {} : { ...wish.secrets, ...environmentSecrets(wish) };
  const secrets = { ...given, GITHUB_TOKEN: event.token ?? '' };
  // JSON is YAML, which keeps lines and quotes that a file of variables loses; act goes by the ending.
  const contents = {
    'event.json': event.payload,
    'env.yml': { ...contextOf(event), SLIPWAY_CALLER: caller.path, SLIPWAY_ARTIFACTS: join(home, 'artifacts') },
    'secrets.yml': secrets,
    'vars.yml': wish.vars ?? {},
    'none.yml': {},
  };
  for (const folder of ['home', 'tmp']) await mkdir(join(home, folder));
  for (const [name, content] of Object.entries(contents)) {
    await writeFile(join(home, name), JSON.stringify(content), { mode: 0o600 });
  }
  const file = (name: keyof typeof contents) => join(home, name);
  return {
    event: file('event.json'),
    env: file('env.yml'),
    secrets: file('secrets.yml'),
    vars: file('vars.yml'),
    none: file('none.yml'),
  };
}

/** By the names under which our act finds them (script/rig/act/addition). */
function environmentSecrets({ environments = {} }: WorkflowWish): Values {
  const all = Object.entries(environments).flatMap(([environment, secrets]) =>
    Object.entries(secrets).map(([name, value]) => [`environment/${environment}/${name}`, value]),
  );
  return Object.fromEntries(all);
}

/** act makes its `github` context of these where they are given; SHA_REF is its name for the commit. */
function contextOf(event: RunEvent): Values {
  const { token: _, workspace: __, job: ___, ...known } = githubContext(event, '');
  const named = Object.entries(known).filter(([name]) => !name.startsWith('action'));
  const context = named.map(([name, value]) => [`GITHUB_${name.toUpperCase()}`, value]);
  return { ...Object.fromEntries(context), SHA_REF: event.sha, RUNNER_ENVIRONMENT: 'github-hosted' };
}

/** "Secrets are not passed to workflows that are triggered by a pull request from a fork", nor to Dependabot's. */
function isForeign({ name, actor, repository, payload }: RunEvent): boolean {
  if (actor === 'dependabot[bot]') return true;
  const { pull_request: pull } = payload as {
    readonly pull_request?: { readonly head: { readonly repo: { readonly full_name: string } | null } };
  };
  return name === 'pull_request' && pull !== undefined && pull.head.repo?.full_name !== repository;
}

/** Nothing of this machine but its programs: act hands its own environment on to every step. */
function environment(home: string, env: Values): Environment {
  const node = dirname(process.execPath);
  return {
    ...Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined])),
    LANG: 'C.UTF-8',
    // Else it asks its makers for news.
    ACT_DISABLE_VERSION_CHECK: '1',
    ...env,
    PATH: `${node}:${env['PATH'] ?? process.env['PATH']}`,
    HOME: join(home, 'home'),
    TMPDIR: join(home, 'tmp'),
  };
}
