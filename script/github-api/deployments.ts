/** Deployments and their statuses, as GitHub keeps them. */
import { plain, type Told, type Values } from './told.ts';

export interface Deployment {
  readonly id: number;
  /** As it was asked for, with GitHub's defaults. */
  readonly wish: DeploymentWish;
  /** Oldest first; it grows. */
  readonly statuses: StatusWish[];
}

/** The body of a request; the contract has checked its form. */
interface DeploymentWish {
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly auto_merge?: boolean;
  readonly required_contexts?: readonly string[];
  readonly payload?: unknown;
  readonly description?: string | null;
  readonly transient_environment?: boolean;
  readonly production_environment?: boolean;
}

type Asked = Pick<DeploymentWish, 'ref'> & Partial<DeploymentWish>;

interface StatusWish {
  readonly state: string;
  readonly description?: string;
  readonly log_url?: string;
  readonly environment_url?: string;
  readonly auto_inactive?: boolean;
}

/** What deployments are made of and kept in. */
interface Holder {
  readonly commits?: Readonly<Record<string, unknown>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly branches?: Readonly<Record<string, string>>;
  readonly deployments: Deployment[];
}

const mostCharacters = 140;

/** Newest first; every value of the query must fit. */
export function deployments(repository: Holder, values: Values): Told {
  const bodies = repository.deployments.map((deployment) => bodyOf(deployment, repository));
  const filters = (['sha', 'ref', 'task', 'environment'] as const).filter((name) => values[name] !== undefined);
  const found = bodies.filter((body) => filters.every((name) => body[name] === values[name]));
  return { status: 200, body: found.toReversed() };
}

/** GitHub merges and waits for checks unless it is told not to (docs.github.com/rest: "Create a deployment"). */
export function makeDeployment(repository: Holder, _values: Values, body: unknown): Told {
  const wish = { task: 'deploy', environment: 'production', ...(body as Asked) };
  if (commitOf(wish.ref, repository) === undefined) return plain(422, `No ref found for: ${wish.ref}`);
  if (!fits(wish.description)) return tooLong('Deployment');
  if (wish.auto_merge !== false) return { status: 202, body: { message: `Auto-merged main into ${wish.ref}` } };
  // The checks of a commit whose workflow is deploying it have not ended.
  if (wish.required_contexts?.length !== 0) return plain(409, `Conflict: Commit status checks failed for ${wish.ref}.`);
  const deployment = { id: repository.deployments.length + 1, wish, statuses: [] };
  repository.deployments.push(deployment);
  return { status: 201, body: bodyOf(deployment, repository) };
}

/** Newest first. */
export function statuses(repository: Holder, values: Values): Told {
  const deployment = repository.deployments.find(({ id }) => id === Number(values['deployment_id']));
  if (deployment === undefined) return plain(404, 'Not Found');
  const all = deployment.statuses.map((wish, at) => statusOf(wish, at + 1));
  return { status: 200, body: all.toReversed() };
}

export function makeStatus(repository: Holder, values: Values, body: unknown): Told {
  const wish = body as StatusWish;
  const deployment = repository.deployments.find(({ id }) => id === Number(values['deployment_id']));
  if (deployment === undefined) return plain(404, 'Not Found');
  if (!fits(wish.description)) return tooLong('DeploymentStatus');
  deployment.statuses.push(wish);
  if (wish.state === 'success' && wish.auto_inactive !== false) endOthers(deployment, repository);
  return { status: 201, body: statusOf(wish, deployment.statuses.length) };
}

/**
 * What was deployed to the environment before is replaced (docs.github.com/rest: "Create a deployment status",
 * `auto_inactive`). GitHub's page leaves production out, as it was without a preview of 2018 that has long been all there
 * is; an environment that is there for a while only (`transient_environment`) is left to whoever ends it.
 */
function endOthers({ id, wish: { environment } }: Deployment, repository: Holder): void {
  const before = repository.deployments.filter((one) => one.id < id && one.wish.environment === environment);
  for (const { wish, statuses: states } of before)
    if (states.at(-1)?.state === 'success' && wish.transient_environment !== true) states.push({ state: 'inactive' });
}

/** It is asked for with `auto_inactive`, and does not tell it. */
function statusOf({ auto_inactive: _, ...wish }: StatusWish, id: number) {
  return { id, description: '', ...wish };
}

function bodyOf({ id, wish }: Deployment, repository: Holder) {
  const { ref, task, environment, payload = {}, description = '' } = wish;
  const production = wish.production_environment ?? environment === 'production';
  const sha = commitOf(ref, repository) ?? '';
  return { id, sha, ref, task, environment, payload, description, production_environment: production };
}

function commitOf(ref: string, { commits = {}, tags = {}, branches = {} }: Holder): string | undefined {
  return commits[ref] === undefined ? (tags[ref] ?? branches[ref]) : ref;
}

function fits(description: string | null | undefined): boolean {
  return [...(description ?? '')].length <= mostCharacters;
}

function tooLong(resource: string): Told {
  const message = `description is too long (maximum is ${mostCharacters} characters)`;
  const errors = [{ resource, code: 'custom', field: 'description', message }];
  return { status: 422, body: { message: 'Validation Failed', errors } };
}
