/** Questions to git: the clone in the workspace, and the repository on the server. A runner without git answers nothing. */
import { ToolError } from '../errors.ts';
import type { Command } from '../model/decision.ts';
import type { Context } from '../model/event.ts';
import type { Asked } from '../model/facts.ts';
import type { Finished, World } from '../world/ports.ts';

export type GitAnswer =
  | { readonly kind: 'ended'; readonly exitCode: number; readonly stdout: string; readonly words: string }
  | { readonly kind: 'absent'; readonly words: string };

/** A clone that lacks history cannot say no, and one that is not there cannot say anything. */
export type Clone = { readonly kind: 'whole' } | { readonly kind: 'shallow' | 'none'; readonly words: string };

/** What one source knows, or why it knows nothing. */
export type Tried<T> = Exclude<Asked<T>, { kind: 'not-asked' }>;

/** A line of `git ls-remote`. */
export interface RemoteRef {
  readonly ref: string;
  readonly commit: string;
}

const limitSeconds = 20;
/** Nobody is there to type a password; and what git says is quoted, so it is in the language of the log. */
const env = { GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };

/** Object names of SHA-1 and of SHA-256. */
export function isCommit(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

/** Asks the clone in the workspace. Rejects only when the run is cancelled. */
export async function askGit(title: string, words: readonly string[], world: World): Promise<GitAnswer> {
  const command: Command = { title, argv: ['git', ...words], env };
  try {
    return answerOf(await world.run(command, { limitSeconds }), words[0] ?? '');
  } catch (error) {
    if (error instanceof ToolError) return { kind: 'absent', words: 'git did not start' };
    throw error;
  }
}

function answerOf({ exitCode, stdout, stderr, timedOut }: Finished, verb: string): GitAnswer {
  const said = stderr.trim().split('\n')[0] ?? '';
  const ending = timedOut === true ? `took more than ${limitSeconds} s` : said || `ended with ${exitCode}`;
  return { kind: 'ended', exitCode: timedOut === true ? 124 : exitCode, stdout, words: `git ${verb}: ${ending}` };
}

/**
 * How much history the workspace has; actions/checkout fetches one commit unless told otherwise, and who calls
 * pipeline.yml cannot tell its checkout.
 */
export async function readClone(world: World): Promise<Clone> {
  const answer = await askGit('Look for a clone', ['rev-parse', '--is-shallow-repository'], world);
  if (answer.kind === 'absent') return { kind: 'none', words: answer.words };
  if (answer.exitCode !== 0) return { kind: 'none', words: 'there is no usable clone in the workspace' };
  if (answer.stdout.trim() === 'false') return { kind: 'whole' };
  return {
    kind: 'shallow',
    words: 'the clone is shallow (where the checkout is your own step, `fetch-depth: 0` gets all of it)',
  };
}

/**
 * Refs of the run's repository as the server lists them. Whatever rights are needed come from the workspace's own git
 * configuration, where actions/checkout leaves them, so they are never words of a command line.
 */
export async function readRemote(
  words: readonly string[],
  patterns: readonly string[],
  context: Context,
  world: World,
): Promise<Tried<readonly RemoteRef[]>> {
  const url = `${context.serverUrl}/${context.repository}`;
  const answer = await askGit(
    `List the refs of ${context.repository}`,
    ['ls-remote', ...words, url, ...patterns],
    world,
  );
  if (answer.kind === 'absent' || answer.exitCode !== 0) return { kind: 'unknown', because: answer.words };
  const refs = [...answer.stdout.matchAll(/^([0-9a-f]+)\t(.+)$/gm)];
  return {
    kind: 'known',
    value: refs.map(([, commit = '', ref = '']) => ({ ref, commit })),
    from: 'git ls-remote',
  };
}
