/** Labels of the image: where it comes from, and what the user says. */
import type { Context } from '../model/event.ts';
import type { BaseImage, Facts } from '../model/facts.ts';
import type { Pair } from '../model/inputs.ts';

/** Fills in the expressions of a text; `line` is what the user typed, for a message. */
export type Expand = (text: string, line: string) => Promise<string>;

export interface LabelWish {
  /** The lines of `labels`. Only they are expanded: what GitHub says is text. */
  readonly own: readonly Pair[];
  readonly context: Context;
  readonly facts: Facts;
  readonly base: BaseImage | undefined;
  /** The tag that is the version of this image. */
  readonly version: string;
  readonly expand: Expand;
}

/**
 * The OCI keys that the run itself knows (opencontainers/image-spec, annotations.md); the user's lines win, and an empty
 * value leaves the key out. Sorted by key, so that the same run gives the same image.
 */
export async function planLabels({ own, expand, ...run }: LabelWish): Promise<readonly Pair[]> {
  const labels = new Map(knownLabels(run));
  for (const { key, value } of own) labels.set(key, await expand(value, `${key}=${value}`));
  return [...labels]
    .filter(([, value]) => value !== '')
    .map(([key, value]) => ({ key, value }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

export const baseDigestKey = 'org.opencontainers.image.base.digest';

/** Keys of the labels that are written as annotations too. */
export function isKnownKey(key: string): key is (typeof knownKeys)[number] {
  return (knownKeys as readonly string[]).includes(key);
}

const knownKeys = [
  baseDigestKey,
  'org.opencontainers.image.base.name',
  'org.opencontainers.image.created',
  'org.opencontainers.image.description',
  'org.opencontainers.image.licenses',
  'org.opencontainers.image.ref.name',
  'org.opencontainers.image.revision',
  'org.opencontainers.image.source',
  'org.opencontainers.image.title',
  'org.opencontainers.image.url',
  'org.opencontainers.image.vendor',
  'org.opencontainers.image.version',
] as const;

function knownLabels({
  context,
  facts,
  base,
  version,
}: Omit<LabelWish, 'own' | 'expand'>): readonly [string, string][] {
  const { about, repository, revision, serverUrl } = context;
  const values: Readonly<Record<(typeof knownKeys)[number], string>> = {
    [baseDigestKey]: base?.digest ?? '',
    'org.opencontainers.image.base.name': base?.reference ?? '',
    'org.opencontainers.image.created': created(facts),
    'org.opencontainers.image.description': about.description,
    'org.opencontainers.image.licenses': about.license,
    'org.opencontainers.image.ref.name': version,
    'org.opencontainers.image.revision': revision,
    'org.opencontainers.image.source': `${serverUrl}/${repository}`,
    'org.opencontainers.image.title': about.title,
    'org.opencontainers.image.url': about.url,
    'org.opencontainers.image.vendor': repository.split('/')[0] ?? '',
    'org.opencontainers.image.version': version,
  };
  return Object.entries(values);
}

/** A build that is to be reproducible says its time in SOURCE_DATE_EPOCH (reproducible-builds.org). */
function created({ now, sourceDateEpoch }: Facts): string {
  return sourceDateEpoch === undefined ? now : new Date(sourceDateEpoch * 1000).toISOString();
}
