/** When an image was made, as it says itself, and of which commit. */
import type { Manifest, Stock } from '../../plan/cleanup/cleanup.ts';
import { type Opened, readBlob, readManifest } from './registry.ts';

/** Of an image, as far as it says so. `time` in milliseconds since 1970. */
export interface Birth {
  readonly time: number | undefined;
  readonly revision: string;
}

const createdKey = 'org.opencontainers.image.created';
const revisionKey = 'org.opencontainers.image.revision';
/** Builds that are to be reproducible say 1970 or the year 1, which is no time. */
const earliest = Date.parse('2000-01-01T00:00:00Z');

/** By annotations of what the tag shows, else of its first platform, else by labels, else by the configuration's own time. */
export async function readBirth(digest: string, stock: Stock, opened: Opened): Promise<Birth> {
  const top = stock.manifests.get(digest);
  const first = saidBy(top?.annotations);
  if (top === undefined || isComplete(first)) return first;
  const platform = await platformOf(top, opened);
  const second = together(first, saidBy(platform?.annotations));
  const config = platform?.config?.digest;
  if (isComplete(second) || config === undefined) return second;
  const blob = (await readBlob(config, opened)) as { config?: { Labels?: Words } | null; created?: unknown };
  return together(together(second, saidBy(blob.config?.Labels)), { time: timeOf(blob.created), revision: '' });
}

type Words = Readonly<Record<string, unknown>> | null;

async function platformOf(top: Manifest, opened: Opened): Promise<Manifest | undefined> {
  if (top.manifests === undefined) return top;
  const found = top.manifests.find(({ platform }) => platform?.os !== 'unknown');
  return found === undefined ? undefined : (await readManifest(found.digest, opened))?.manifest;
}

function saidBy(words: Words | undefined): Birth {
  const revision = words?.[revisionKey];
  return { time: timeOf(words?.[createdKey]), revision: typeof revision === 'string' ? revision : '' };
}

function timeOf(text: unknown): number | undefined {
  const time = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) || time < earliest ? undefined : time;
}

function isComplete({ time, revision }: Birth): boolean {
  return time !== undefined && revision !== '';
}

function together(first: Birth, second: Birth): Birth {
  return { time: first.time ?? second.time, revision: first.revision || second.revision };
}
