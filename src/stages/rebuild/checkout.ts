/** A rebuild is of the commit that is checked out, whatever event has started it. */
import type { Problem } from '../../model/decision.ts';
import type { Context, Event } from '../../model/event.ts';
import type { History } from '../../model/facts.ts';
import type { TagRule } from '../../model/inputs.ts';
import { fullVersionOf, matchProblems, newestRelease, versionTagOf } from '../../plan/rebuild/newest-release.ts';
import { strayWarning } from '../../plan/rebuild/rebuild.ts';
import type { World } from '../../world/ports.ts';
import { askGit, isCommit, readRemote } from '../git.ts';

export interface Checkout {
  readonly context: Context;
  readonly problems: readonly Problem[];
}

/**
 * The run as the push of what is checked out would be: of the default branch when that is checked out by its name, else
 * of the version tag of the commit, else of the default branch again.
 */
export async function readCheckout(context: Context, tagRules: readonly TagRule[], world: World): Promise<Checkout> {
  const unread = await matchProblems(tagRules);
  const answer = await askGit('Read what is checked out', ['rev-parse', '--verify', 'HEAD'], world);
  const head = answer.kind === 'ended' ? answer.stdout.trim() : '';
  if (!isCommit(head)) {
    const wrong = `needs a clone in the workspace: ${answer.words}`;
    return {
      context,
      problems: [...unread, { input: 'rebuild', wrong, cure: 'add actions/checkout before this step' }],
    };
  }
  if (unread.length > 0) return { context, problems: unread };
  const event = await eventOf(head, context, tagRules, world);
  const shortRevision = head.slice(0, context.shortRevision.length || 7);
  // The event's date is another commit's.
  const commitDate = head === context.revision ? context.commitDate : undefined;
  return { context: { ...context, event, revision: head, sha: head, shortRevision, commitDate }, problems: [] };
}

/**
 * The head of the default branch may have a version tag for weeks, and who checks the branch out means the branch. That of
 * another branch is most often a release of an older line.
 */
async function eventOf(head: string, context: Context, tagRules: readonly TagRule[], world: World): Promise<Event> {
  const ofBranch = pushOfBranch(context);
  const name = await askGit('Read what HEAD names', ['symbolic-ref', '--quiet', 'HEAD'], world);
  if (name.kind === 'ended' && name.stdout.trim() === `refs/heads/${ofBranch.branch}`) return ofBranch;
  const tag = await versionTagOf(await tagsAt(head, context, tagRules, world), tagRules);
  return tag === undefined ? ofBranch : { kind: 'tag', tag, base: '' };
}

function pushOfBranch({ event, defaultBranch }: Context): Extract<Event, { kind: 'branch' }> {
  const own = event.kind === 'branch' || event.kind === 'schedule' ? event.branch : '';
  return { kind: 'branch', branch: defaultBranch === '' ? own : defaultBranch };
}

/** A clone of one commit may lack its tags or have one of several, and the server has them all. */
async function tagsAt(
  head: string,
  context: Context,
  tagRules: readonly TagRule[],
  world: World,
): Promise<readonly string[]> {
  const answer = await askGit('List the tags of the commit', ['tag', '--points-at', head], world);
  const own =
    answer.kind === 'ended' && answer.exitCode === 0 ? answer.stdout.split('\n').filter((it) => it !== '') : [];
  if ((await fullVersionOf(own, tagRules)) !== undefined) return own;
  const refs = await readRemote(['--tags'], [], context, world);
  if (refs.kind === 'unknown') return own;
  // An annotated tag is an object of its own; `^{}` is what it points at.
  const there = refs.value.flatMap(({ ref, commit }) =>
    commit === head ? ref.replace(/^refs\/tags\//, '').replace(/\^\{\}$/, '') : [],
  );
  return [...own, ...there];
}

/** Warns when something else than the newest release is checked out. */
export async function warnOfStray(
  context: Context,
  tagRules: readonly TagRule[],
  { gitTags }: History,
  world: World,
): Promise<void> {
  const warning = strayWarning(context, await newestRelease(gitTags, context.defaultBranch, tagRules));
  if (warning !== undefined) world.log.annotate({ level: 'warning', message: warning });
}
