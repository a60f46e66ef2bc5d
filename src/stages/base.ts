/** The digest of the base image: taken as known before the build, and checked by what the build says it used. */
import type { BaseImage, Login, Plan } from '../model.ts';
import { shortDigest } from '../plan/names.ts';
import { readReference } from '../read/image-name.ts';
import type { World } from '../world/ports.ts';
import { buildAgain, buildAndTest, type Solved } from './build.ts';
import { inspectImages } from './image-store.ts';

/** BuildKit may reach a registry that this machine does not. The build tells in the end what it used. */
const limitSeconds = 2;

/** What BuildKit will most likely resolve the name to: what the registry says, else what the engine has. */
export async function readBaseDigest({ build, logins }: Plan, world: World): Promise<string | undefined> {
  const { base } = build;
  if (base === undefined || base.digest !== undefined) return base?.digest;
  const login = logins.find(({ registry }: Login) => registry === base.image.registry);
  const state = await world.askRegistry(base, login, limitSeconds);
  if (state.kind === 'present') return state.digest;
  return (await inspectImages([base.reference], world))[0]?.digest;
}

/** The plan for an image whose base has this digest; undefined when nobody knows. */
export type PlanOnBase = (digest: string | undefined) => Promise<Plan>;

export interface BuiltOnBase {
  readonly plan: Plan;
  readonly solved: Solved;
}

/**
 * Builds the image with the label of its base. `likely` is what was read before; where the build used another, or
 * nobody knew, it is built once more, since a label is part of the image.
 */
export async function buildOnBase(
  planned: Plan,
  planOnBase: PlanOnBase,
  likely: string | undefined,
  world: World,
): Promise<BuiltOnBase> {
  const { base } = planned.build;
  if (base === undefined || base.digest !== undefined)
    return { plan: planned, solved: await buildAndTest(planned, world) };
  const plan = likely === undefined ? planned : await planOnBase(likely);
  const solved = await buildAndTest(plan, world);
  const used = usedDigest(base, solved.metadata);
  return used === likely ? { plan, solved } : renew({ base, used, solved }, planOnBase, world);
}

interface Mismatch {
  readonly base: BaseImage;
  readonly used: string | undefined;
  readonly solved: Solved;
}

/** A base that moves between the two builds as well is not named by its digest. */
async function renew({ base, used, solved }: Mismatch, planOnBase: PlanOnBase, world: World): Promise<BuiltOnBase> {
  const { reference } = base;
  if (used !== undefined) {
    const plan = await planOnBase(used);
    const why = `${reference} is ${shortDigest(used)}, and the image's label must say so`;
    const again = await buildAgain(why, plan, solved, world);
    if (usedDigest(base, again.metadata) === used) return { plan, solved: again };
  }
  const plan = await planOnBase(undefined);
  const why = used === undefined ? `the build does not say what ${reference} was` : `${reference} moved again`;
  return { plan, solved: await buildAgain(why, plan, solved, world) };
}

/** The parts of a provenance (slsa.dev, v0.2) that are read. */
interface Provenance {
  readonly materials?: readonly { readonly uri?: string; readonly digest?: { readonly sha256?: string } }[];
}

/** The digest that the build used, by its own materials; undefined when they do not say. */
function usedDigest(base: BaseImage, metadata: string): string | undefined {
  const { materials = [] } =
    (JSON.parse(metadata) as { 'buildx.build.provenance'?: Provenance })['buildx.build.provenance'] ?? {};
  const used = materials.find(({ uri = '' }) => referenceOf(uri) === base.reference);
  return used?.digest?.sha256 === undefined ? undefined : `sha256:${used.digest.sha256}`;
}

/** `pkg:docker/node@24?platform=…` (github.com/package-url/purl-spec). */
function referenceOf(uri: string): string | undefined {
  const [, name, tag] = /^pkg:docker\/([^@?]+)(?:@([^?]+))?/.exec(uri) ?? [];
  if (name === undefined) return undefined;
  return readReference([decodeURIComponent(name), tag ?? 'latest'].join(':'))?.reference;
}
