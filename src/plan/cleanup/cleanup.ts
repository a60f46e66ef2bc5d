/** What a clean-up takes away, in which order, and why the rest stays. Pure: registries and GitHub have been asked. */
import type { ImageName } from '../../model/names.ts';
import { subjectOf } from './names.ts';

/** Manifest or index as a registry has it, as far as it is read (OCI image spec). */
export interface Manifest {
  readonly annotations?: Readonly<Record<string, unknown>> | null;
  readonly artifactType?: string;
  readonly config?: { readonly digest?: string };
  readonly manifests?: readonly {
    readonly digest: string;
    readonly mediaType?: string;
    readonly platform?: { readonly os?: string };
  }[];
  readonly subject?: { readonly digest?: string };
}

/** What a registry has of one image. */
export interface Stock {
  readonly image: ImageName;
  /** By name, with the digest that each shows. */
  readonly tags: ReadonlyMap<string, string>;
  /** By digest, as far as they were read: all that tags show, and the indexes in them. */
  readonly manifests: ReadonlyMap<string, Manifest>;
  /** Signatures and attestations that the registry lists for a digest. */
  readonly referrers: ReadonlyMap<string, readonly string[]>;
}

/** Why a tag may go. */
export interface Wish {
  /** The rest of a sentence: `Removed x:pr-7: pull request 7 is closed`. */
  readonly why: string;
  /** Only when no tag that stays shows the same image. */
  readonly onlyAlone?: true;
}

export interface Going {
  readonly name: string;
  readonly digest: string;
  readonly why: string;
  /** Taken off an image that stays, or removed with it. */
  readonly how: 'untag' | 'delete';
}

/** A tag that might go by its name and stays all the same. `because` is the rest of a sentence. */
export interface Staying {
  readonly name: string;
  readonly because: string;
}

export interface CleanupPlan {
  readonly image: ImageName;
  readonly going: readonly Going[];
  readonly staying: readonly Staying[];
  /** How many tags stay. */
  readonly kept: number;
  /** To be deleted in this order: what belongs to something comes before it, so that a second run finds what is left. */
  readonly digests: readonly string[];
}

/** By which a clean-up that was ended in the middle is known: what it put in the place of an image. */
export const removedType = 'application/vnd.slipway-ci.removed.v1+json';

export const leftWish: Wish = { why: 'a clean-up that was interrupted has left it' };

/** What a manifest holds: platforms and attestations of an index. */
export function childrenOf(manifest: Manifest | undefined): readonly string[] {
  return (manifest?.manifests ?? []).map(({ digest }) => digest);
}

/**
 * Decides for one image. `wishes` by the names of tags; `deployed` says of digests that GitHub shows as deployed where
 * that is. What a tag that stays shows, holds or is signed by, is never among `digests`, nor is what is deployed.
 */
export function decideCleanup(
  stock: Stock,
  wishes: ReadonlyMap<string, Wish>,
  deployed: ReadonlyMap<string, string>,
): CleanupPlan {
  const { tags, image } = stock;
  const staying: Staying[] = [];
  const going = wished(stock, wishes, staying);
  let state = weigh(stock, going, deployed);
  for (let changed = true; changed; ) {
    changed = holdDeployed(stock, going, deployed, state, staying) || addCompanions(stock, going, state);
    state = weigh(stock, going, deployed);
  }
  const { kept, doomed } = state;
  return {
    image,
    going: [...going].map(([name, why]) => {
      const digest = tags.get(name) ?? '';
      return { name, digest, why, how: kept.has(digest) ? 'untag' : 'delete' };
    }),
    staying,
    kept: tags.size - going.size,
    digests: inOrder(stock, going, doomed),
  };
}

/** Names of tags that go, and why. */
type GoingTags = Map<string, string>;

interface State {
  /** Digests that must stay: all of what stays, and of what is deployed. */
  readonly kept: ReadonlySet<string>;
  /** The same without the deployments. */
  readonly keptByTags: ReadonlySet<string>;
  readonly doomed: ReadonlySet<string>;
}

/** A tag that goes only alone stays beside one that nobody wants to go. */
function wished({ tags }: Stock, wishes: ReadonlyMap<string, Wish>, staying: Staying[]): GoingTags {
  const others = new Map([...tags].filter(([name]) => !wishes.has(name)).map(([name, digest]) => [digest, name]));
  const going: GoingTags = new Map();
  for (const [name, { why, onlyAlone }] of wishes) {
    const digest = tags.get(name);
    if (digest === undefined) continue;
    const beside = onlyAlone === true ? others.get(digest) : undefined;
    if (beside === undefined) going.set(name, why);
    else staying.push({ name, because: `${beside} shows the same image` });
  }
  return going;
}

function weigh(stock: Stock, going: GoingTags, deployed: ReadonlyMap<string, string>): State {
  const shown = (goes: boolean) => [...stock.tags].filter(([name]) => going.has(name) === goes).map(([, it]) => it);
  const keptByTags = withSignatures(stock, held(stock, shown(false)));
  const kept = withSignatures(stock, held(stock, [...shown(false), ...deployed.keys()]));
  const reached = held(stock, shown(true), (digest) => stock.referrers.get(digest) ?? []);
  return { kept, keptByTags, doomed: new Set([...reached].filter((digest) => !kept.has(digest))) };
}

/** The digests and all that they hold. */
function held(
  { manifests }: Stock,
  roots: readonly string[],
  more: (digest: string) => readonly string[] = () => [],
): Set<string> {
  const found = new Set(roots);
  // A set grows while it is walked through, and what is added is visited too.
  for (const digest of found)
    for (const next of [...childrenOf(manifests.get(digest)), ...more(digest)]) found.add(next);
  return found;
}

/** What names something that stays as its subject stays with it. */
function withSignatures(stock: Stock, kept: Set<string>): Set<string> {
  const subjects = [...stock.manifests].flatMap(([digest, { subject }]) =>
    subject?.digest === undefined ? [] : [[digest, subject.digest] as const],
  );
  const listed = [...stock.referrers].flatMap(([subject, digests]) => digests.map((it) => [it, subject] as const));
  for (let size = -1; size !== kept.size; ) {
    size = kept.size;
    const found = [...subjects, ...listed].filter(([, subject]) => kept.has(subject)).map(([digest]) => digest);
    for (const digest of held(stock, found)) kept.add(digest);
  }
  return kept;
}

/** Without a tag nobody would find it again, neither people nor the next clean-up. */
function holdDeployed(
  { tags }: Stock,
  going: GoingTags,
  deployed: ReadonlyMap<string, string>,
  { keptByTags }: State,
  staying: Staying[],
): boolean {
  const before = going.size;
  for (const name of [...going.keys()]) {
    const digest = tags.get(name) ?? '';
    const where = deployed.get(digest);
    if (where === undefined || keptByTags.has(digest)) continue;
    going.delete(name);
    staying.push({ name, because: `it is deployed to ${where}` });
  }
  return going.size !== before;
}

/** Signatures and attestations that registries keep under a tag go with their image, and not before. */
function addCompanions({ tags }: Stock, going: GoingTags, { doomed }: State): boolean {
  const before = going.size;
  for (const name of tags.keys()) {
    const subject = subjectOf(name);
    if (subject !== undefined && doomed.has(subject) && !going.has(name))
      going.set(name, `it belongs to sha256:${subject.slice('sha256:'.length, 'sha256:'.length + 12)}, which goes`);
  }
  return going.size !== before;
}

/** What is found by something else comes before it: parts before their index, signatures before their image. */
function inOrder(stock: Stock, going: GoingTags, doomed: ReadonlySet<string>): string[] {
  const { tags, manifests, referrers } = stock;
  const ordered = new Set<string>();
  const visiting = new Set<string>();
  const companions = Map.groupBy(
    [...going.keys()].filter((name) => subjectOf(name) !== undefined),
    (name) => subjectOf(name),
  );
  const visit = (digest: string) => {
    if (visiting.has(digest)) return;
    visiting.add(digest);
    const signed = (companions.get(digest) ?? []).flatMap((name) => tags.get(name) ?? []);
    const parts = [...signed, ...(referrers.get(digest) ?? []), ...childrenOf(manifests.get(digest))];
    for (const part of parts) visit(part);
    // What was not found when it was read is gone already.
    if (doomed.has(digest) && manifests.has(digest)) ordered.add(digest);
  };
  for (const name of going.keys()) visit(tags.get(name) ?? '');
  return [...ordered];
}
