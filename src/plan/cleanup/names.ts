/** Whose a tag is, as far as its name tells: a pull request's, a commit's, a rebuild's, a build cache's, another image's. */
import type { Problem } from '../../model/decision.ts';
import type { Context } from '../../model/event.ts';
import type { Facts, History } from '../../model/facts.ts';
import type { Inputs, TagRule } from '../../model/inputs.ts';
import { planTags } from '../tags/tags.ts';

/** What names of tags are made by. */
export interface NameGround {
  readonly inputs: Pick<Inputs, 'tagRules' | 'flavor'>;
  readonly context: Context;
  readonly facts: Facts;
}

export interface Pull {
  readonly number: number;
  readonly open: boolean;
  /** Commit of its head, and name of the branch that it goes into. */
  readonly head: string;
  readonly base: string;
}

export interface Names {
  readonly names: readonly string[];
  readonly problems: readonly Problem[];
}

/** Nobody is asked for the sake of a name: what depends on other versions is no tag that a clean-up takes away. */
const nothingAsked: History = { gitTags: { kind: 'not-asked' }, commitDate: { kind: 'not-asked' } };
const anyImage = { registry: 'slipway.invalid', repository: 'any' };
const shortLength = 7;

async function namesBy(
  { inputs, facts }: NameGround,
  context: Context,
  fits: (rule: TagRule) => boolean,
): Promise<Names> {
  // A `latest` that comes along belongs to nobody alone.
  const flavor = { ...inputs.flavor, latest: 'false' } as const;
  const tagRules = inputs.tagRules.filter((rule) => rule.type !== 'full' && fits(rule));
  const { tags, problems } = await planTags(
    { tagRules, flavor, images: [anyImage], stage: 'metadata', rebuild: 'false' },
    context,
    facts,
    nothingAsked,
  );
  return { names: tags.map(({ name }) => name), problems };
}

function contextOf(context: Context, revision: string, event: Context['event']): Context {
  const length = context.shortRevision.length || shortLength;
  return { ...context, event, revision, shortRevision: revision.slice(0, length) };
}

/** What the rules give a pull request by its number. */
export function pullNames(ground: NameGround, { number, head, base }: Pull): Promise<Names> {
  const context = contextOf(ground.context, head, { kind: 'pull-request', number, base });
  const isOfPull = (rule: TagRule) => rule.type === 'ref' && rule.event === 'pr';
  return namesBy(ground, context, isOfPull).then(({ names, problems }) => ({
    names: names.filter((name) => !mayBeVersion(name, ground)),
    problems,
  }));
}

/** With `prefix=` the pull request 7 has the tag `7`, and so has version 7. */
function mayBeVersion(name: string, { inputs }: NameGround): boolean {
  const versions = inputs.tagRules.some(
    (rule) => ['semver', 'pep440', 'match', 'raw'].includes(rule.type) || (rule.type === 'ref' && rule.event === 'tag'),
  );
  return versions && /^v?\d+(?:\.\d+)*$/.test(name);
}

/** What the rules give the head of a pull request as a commit. */
export async function headNames(ground: NameGround, { number, head, base }: Pull): Promise<readonly string[]> {
  const context = contextOf(ground.context, head, { kind: 'pull-request', number, base });
  return (await namesBy(ground, context, isSha)).names;
}

function isSha(rule: TagRule): boolean {
  return rule.type === 'sha';
}

/** Numbers that pull requests of these tags might have. GitHub knows whether there are such pull requests. */
export async function pullNumbers(ground: NameGround, tags: readonly string[]): Promise<readonly number[]> {
  const there = new Set(tags);
  const runs = tags.flatMap((name) => name.match(/\d+/g) ?? []);
  const numbers = [...new Set(runs.filter((run) => /^[1-9]\d{0,8}$/.test(run)).map(Number))];
  // Such an expression may depend on the pull request itself.
  const changing = /\{\{/.test(JSON.stringify([ground.inputs.flavor, ground.inputs.tagRules.filter(isOfPullRule)]));
  const likely: number[] = [];
  for (const number of numbers) {
    const { names } = await pullNames(ground, { number, open: false, head: '0'.repeat(40), base: '' });
    if (changing || names.some((name) => there.has(name))) likely.push(number);
  }
  const ofCaches = tags.flatMap((name) => {
    const owner = cacheOwner(name);
    return owner?.kind === 'pull-request' ? owner.number : [];
  });
  return [...new Set([...likely, ...ofCaches])];
}

function isOfPullRule(rule: TagRule): boolean {
  return rule.type === 'ref' && rule.event === 'pr';
}

/** Branches and git tags that there are. */
export interface LiveRefs {
  readonly branches: readonly string[];
  readonly gitTags: readonly string[];
}

/** Those of the names that a branch or a git tag has, too: a branch may be called `pr-7`. */
export async function liveNames(ground: NameGround, { branches, gitTags }: LiveRefs): Promise<ReadonlySet<string>> {
  const events: Context['event'][] = [
    ...branches.map((branch) => ({ kind: 'branch', branch }) as const),
    ...gitTags.map((tag) => ({ kind: 'tag', tag, base: '' }) as const),
  ];
  const live = new Set<string>();
  for (const event of events) {
    const context = contextOf(ground.context, ground.context.revision, event);
    for (const name of (await namesBy(ground, context, (rule) => !isSha(rule))).names) live.add(name);
  }
  return live;
}

/** Tells the commit, as far as the name has it, that a tag belongs to; undefined for any other tag. */
export type CommitReader = (name: string) => { readonly commit: string; readonly bare: boolean } | undefined;

/** Makes the reader by what the rules give two commits that have nothing in common. */
export async function commitReader(ground: NameGround): Promise<CommitReader> {
  const branch = ground.context.defaultBranch || 'main';
  const of = (digit: string) => contextOf(ground.context, digit.repeat(40), { kind: 'branch', branch });
  const [{ names: first }, { names: second }] = await Promise.all([
    namesBy(ground, of('a'), isSha),
    namesBy(ground, of('b'), isSha),
  ]);
  const forms = first.flatMap((name, index) => formOf(name, second[index] ?? name));
  return (name) => {
    for (const { before, length, behind } of forms) {
      const commit = name.slice(before.length, name.length - behind.length);
      const whole = name === `${before}${commit}${behind}`;
      if (whole && commit.length === length && /^[0-9a-f]+$/.test(commit))
        return { commit, bare: before === '' && behind === '' };
    }
    return undefined;
  };
}

interface Form {
  readonly before: string;
  readonly length: number;
  readonly behind: string;
}

/** Where the two differ stands the commit. */
function formOf(one: string, other: string): Form[] {
  const differs = [...one].map((letter, index) => letter !== other[index]);
  const [start, length] = [differs.indexOf(true), differs.filter(Boolean).length];
  const commit = one.slice(start, start + length);
  return length === 0 || /[^a]/.test(commit)
    ? []
    : [{ before: one.slice(0, start), length, behind: one.slice(start + length) }];
}

/** What the rules give the default branch and its scheduled runs. A rebuild that is of no release has the day behind that. */
export async function branchNames(ground: NameGround): Promise<ReadonlySet<string>> {
  const { context } = ground;
  const branch = context.defaultBranch || 'main';
  const named = await Promise.all(
    (['branch', 'schedule'] as const).map((kind) =>
      namesBy(ground, contextOf(context, context.revision, { kind, branch }), (rule) => !isSha(rule)),
    ),
  );
  return new Set(named.flatMap(({ names }) => names));
}

/**
 * `1.2.3` of `1.2.3-20261122`, which a rebuild has set, or one of the `others` with a day behind it; undefined for any
 * other tag.
 */
export function datedOf(name: string, others: ReadonlySet<string> = new Set()): string | undefined {
  const base = name.slice(0, -'-20261122'.length);
  const known = others.has(base) || /(?:^|[^\d.])v?\d+\.\d+\.\d+/.test(`-${base}`);
  return base !== '' && known && dayOf(name) !== undefined ? base : undefined;
}

/** The day at the end of a tag, in milliseconds since 1970; undefined when there is none. */
export function dayOf(name: string): number | undefined {
  const [, year = '', month = '', day = ''] = /-(20\d\d)(\d\d)(\d\d)$/.exec(name) ?? [];
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  const real = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${year}-${month}-${day}`);
  return real ? date.getTime() : undefined;
}

/** Whom a tag of a build cache belongs to, as plan/cache.ts names it. */
export type CacheOwner =
  | { readonly kind: 'pull-request'; readonly number: number }
  /** `rest` begins with the branch. */
  | { readonly kind: 'branch'; readonly rest: string };

export function cacheOwner(name: string): CacheOwner | undefined {
  const rest = /^buildcache-[0-9a-f]{11}-(.+)$/.exec(name)?.[1] ?? '';
  const number = /^pr-([1-9]\d{0,8})-(?:final|test)(?:-|$)/.exec(rest)?.[1];
  if (number !== undefined) return { kind: 'pull-request', number: Number(number) };
  return rest.startsWith('branch-') ? { kind: 'branch', rest: rest.slice('branch-'.length) } : undefined;
}

/** Whether a cache may be that of a branch. What the tag grammar makes alike is taken for it. */
export function mayBeOf({ rest }: Extract<CacheOwner, { kind: 'branch' }>, branch: string): boolean {
  const legal = branch.replace(/[^A-Za-z0-9._-]+/g, '-');
  // A name that was too long ends in a hash.
  const visible = rest.replace(/-[0-9a-f]{11}$/, '');
  return ['final', 'test'].some((target) => {
    const start = `${legal}-${target}`;
    return rest === start || rest.startsWith(`${start}-`) || `${start}-`.startsWith(visible);
  });
}

/** The digest that a tag of cosign or of a registry without a referrers API is about: `sha256-….sig`. */
export function subjectOf(name: string): string | undefined {
  const hex = /^sha256-([0-9a-f]{64})(?:\.[a-z]+)?$/.exec(name)?.[1];
  return hex === undefined ? undefined : `sha256:${hex}`;
}
