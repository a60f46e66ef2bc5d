/** Which tags may go: those of closed pull requests, caches that nobody reads any more, and what is old. Pure. */
import { leftWish, removedType, type Stock, type Wish } from './cleanup.ts';
import { cacheOwner, datedOf, dayOf, mayBeOf } from './names.ts';

/** What the inputs say of age; undefined for what nobody asked for. */
export interface AgePolicy {
  readonly keepDays: number | undefined;
  readonly keepLast: number | undefined;
}

/** What is known beside the registry. */
export interface Known {
  /** Names of tags of pull requests that are closed, with the number. */
  readonly closed: ReadonlyMap<string, number>;
  /** Of their heads, as commits. */
  readonly heads: ReadonlyMap<string, number>;
  readonly closedNumbers: ReadonlySet<number>;
  /** Undefined when branches are not looked at. */
  readonly branches: readonly string[] | undefined;
  /** Names that stay, whatever they look like. */
  readonly live: ReadonlySet<string>;
  readonly keeps: (name: string) => boolean;
  /** Old ones by kind; empty when `keep-days` and `keep-last` are not given. */
  readonly old: ReadonlyMap<string, string>;
}

/** The wish for each tag that may go. */
export function wishesFor(stock: Stock, known: Known): ReadonlyMap<string, Wish> {
  const wishes = new Map<string, Wish>();
  for (const [name, digest] of stock.tags) {
    // Only a clean-up makes such a thing, for a tag that was to go.
    if (stock.manifests.get(digest)?.artifactType === removedType) wishes.set(name, leftWish);
    else if (!known.keeps(name)) {
      const wish = cacheWish(name, known) ?? (known.live.has(name) ? undefined : imageWish(name, known));
      if (wish !== undefined) wishes.set(name, wish);
    }
  }
  return wishes;
}

function imageWish(name: string, { closed, heads, old }: Known): Wish | undefined {
  const number = closed.get(name);
  if (number !== undefined) return { why: closedText(number) };
  const head = heads.get(name);
  if (head !== undefined)
    return { why: `it is the last commit of pull request ${head}, which is closed`, onlyAlone: true };
  const why = old.get(name);
  return why === undefined ? undefined : { why };
}

function cacheWish(name: string, { closedNumbers, branches }: Known): Wish | undefined {
  const owner = cacheOwner(name);
  if (owner === undefined) return undefined;
  if (owner.kind === 'pull-request')
    return closedNumbers.has(owner.number) ? { why: closedText(owner.number) } : undefined;
  if (branches === undefined || branches.some((branch) => mayBeOf(owner, branch))) return undefined;
  return { why: 'its branch is gone' };
}

function closedText(number: number): string {
  return `pull request ${number} is closed`;
}

/** A tag that may be old: of a single commit, or the dated one of a rebuild. */
export interface Aged {
  readonly name: string;
  readonly kind: 'commit' | 'rebuild';
  /** When its image was made, in milliseconds since 1970; undefined when nobody knows. */
  readonly time: number | undefined;
}

/** What tells them apart. */
export interface AgedKinds {
  readonly isCommit: (name: string) => boolean;
  /** Names of the default branch. */
  readonly ofBranch: ReadonlySet<string>;
  readonly tags: Pick<ReadonlySet<string>, 'has'>;
}

/** Which rule of age might concern a tag. What a rebuild has dated stands beside the tag that it has moved. */
export function agedKind(name: string, { isCommit, ofBranch, tags }: AgedKinds): Aged['kind'] | undefined {
  if (isCommit(name)) return 'commit';
  const base = datedOf(name, ofBranch);
  return base !== undefined && tags.has(base) ? 'rebuild' : undefined;
}

/**
 * The newest of the times that are told of a tag. A rebuild says its day in the name, and a reproducible one says in the
 * image the time of its commit, which may be months before.
 */
export function newestOf(
  { name, kind }: Pick<Aged, 'name' | 'kind'>,
  told: readonly (number | undefined)[],
): number | undefined {
  const times = [...told, kind === 'rebuild' ? dayOf(name) : undefined].filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.max(...times);
}

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** Why each old one may go. What has no time is among the newest of its kind: nothing is guessed. */
export function oldOnes(
  all: readonly Aged[],
  { keepDays, keepLast }: AgePolicy,
  now: number,
): ReadonlyMap<string, string> {
  const old = new Map<string, string>();
  if (keepDays === undefined && keepLast === undefined) return old;
  for (const kind of ['commit', 'rebuild'] as const) {
    const newestFirst = all
      .filter((one) => one.kind === kind)
      .toSorted((a, b) => (b.time ?? Number.MAX_SAFE_INTEGER) - (a.time ?? Number.MAX_SAFE_INTEGER));
    for (const { name, time } of newestFirst.slice(keepLast ?? 0)) {
      if (time === undefined) continue;
      const days = Math.floor((now - time) / dayMilliseconds);
      if (now - time > (keepDays ?? 0) * dayMilliseconds) old.set(name, `${whatOf(kind)} of ${days} days ago`);
    }
  }
  return old;
}

function whatOf(kind: Aged['kind']): string {
  return kind === 'commit' ? 'it is a single commit' : 'it is a rebuild';
}
