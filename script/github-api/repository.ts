/** A repository described in a few words, and what GitHub says of it. */
import { type Deployment, deployments, makeDeployment, makeStatus, statuses } from './deployments.ts';
import { changeIssue, type Issue, listIssues, makeComment, makeIssue } from './issues.ts';
import { deleteVersion, type Packages, versions } from './packages.ts';
import { plain, type Told, type Values } from './told.ts';

/** Commits by their names; a commit without parents begins a line of history. */
export interface Repository {
  /** `acme/app`. */
  readonly name: string;
  readonly commits?: Readonly<Record<string, CommitFacts>>;
  /** Commits of git tags and of branches by name. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly branches?: Readonly<Record<string, string>>;
  /** Head commits of pull requests by number. */
  readonly pulls?: Readonly<Record<number, string>>;
  /** Numbers of those that are closed. */
  readonly closed?: readonly number[];
  /** Deployments that are there already, oldest first. */
  readonly deployed?: readonly Deployment[];
  /** What the owner has in GitHub's registry. */
  readonly packages?: Packages;
  /** Runs of workflows by id. */
  readonly runs?: Readonly<Record<number, RunFacts>>;
  /** Issues that are there already, oldest first; numbers count from 1. */
  readonly issues?: readonly Issue[];
  /** Permissions that the token does not have. */
  readonly lacks?: readonly Permission[];
}

export type Permission =
  | 'actions: read'
  | 'deployments: read'
  | 'deployments: write'
  | 'issues: write'
  | 'packages: write'
  | 'the role Admin of the package'
  | 'pull-requests: read';

export interface RunFacts {
  /** Null while GitHub has not made up its mind. */
  readonly status: string | null;
  readonly run_attempt?: number;
  readonly conclusion?: string;
  readonly workflow_id?: number;
  readonly event?: string;
  readonly created_at?: string;
}

/** A repository, and what was made in it since. */
export interface Kept extends Repository {
  readonly issues: Issue[];
  /** Oldest first; it grows. */
  readonly deployments: Deployment[];
}

export interface CommitFacts {
  readonly parents?: readonly string[];
  /** When it was committed. */
  readonly date?: string;
}

/** The body has the form that GitHub wants. */
type Answering = (repository: Kept, values: Values, body: unknown) => Told;

const answers: Readonly<Record<string, Answering>> = {
  'GET /repos/{owner}/{repo}/git/matching-refs/{ref}': matchingRefs,
  'GET /repos/{owner}/{repo}/git/ref/{ref}': oneRef,
  'GET /repos/{owner}/{repo}/commits/{ref}': commit,
  'GET /repos/{owner}/{repo}/compare/{basehead}': compare,
  'GET /repos/{owner}/{repo}/pulls': pullList,
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': pull,
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}': run,
  'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs': workflowRuns,
  'GET /repos/{owner}/{repo}/issues': listIssues,
  'POST /repos/{owner}/{repo}/issues': makeIssue,
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}': changeIssue,
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': makeComment,
  'GET /repos/{owner}/{repo}/deployments': deployments,
  'POST /repos/{owner}/{repo}/deployments': makeDeployment,
  'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': statuses,
  'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': makeStatus,
  'GET /orgs/{org}/packages/{package_type}/{package_name}/versions': versions,
  'GET /users/{username}/packages/{package_type}/{package_name}/versions': versions,
  'DELETE /orgs/{org}/packages/{package_type}/{package_name}/versions/{package_version_id}': deleteVersion,
  'DELETE /users/{username}/packages/{package_type}/{package_name}/versions/{package_version_id}': deleteVersion,
};

const needs: Readonly<Record<string, Permission>> = {
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}': 'actions: read',
  'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs': 'actions: read',
  'GET /repos/{owner}/{repo}/issues': 'issues: write',
  'POST /repos/{owner}/{repo}/issues': 'issues: write',
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}': 'issues: write',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': 'issues: write',
  'POST /repos/{owner}/{repo}/deployments': 'deployments: write',
  'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': 'deployments: write',
  'GET /repos/{owner}/{repo}/deployments': 'deployments: read',
  'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': 'deployments: read',
  'GET /repos/{owner}/{repo}/pulls': 'pull-requests: read',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': 'pull-requests: read',
  'GET /orgs/{org}/packages/{package_type}/{package_name}/versions': 'packages: write',
  'GET /users/{username}/packages/{package_type}/{package_name}/versions': 'packages: write',
};

/** A described repository with a memory of its own. */
export function kept(repository: Repository): Kept {
  const { deployed = [], issues = [] } = repository;
  return { ...repository, deployments: [...deployed], issues: issues.map((issue) => ({ ...issue })) };
}

/** What GitHub says to an operation of schema.json. */
export function tell(operation: string, repository: Kept, values: Values, body?: unknown): Told {
  if (values['repo'] !== undefined && `${values['owner']}/${values['repo']}` !== repository.name)
    return plain(404, 'Not Found');
  const permission = needs[operation];
  if (permission !== undefined && repository.lacks?.includes(permission))
    return plain(403, 'Resource not accessible by integration');
  return answers[operation]?.(repository, values, body) ?? plain(404, 'Not Found');
}

function refs({ tags = {}, branches = {} }: Repository): { readonly ref: string; readonly object: object }[] {
  const all = [
    ...Object.entries(branches).map(([name, sha]) => ({ ref: `refs/heads/${name}`, sha })),
    ...Object.entries(tags).map(([name, sha]) => ({ ref: `refs/tags/${name}`, sha })),
  ];
  return all.map(({ ref, sha }) => ({ ref, object: { type: 'commit', sha } }));
}

/** All refs that begin with the name: none is an empty list, not a 404. */
function matchingRefs(repository: Repository, { ref }: Values): Told {
  return { status: 200, body: refs(repository).filter((it) => it.ref.startsWith(`refs/${ref}`)) };
}

function oneRef(repository: Repository, { ref }: Values): Told {
  const found = refs(repository).find((it) => it.ref === `refs/${ref}`);
  return found === undefined ? plain(404, 'Not Found') : { status: 200, body: found };
}

function commit({ commits = {} }: Repository, { ref = '' }: Values): Told {
  const facts = commits[ref];
  if (facts === undefined) return { status: 422, body: { message: `No commit found for SHA: ${ref}`, errors: [] } };
  const committer = facts.date === undefined ? null : { date: facts.date };
  return { status: 200, body: { sha: ref, commit: { committer } } };
}

function pull(repository: Repository, values: Values): Told {
  const body = pullOf(repository, Number(values['pull_number']));
  return body === undefined ? plain(404, 'Not Found') : { status: 200, body };
}

function pullOf({ pulls = {}, closed = [] }: Repository, number: number) {
  const sha = pulls[number];
  const state = closed.includes(number) ? 'closed' : 'open';
  return sha === undefined ? undefined : { number, state, head: { sha }, base: { ref: 'main' } };
}

/** Newest first, of the state that is asked for. */
function pullList(repository: Repository, { state = 'open' }: Values): Told {
  const numbers = Object.keys(repository.pulls ?? {}).map(Number);
  const all = numbers.toSorted((a, b) => b - a).flatMap((number) => pullOf(repository, number) ?? []);
  return { status: 200, body: all.filter((one) => state === 'all' || one.state === state) };
}

function run({ runs = {} }: Kept, values: Values): Told {
  const id = Number(values['run_id']);
  const facts = runs[id];
  return facts === undefined ? plain(404, 'Not Found') : { status: 200, body: { id, run_attempt: 1, ...facts } };
}

/** Newest first. */
function workflowRuns({ runs = {} }: Kept, { workflow_id: workflow, event }: Values): Told {
  const all = Object.entries(runs).map(([id, facts]) => ({ id: Number(id), run_attempt: 1, ...facts }));
  const found = all.filter(
    (one) => one.workflow_id === Number(workflow) && (event === undefined || one.event === event),
  );
  return { status: 200, body: { total_count: found.length, workflow_runs: found.toReversed() } };
}

/** How the head stands to the base, by the parents of both (docs.github.com/rest: "Compare two commits"). */
function compare({ commits = {} }: Repository, { basehead = '' }: Values): Told {
  const [base = '', head = ''] = basehead.split('...');
  if (commits[base] === undefined || commits[head] === undefined) return plain(404, 'Not Found');
  const [ofBase, ofHead] = [history(commits, base), history(commits, head)];
  const merge = [...ofBase].find((sha) => ofHead.has(sha));
  if (merge === undefined) return plain(404, `No common ancestor between ${base} and ${head}.`);
  const [ahead, behind] = [without(ofHead, ofBase), without(ofBase, ofHead)];
  const counts = { ahead_by: ahead, behind_by: behind, total_commits: ahead };
  const body = {
    status: statusOf(ahead, behind),
    ...counts,
    base_commit: { sha: base },
    merge_base_commit: { sha: merge },
  };
  return { status: 200, body };
}

/** How many commits only the first has. */
function without(commits: ReadonlySet<string>, others: ReadonlySet<string>): number {
  return [...commits].filter((sha) => !others.has(sha)).length;
}

function statusOf(ahead: number, behind: number): string {
  if (ahead === 0) return behind === 0 ? 'identical' : 'behind';
  return behind === 0 ? 'ahead' : 'diverged';
}

/** A commit and everything before it, nearest first. */
function history(commits: Readonly<Record<string, CommitFacts>>, newest: string): Set<string> {
  const seen = new Set([newest]);
  // A set grows while it is walked through, and what is added is visited too.
  for (const sha of seen) for (const parent of commits[sha]?.parents ?? []) seen.add(parent);
  return seen;
}
