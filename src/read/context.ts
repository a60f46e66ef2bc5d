/** GitHub's environment and event payload -> the facts of this run. */
import type { About, Context, Event, Trust } from '../model/event.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The parts of a webhook payload that are read; everything may be absent. */
export interface Payload {
  /** Of a pull request: what has happened to it. */
  readonly action?: string;
  readonly number?: number;
  /** Of a pushed tag: the branch it was made on, as GitHub guesses it. */
  readonly base_ref?: string | null;
  readonly head_commit?: Commit | null;
  readonly commits?: readonly Commit[] | null;
  readonly repository?: Repository | null;
  readonly pull_request?: PullRequest | null;
  readonly workflow_run?: { readonly head_repository?: { readonly full_name?: string } | null } | null;
  readonly issue?: { readonly pull_request?: unknown } | null;
  readonly merge_group?: { readonly head_ref?: string; readonly base_ref?: string; readonly head_sha?: string } | null;
  readonly release?: { readonly tag_name?: string };
}

interface Commit {
  readonly id?: string;
  readonly timestamp?: string;
}

interface Repository {
  readonly name?: string;
  readonly private?: boolean;
  readonly default_branch?: string;
  readonly description?: string | null;
  readonly html_url?: string;
  readonly license?: { readonly spdx_id?: string | null } | null;
}

/** GitHub sends all of it; a payload written by hand, for a run elsewhere, may not. */
interface PullRequest {
  readonly number?: number;
  readonly head?: { readonly sha?: string; readonly repo?: { readonly full_name?: string } | null };
  readonly base?: { readonly ref?: string; readonly repo?: { readonly full_name?: string } };
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
  // Under pull_request_target the base is checked out, and that is what gets built.
  const head = mergesHead.includes(eventName) ? payload.pull_request?.head?.sha : payload.merge_group?.head_sha;
  const revision = head ?? sha;
  return {
    event: readEvent(eventName, env, payload),
    eventName,
    sha,
    revision,
    shortRevision: revision.slice(0, shortLength(env)),
    repository,
    privateRepository: payload.repository?.private ?? true,
    defaultBranch: payload.repository?.default_branch ?? '',
    about: readAbout(repository, serverUrl, payload.repository ?? {}),
    commitDate: readCommitDate(revision, payload),
    serverUrl,
    runUrl: runUrl(env, serverUrl, repository),
    actor,
    trust: readTrust({ eventName, actor, repository }, payload),
  };
}

/** Events for which GitHub checks out the head of a pull request merged with its base. */
const mergesHead = ['pull_request', 'pull_request_review', 'pull_request_review_comment'];

/** docker/metadata-action's variable for `type=sha` and `{{sha}}`. */
function shortLength(env: Env): number {
  const length = Number(env['DOCKER_METADATA_SHORT_SHA_LENGTH'] || usualShortLength);
  return Number.isInteger(length) && length > 0 ? length : usualShortLength;
}

const usualShortLength = 7;

function readAbout(repository: string, serverUrl: string, told: Repository): About {
  const license = told.license?.spdx_id ?? '';
  return {
    title: told.name ?? repository.slice(repository.lastIndexOf('/') + 1),
    description: told.description ?? '',
    // GitHub's word for a licence that it does not know; it is no SPDX identifier.
    license: license === 'NOASSERTION' ? '' : license,
    url: told.html_url ?? `${serverUrl}/${repository}`,
  };
}

/** Only pushes tell commits, and `head_commit` of other events may be one that is not built. */
function readCommitDate(revision: string, { head_commit, commits }: Payload): string | undefined {
  return [head_commit, ...(commits ?? [])].find((commit) => revision !== '' && commit?.id === revision)?.timestamp;
}

function readEvent(name: string, env: Env, payload: Payload): Event {
  const ref = env['GITHUB_REF'] ?? '';
  const pull = payload.pull_request ?? undefined;
  const number = pull?.number ?? payload.number ?? /^refs\/pull\/(\d+)\//.exec(ref)?.[1];
  if ((pull !== undefined || name.startsWith('pull_request')) && number !== undefined)
    return {
      kind: 'pull-request',
      number: Number(number),
      base: pull?.base?.ref ?? env['GITHUB_BASE_REF'] ?? '',
      ...(name.startsWith('pull_request') && payload.action === 'closed' && { closed: true }),
    };
  if (payload.merge_group !== undefined && payload.merge_group !== null)
    return mergeGroup(payload.merge_group.head_ref ?? ref, payload.merge_group.base_ref);
  const base = (payload.base_ref ?? '').replace(/^refs\/heads\//, '');
  if (ref.startsWith('refs/tags/')) return { kind: 'tag', tag: ref.slice('refs/tags/'.length), base };
  if (payload.release?.tag_name !== undefined) return { kind: 'tag', tag: payload.release.tag_name, base };
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

interface Starter {
  readonly eventName: string;
  readonly actor: string;
  readonly repository: string;
}

/**
 * Whether this run may use rights of the repository. A fork's code decides what its run does, also under
 * `pull_request_target`, whose token could write; Dependabot's runs get a read-only token and no secrets. Whose code an
 * event builds must be said: what a payload leaves out is not trusted.
 */
function readTrust({ eventName, actor, repository }: Starter, payload: Payload): Trust {
  const pull = payload.pull_request ?? (eventName.startsWith('pull_request') ? {} : undefined);
  const [from, into] = [pull?.head?.repo?.full_name, pull?.base?.repo?.full_name];
  if (pull !== undefined && (from !== into || from !== repository)) {
    return { trusted: false, because: 'pull request from a fork has no right to push' };
  }
  const run = payload.workflow_run ?? (eventName === 'workflow_run' ? {} : undefined);
  if (run !== undefined && run.head_repository?.full_name !== repository) {
    return { trusted: false, because: 'a workflow run of a fork has no right to push' };
  }
  const commented = payload.issue ?? undefined;
  if (commented?.pull_request !== undefined || (eventName === 'issue_comment' && commented === undefined)) {
    return { trusted: false, because: 'a comment on a pull request does not say whose code is built' };
  }
  if (actor === 'dependabot[bot]') return { trusted: false, because: "Dependabot's runs have no right to push" };
  return { trusted: true };
}

function runUrl(env: Env, serverUrl: string, repository: string): string {
  const attempt = env['GITHUB_RUN_ATTEMPT'] ?? '1';
  return `${serverUrl}/${repository}/actions/runs/${env['GITHUB_RUN_ID'] ?? '0'}/attempts/${attempt}`;
}
