/** The corridor: read, plan, build and test, publish, report, in this order. */
import { InputError } from './errors.ts';
import type { BuildResult, Facts, Inputs, Outcome, Plan, Report } from './model.ts';
import { makePlan } from './plan/plan.ts';
import { type Payload, readContext } from './read/context.ts';
import { type Given, readInputs, secretTexts } from './read/inputs.ts';
import { builtLine, cacheLine, openingLine, planLine, pushedLine, testedLine } from './report/lines.ts';
import { reportError, reportOutcome, reportPlan } from './report/report.ts';
import { buildAndTest } from './stages/build.ts';
import { removeCandidate } from './stages/clean.ts';
import { readCandidate } from './stages/image-store.ts';
import { logIn } from './stages/login.ts';
import { publish, readOwners, type Tested } from './stages/publish.ts';
import { readTags } from './stages/registry.ts';
import { saveCache } from './stages/save-cache.ts';
import { both } from './stages/side-by-side.ts';
import type { Logins, World } from './world/ports.ts';

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
  const context = readContext(start.given.env, await start.payload());
  const { inputs, problems } = await readInputs(start.given, context);
  maskSecrets(inputs, start.given, world);
  world.log.line(openingLine(start.version, context));
  const facts = await world.look(inputs);
  await maskSecretFiles(inputs, facts, world);
  const planned = makePlan(inputs, context, facts);
  const all = [...problems, ...planned.problems];
  if (all.length > 0) throw new InputError(all);
  if (inputs.dryRun) return reportPlan(planned.plan);
  world.log.line(planLine(planned.plan));
  return reportOutcome(await carryOut(planned.plan, world));
}

async function carryOut(plan: Plan, world: World): Promise<Outcome> {
  const start = world.now();
  world.remember('candidate', plan.build.candidate);
  try {
    await world.files.openRunFolder(allowedLogins(plan));
    const outcome = await buildAndPublish(plan, world);
    return { ...outcome, seconds: (world.now() - start) / 1000 };
  } catch (error) {
    await removeCandidate(plan.build.candidate, world);
    throw error;
  } finally {
    await world.files.removeRunFolder();
  }
}

async function buildAndPublish(plan: Plan, world: World): Promise<Omit<Outcome, 'seconds'>> {
  const tags = plan.publish.run ? plan.publish.tags : [];
  // Login comes before the build, whose base images may be private; a wrong password is told at once.
  const [, earlier] = await both(logIn(plan.logins, world), readOwners(tags, world));
  const [solved, before] = await both(buildAndTest(plan, world), readTags(tags, plan.logins, world));
  const candidate = await readCandidate(plan.build.candidate, solved.digest, world);
  const build: BuildResult = { ...solved, built: { ...candidate, metadata: solved.metadata } };
  world.log.line(builtLine({ build }));
  world.log.line(testedLine(plan));
  const publishing = publishIfPlanned(plan, { digest: solved.digest, earlier, before }, world);
  const [published, cache] = await both(publishing, saveCache(plan.cacheWrite, build.steps, world));
  // What was pushed is gone from the engine, so there is nothing left for the post step.
  if (published.run) world.remember('candidate', '');
  world.log.line(pushedLine(published));
  world.log.line(cacheLine(cache));
  return { plan, build, publish: published, cache };
}

/** A run without rights gets none of the user's logins either. */
function allowedLogins(plan: Plan): Logins {
  if (!plan.context.trust.trusted) return { keep: false };
  return { keep: true, own: plan.logins.map((login) => login.registry) };
}

async function publishIfPlanned(
  plan: Plan,
  found: Pick<Tested, 'digest' | 'earlier' | 'before'>,
  world: World,
): Promise<Outcome['publish']> {
  if (!plan.publish.run) return plan.publish;
  return { run: true, ...(await publish({ plan, publish: plan.publish, ...found }, world)) };
}

function maskSecrets(inputs: Inputs, given: Given, world: World): void {
  for (const login of inputs.logins) if (login.password !== undefined) world.mask(login.password.reveal());
  for (const secret of inputs.secrets) {
    if (secret.kind === 'value') world.mask(secret.value.reveal());
    if (secret.kind === 'env') world.mask(given.env[secret.variable] ?? '');
  }
}

/** Larger files are data rather than secrets, and no log could be searched for all of their lines. */
const longestSecretFile = 64 * 1024;

async function maskSecretFiles(inputs: Inputs, facts: Facts, world: World): Promise<void> {
  for (const secret of inputs.secrets) {
    if (secret.kind !== 'file' || facts.missingPaths.some(({ path }) => path === secret.path)) continue;
    const path = secret.path.startsWith('/') ? secret.path : `${facts.workspace}/${secret.path}`;
    const content = await world.files.read(path);
    if (content.length <= longestSecretFile) world.mask(content);
  }
}
