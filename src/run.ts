/** The corridor: read, plan, build and test, publish, report, in this order. */
import { InputError } from './errors.ts';
import type { Context } from './model/event.ts';
import type { Facts } from './model/facts.ts';
import type { Report } from './model/outcome.ts';
import { makePlan } from './plan/plan.ts';
import { wantsOf } from './plan/tags/tags.ts';
import { type Payload, readContext } from './read/context.ts';
import { allProblems, type Given, type InputsReading, readInputs, secretTexts } from './read/inputs.ts';
import { reportCleanup } from './report/cleanup.ts';
import { openingLine } from './report/lines.ts';
import { rebuildLine } from './report/rebuild.ts';
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
import { keepBakeFiles } from './stages/bake-files.ts';
import { cleanUp } from './stages/cleanup/cleanup.ts';
import { readHistory } from './stages/history.ts';
import { readMachine } from './stages/machine.ts';
import { keepProof } from './stages/proof.ts';
import { readCheckout, warnOfStray } from './stages/rebuild/checkout.ts';
import { watchRebuild } from './stages/rebuild/watch.ts';
import { both } from './stages/side-by-side.ts';
import { carryOut, type PlanOn } from './walk/build.ts';
import { deployAlone, lookAtHosts } from './walk/deploy.ts';
import { jobsFor } from './walk/jobs.ts';
import { joinAndPublish } from './walk/join.ts';
import { maskSecretFiles, maskSecrets } from './walk/secrets.ts';
import type { World } from './world/ports.ts';

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
  // What another job has rebuilt: nothing of it is in this one.
  if (reading.inputs.stage === 'deploy')
    return watchRebuild(started, reading.inputs, world, () => goOn(started, reading, world));
  const { context, problems } = await readCheckout(started, reading.inputs.tagRules, world);
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
    const all = allProblems(problems, planned.problems);
    if (all.length > 0) throw new InputError(all);
    return planned.plan;
  };
  const plan = await planOn({});
  if (inputs.stage === 'cleanup')
    return reportCleanup(await cleanUp({ inputs, context, facts: unseen, logins: plan.logins }, world));
  if (plan.rebuild !== undefined) await warnOfStray(context, inputs.tagRules, history, world);
  if (inputs.dryRun) return reportPlan(plan, await lookAtHosts(plan, inputs.githubToken, world));
  if (inputs.stage === 'metadata') return reportMetadata(plan, await keepBakeFiles(plan, world));
  if (inputs.stage === 'deploy' || inputs.stage === 'rollback')
    return reportDeploy(plan, await deployAlone(plan, inputs.githubToken, world));
  if (inputs.stage === 'publish') return reportJoin(await joinAndPublish(plan, inputs.githubToken, world));
  const outcome = await carryOut(plan, planOn, inputs.githubToken, world);
  if (!('build' in outcome)) return reportUnchanged(outcome);
  return reportOutcome(outcome, inputs.stage === 'build' ? await keepProof(outcome, world) : {});
}
