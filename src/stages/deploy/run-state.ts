/** Whether a run of GitHub Actions that left its name on a host still goes on. */
import type { Secret } from '../../model/inputs.ts';
import type { World } from '../../world/ports.ts';
import { refusalWords } from './rights.ts';

/** A run as it names itself. Labels on a host are anybody's text, so all of it may be nonsense. */
export interface RunName {
  /** `OWNER/NAME`. */
  readonly repository: string;
  readonly id: string;
  /** Counted from 1. */
  readonly attempt: number;
}

/** `because` is the rest of a sentence. */
export type RunState =
  | { readonly kind: 'ended' }
  | { readonly kind: 'alive' }
  | { readonly kind: 'unknown'; readonly because: string };

/** What is neither leads out of `/repos/OWNER/NAME`: a slash, an escape, or a name of dots alone. */
const repositoryName = /^[A-Za-z0-9][A-Za-z0-9_-]*\/(?!\.{1,2}$)[A-Za-z0-9._-]+$/;
const runId = /^[1-9]\d{0,18}$/;

/** Asks GitHub for the attempt. Never rejects. */
export async function readRunState(run: RunName, token: Secret | undefined, world: World): Promise<RunState> {
  const nonsense = wrongName(run);
  if (nonsense !== undefined) return unknown(nonsense);
  const answer = await world.askGitHub(`/repos/${run.repository}/actions/runs/${run.id}`, token);
  if (answer.kind === 'answer') return stateOf(answer.body, run.attempt);
  if (answer.kind === 'refused' && answer.status === 404)
    return unknown(`${answer.words}, so the run was deleted or the token may not see it`);
  return unknown(refusalWords(answer, 'actions: read'));
}

function wrongName({ repository, id, attempt }: RunName): string | undefined {
  if (!repositoryName.test(repository)) return `${quoted(repository)} names no repository of GitHub`;
  if (!runId.test(id)) return `${quoted(id)} is not the number of a run`;
  return Number.isSafeInteger(attempt) && attempt > 0 ? undefined : `${attempt} is not the attempt of a run`;
}

/** GitHub tells of the newest attempt; one begins only after the one before it has ended. */
function stateOf(body: unknown, attempt: number): RunState {
  const { status, run_attempt: newest } = Object(body) as { status?: unknown; run_attempt?: unknown };
  if (typeof status !== 'string' || typeof newest !== 'number') return unknown("GitHub's answer is not a run");
  // An answer from before this attempt tells nothing about it.
  if (newest < attempt) return unknown(`GitHub knows attempt ${newest} of the run, but not yet attempt ${attempt}`);
  return { kind: newest > attempt || status === 'completed' ? 'ended' : 'alive' };
}

function unknown(because: string): RunState {
  return { kind: 'unknown', because };
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
