/** How this run's commit stands to others: to the one a tag shows, and to the newest of its own branch. */
import type { Context } from '../model/event.ts';
import type { Asked } from '../model/facts.ts';
import type { Secret } from '../model/inputs.ts';
import type { Ancestry } from '../model/names.ts';
import type { GitHubAnswer, World } from '../world/ports.ts';
import { askGit, isCommit, readClone, readRemote } from './git.ts';

/** An answer of yes or no, or why there is none. */
type Answered = { readonly kind: 'yes' | 'no' } | { readonly kind: 'unknown'; readonly because: string };

/**
 * How this run's commit stands to the one whose image a tag shows: by GitHub's comparison, else by the clone's history.
 * Rejects only when the run is cancelled.
 */
export async function readAncestry(
  shownRevision: string,
  context: Context,
  token: Secret | undefined,
  world: World,
): Promise<Ancestry> {
  const ours = context.revision;
  if (!isCommit(shownRevision)) return { kind: 'unknown', because: namesNone(shownRevision) };
  if (!isCommit(ours)) return { kind: 'unknown', because: 'this run names no commit' };
  if (ours === shownRevision) return { kind: 'same' };
  // The changed files are on the first page only, and may be megabytes; how the two stand is on every page.
  const path = `/repos/${context.repository}/compare/${shownRevision}...${ours}?per_page=1&page=2`;
  const told = compared(await world.askGitHub(path, token));
  if (told.kind !== 'unknown') return told;
  const seen = await compareInClone(shownRevision, ours, world);
  return seen.kind === 'unknown' ? { kind: 'unknown', because: `${told.because}; ${seen.because}` } : seen;
}

/** A label is anybody's text: quoted, and no longer than a commit. */
function namesNone(revision: string): string {
  return revision === ''
    ? 'the image that it shows names no commit'
    : `the revision ${JSON.stringify(revision.slice(0, 64))} of the image that it shows names no commit`;
}

/** GitHub says how the second commit stands to the first (docs.github.com/rest: "Compare two commits"). */
function compared(answer: GitHubAnswer): Ancestry {
  // GitHub says so with a 404, as if one of them were missing.
  if (answer.kind === 'refused' && /no common ancestor/i.test(answer.words)) return { kind: 'diverged' };
  if (answer.kind !== 'answer') return { kind: 'unknown', because: answer.words };
  const { status } = (answer.body ?? {}) as { status?: unknown };
  switch (status) {
    case 'ahead':
      return { kind: 'descendant' };
    case 'identical':
      return { kind: 'same' };
    case 'behind':
      return { kind: 'older' };
    case 'diverged':
      return { kind: 'diverged' };
    default:
      return { kind: 'unknown', because: "GitHub's answer is not a comparison" };
  }
}

/** A yes holds in every clone, a no only in one that has the whole history. */
async function compareInClone(shown: string, ours: string, world: World): Promise<Ancestry> {
  const forward = await isAncestor(shown, ours, world);
  if (forward.kind === 'yes') return { kind: 'descendant' };
  const clone = await readClone(world);
  if (clone.kind !== 'whole') return { kind: 'unknown', because: clone.words };
  if (forward.kind === 'unknown') return forward;
  const backward = await isAncestor(ours, shown, world);
  if (backward.kind === 'unknown') return backward;
  return { kind: backward.kind === 'yes' ? 'older' : 'diverged' };
}

async function isAncestor(older: string, newer: string, world: World): Promise<Answered> {
  const words = ['merge-base', '--is-ancestor', older, newer];
  const answer = await askGit('Compare two commits', words, world);
  if (answer.kind === 'absent' || answer.exitCode > 1) return { kind: 'unknown', because: answer.words };
  return { kind: answer.exitCode === 0 ? 'yes' : 'no' };
}

/**
 * Whether the branch or pull request of this run points at its commit right now. Events that have neither are at no
 * head, which is known without asking. Rejects only when the run is cancelled.
 */
export async function isHeadOfRef(context: Context, token: Secret | undefined, world: World): Promise<Asked<boolean>> {
  // A queue makes a branch for each attempt, which is at this commit for as long as there is one.
  if (context.event.kind === 'merge-group') return { kind: 'known', value: true, from: 'GitHub' };
  const head = headOf(context);
  if (head === undefined) return { kind: 'known', value: false, from: 'GitHub' };
  const answer = await world.askGitHub(head.path, token);
  const told = answer.kind === 'answer' ? head.commit(answer.body) : undefined;
  if (told !== undefined) return { kind: 'known', value: told === context.revision, from: 'GitHub' };
  const refs = await readRemote([], [head.ref], context, world);
  if (refs.kind !== 'known') return { kind: 'unknown', because: `${wordsOf(answer)}; ${refs.because}` };
  // The server takes the name as a pattern, and lists whatever ends in it.
  const commit = refs.value.find(({ ref }) => ref === head.ref)?.commit;
  return { kind: 'known', value: commit === context.revision, from: 'git ls-remote' };
}

interface Head {
  readonly path: string;
  readonly ref: string;
  /** The commit that GitHub's answer names. */
  commit(body: unknown): string | undefined;
}

function headOf({ event, repository }: Context): Head | undefined {
  switch (event.kind) {
    case 'branch':
    case 'schedule':
      return branchHead(repository, event.branch);
    case 'pull-request':
      return pullHead(repository, event.number);
    case 'tag':
    case 'merge-group':
      return undefined;
  }
}

function branchHead(repository: string, branch: string): Head {
  // Branches are named by people; GitHub wants their slashes as they are.
  const escaped = branch.split('/').map(encodeURIComponent).join('/');
  return {
    path: `/repos/${repository}/git/ref/heads/${escaped}`,
    ref: `refs/heads/${branch}`,
    commit: (body) => shaOf((body as { object?: unknown } | null)?.object),
  };
}

function pullHead(repository: string, number: number): Head {
  return {
    path: `/repos/${repository}/pulls/${number}`,
    ref: `refs/pull/${number}/head`,
    commit: (body) => shaOf((body as { head?: unknown } | null)?.head),
  };
}

function shaOf(holder: unknown): string | undefined {
  const sha = (holder as { sha?: unknown } | null | undefined)?.sha;
  return typeof sha === 'string' ? sha : undefined;
}

function wordsOf(answer: GitHubAnswer): string {
  return answer.kind === 'answer' ? "GitHub's answer names no commit" : answer.words;
}
