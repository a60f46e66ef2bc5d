/** What was built against what the main tag shows, platform by platform, before any tag moves. */
import { ToolError } from '../../errors.ts';
import type { TagState } from '../../model/names.ts';
import type { Plan } from '../../model/plan.ts';
import type { PlatformChange, Rebuilt } from '../../model/rebuild.ts';
import { displayName } from '../../plan/names.ts';
import { compareContents, isChanged } from '../../plan/rebuild/rebuild.ts';
import type { World } from '../../world/ports.ts';
import { imageCommand } from '../borrowed-names.ts';
import { lastWords, refusalOf } from '../explain.ts';
import { inspectImages, type StoredImage } from '../image-store.ts';
import { isDenied } from '../movement.ts';
import { readIndex, readTags } from '../registry.ts';
import { persist } from '../retry.ts';
import { both } from '../side-by-side.ts';
import { readContent, removeContainers } from './content.ts';

export interface Compared {
  readonly rebuilt: Rebuilt;
  /** What is published; undefined when there is nothing, or nobody knows. */
  readonly published: string | undefined;
}

/** Undefined for a run that is no rebuild, or would publish nothing anyway. */
export async function compareWithPublished(
  plan: Plan,
  digest: string,
  image: StoredImage,
  world: World,
): Promise<Compared | undefined> {
  const { rebuild, publish, logins } = plan;
  if (rebuild?.tag === undefined || !publish.run) return undefined;
  const { tag } = rebuild;
  const [state] = await readTags([tag], logins, world);
  // What is published blindly restarts every host, and a registry in trouble may be well tomorrow.
  if (state?.kind === 'unknown' && !isDenied(state.words))
    throw refusalOf(`Not published: the registry did not say what ${tag.reference} shows`, { stderr: state.words });
  if (state?.kind !== 'present') return { rebuilt: without(tag.reference, state), published: undefined };
  const published = state.digest;
  // Reproducible builds come to this.
  if (published === digest) return { rebuilt: { kind: 'unchanged', platforms: [] }, published };
  const sides: Sides = { published: `${displayName(tag.image)}@${published}`, built: builtReference(plan, digest) };
  world.log.group(`Compare with ${tag.reference}`);
  try {
    return { rebuilt: await compareAll(plan, sides, image, world), published };
  } finally {
    world.log.endGroup();
  }
}

function without(reference: string, state: TagState | undefined): Rebuilt {
  const because =
    state?.kind === 'unknown'
      ? `the registry did not say what ${reference} shows: ${lastWords(state.words)}`
      : `${reference} is not there yet`;
  return { kind: 'not compared', because };
}

interface Sides {
  readonly published: string;
  /** `pull` is where it has to come from, when it is not in the engine for sure. */
  readonly built: { readonly image: string; readonly pull: boolean };
}

/** A builder's image is in the engine only as far as gates have run it. */
function builtReference({ build }: Plan, digest: string): Sides['built'] {
  const [name] = build.pushTo;
  return name === undefined ? { image: build.candidate, pull: false } : { image: `${name}@${digest}`, pull: true };
}

async function compareAll(plan: Plan, sides: Sides, image: StoredImage, world: World): Promise<Rebuilt> {
  const { platforms } = plan.build;
  const before = await readIndex(sides.published, world);
  if (before.length > 0 && before.length !== Math.max(platforms.length, 1)) {
    const shown = before.map(({ platform }) => platform).join(', ');
    return { kind: 'not compared', because: `what is published is for other platforms (${shown})` };
  }
  const pulled = sides.built.pull ? [sides.published, sides.built.image] : [sides.published];
  const own = await Promise.all(
    pulled.map(async (name) => ((await inspectImages([name], world)).length > 0 ? [] : name)),
  );
  const containers = platforms.length === 0 ? namesOn(plan, 0) : platforms.flatMap((_, index) => namesOn(plan, index));
  try {
    return await comparePlatforms(plan, sides, image, world);
  } finally {
    await removeContainers(containers, world);
    for (const name of own.flat()) await world.run(imageCommand(['rm', name]), { evenWhenCancelled: true });
  }
}

/** One after the other: each is a whole file system, and a classic store has one platform of a name at a time. */
async function comparePlatforms(plan: Plan, sides: Sides, image: StoredImage, world: World): Promise<Rebuilt> {
  const { platforms } = plan.build;
  const found: PlatformChange[] = [];
  for (const [index, platform] of (platforms.length === 0 ? [undefined] : platforms).entries()) {
    const change = await compareOne(plan, sides, { platform, index }, world);
    if (typeof change === 'string') return { kind: 'not compared', because: change };
    found.push({ ...change, platform: platform ?? image.platform });
    world.log.line(`  ${platform ?? image.platform}: ${isChanged(change) ? 'changed' : 'the same'}`);
  }
  return { kind: found.some(isChanged) ? 'changed' : 'unchanged', platforms: found };
}

/** Of the containers of both images. */
function namesOn({ gates }: Plan, index: number): readonly [published: string, built: string] {
  return [`${gates.owner}-published-${index}`, `${gates.owner}-rebuilt-${index}`];
}

/** Why it cannot be compared, as the rest of a sentence, when the published one cannot be had. */
async function compareOne(
  plan: Plan,
  { published, built }: Sides,
  { platform, index }: { readonly platform: string | undefined; readonly index: number },
  world: World,
): Promise<PlatformChange | string> {
  const { owner } = plan.gates;
  const [own, other] = namesOn(plan, index);
  const refused = await pull(published, platform, plan, world);
  if (refused !== undefined) return `${published} cannot be pulled: ${refused}`;
  const missing = built.pull ? await pull(built.image, platform, plan, world) : undefined;
  if (missing !== undefined) throw new ToolError(`The image was built but cannot be pulled to be compared: ${missing}`);
  const wish = { platform, owner, datedLabels: plan.rebuild?.datedLabels ?? [] };
  const reading = readContent({ ...wish, image: published, name: own }, world);
  return compareContents(...(await both(reading, readContent({ ...wish, image: built.image, name: other }, world))));
}

/** The registry's words, when it does not give it. */
async function pull(
  reference: string,
  platform: string | undefined,
  { publish }: Plan,
  world: World,
): Promise<string | undefined> {
  const options = platform === undefined ? [] : [`--platform=${platform}`];
  const argv = ['docker', 'pull', '--quiet', ...options, reference] as const;
  const deadline = publish.run ? world.now() + publish.timeoutSeconds * 1000 : undefined;
  const finished = await persist(
    { title: `Pull ${reference}`, argv },
    { what: `Pull of ${reference}`, deadline },
    world,
  );
  return finished.exitCode === 0 ? undefined : lastWords(finished.stderr);
}
