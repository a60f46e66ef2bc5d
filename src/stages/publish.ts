/** Pushes what was tested, and nothing else: checks the store before, and every tag in the registry after. */
import { ToolError } from '../errors.ts';
import type { HeldBack, Named, Tag, TagState } from '../model/names.ts';
import type { PlatformDigest, PublishResult, PushedTag } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import { displayName } from '../plan/names.ts';
import { builderUse } from '../plan/route.ts';
import { cureOf } from '../report/failure.ts';
import type { Finished, World } from '../world/ports.ts';
import { borrow, giveBack, imageCommand } from './borrowed-names.ts';
import { removeImage } from './clean.ts';
import { lastWords, reasonOf, refusalOf, tailOf } from './explain.ts';
import { changed, inspectImages, type StoredImage } from './image-store.ts';
import type { Judged, Move } from './movement.ts';
import { askWhy, loginFor, readIndex, readTags, readThroughBuildx } from './registry.ts';
import { type Attempt, persist } from './retry.ts';
import { both } from './side-by-side.ts';
import { signImages } from './sign.ts';

/** A push that says nothing for longer looks hung. */
const signOfLifeMilliseconds = 30_000;

export interface Tested {
  readonly plan: Plan;
  /** What the registries have already and an image is made of there; none when it is still in the engine. */
  readonly sources: Sources | undefined;
  /** What may move, and what may not. */
  readonly judged: Judged;
  readonly digest: string;
  readonly timeoutSeconds: number;
  /** Images of the user's that have one of the tags in the engine. */
  readonly earlier: readonly StoredImage[];
}

/** Without a word on its tags. */
export type Untagged = Omit<Tested, 'judged'>;

/** What is in the registries: an image by its digest, or the parts of one, which differ in nothing but their platform. */
export interface Sources {
  readonly digests: readonly string[];
  /** Of the index that is made of them, as `imagetools create` takes them. */
  readonly annotations: readonly string[];
  /** What is in it, where that is known. */
  readonly platforms: readonly PlatformDigest[];
}

/** Gives the tags to what was tested, wherever it is, and compares each with the tested digest. */
export async function publish(tested: Tested, world: World): Promise<PublishResult> {
  const { plan, judged, digest, timeoutSeconds: timeout } = tested;
  const heldBack = [...plan.heldBack, ...judged.heldBack];
  if (judged.moves.length === 0) return nothing(heldBack);
  const start = world.now();
  const tags = judged.moves.map(({ tag }) => tag);
  const deadline = start + timeout * 1000;
  if (tested.sources === undefined) await pushFromEngine(tags, tested, deadline, world);
  else await tagInRegistries(tags, tested, tested.sources, deadline, world);
  const pushed = judged.moves.map((move) => describe(move, digest));
  const platforms = await readPlatforms(byDigest(tags, tested), tested, world);
  return { content: [], tags: pushed, heldBack, platforms, seconds: (world.now() - start) / 1000 };
}

/** What publishing comes to when every tag is held back. */
export function nothing(heldBack: readonly HeldBack[]): PublishResult {
  return { content: [], tags: [], heldBack, platforms: [], seconds: 0 };
}

/** Brings what was tested to every name without a tag, and looks whether it is there. */
export async function bringContent(tested: Untagged, world: World): Promise<PublishResult> {
  const { plan, digest, timeoutSeconds } = tested;
  if (plan.tags.length === 0) return nothing(plan.heldBack);
  const start = world.now();
  const content = plan.names.map((image) => ({ image, name: digest, reference: `${displayName(image)}@${digest}` }));
  const deadline = start + timeoutSeconds * 1000;
  if (tested.sources === undefined) await pushFromEngine([], tested, deadline, world);
  else await removeImage(plan.build.candidate, world);
  await verify(content, tested, world);
  const references = content.map(({ reference }) => reference);
  const platforms = await readPlatforms(references, tested, world);
  return { content: references, tags: [], heldBack: [], platforms, seconds: (world.now() - start) / 1000 };
}

/** What they are made of is in every registry already. What they are to show is signed before it has a tag. */
async function tagInRegistries(
  tags: readonly Tag[],
  tested: Tested,
  sources: Sources,
  deadline: number,
  world: World,
): Promise<void> {
  const { plan, digest } = tested;
  const whole = sources.digests.length === 1 && sources.digests[0] === digest;
  // An index of parts is in no registry yet.
  if (!whole) await createTags(carriers(tags, plan), tested, sources, deadline, world);
  await signImages(plan.sign, byDigest(tags, tested), deadline, world);
  await createTags(tags, tested, sources, deadline, world);
  // Its tests are over; the registry has it.
  const verifying = verify(tags, tested, world);
  await (plan.stage === 'publish' ? verifying : both(verifying, removeImage(plan.build.candidate, world)));
}

/** A name after the other gets its tags, each name all of them at once. */
async function createTags(
  tags: readonly Named[],
  tested: Tested,
  { digests, annotations }: Sources,
  deadline: number,
  world: World,
): Promise<void> {
  const { words, env } = builderUse(tested.plan.build.route);
  const done: Named[] = [];
  for (const [name, own] of Map.groupBy(tags, ({ image }) => displayName(image))) {
    const options = [...annotations, ...own.map(({ reference }) => `--tag=${reference}`)];
    const parts = digests.map((digest) => `${name}@${digest}`);
    const argv = [...createIndex, ...words, ...options, ...parts] as const;
    const attempt = attemptAt(own, tested, deadline, world);
    const finished = await persist({ title: `Tag ${name}`, argv, env }, attempt, world);
    if (finished.exitCode !== 0) {
      const moved = await readMoved(own, tested, world);
      const left = own.filter((tag) => !moved.includes(tag));
      throw await refused(
        { tags: left.length > 0 ? left : own, done: [...done, ...moved], finished },
        tested.plan,
        world,
      );
    }
    done.push(...own);
  }
}

/** One source is taken as it is; several become an index. */
export const createIndex = ['docker', 'buildx', 'imagetools', 'create', '--prefer-index=false'] as const;

/** buildx gives a name all its tags side by side, and does not say which of them the registry took. */
async function readMoved(tags: readonly Named[], { plan, digest }: Untagged, world: World): Promise<readonly Named[]> {
  const states = await readTags(tags, plan.logins, world);
  return tags.filter((_, index) => isDigest(states[index], digest));
}

/**
 * Pushes the tags one after the other and compares each with the tested digest. `docker push` takes only names of the
 * store, so the image has them for a moment; afterwards they mean again what they meant before.
 */
async function pushFromEngine(tags: readonly Tag[], tested: Untagged, deadline: number, world: World): Promise<void> {
  const first = carriers(tags, tested.plan);
  const pushed = [...first, ...tags];
  const borrowed = pushed.map(({ reference }) => borrow(reference, tested.earlier));
  world.remember('borrowed', JSON.stringify(borrowed));
  const tidy = () => giveBack(borrowed, [tested.plan.build.candidate], world);
  try {
    await pushAll(first, tested, deadline, world);
    await signImages(tested.plan.sign, byDigest(tags, tested), deadline, world);
    await pushAll(tags, tested, deadline, world);
  } catch (error) {
    await tidy();
    throw error;
  }
  await both(verify(tags, tested, world), tidy());
}

/** The image in each of its names, as nobody can change it. */
function byDigest(tags: readonly Tag[], { digest }: Pick<Tested, 'digest'>): readonly string[] {
  return [...new Set(tags.map(({ image }) => `${displayName(image)}@${digest}`))];
}

/** That an index is there is known; what is in it is told for people, and no reason to fail. */
async function readPlatforms(
  [reference]: readonly string[],
  { plan, sources }: Untagged,
  world: World,
): Promise<readonly PlatformDigest[]> {
  const known = sources?.platforms ?? [];
  if (reference === undefined || known.length > 0 || plan.build.platforms.length < 2) return known;
  return readIndex(reference, world);
}

/** Under this tag an image comes to a registry before any of its own tags does. */
const carrier = 'slipway-incoming';
const longestTag = 128;

/**
 * `docker push` brings content only with a tag. With several registries the content goes everywhere first, so that one
 * that is down or refuses leaves no release on half of them; and what is to be signed is there before it has a tag.
 */
function carriers(tags: readonly Tag[], plan: Plan): readonly Named[] {
  const { stage, sign, publish: planned, names: all } = plan;
  const alone = planned.run && planned.upTo === 'content';
  // An index of parts is written to each name by itself.
  const places = new Set(tags.map(({ image }) => (stage === 'publish' ? displayName(image) : image.registry)));
  if (!alone && !sign.run && places.size < 2) return [];
  const images = alone ? all : tags.map(({ image }) => image);
  const names = new Map(images.map((image) => [displayName(image), image]));
  const carrying = carrierOf(plan);
  return [...names].map(([name, image]) => ({ image, name: carrying, reference: `${name}:${carrying}` }));
}

/** Jobs of one workflow that build a platform each may share an engine, and must not take the name from each other. */
function carrierOf({ stage, build: { platforms } }: Plan): string {
  return stage === 'build' ? [carrier, ...platforms].join('-').replaceAll('/', '-').slice(0, longestTag) : carrier;
}

/** Images of the user's that have one of the tags in the engine already, to give them back what the push borrows. */
export async function readOwners(tags: readonly Tag[], plan: Plan, world: World): Promise<readonly StoredImage[]> {
  const named = [...carriers(tags, plan), ...tags];
  return named.length === 0
    ? []
    : inspectImages(
        named.map(({ reference }) => reference),
        world,
      );
}

async function name(tag: Named | undefined, digest: string, world: World): Promise<void> {
  if (tag === undefined) return;
  const finished = await world.run(imageCommand(['tag', digest, tag.reference]));
  if (finished.exitCode === 0) return;
  if (/no such image/i.test(finished.stderr)) throw changed('the engine no longer holds it', digest);
  throw new ToolError(`The engine refused the name ${tag.reference}: ${lastWords(finished.stderr)}`);
}

async function pushAll(tags: readonly Named[], tested: Untagged, deadline: number, world: World): Promise<void> {
  if (tags.length === 0) return;
  const { digest } = tested;
  world.log.group(`Push ${tags.map((tag) => tag.reference).join(', ')}`);
  try {
    using _life = world.every(signOfLifeMilliseconds, () => world.log.line('  still pushing'));
    await name(tags[0], digest, world);
    // Each next name is given while the one before is pushed.
    for (const [index, tag] of tags.entries()) {
      const attempt = attemptAt([tag], tested, deadline, world);
      const pushing = push(tag, tags.slice(0, index), attempt, tested.plan, world);
      await both(pushing, name(tags[index + 1], digest, world));
    }
  } finally {
    world.log.endGroup();
  }
}

/** Blobs that arrived before the trouble are not sent again: the engine asks the registry for each. */
async function push(tag: Named, done: readonly Named[], attempt: Attempt, plan: Plan, world: World): Promise<void> {
  const argv = ['docker', 'push', '--quiet', tag.reference] as const;
  const finished = await persist({ title: `Push ${tag.reference}`, argv }, attempt, world);
  if (finished.exitCode === 0) {
    world.log.line(`  ${tag.reference}`);
    return;
  }
  throw await refused({ tags: [tag], done, finished }, plan, world);
}

/** A registry that is busy is asked when to come back; the tools keep that to themselves. */
function attemptAt(tags: readonly Named[], { plan }: Untagged, deadline: number, world: World): Attempt {
  const [tag] = tags;
  const asked = async () => {
    if (tag === undefined) return undefined;
    const state = await world.askRegistry(tag, loginFor(tag, plan.logins));
    return state.kind === 'unknown' ? state.retryAfterSeconds : undefined;
  };
  return { what: `Push of ${tags.map(({ reference }) => reference).join(', ')}`, deadline, asked };
}

interface Refused {
  readonly tags: readonly Named[];
  /** What the registry took. */
  readonly done: readonly Named[];
  readonly finished: Finished;
}

async function refused({ tags, done, finished }: Refused, plan: Plan, world: World): Promise<ToolError> {
  const asked = finished.timedOut === true ? await askWhy(tags[0], plan.logins, world) : undefined;
  const { why, cure } = reasonOf(finished, asked);
  const references = tags.map(({ reference }) => reference).join(', ');
  return new ToolError(`Push of ${references} failed: ${why}`, {
    cure: cureOf(cure, alreadyPushed(done)),
    tail: tailOf(finished),
  });
}

/** What the registry has of this run, for whoever has to decide what to do about it. */
function alreadyPushed(done: readonly Named[]): string | undefined {
  const tags = done.filter(({ name: tag }) => !tag.startsWith(carrier)).map(({ reference }) => reference);
  return tags.length === 0 ? undefined : `already pushed: ${tags.join(', ')}`;
}

/** A good run is not failed on one answer: what is not as it should be is asked for again, in the other way. */
async function verify(tags: readonly Named[], { plan, digest }: Untagged, world: World): Promise<void> {
  const after = await readTags(tags, plan.logins, world);
  for (const [index, tag] of tags.entries()) {
    if (isDigest(after[index], digest)) continue;
    const state = await readThroughBuildx(tag, world);
    if (isDigest(state, digest)) continue;
    if (state.kind === 'unknown') throw unread(tag.reference, state.words);
    throw changed(`${tag.reference} is ${state.kind === 'present' ? state.digest : 'not there'}`, digest);
  }
}

function isDigest(state: TagState | undefined, digest: string): boolean {
  return state?.kind === 'present' && state.digest === digest;
}

function unread(reference: string, words: string): ToolError {
  return refusalOf(`${reference} was pushed but could not be read back`, { stderr: words });
}

function describe({ tag, before, note }: Move, digest: string): PushedTag {
  return { tag, change: changeOf(before, digest), ...(note !== undefined && { note }) };
}

function changeOf(before: TagState, digest: string): PushedTag['change'] {
  switch (before.kind) {
    case 'absent':
      return { kind: 'created' };
    case 'present':
      return before.digest === digest ? { kind: 'unchanged' } : { kind: 'moved', from: before.digest };
    case 'unknown':
      return { kind: 'pushed' };
  }
}
