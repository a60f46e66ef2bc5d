/** Everything of an image that a decision needs: tags, indexes, and what goes with what goes. */
import type { CleanupPlan, Manifest, Stock } from '../../plan/cleanup/cleanup.ts';
import { childrenOf } from '../../plan/cleanup/cleanup.ts';
import { isIndexType, listTags, type Opened, readDigest, readManifest, readReferrers } from './registry.ts';

/** Requests at once; registries refuse who asks for more. */
const atOnce = 8;

/** Reads every tag, and every index that an index holds. Rejects when one of them cannot be read. */
export async function readStock(opened: Opened): Promise<Stock> {
  const names = await listTags(opened);
  const tags = new Map<string, string>();
  const manifests = new Map<string, Manifest>();
  await sideBySide(names, async (name) => {
    const shown = await readManifest(name, opened);
    // It is gone since the tags were listed.
    if (shown === undefined) return;
    tags.set(name, shown.digest);
    manifests.set(shown.digest, shown.manifest);
  });
  const sorted = new Map(names.flatMap((name) => (tags.has(name) ? [[name, tags.get(name) ?? ''] as const] : [])));
  const stock = { image: opened.image, tags: sorted, manifests, referrers: new Map() };
  return withIndexes(stock, [...manifests.keys()], opened);
}

async function withIndexes(stock: Stock, roots: readonly string[], opened: Opened): Promise<Stock> {
  const manifests = new Map(stock.manifests);
  const open = [...roots];
  for (let digest = open.pop(); digest !== undefined; digest = open.pop()) {
    for (const { digest: child, mediaType } of manifests.get(digest)?.manifests ?? []) {
      if (!isIndexType(mediaType) || manifests.has(child)) continue;
      const shown = await readManifest(child, opened);
      if (shown === undefined) continue;
      manifests.set(child, shown.manifest);
      open.push(child);
    }
  }
  return { ...stock, manifests };
}

/** The same with images that no tag may show, by their digests; those that are not there are left out. */
export async function withDigests(stock: Stock, digests: readonly string[], opened: Opened): Promise<Stock> {
  const manifests = new Map(stock.manifests);
  const missing = [...new Set(digests)].filter((digest) => !manifests.has(digest));
  await sideBySide(missing, async (digest) => {
    const shown = await readManifest(digest, opened);
    if (shown !== undefined) manifests.set(digest, shown.manifest);
  });
  return withIndexes({ ...stock, manifests }, missing, opened);
}

/**
 * The same with all that would go with what goes: the parts of an index, and what registries list as belonging to them.
 * `decide` is asked again until there is nothing new.
 */
export async function withParts(
  stock: Stock,
  decide: (stock: Stock) => Pick<CleanupPlan, 'going'>,
  opened: Opened,
): Promise<Stock> {
  let known = stock;
  const asked = new Set<string>();
  for (;;) {
    const roots = decide(known).going.flatMap(({ digest, how }) => (how === 'delete' ? digest : []));
    const all = new Set(roots);
    for (const digest of all)
      for (const part of [...childrenOf(known.manifests.get(digest)), ...(known.referrers.get(digest) ?? [])])
        all.add(part);
    const fresh = [...all].filter((digest) => !asked.has(digest));
    if (fresh.length === 0) return known;
    for (const digest of fresh) asked.add(digest);
    known = await withDigests(known, fresh, opened);
    known = await withReferrers(known, fresh, opened);
  }
}

async function withReferrers(stock: Stock, digests: readonly string[], opened: Opened): Promise<Stock> {
  const referrers = new Map(stock.referrers);
  const [first, ...others] = digests.filter((digest) => stock.manifests.has(digest));
  if (first === undefined || unlisted.has(opened.session)) return stock;
  const found = await readReferrers(first, opened);
  if (found === 'no such list') {
    unlisted.add(opened.session);
    return stock;
  }
  referrers.set(first, found);
  await sideBySide(others, async (digest) => {
    const more = await readReferrers(digest, opened);
    if (more !== 'no such list') referrers.set(digest, more);
  });
  return { ...stock, referrers };
}

/** Registries without such lists are asked for one. */
const unlisted = new WeakSet<object>();

/** Whether a tag has come, gone or moved since. */
export async function hasChanged({ tags }: Stock, opened: Opened): Promise<boolean> {
  const names = await listTags(opened);
  let changed = false;
  await sideBySide(names, async (name) => {
    // What is gone is no longer in anybody's way.
    const digest = changed ? undefined : await readDigest(name, opened);
    if (digest !== undefined && digest !== tags.get(name)) changed = true;
  });
  return changed;
}

/** Some at a time. The first that fails is the error of all, and nothing more is begun. */
export async function sideBySide<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  let failed = false;
  const worker = async () => {
    try {
      for (const item of queue) if (!failed) await work(item);
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
