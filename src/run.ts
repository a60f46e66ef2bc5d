/** The corridor: read, plan, build and test, publish, report, in this order. */
import { InputError, OvertakenError, ToolError, withGates, withUndeployed } from './errors.ts';
import type {
  BuildResult,
  Context,
  DeployOutcome,
  DeployPlan,
  Facts,
  Inputs,
  JobsPlan,
  JoinOutcome,
  Outcome,
  Plan,
  Problem,
  Rebuilt,
  Report,
  Route,
  UnchangedOutcome,
  Undeployed,
} from './model.ts';
import { planJobs } from './plan/jobs.ts';
import { displayName } from './plan/names.ts';
import { newestRelease } from './plan/newest-release.ts';
import { makePlan } from './plan/plan.ts';
import { wantsOf } from './plan/tags.ts';
import { type Payload, readContext } from './read/context.ts';
import { type Given, type InputsReading, readInputs, secretTexts } from './read/inputs.ts';
import { artifactLines } from './report/artifacts.ts';
import { reportCleanup } from './report/cleanup.ts';
import { deployReasons, type HostPlan } from './report/deploy.ts';
import {
  builtAgainLine,
  builtLine,
  cacheLine,
  heldBackLine,
  importLines,
  mountsLine,
  noteLines,
  openingLine,
  planLine,
  publishLines,
  testedLine,
  unchangedLine,
} from './report/lines.ts';
import { rebuildLine, rebuildReason, rebuiltLines } from './report/rebuild.ts';
import {
  reportDeploy,
  reportError,
  reportJobs,
  reportJoin,
  reportMetadata,
  reportOutcome,
  reportPlan,
  reportUnchanged,
} from './report/report.ts';
import { checkArtifacts, placeArtifacts } from './stages/artifacts.ts';
import { keepBakeFiles } from './stages/bake-files.ts';
import { buildOnBase, type PlanOnBase, type ReadBefore, readBaseDigest } from './stages/base.ts';
import { startBuilder, stopBuilder } from './stages/builder.ts';
import { restoreMounts, saveMounts } from './stages/cache-mounts.ts';
import { checkCandidate, fetchCandidate } from './stages/candidate.ts';
import { removeImage } from './stages/clean.ts';
import { cleanUp } from './stages/cleanup/cleanup.ts';
import { deploy } from './stages/deploy/deploy.ts';
import { leftOf } from './stages/deploy/finish.ts';
import { connectFleet, type Fleet } from './stages/deploy/fleet.ts';
import { foresee } from './stages/deploy/foresee.ts';
import { readSettings } from './stages/deploy/settings.ts';
import { runGates } from './stages/gates/gates.ts';
import { openServices, type Services } from './stages/gates/services.ts';
import { readHistory } from './stages/history.ts';
import type { StoredImage } from './stages/image-store.ts';
import { joinParts } from './stages/join.ts';
import { logIn } from './stages/login.ts';
import { readCacheService, readCaches, readEngine, readMachine } from './stages/machine.ts';
import { type Judged, judgeTags, refuseTaken } from './stages/movement.ts';
import { keepProof } from './stages/proof.ts';
import { bringContent, nothing, publish, readOwners, type Tested } from './stages/publish.ts';
import { lookAtBases } from './stages/rebuild/bases.ts';
import { readCheckout, warnOfStray } from './stages/rebuild/checkout.ts';
import { compareWithPublished } from './stages/rebuild/compare.ts';
import { watchRebuild } from './stages/rebuild/watch.ts';
import { readShown } from './stages/registry.ts';
import { saveCache } from './stages/save-cache.ts';
import { both } from './stages/side-by-side.ts';
import { maybeShown, readRecipe, shownDigest, whyAgain } from './stages/unchanged.ts';
import type { Logins, ShownState, World } from './world/ports.ts';

export interface Start {
  readonly version: string;
  readonly given: Given;
  /** Reads the event's payload. */
  readonly payload: () => Promise<Payload>;
}

export interface Ending {
  readonly report: Report;
  readonly failed: boolean;
}

/** Walks the whole way. Never throws: what goes wrong is in the report. */
export async function run(start: Start, world: World): Promise<Ending> {
  try {
    return { report: await walk(start, world), failed: false };
  } catch (error) {
    return { report: reportError(error), failed: true };
  }
}

async function walk(start: Start, world: World): Promise<Report> {
  for (const text of secretTexts(start.given)) world.mask(text);
  const started = readContext(start.given.env, await start.payload());
  const reading = await readInputs(start.given, started);
  maskSecrets(reading.inputs, start.given, world);
  world.log.line(openingLine(start.version, started));
  if (reading.inputs.stage === 'plan') return reportJobs(await jobsFor(started, reading, world));
  if (reading.inputs.rebuild === 'false') return goOn(started, reading, world);
  const { context, problems } = await readCheckout(started, world);
  if (problems.length === 0) world.log.line(rebuildLine(context));
  const all = { ...reading, problems: [...reading.problems, ...problems] };
  return watchRebuild(context, reading.inputs, world, () => goOn(context, all, world));
}

async function goOn(context: Context, { inputs, problems }: InputsReading, world: World): Promise<Report> {
  const looked = await world.look(inputs);
  await maskSecretFiles(inputs, looked, world);
  // What is refused anyway asks nobody.
  const wants = problems.length > 0 ? { gitTags: false, commitDate: false } : wantsOf(inputs, context);
  const [history, machine] = await both(
    readHistory(wants, context, inputs.githubToken, world),
    readMachine(inputs, context, looked, world),
  );
  const unseen: Facts = { ...looked, ...machine, engine: 'unknown', recipe: undefined, caches: new Map() };
  const planOn: PlanOn = async (seen) => {
    const facts: Facts = { ...unseen, ...seen };
    const planned = await makePlan(inputs, context, facts, history);
    const all = [...problems, ...planned.problems.filter((problem) => !follows(problem, problems))];
    if (all.length > 0) throw new InputError(all);
    return planned.plan;
  };
  const plan = await planOn({});
  if (inputs.stage === 'cleanup')
    return reportCleanup(await cleanUp({ inputs, context, facts: unseen, logins: plan.logins }, world));
  if (plan.rebuild !== undefined) await warnOfStray(context, history, world);
  if (inputs.dryRun) return reportPlan(plan, await lookAtHosts(plan, inputs.githubToken, world));
  if (inputs.stage === 'metadata') return reportMetadata(plan, await keepBakeFiles(plan, world));
  if (inputs.stage === 'deploy' || inputs.stage === 'rollback')
    return reportDeploy(plan, await deployAlone(plan, inputs.githubToken, world));
  if (inputs.stage === 'publish') return reportJoin(await joinAndPublish(plan, inputs.githubToken, world));
  const outcome = await carryOut(plan, planOn, inputs.githubToken, world);
  if (!('build' in outcome)) return reportUnchanged(outcome);
  return reportOutcome(outcome, inputs.stage === 'build' ? await keepProof(outcome, world) : {});
}

/** The checkout and the engine are those of the jobs; what the inputs say is looked at here, and what a rebuild is of. */
async function jobsFor(context: Context, { inputs, problems: read }: InputsReading, world: World): Promise<JobsPlan> {
  const { jobs, problems } = planJobs(inputs, context);
  if (read.length + problems.length > 0) throw new InputError([...read, ...problems]);
  if (inputs.rebuild === 'false') return jobs;
  const wants = { gitTags: true, commitDate: false };
  const { gitTags } = await readHistory(wants, context, inputs.githubToken, world);
  const newest = await newestRelease(gitTags, context.defaultBranch);
  if (newest.kind !== 'unknown') return { ...jobs, ref: newest.ref };
  throw new ToolError(`Nobody can say which release is the newest: ${newest.because}`, {
    cure: 'give the job `permissions: contents: read`',
  });
}

/** What could not be read is missing in the plan, and was told already. */
function follows({ input, value }: Problem, read: readonly Problem[]): boolean {
  return value === undefined && read.some((problem) => problem.input === input);
}

/** The plan, with what was seen since it was made first. Rejects with all that is wrong. */
type PlanOn = (seen: Partial<Pick<Facts, 'base' | 'engine' | 'cacheService' | 'recipe' | 'caches'>>) => Promise<Plan>;

async function carryOut(
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
    const nothingNewToDeploy = !('build' in outcome) && outcome.rebuilt !== undefined;
    const deployed: Outcome['deploy'] = nothingNewToDeploy
      ? { run: false, because: 'nothing changed since the last build' }
      : await deployIfPlanned(outcome, fleet, token, world);
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

/** What is published goes to the hosts by its digest. */
async function deployIfPlanned(
  outcome: Undeployed,
  fleet: Fleet | undefined,
  token: Inputs['githubToken'],
  world: World,
): Promise<Outcome['deploy']> {
  const { plan } = outcome;
  if (!plan.deploy.run || fleet === undefined)
    return plan.deploy.run ? { run: false, because: 'no host is there' } : plan.deploy;
  const built = 'build' in outcome;
  if (built && !(outcome.publish.run && outcome.publish.tags.length > 0))
    return { run: false, because: 'no tag shows the image' };
  const digest = built ? outcome.build.built.digest : outcome.digest;
  const { imageName } = plan.deploy;
  if (imageName === undefined) return { run: false, because: '`images` names none' };
  const image = { image: imageName, name: digest, digest, reference: `${displayName(imageName)}@${digest}` };
  try {
    return { run: true, ...(await deployTo({ ...plan.deploy, image }, plan, fleet, token, world)) };
  } catch (error) {
    // A run that finishes late has tagged what is its own, and is green.
    if (error instanceof ToolError && !(error instanceof OvertakenError)) throw withUndeployed(error, outcome);
    if (!(error instanceof OvertakenError)) throw error;
    world.remember('deploy', '');
    return { run: false, because: error.message.replace(/^Not deployed: /, '') };
  }
}

/** Nothing is built: an image that is published already goes to the hosts, or they go back to the one before. */
async function deployAlone(plan: Plan, token: Inputs['githubToken'], world: World): Promise<Outcome['deploy']> {
  const planned = plan.deploy;
  world.log.line(planLine(plan));
  if (!planned.run) return planned;
  try {
    await world.files.openRunFolder(allowedLogins(plan));
    await logIn(plan.logins, world);
    await using fleet = await connectFleet(planned, world);
    return { run: true, ...(await deployTo(planned, plan, fleet, token, world)) };
  } finally {
    await world.files.removeRunFolder();
  }
}

async function deployTo(
  planned: DeployPlan,
  { context, logins }: Plan,
  fleet: Fleet,
  token: Inputs['githubToken'],
  world: World,
): Promise<DeployOutcome> {
  const settings = await readSettings(planned, world);
  world.remember('deploy', leftOf(planned));
  const outcome = await deploy({ plan: planned, context, logins, token, settings }, fleet, world);
  for (const note of outcome.notes) world.log.line(note);
  return outcome;
}

/** What a dry run says of the hosts; it looks and touches nothing. */
async function lookAtHosts(
  { deploy: planned, context, logins }: Plan,
  token: Inputs['githubToken'],
  world: World,
): Promise<readonly HostPlan[]> {
  if (!planned.run) return [];
  try {
    await world.files.openRunFolder({ keep: false });
    await using fleet = await connectFleet(planned, world);
    const settings = await readSettings(planned, world);
    const { hosts, unsure } = await foresee({ plan: planned, context, logins, token, settings }, fleet, world);
    for (const line of unsure) world.log.line(line);
    return hosts;
  } finally {
    await world.files.removeRunFolder();
  }
}

/** Nothing is built: what other jobs have brought to the registries becomes one image, which gets the tags. */
async function joinAndPublish(plan: Plan, token: Inputs['githubToken'], world: World): Promise<JoinOutcome> {
  const start = world.now();
  for (const line of [planLine(plan), ...noteLines(plan)]) world.log.line(line);
  try {
    await world.files.openRunFolder(allowedLogins(plan));
    const joined = await joinIfPlanned(plan, token, world);
    for (const line of publishLines(joined.publish)) world.log.line(line);
    return { plan, ...joined, seconds: (world.now() - start) / 1000 };
  } finally {
    await stopBuilder(plan.build.route, world);
    await world.files.removeRunFolder();
  }
}

async function joinIfPlanned(
  plan: Plan,
  token: Inputs['githubToken'],
  world: World,
): Promise<Pick<JoinOutcome, 'digest' | 'publish'>> {
  const planned = plan.publish;
  if (!planned.run) return { digest: undefined, publish: planned };
  const { tags, timeoutSeconds } = planned;
  if (tags.length === 0) return { digest: undefined, publish: { run: true, ...nothing(plan.heldBack) } };
  const looking = both(logIn(plan.logins, world), startBuilder(plan.build.route, world));
  const [, shown] = await both(looking, readShown(tags, plan.logins, world));
  await refuseTaken(planned, shown, plan, world);
  const { digest, sources } = await joinParts(plan, timeoutSeconds, world);
  const judged = await judgeTags({ plan, publish: planned, digest, token }, world);
  const published = await publish({ plan, judged, timeoutSeconds, digest, sources, earlier: [] }, world);
  return { digest, publish: { run: true, ...published } };
}

async function buildAndPublish(
  first: Plan,
  planOn: PlanOnBase,
  token: Inputs['githubToken'],
  world: World,
): Promise<Undeployed> {
  const same = first.rebuild?.when === 'when-base-changed' ? await lookFirst(first, world) : undefined;
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
async function lookFirst(plan: Plan, world: World): Promise<Undeployed | undefined> {
  await logIn(plan.logins, world);
  const look = await lookAtBases(plan, world);
  if (look.kind === 'build') {
    world.log.line(rebuildReason(look.because));
    return undefined;
  }
  world.remember('gates', '');
  return nothingNew(plan, look.digest, { kind: 'same bases', bases: look.bases }, world);
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
  if (compared?.rebuilt.kind === 'unchanged' && compared.published !== undefined) {
    await removeImage(plan.build.candidate, world);
    return nothingNew(plan, compared.published, compared.rebuilt, world);
  }
  for (const line of compared === undefined ? [] : rebuiltLines(compared.rebuilt)) world.log.line(line);
  const artifacts = await placeArtifacts(plan, world);
  for (const line of artifactLines(artifacts)) world.log.line(line);
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
  return { plan, build, ...gated, artifacts, publish: published, cache, cacheMounts, rebuilt: compared?.rebuilt };
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

/** A run without rights gets none of the user's logins either. */
function allowedLogins(plan: Plan): Logins {
  if (!plan.context.trust.trusted) return { keep: false };
  return { keep: true, own: plan.logins.map((login) => login.registry) };
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

function maskSecrets(inputs: Inputs, given: Given, world: World): void {
  const secrets = [...inputs.testEnvironment.secrets, ...inputs.deploy.environment.secrets];
  for (const { value } of secrets) world.mask(value.reveal());
  for (const login of inputs.logins) if (login.password !== undefined) world.mask(login.password.reveal());
  for (const secret of inputs.secrets) {
    if (secret.kind === 'value') world.mask(secret.value.reveal());
    if (secret.kind === 'env') world.mask(given.env[secret.variable] ?? '');
  }
}

/** Larger files are data rather than secrets, and no log could be searched for all of their lines. */
const longestSecretFile = 64 * 1024;

async function maskSecretFiles(
  inputs: Inputs,
  facts: Pick<Facts, 'missingPaths' | 'workspace'>,
  world: World,
): Promise<void> {
  for (const secret of inputs.secrets) {
    if (secret.kind !== 'file' || facts.missingPaths.some(({ path }) => path === secret.path)) continue;
    const path = secret.path.startsWith('/') ? secret.path : `${facts.workspace}/${secret.path}`;
    const content = await world.files.read(path);
    if (content.length <= longestSecretFile) world.mask(content);
  }
}
