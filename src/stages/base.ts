/** The digest of the base image: taken as known before the build, and checked by what the build says it used. */
import type { BaseImage, Facts } from '../model/facts.ts';
import type { Plan } from '../model/plan.ts';
import { shortDigest } from '../plan/names.ts';
import { readReference } from '../read/image-name.ts';
import type { World } from '../world/ports.ts';
import { buildAgain, buildAndTest, type Solved } from './build.ts';
import { readDigest } from './digest.ts';
import type { Recipe, RecipeReading } from './unchanged.ts';

/** What BuildKit will most likely resolve the name to: what the registry says, else what the engine has. */
export async function readBaseDigest({ build, logins }: Plan, world: World): Promise<string | undefined> {
  const { base } = build;
  return base === undefined ? undefined : readDigest(base, logins, world);
}

/** The plan for an image on this base, of this recipe; undefined when nobody knows it. */
export type PlanOnBase = (seen: Partial<Pick<Facts, 'base' | 'recipe' | 'caches'>>) => Promise<Plan>;

/** What was read before the build, and what the image is to say of itself if the build agrees. */
export interface ReadBefore {
  readonly baseDigest: string | undefined;
  readonly recipe: RecipeReading;
}

export interface BuiltOnBase {
  readonly plan: Plan;
  readonly solved: Solved;
}

/**
 * Builds the image with the label of its base. Where the build used another than was read before, or nobody knew, it is
 * built once more, since a label is part of the image.
 */
export async function buildOnBase(
  planned: Plan,
  planOnBase: PlanOnBase,
  { baseDigest: likely, recipe: reading }: ReadBefore,
  world: World,
): Promise<BuiltOnBase> {
  const { base } = planned.build;
  const recipe = reading.kind === 'known' ? reading.recipe : undefined;
  const open = base !== undefined && base.digest === undefined ? base : undefined;
  const on = open === undefined || likely === undefined ? {} : { base: { ...open, digest: likely } };
  const said = { ...on, ...(recipe !== undefined && { recipe: recipe.digest }) };
  const plan = Object.keys(said).length === 0 ? planned : await planOnBase(said);
  const solved = await buildAndTest(plan, world);
  const used = open && usedDigest(open, solved.metadata);
  if (open !== undefined && (used === undefined || used !== likely))
    return renew({ base: open, used, solved }, planOnBase, world);
  const other = recipe && otherThanRead(recipe, solved.metadata);
  if (other === undefined) return { plan, solved };
  const without = await planOnBase(on);
  return { plan: without, solved: await buildAgain(`${other} is not what it was`, without, solved, world) };
}

/** An image of which the build used another than the recipe says. */
function otherThanRead({ images }: Recipe, metadata: string): string | undefined {
  const wrong = images.find((image) => ![undefined, image.digest].includes(usedDigest(image, metadata)));
  return wrong?.reference;
}

interface Mismatch {
  readonly base: BaseImage;
  readonly used: string | undefined;
  readonly solved: Solved;
}

/** A base that moves between the two builds as well, or that the build did not use at all, is not named. */
async function renew({ base, used, solved }: Mismatch, planOnBase: PlanOnBase, world: World): Promise<BuiltOnBase> {
  const { reference } = base;
  if (used !== undefined) {
    const plan = await planOnBase({ base: { ...base, digest: used } });
    const why = `${reference} is ${shortDigest(used)}, and the image's label must say so`;
    const again = await buildAgain(why, plan, solved, world);
    if (usedDigest(base, again.metadata) === used) return { plan, solved: again };
  }
  const plan = await planOnBase({ base: undefined });
  const why =
    used === undefined ? `nobody says which ${reference} it used, so its labels name none` : `${reference} moved again`;
  return { plan, solved: await buildAgain(why, plan, solved, world) };
}

interface Material {
  readonly uri?: unknown;
  readonly digest?: { readonly sha256?: unknown } | null;
}

/** The parts of a provenance that are read, as SLSA v0.2 and v1 name them (slsa.dev). */
interface Provenance {
  readonly materials?: readonly Material[] | null;
  readonly buildDefinition?: { readonly resolvedDependencies?: readonly Material[] | null } | null;
}

/** The digest that the build used, by its own materials; undefined when they do not say, or platforms say several. */
export function usedDigest(base: BaseImage, metadata: string): string | undefined {
  const said = JSON.parse(metadata) as Readonly<Record<string, Provenance | null | undefined>>;
  // Of several platforms each has its own: `buildx.build.provenance/linux/arm64`.
  const all = Object.entries(said).filter(([key]) => /^buildx\.build\.provenance(?:\/|$)/.test(key));
  const digests = new Set(all.map(([, provenance]) => digestIn(base, provenance)));
  return digests.size === 1 ? [...digests][0] : undefined;
}

function digestIn(base: BaseImage, provenance: Provenance | null | undefined): string | undefined {
  const materials = provenance?.materials ?? provenance?.buildDefinition?.resolvedDependencies ?? [];
  const used = materials.find(({ uri }) => typeof uri === 'string' && referenceOf(uri) === base.reference);
  return typeof used?.digest?.sha256 === 'string' ? `sha256:${used.digest.sha256}` : undefined;
}

/** `pkg:docker/node@24?platform=…` (github.com/package-url/purl-spec). */
function referenceOf(uri: string): string | undefined {
  const [, name, tag] = /^pkg:docker\/([^@?]+)(?:@([^?]+))?/.exec(uri) ?? [];
  if (name === undefined) return undefined;
  return readReference(`${name.replaceAll(/%3A/gi, ':').replaceAll(/%2F/gi, '/')}:${tag ?? 'latest'}`)?.reference;
}
