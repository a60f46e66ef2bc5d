/** A quick look: whether what is published was built from the base images that there are now. */
import type { BaseImage } from '../../model/facts.ts';
import type { Plan } from '../../model/plan.ts';
import { baseDigestKey } from '../../plan/labels.ts';
import { shortDigest } from '../../plan/names.ts';
import type { World } from '../../world/ports.ts';
import { usedDigest } from '../base.ts';
import { readTags } from '../registry.ts';
import { persist } from '../retry.ts';

/** `because` is the rest of a sentence: why it has to be built. */
export type Look =
  | { readonly kind: 'same'; readonly digest: string; readonly bases: readonly string[] }
  | { readonly kind: 'build'; readonly because: string };

/** The run has logged in. What nobody can tell is built. */
export async function lookAtBases(plan: Plan, world: World): Promise<Look> {
  const { rebuild, publish, logins, context } = plan;
  if (rebuild?.tag === undefined || !publish.run) return build('nothing is to be published');
  const { tag, materials } = rebuild;
  if (materials.kind === 'unknown') return build(materials.because);
  const published = await readPublished(tag.reference, world);
  if (published === undefined) return build(`nobody says what ${tag.reference} was built from`);
  if (published.revision !== context.revision) return build(`${tag.reference} shows another commit`);
  const states = await readTags(materials.images, logins, world);
  for (const [index, image] of materials.images.entries()) {
    const state = states[index];
    const now = image.digest ?? (state?.kind === 'present' ? state.digest : undefined);
    const then = published.usedOf(image);
    if (now === undefined) return build(`the registry did not say what ${image.reference} is now`);
    if (then === undefined) return build(`${tag.reference} does not say which ${image.reference} it was built from`);
    if (then !== now) return build(`${image.reference} was ${shortDigest(then)} and is ${shortDigest(now)} now`);
  }
  return { kind: 'same', digest: published.digest, bases: materials.images.map(({ reference }) => reference) };
}

function build(because: string): Look {
  return { kind: 'build', because };
}

interface Published {
  readonly digest: string;
  readonly revision: string;
  /** The digest of an image that it was built from. */
  usedOf(image: BaseImage): string | undefined;
}

/** What buildx prints of an image; of several platforms image and provenance are by platform. */
interface Inspected {
  readonly manifest?: { readonly digest?: string };
  readonly image?: unknown;
  readonly provenance?: unknown;
}

const format = '{"manifest":{{json .Manifest}},"image":{{json .Image}},"provenance":{{json .Provenance}}}';

async function readPublished(reference: string, world: World): Promise<Published | undefined> {
  const argv = ['docker', 'buildx', 'imagetools', 'inspect', '--format', format, reference] as const;
  const attempt = { what: `Reading ${reference}`, deadline: world.now() + 60_000 };
  const finished = await persist({ title: `Read ${reference}`, argv }, attempt, world);
  const inspected = finished.exitCode === 0 ? parsed(finished.stdout) : undefined;
  const digest = inspected?.manifest?.digest;
  if (inspected === undefined || digest === undefined) return undefined;
  const labels = labelsOf(inspected.image);
  const provenance = provenanceOf(inspected.provenance);
  return {
    digest,
    revision: sameIn(labels, 'org.opencontainers.image.revision') ?? '',
    usedOf(image) {
      const own = sameIn(labels, 'org.opencontainers.image.base.name') === image.reference;
      return (own ? sameIn(labels, baseDigestKey) : undefined) ?? usedDigest(image, provenance);
    },
  };
}

function parsed(text: string): Inspected | undefined {
  try {
    return JSON.parse(text) as Inspected;
  } catch {
    return undefined;
  }
}

type Labels = Readonly<Record<string, unknown>>;

/** Of each platform. */
function labelsOf(image: unknown): readonly Labels[] {
  const configured = Object(image) as Readonly<Record<string, unknown>>;
  const all = 'config' in configured ? [configured] : Object.values(configured);
  return all.map((one) => (Object(one) as { config?: { Labels?: Labels | null } | null }).config?.Labels ?? {});
}

/** What all platforms say; undefined when they say nothing, or not the same. */
function sameIn(all: readonly Labels[], key: string): string | undefined {
  const values = new Set(all.map((labels) => labels[key]));
  const [value] = values;
  return values.size === 1 && typeof value === 'string' && value !== '' ? value : undefined;
}

/** As the metadata of a build has it. */
function provenanceOf(provenance: unknown): string {
  const all = Object(provenance) as Readonly<Record<string, unknown>>;
  const byPlatform =
    'SLSA' in all ? [['', all] as const] : Object.entries(all).map(([key, one]) => [`/${key}`, one] as const);
  const entries = byPlatform.map(([key, one]) => [
    `buildx.build.provenance${key}`,
    (Object(one) as { SLSA?: unknown }).SLSA,
  ]);
  return JSON.stringify(Object.fromEntries(entries));
}
