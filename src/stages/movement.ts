/** Looks at what the tags show before they move, so that none goes backwards. */
import { ToolError } from '../errors.ts';
import { compareVersions } from '../language/versions.ts';
import type { Asked } from '../model/facts.ts';
import type { Secret } from '../model/inputs.ts';
import type { Ancestry, HeldBack, Shown, Tag, TagState } from '../model/names.ts';
import type { Plan, PublishPlan } from '../model/plan.ts';
import { type Evidence, holder, judgeMove } from '../plan/tags/movement.ts';
import type { ShownState, World } from '../world/ports.ts';
import { isHeadOfRef, readAncestry } from './ancestry.ts';
import { explain, lastWords } from './explain.ts';
import { isCommit } from './git.ts';
import { askAgain, readShownSurely } from './registry.ts';

/** A tag that may be pushed. */
export interface Move {
  readonly tag: Tag;
  /** What it pointed at right before. */
  readonly before: TagState;
  /** Why it moves although something speaks against it. */
  readonly note?: string;
  /** It moves only because `overwrite` is true. */
  readonly forced?: true;
}

export interface Judged {
  readonly moves: readonly Move[];
  readonly heldBack: readonly HeldBack[];
}

/**
 * Refuses before the build what would be refused after it: a version that another commit has. `first` is what was read
 * of the tags directly, side by side with the login; what that did not tell is asked again now.
 */
export async function refuseTaken(
  publish: PublishPlan,
  first: readonly ShownState[],
  plan: Plan,
  world: World,
): Promise<void> {
  if (publish.overwrite) return;
  const fixed = publish.tags.map((tag, index) => ({ tag, index })).filter(({ tag }) => tag.order.kind === 'fixed');
  const tags = fixed.map(({ tag }) => tag);
  const states = await askAgain(
    tags,
    fixed.flatMap(({ index }) => first[index] ?? []),
    world,
  );
  const taken = tags.flatMap((tag, index): Taken[] => {
    const state = states[index];
    return state?.kind !== 'present' || isOurs(state.shown, plan) ? [] : [{ tag, shown: state.shown }];
  });
  if (taken.length > 0) throw takenError(taken);
}

export interface Request {
  readonly plan: Plan;
  readonly publish: PublishPlan;
  /** Of the image that was tested. */
  readonly digest: string;
  readonly token: Secret | undefined;
}

/**
 * Reads every tag again, since the build took its time, and decides which may move. A version that was taken meanwhile
 * fails the run, with nothing pushed.
 */
export async function judgeTags(request: Request, world: World): Promise<Judged> {
  const { publish, plan } = request;
  const states = await readShownSurely(publish.tags, plan.logins, world);
  const seen = publish.tags.map((tag, index): Seen => ({ tag, state: states[index] ?? unread }));
  const history = await readHistory(seen, request, world);
  const judged = await Promise.all(seen.map((one) => judge(one, request, history)));
  const taken = judged.flatMap((result) => ('taken' in result ? [result.taken] : []));
  if (taken.length > 0) throw takenError(taken);
  return {
    moves: judged.flatMap((result) => ('move' in result ? [result.move] : [])),
    heldBack: judged.flatMap((result) => ('heldBack' in result ? [result.heldBack] : [])),
  };
}

interface Seen {
  readonly tag: Tag;
  readonly state: ShownState;
}

const unread: ShownState = { kind: 'unknown', words: 'no answer' };

interface Taken {
  readonly tag: Tag;
  readonly shown: Shown;
}

type Result = { readonly move: Move } | { readonly heldBack: HeldBack } | { readonly taken: Taken };

async function judge({ tag, state }: Seen, request: Request, history: HistoryOfTags): Promise<Result> {
  switch (state.kind) {
    case 'absent':
      return { move: { tag, before: state } };
    case 'unknown':
      return judgeUnread(tag, state.words);
    case 'present':
      return judgeShown(tag, state.shown, request, history);
  }
}

/** What a registry says of a repository that is not there yet, and to a login that may write only. */
const denial = /denied|forbidden|unauthorized|insufficient_scope|\b40[13]\b/i;

/** Whether the registry will not say it to this login, now or later; else it may be in trouble. */
export function isDenied(words: string): boolean {
  return denial.test(words);
}

/**
 * What a registry in trouble does not tell is not moved. A fixed tag is nobody else's, so only the push can tell more;
 * and one that refuses to be read must be pushed, since the first image of a new repository could never be.
 */
function judgeUnread(tag: Tag, words: string): Result {
  const before: TagState = { kind: 'unknown', words };
  if (tag.order.kind === 'fixed') return { move: { tag, before } };
  if (isDenied(words))
    return { move: { tag, before, note: 'the registry does not let this login read what it shows' } };
  const because = `the registry did not say what it shows: ${explain(words)?.why ?? lastWords(words)}`;
  return { heldBack: { tag, because } };
}

async function judgeShown(tag: Tag, shown: Shown, request: Request, history: HistoryOfTags): Promise<Result> {
  const before: TagState = { kind: 'present', digest: shown.digest };
  // The same bytes are no movement, whatever their labels say.
  if (shown.digest === request.digest) return { move: { tag, before } };
  const verdict = judgeMove(tag, await evidenceFor(tag, shown, request, history));
  if (verdict.move) return { move: { tag, before, ...(verdict.note !== undefined && { note: verdict.note }) } };
  if (request.publish.overwrite)
    return { move: { tag, before, note: `${verdict.because}: \`overwrite\` is true`, forced: true } };
  if (tag.order.kind !== 'fixed' || isOurs(shown, request.plan)) return { heldBack: { tag, because: verdict.because } };
  return { taken: { tag, shown } };
}

async function evidenceFor(tag: Tag, shown: Shown, { plan }: Request, history: HistoryOfTags): Promise<Evidence> {
  const { event, sha, revision } = plan.context;
  return {
    shown,
    ancestry: isOurs(shown, plan) ? { kind: 'same' } : (history.ancestries.get(shown.revision) ?? notAsked),
    headOfRef: followsRef(tag, plan) ? history.headOfRef : { kind: 'known', value: false, from: 'GitHub' },
    compared: await compareWithShown(tag, shown, plan),
    merged: event.kind === 'pull-request' && sha !== revision,
  };
}

/** A branch that is set back takes its own tags along; others, such as `latest`, only when it is the default branch. */
function followsRef({ order }: Tag, { context }: Plan): boolean {
  const { event, defaultBranch } = context;
  if (order.kind === 'commit' && order.ofRef) return true;
  return event.kind === 'branch' && event.branch === defaultBranch;
}

/** The version of a tag that follows versions is its own; of others, what this run releases. */
async function compareWithShown({ order }: Tag, { version }: Shown, plan: Plan): Promise<number | undefined> {
  const { prefix, suffix } = plan.mainAffixes;
  const bare = (text: string) =>
    text.startsWith(prefix) && text.endsWith(suffix) ? text.slice(prefix.length, text.length - suffix.length) : text;
  switch (order.kind) {
    case 'version':
      return compareVersions(order.scheme, bare(version), order.version);
    case 'commit':
      return plan.context.event.kind === 'tag'
        ? compareVersions('semver', bare(version), bare(plan.mainTag))
        : undefined;
    case 'fixed':
      return undefined;
  }
}

const notAsked: Ancestry = { kind: 'unknown', because: 'nobody was asked' };

/** What is known about the commits that the tags show. */
interface HistoryOfTags {
  /** By the revision that an image names. */
  readonly ancestries: ReadonlyMap<string, Ancestry>;
  readonly headOfRef: Asked<boolean>;
}

/** Each commit is asked for once; where the branch is, only when a tag would be held back. */
async function readHistory(seen: readonly Seen[], request: Request, world: World): Promise<HistoryOfTags> {
  const { plan, token } = request;
  const revisions = await Promise.all(seen.map((one) => revisionToCompare(one, request)));
  const asked = [...new Set(revisions.filter((revision) => revision !== undefined))].map(
    async (revision) => [revision, await readAncestry(revision, plan.context, token, world)] as const,
  );
  const ancestries = new Map(await Promise.all(asked));
  const backwards = [...ancestries.values()].some(({ kind }) => kind === 'older' || kind === 'diverged');
  return {
    ancestries,
    headOfRef: backwards ? await isHeadOfRef(plan.context, token, world) : { kind: 'not-asked' },
  };
}

/** The commit that the tag shows, when the history has to decide. */
async function revisionToCompare({ tag, state }: Seen, { plan, digest }: Request): Promise<string | undefined> {
  if (tag.order.kind === 'fixed' || state.kind !== 'present' || state.shown.digest === digest) return undefined;
  if (isOurs(state.shown, plan)) return undefined;
  if (tag.order.kind === 'version' && (await compareWithShown(tag, state.shown, plan)) !== undefined) return undefined;
  return state.shown.revision;
}

/** Whether an image is of this run's commit: a rerun may renew it. The user may label the image with another commit. */
function isOurs({ revision }: Shown, { context, labels }: Plan): boolean {
  const labelled = labels.find(({ key }) => key === 'org.opencontainers.image.revision')?.value;
  // Any other word could be that of every image, and prove nothing.
  return isCommit(revision) && [context.revision, labelled].includes(revision);
}

function takenError(taken: readonly Taken[]): ToolError {
  const one = ({ tag, shown }: Taken) => `The tag ${tag.reference} belongs to another image already (${holder(shown)})`;
  const all = taken.map(({ tag, shown }) => `${tag.reference} (${holder(shown)})`).join(', ');
  const message =
    taken.length > 1 ? `${taken.length} tags belong to other images already: ${all}` : taken.map(one).join();
  return new ToolError(message, { cure: 'tag a new version, or write overwrite: true' });
}
