/** Builds, tests and publishes an image, and brings it to the hosts. */
import { ToolError, withGates } from '../errors.ts';
import type { Facts } from '../model/facts.ts';
import type { Inputs } from '../model/inputs.ts';
import type { BuildResult, Outcome, UnchangedOutcome, Undeployed } from '../model/outcome.ts';
import type { Plan, Route } from '../model/plan.ts';
import type { Rebuilt } from '../model/rebuild.ts';
import { artifactLines } from '../report/artifacts.ts';
import { deployReasons } from '../report/deploy.ts';
import {
  builtAgainLine,
  builtLine,
  cacheLine,
  heldBackLine,
  importLines,
  mountsLine,
  noteLines,
  planLine,
  publishLines,
  testedLine,
  unchangedLine,
} from '../report/lines.ts';
import { behindText, publishedAgainLine, rebuildReason, rebuiltLines } from '../report/rebuild.ts';
import { checkArtifacts, placeArtifacts, takeBackArtifacts } from '../stages/artifacts.ts';
import { buildOnBase, type PlanOnBase, type ReadBefore, readBaseDigest } from '../stages/base.ts';
import { startBuilder, stopBuilder } from '../stages/builder.ts';
import { restoreMounts, saveMounts } from '../stages/cache-mounts.ts';
import { checkCandidate, fetchCandidate } from '../stages/candidate.ts';
import { removeImage } from '../stages/clean.ts';
import { connectFleet, type Fleet } from '../stages/deploy/fleet.ts';
import { runGates } from '../stages/gates/gates.ts';
import { openServices, type Services } from '../stages/gates/services.ts';
import type { StoredImage } from '../stages/image-store.ts';
import { logIn } from '../stages/login.ts';
import { readCacheService, readCaches, readEngine } from '../stages/machine.ts';
import { type Judged, judgeTags, refuseTaken } from '../stages/movement.ts';
import { bringContent, publish, readOwners, type Tested } from '../stages/publish.ts';
import { lookAtBases } from '../stages/rebuild/bases.ts';
import { tagsBehind } from '../stages/rebuild/behind.ts';
import { type Compared, compareWithPublished } from '../stages/rebuild/compare.ts';
import { readShown } from '../stages/registry.ts';
import { saveCache } from '../stages/save-cache.ts';
import { both } from '../stages/side-by-side.ts';
import { maybeShown, readRecipe, shownDigest, whyAgain } from '../stages/unchanged.ts';
import type { ShownState, World } from '../world/ports.ts';
import { deployIfPlanned } from './deploy.ts';
import { allowedLogins } from './secrets.ts';

/** The plan, with what was seen since it was made first. Rejects with all that is wrong. */
export type PlanOn = (
  seen: Partial<Pick<Facts, 'base' | 'engine' | 'cacheService' | 'recipe' | 'caches'>>,
) => Promise<Plan>;

/** All of it, and what it has started is gone afterwards. `token` is GitHub's. Rejects with what went wrong. */
export async function carryOut(
  plan: Plan,
  planOn: PlanOn,
  token: Inputs['githubToken'],
  world: World,
): Promise<Outcome | UnchangedOutcome> {
  const start = world.now();
  // Undefined when there is nothing of it to stop.
  let route: Route | undefined = plan.build.route;
  world.remember('candidate', plan.build.candidate);
  world.remember('gates', plan.gates.owner);
  let fleet: Fleet | undefined;
  try {
    await world.files.openRunFolder(allowedLogins(plan));
    const [engine, cache] = await both(readEngine(world), readCacheService(plan, world));
    const seen = { engine, ...cache };
    const planned = await planOn(seen);
    route = planned.build.route;
    for (const line of [planLine(planned), ...noteLines(planned)]) world.log.line(line);
    // A host that cannot be reached is told before the work, not after it.
    fleet = planned.deploy.run ? await connectFleet(planned.deploy, world) : undefined;
    const outcome = await buildAndPublish(planned, (more) => planOn({ ...seen, ...more }), token, world);
    // Nothing was built, so no builder was started.
    if (!('build' in outcome) && outcome.rebuilt?.kind !== 'unchanged') route = undefined;
    const deployed = await deployIfPlanned(outcome, fleet, token, world);
    for (const line of deployReasons(deployed)) world.log.line(line);
    return { ...outcome, deploy: deployed, seconds: (world.now() - start) / 1000 };
  } catch (error) {
    await removeImage(plan.build.candidate, world);
    throw error;
  } finally {
    await fleet?.[Symbol.asyncDispose]();
    if (route !== undefined) await stopBuilder(route, world);
    if (route !== undefined && plan.build.testImage !== undefined) await removeImage(plan.build.testImage, world);
    await world.files.removeRunFolder();
  }
}

async function buildAndPublish(
  first: Plan,
  planOn: PlanOnBase,
  token: Inputs['githubToken'],
  world: World,
): Promise<Undeployed> {
  const same = first.rebuild?.when === 'when-base-changed' ? await lookFirst(first, token, world) : undefined;
  if (same !== undefined) return same;
  const { shown, unchanged, earlier, before, caches } = await lookBefore(first, world);
  const planOnBase: PlanOnBase = (seen) => planOn({ caches, ...seen });
  const planned = caches.size === 0 ? first : await planOnBase({});
  if (unchanged !== undefined && planned.publish.run) {
    world.remember('candidate', '');
    world.remember('gates', '');
    for (const line of [unchangedLine(unchanged), ...planned.heldBack.map(heldBackLine)]) world.log.line(line);
    return { plan: planned, digest: unchanged, tags: planned.publish.tags };
  }
  const again = whyAgain(shown, planned, before.recipe);
  if (again !== undefined) world.log.line(builtAgainLine(again));
  const services = openServices(planned, world);
  if (planned.publish.run) await refuseTaken(planned.publish, shown, planned, world);
  try {
    return await buildWithServices(planned, { planOnBase, before, services, earlier, token }, world);
  } finally {
    // What is left is left to the post step.
    if (await services.stop()) world.remember('gates', '');
  }
}

/** What a rebuild comes to whose base images are the same; undefined when it has to build. */
async function lookFirst(plan: Plan, token: Inputs['githubToken'], world: World): Promise<Undeployed | undefined> {
  await logIn(plan.logins, world);
  const look = await lookAtBases(plan, world);
  if (look.kind === 'build') {
    world.log.line(rebuildReason(look.because));
    return undefined;
  }
  const behind = await tagsBehind(plan, look.digest, token, world);
  if (behind.length > 0) {
    world.log.line(rebuildReason(behindText(behind, plan)));
    return undefined;
  }
  world.remember('gates', '');
  return nothingNew(plan, look.digest, { kind: 'same bases', bases: look.bases }, world);
}

/** What a rebuild comes to that makes no difference; undefined when there is something to publish. */
async function sameAgain(
  plan: Plan,
  { rebuilt, published }: Compared,
  token: Inputs['githubToken'],
  world: World,
): Promise<Undeployed | undefined> {
  const same = rebuilt.kind === 'unchanged' ? published : undefined;
  const behind = same === undefined ? [] : await tagsBehind(plan, same, token, world);
  if (same !== undefined && behind.length === 0) {
    await removeImage(plan.build.candidate, world);
    return nothingNew(plan, same, rebuilt, world);
  }
  for (const line of rebuiltLines(rebuilt)) world.log.line(line);
  if (behind.length > 0) world.log.line(publishedAgainLine(behindText(behind, plan)));
  return undefined;
}

/** The tag that was looked at shows what it has shown before. */
function nothingNew(plan: Plan, digest: string, rebuilt: Rebuilt, world: World): Undeployed {
  world.remember('candidate', '');
  for (const line of rebuiltLines(rebuilt)) world.log.line(line);
  return { plan, digest, tags: plan.rebuild?.tag === undefined ? [] : [plan.rebuild.tag], rebuilt };
}

/**
 * What is asked before the build, side by side. Login comes before it too, since base images may be private; a wrong
 * password is told at once. A builder is started only for a build.
 */
async function lookBefore(planned: Plan, world: World): Promise<Before> {
  const loggingIn = logIn(planned.logins, world);
  const looking = readTags(planned, world);
  const base = readBaseDigest(planned, world);
  const recipe = readRecipe(planned, base, world);
  const starting = async () => {
    const { shown } = await looking;
    const unchanged = maybeShown(shown) ? shownDigest(shown, planned, await recipe) : undefined;
    if (unchanged === undefined) await startBuilder(planned.build.route, world);
    return unchanged;
  };
  const reading = both(base, both(recipe, readCaches(planned, world)));
  const asking = both(looking, both(reading, starting()));
  const [, [tags, [[baseDigest, [known, caches]], unchanged]]] = await both(loggingIn, asking);
  return { ...tags, unchanged, caches, before: { baseDigest, recipe: known } };
}

interface Before extends TagsBefore {
  /** The digest that all tags show, when it is what this run would build and test. */
  readonly unchanged: string | undefined;
  readonly before: ReadBefore;
  readonly caches: Facts['caches'];
}

interface Prepared {
  readonly planOnBase: PlanOnBase;
  readonly before: ReadBefore;
  readonly services: Services;
  readonly earlier: readonly StoredImage[];
  readonly token: Inputs['githubToken'];
}

async function buildWithServices(planned: Plan, prepared: Prepared, world: World): Promise<Undeployed> {
  const { planOnBase, before, services, earlier, token } = prepared;
  // They come up while the image is built; what becomes of them is the first gate's to tell.
  const composed = planned.gates.services;
  if (composed.run && !composed.needsImage) services.start().catch(() => undefined);
  const mounts = await restoreMounts(planned.cacheMounts, world);
  const { plan, solved } = await buildOnBase(planned, planOnBase, before, world);
  const { digest, warnings } = solved;
  await checkArtifacts(plan, world);
  const image = await fetchCandidate(plan, digest, world);
  const build: BuildResult = { ...solved, built: { ...image, digest, metadata: solved.metadata } };
  for (const line of [builtLine({ build }), ...importLines({ build }), testedLine(plan, solved.steps)])
    world.log.line(line);
  const gated = await runGates({ plan, image, warnings, buildSeconds: solved.seconds, services }, world);
  const compared = await compareWithPublished(plan, digest, image, world);
  const same = compared && (await sameAgain(plan, compared, token, world));
  if (same !== undefined) return same;
  const artifacts = await placeArtifacts(plan, world);
  for (const line of artifactLines(artifacts)) world.log.line(line);
  try {
    const publishing = { plan, build, gated, mounts, services, earlier, token };
    const published = await publishAndSave(publishing, world);
    return { plan, build, ...gated, artifacts, ...published, rebuilt: compared?.rebuilt };
  } catch (error) {
    await takeBackArtifacts(artifacts, world);
    throw error;
  }
}

interface Publishing extends Pick<Prepared, 'services' | 'earlier' | 'token'> {
  readonly plan: Plan;
  readonly build: BuildResult;
  readonly gated: Awaited<ReturnType<typeof runGates>>;
  readonly mounts: Awaited<ReturnType<typeof restoreMounts>>;
}

async function publishAndSave(
  { plan, build, gated, mounts, services, earlier, token }: Publishing,
  world: World,
): Promise<Pick<Outcome, 'publish' | 'cache' | 'cacheMounts'>> {
  const { digest } = build.built;
  const judged = await judgeIfPlanned(plan, digest, token, world);
  if (plan.publish.run) await checkCandidate(plan, digest, world);
  const refusal = new AbortController();
  const publishing = publishIfPlanned(plan, judged, { digest, earlier }, world).catch((error: unknown) => {
    // What failed is told at once, and a cache is not worth waiting for.
    refusal.abort();
    throw error instanceof ToolError ? withGates(error, gated) : error;
  });
  const { steps } = build;
  const saving = saveCache(plan.cacheWrite, { steps, logins: plan.logins, ending: refusal.signal }, world);
  const savingMounts = saveMounts(plan.cacheMounts, mounts, steps, world);
  const [published, [cache, [cacheMounts]]] = await both(publishing, both(saving, both(savingMounts, services.stop())));
  // What was pushed is gone from the engine, so there is nothing left for the post step.
  if (published.run && published.tags.length + published.content.length > 0) world.remember('candidate', '');
  for (const line of publishLines(published)) world.log.line(line);
  world.log.line(cacheLine(cache));
  if (cacheMounts !== undefined) world.log.line(mountsLine(cacheMounts));
  return { publish: published, cache, cacheMounts };
}

/** What the tags mean in the engine and in the registries before anything is built. */
async function readTags(plan: Plan, world: World): Promise<TagsBefore> {
  const { publish, logins, build } = plan;
  if (!publish.run) return { earlier: [], shown: [] };
  if (build.route.kind === 'builder') return { earlier: [], shown: await readShown(publish.tags, logins, world) };
  const [earlier, shown] = await both(readOwners(publish.tags, plan, world), readShown(publish.tags, logins, world));
  return { earlier, shown };
}

interface TagsBefore {
  readonly earlier: readonly StoredImage[];
  readonly shown: readonly ShownState[];
}

async function judgeIfPlanned(plan: Plan, digest: string, token: Inputs['githubToken'], world: World): Promise<Judged> {
  if (!plan.publish.run || plan.publish.upTo === 'content') return { moves: [], heldBack: [] };
  return judgeTags({ plan, publish: plan.publish, digest, token }, world);
}

async function publishIfPlanned(
  plan: Plan,
  judged: Judged,
  tested: Pick<Tested, 'digest' | 'earlier'>,
  world: World,
): Promise<Outcome['publish']> {
  if (!plan.publish.run) return plan.publish;
  const { timeoutSeconds, upTo } = plan.publish;
  const inRegistry = plan.build.route.kind === 'builder';
  const sources = inRegistry ? { digests: [tested.digest], annotations: [], platforms: [] } : undefined;
  const untagged = { plan, timeoutSeconds, sources, ...tested };
  if (upTo === 'tags') return { run: true, ...(await publish({ ...untagged, judged }, world)) };
  return { run: true, ...(await bringContent(untagged, world)) };
}
