/** The deployment as GitHub shows it: made before a host is touched, and ended with what became of it. */
import type { Context } from '../../model/event.ts';
import type { Secret } from '../../model/inputs.ts';
import { sealed } from '../../read/secret.ts';
import type { GitHubAnswer, World } from '../../world/ports.ts';
import { isCommit } from '../git.ts';
import { refusalWords } from './rights.ts';

export interface RecordWish {
  /** Name of the environment; undefined for none, and then there is no record. */
  readonly environment: string | undefined;
  /** Where what is deployed can be seen. */
  readonly url: string | undefined;
  /** What the hosts are to run, `NAME@DIGEST` each; several where a way back leads each host to its own. */
  readonly references: readonly string[];
  /** What some hosts go on to run, which a clean-up keeps, too. */
  readonly kept: readonly string[];
  readonly task: 'deploy' | 'rollback';
  /** Of what is deployed; that of the run where nobody knows it. */
  readonly commit?: string | undefined;
}

/** `because` is the rest of a sentence. */
export type Recorded =
  | { readonly kind: 'made'; readonly id: number }
  | { readonly kind: 'skipped'; readonly because: string };

export interface RecordEnding {
  readonly state: 'success' | 'failure' | 'error';
  /** Anybody who sees the repository reads it, and nothing is masked: no words of a container. Cut to 140 characters. */
  readonly description: string;
  /** As in the wish. */
  readonly url: string | undefined;
}

/** Where the record belongs. */
type Place = Pick<Context, 'repository' | 'runUrl'>;

interface Status {
  readonly state: 'in_progress' | RecordEnding['state'];
  readonly description: string;
  readonly log_url: string;
  readonly environment_url?: string;
}

/** GitHub refuses longer descriptions of a status. */
const mostCharacters = 140;
const beforeRetryMilliseconds = 1_000;

/**
 * Makes the deployment, in progress. Never rejects: a deploy does not depend on it, so what GitHub refuses is a reason,
 * and a cancel must not lose the id of what was made.
 */
export async function openRecord(
  wish: RecordWish,
  context: Place & Pick<Context, 'revision'>,
  token: Secret | undefined,
  world: World,
): Promise<Recorded> {
  if (wish.environment === undefined) return skipped('`deploy-environment` is empty');
  if (token === undefined) return skipped('`github-token` is empty');
  const commits = [...new Set([wish.commit ?? '', context.revision])].filter(isCommit);
  const answer = await make(wish, commits, context, token, world);
  if (answer === undefined) return skipped('this run names no commit');
  if (answer.kind !== 'answer') return skipped(refusalWords(answer, 'deployments: write'));
  const { id } = Object(answer.body) as { id?: unknown };
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return skipped("GitHub's answer names no deployment");
  const untold = await tellStatus(id, statusOf('in_progress', '', wish.url, context), context, token, world);
  if (untold !== undefined) world.log.debug(`Deployment ${id} is not shown in progress: ${untold}`);
  return { kind: 'made', id };
}

/** GitHub takes a commit of its repository alone, and an image may be of another one. Undefined without any commit. */
async function make(
  wish: RecordWish,
  [commit, ...others]: readonly string[],
  context: Place,
  token: Secret,
  world: World,
): Promise<GitHubAnswer | undefined> {
  if (commit === undefined) return undefined;
  const body = bodyOf(wish, commit, context.runUrl);
  const answer = await world.tellGitHub(`/repos/${context.repository}/deployments`, body, token);
  const unknown = answer.kind === 'refused' && answer.status === 422;
  return unknown && others.length > 0 ? make(wish, others, context, token, world) : answer;
}

/** Ends it, also after a cancel. Never rejects; a warning tells when GitHub goes on showing it in progress. */
export async function closeRecord(
  recorded: Recorded,
  ending: RecordEnding,
  context: Place,
  token: Secret | undefined,
  world: World,
): Promise<void> {
  if (recorded.kind === 'skipped') return;
  const status = statusOf(ending.state, ending.description, ending.url, context);
  const untold = await tellStatus(recorded.id, status, context, token, world);
  if (untold === undefined) return;
  const message = `GitHub shows deployment ${recorded.id} in progress, but it ended with ${ending.state}: ${untold}`;
  world.log.annotate({ level: 'warning', message });
}

/** What the job's end has to know of a record that is in progress. */
export function leftRecord(
  { id }: Extract<Recorded, { kind: 'made' }>,
  url: string | undefined,
  context: Place,
): string {
  const { repository, runUrl } = context;
  return JSON.stringify({ id, url, repository, runUrl });
}

/** Ends the record of a run that was ended in the middle. Never rejects. */
export async function closeLeftRecord(left: string, token: string, world: World): Promise<void> {
  const { id, url, ...place } = JSON.parse(left) as Place & { readonly id: number; readonly url: string | undefined };
  const ending: RecordEnding = { state: 'error', description: 'Ended in the middle; see the log', url };
  await closeRecord({ kind: 'made', id }, ending, place, token === '' ? undefined : sealed(token), world);
}

function skipped(because: string): Recorded {
  return { kind: 'skipped', because };
}

/** Whether an environment is a production one is left to GitHub, which takes the one of that name for it. */
function bodyOf(wish: RecordWish, commit: string, runUrl: string): object {
  const { environment, task, references } = wish;
  const [image = '', ...others] = [...new Set([...references, ...wish.kept])];
  return {
    ref: commit,
    task,
    environment,
    description: cut(`${task === 'deploy' ? 'Deploy' : 'Rollback to'} ${references.join(', ')}`),
    // A clean-up keeps what is named here.
    payload: { digest: image.split('@')[1] ?? '', image, ...(others.length > 0 && { others }), run: runUrl },
    // Else GitHub would merge the default branch and deploy that.
    auto_merge: false,
    // Else it would wait for all checks of the commit, and this run is one of them.
    required_contexts: [],
  };
}

function statusOf(state: Status['state'], description: string, url: string | undefined, { runUrl }: Place): Status {
  return { state, description: cut(description), log_url: runUrl, ...(url !== undefined && { environment_url: url }) };
}

/** Why GitHub does not have the status; undefined when it has it. */
async function tellStatus(
  id: number,
  status: Status,
  { repository }: Place,
  token: Secret | undefined,
  world: World,
): Promise<string | undefined> {
  const tell = () => world.tellGitHub(`/repos/${repository}/deployments/${id}/statuses`, status, token);
  const first = await tell();
  const last = mayPass(first) ? await waited(world).then(tell) : first;
  return last.kind === 'answer' ? undefined : refusalWords(last, 'deployments: write');
}

/** A status that is told twice is a line more in GitHub's list; one that is lost leaves the deployment open for good. */
function mayPass(answer: GitHubAnswer): boolean {
  return answer.kind === 'silent' || (answer.kind === 'refused' && answer.status >= 500);
}

/** After a cancel there is no time to wait, but the status is due all the more. */
function waited(world: World): Promise<void> {
  return world.pause(beforeRetryMilliseconds).catch(() => undefined);
}

/** One line, counted in characters and not in halves of them. */
function cut(text: string): string {
  const characters = [...text.replace(/\s+/g, ' ').trim()];
  if (characters.length <= mostCharacters) return characters.join('');
  return `${characters.slice(0, mostCharacters - 1).join('')}…`;
}
