/** GitHub's environment and event payload -> the facts of this run. */
import type { Context, Event, Trust } from '../model.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The parts of a webhook payload that are read; everything may be absent. */
export interface Payload {
  readonly number?: number;
  readonly repository?: { readonly private?: boolean; readonly default_branch?: string };
  readonly pull_request?: PullRequest | null;
  readonly workflow_run?: { readonly head_repository?: { readonly full_name?: string } | null };
  readonly issue?: { readonly pull_request?: unknown };
  readonly merge_group?: { readonly head_ref?: string; readonly base_ref?: string; readonly head_sha?: string };
  readonly release?: { readonly tag_name?: string };
}

interface PullRequest {
  readonly number: number;
  readonly head: { readonly sha: string; readonly repo: { readonly full_name: string } | null };
  readonly base: { readonly ref: string; readonly repo: { readonly full_name: string } };
}

/**
 * Reduces a run to facts. `env` is the process environment (docs.github.com: default environment variables), `payload`
 * the event file's content. The commit of a pull request is its head, which people know; GitHub's merge commit is not.
 */
export function readContext(env: Env, payload: Payload): Context {
  const eventName = env['GITHUB_EVENT_NAME'] ?? 'local';
  const sha = env['GITHUB_SHA'] ?? '';
  const repository = env['GITHUB_REPOSITORY'] ?? 'local/local';
  const serverUrl = env['GITHUB_SERVER_URL'] ?? 'https://github.com';
  const actor = env['GITHUB_ACTOR'] ?? '';
  return {
    event: readEvent(eventName, env, payload),
    eventName,
    sha,
    // Under pull_request_target the base is checked out, and that is what gets built.
    revision: (eventName === 'pull_request' ? payload.pull_request?.head.sha : payload.merge_group?.head_sha) ?? sha,
    repository,
    privateRepository: payload.repository?.private ?? true,
    defaultBranch: payload.repository?.default_branch ?? '',
    serverUrl,
    runUrl: runUrl(env, serverUrl, repository),
    actor,
    trust: readTrust(actor, repository, payload),
  };
}

function readEvent(name: string, env: Env, payload: Payload): Event {
  const ref = env['GITHUB_REF'] ?? '';
  const pull = payload.pull_request ?? undefined;
  if (pull !== undefined) return { kind: 'pull-request', number: pull.number, base: pull.base.ref };
  if (payload.merge_group !== undefined)
    return mergeGroup(payload.merge_group.head_ref ?? ref, payload.merge_group.base_ref);
  if (ref.startsWith('refs/tags/')) return { kind: 'tag', tag: ref.slice('refs/tags/'.length) };
  if (payload.release?.tag_name !== undefined) return { kind: 'tag', tag: payload.release.tag_name };
  const branch = ref.replace(/^refs\/heads\//, '');
  return name === 'schedule' ? { kind: 'schedule', branch } : { kind: 'branch', branch };
}

/** A queue's ref is `refs/heads/gh-readonly-queue/BASE/pr-NUMBER-SHA`. */
function mergeGroup(headRef: string, baseRef: string | undefined): Event {
  const number = /\/pr-(\d+)-[0-9a-f]+$/.exec(headRef)?.[1];
  return {
    kind: 'merge-group',
    number: number === undefined ? undefined : Number(number),
    base: (baseRef ?? '').replace(/^refs\/heads\//, ''),
  };
}

/**
 * Whether this run may use rights of the repository. A fork's code decides what its run does, also under
 * `pull_request_target`, whose token could write; Dependabot's runs get a read-only token and no secrets.
 */
function readTrust(actor: string, repository: string, payload: Payload): Trust {
  const pull = payload.pull_request ?? undefined;
  if (pull !== undefined && pull.head.repo?.full_name !== pull.base.repo.full_name) {
    return { trusted: false, because: 'pull request from a fork has no right to push' };
  }
  const run = payload.workflow_run;
  if (run !== undefined && run.head_repository?.full_name !== repository) {
    return { trusted: false, because: 'a workflow run of a fork has no right to push' };
  }
  if (payload.issue?.pull_request !== undefined) {
    return { trusted: false, because: 'a comment on a pull request does not say whose code is built' };
  }
  if (actor === 'dependabot[bot]') return { trusted: false, because: "Dependabot's runs have no right to push" };
  return { trusted: true };
}

function runUrl(env: Env, serverUrl: string, repository: string): string {
  const attempt = env['GITHUB_RUN_ATTEMPT'] ?? '1';
  return `${serverUrl}/${repository}/actions/runs/${env['GITHUB_RUN_ID'] ?? '0'}/attempts/${attempt}`;
}
