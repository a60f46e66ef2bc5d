/** Builds the image and runs its test stage, in one solve, into the engine's image store. */
import { ToolError } from '../errors.ts';
import type { Command } from '../model/decision.ts';
import type { BuildFailure, BuildResult, BuildStep } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import { readProgress } from '../read/progress.ts';
import { cureOf, failureCure, failureLine, nothingPushed } from '../report/failure.ts';
import { runningLine, stepLine } from '../report/steps.ts';
import { quoted } from '../report/text.ts';
import type { Finished, World } from '../world/ports.ts';
import { artifactError } from './artifacts.ts';
import { BuildProgress } from './build-progress.ts';
import { checkEngine } from './check-engine.ts';
import { explain, reasonOf } from './explain.ts';
import type { LogTail } from './log-tail.ts';
import { askWhy } from './registry.ts';
import { isPassing, waitAfter } from './retry.ts';

/** A build that says nothing for half a minute looks hung: after so many milliseconds, looked at so often, it says what runs. */
const silence = { longest: 20_000, look: 5_000 };

/** What BuildKit made: `digest` and `metadata` are its own words about the image. */
export interface Solved extends Pick<BuildResult, 'steps' | 'imported' | 'warnings' | 'seconds'> {
  readonly digest: string;
  readonly metadata: string;
}

/** Builds and tests; the image is then in the store under the candidate's name. */
export async function buildAndTest(plan: Plan, world: World): Promise<Solved> {
  for (const file of plan.build.secretFiles) await world.files.writeSecret(file.path, file.content);
  return inGroup(plan.test.run ? 'Build and test' : 'Build', plan, plan.build.command, world);
}

/**
 * The same once more out of the cache, test and image together: what BuildKit should have to do anew is tested anew. The
 * steps are those of the build before.
 */
export async function buildAgain(why: string, plan: Plan, before: Solved, world: World): Promise<Solved> {
  const solved = await inGroup(`Build again: ${why}`, plan, plan.build.again, world);
  return { ...before, digest: solved.digest, metadata: solved.metadata, seconds: before.seconds + solved.seconds };
}

async function inGroup(title: string, plan: Plan, command: Command, world: World): Promise<Solved> {
  world.log.group(title);
  try {
    return await solve(plan, command, world);
  } finally {
    world.log.endGroup();
  }
}

/** What a registry did to a base image or to the image itself may pass; what a step did stays. */
async function solve(plan: Plan, command: Command, world: World): Promise<Solved> {
  for (let tried = 1; ; tried++) {
    try {
      return await solveOnce(plan, command, world);
    } catch (error) {
      const words = error instanceof ToolError && repeatable(plan) ? passingWords(error) : undefined;
      if (words === undefined || !(await waitAfter({ what: 'The build', words, tried }, world))) throw error;
    }
  }
}

/** With `no-cache` every step would be executed once more. */
function repeatable({ build }: Plan): boolean {
  return build.command.stdin === build.again.stdin;
}

function passingWords({ failure }: ToolError): string | undefined {
  const passes = failure !== undefined && failure.exitCode === undefined && isPassing(failure.message);
  return passes ? failure.message : undefined;
}

async function solveOnce(plan: Plan, command: Command, world: World): Promise<Solved> {
  let spoke = world.now();
  let heard = world.now();
  const ending = new AbortController();
  const progress = new BuildProgress({
    severalTargets: targetsOf(command) > 1,
    severalPlatforms: plan.build.platforms.length > 1,
    dockerfile: plan.build.dockerfile,
    onStep: (step, output) => {
      showStep(step, output, world);
      spoke = world.now();
    },
  });
  using _life = world.every(silence.look, () => {
    if (progress.isPushing() && world.now() - heard > pushLimit(plan)) ending.abort();
    if (world.now() - spoke < silence.longest) return;
    showRunning(progress, world);
    spoke = world.now();
  });
  let good = false;
  let finished: Finished;
  try {
    finished = await world.run(command, {
      ending: ending.signal,
      onErrorLine: (line) => {
        heard = world.now();
        for (const update of readProgress(line)) progress.take(update);
      },
    });
    good = finished.exitCode === 0;
  } finally {
    // Of a run that is cancelled, too.
    progress.end(good);
  }
  if (finished.timedOut === true) throw await pushError(plan, finished, world);
  if (finished.exitCode !== 0) {
    const failure = progress.failure();
    if (failure.instruction === undefined) await checkEngine(plan.build.route, world);
    // A step that fails does so for whatever is copied of its stage, too.
    const artifact = failure.exitCode === undefined ? plan.artifacts[failure.artifact ?? -1] : undefined;
    throw artifact === undefined ? buildError(plan, failure) : artifactError(plan, artifact, failure);
  }
  const metadata = readMetadata(await world.files.read(plan.build.metadataFile));
  const told = { steps: progress.steps(), imported: progress.imported(), warnings: progress.warnings };
  return { ...metadata, ...told, seconds: finished.seconds };
}

/** BuildKit waits for ever for a registry that says nothing: so many milliseconds are enough. */
function pushLimit({ build, publish }: Plan): number {
  return publish.run && build.pushTo.length > 0 ? publish.timeoutSeconds * 1000 : Number.POSITIVE_INFINITY;
}

async function pushError(plan: Plan, finished: Finished, world: World): Promise<ToolError> {
  const [tag] = plan.publish.run ? plan.publish.tags : [];
  const { why, cure } = reasonOf(finished, await askWhy(tag, plan.logins, world));
  return new ToolError(`Push of ${plan.build.pushTo.join(', ')} failed: ${why}`, {
    cure: cureOf(cure, nothingPushed(plan)),
  });
}

/** BuildKit names the target of a step when there are several. */
function targetsOf({ stdin }: Command): number {
  return Object.keys((JSON.parse(String(stdin)) as { target: object }).target).length;
}

function showStep(step: BuildStep, output: LogTail, world: World): void {
  world.log.line(stepLine(step));
  if (step.state !== 'failed') return;
  if (output.dropped > 0) world.log.line(`  | (the first ${output.dropped} bytes of this step's output are left out)`);
  for (const line of output.lines()) world.log.line(quoted(line));
}

function showRunning(progress: BuildProgress, world: World): void {
  for (const { name, seconds } of progress.running(Date.now())) world.log.line(runningLine(name, seconds));
}

/** A step that exited is the user's to mend; anything else may be the engine's or the registry's trouble. */
function buildError(plan: Plan, failure: BuildFailure): ToolError {
  const known = failure.exitCode === undefined ? explain(failure.message) : undefined;
  const line = failureLine(plan, failure);
  return new ToolError(known === undefined ? line : `${line}; ${known.why}`, {
    cure: known?.cure ?? failureCure(plan, failure),
    tail: failure.tail.length > 0 ? failure.tail : [lastWord(failure)],
    failure,
  });
}

/** Where a step printed nothing, BuildKit's own words only repeat what failed; elsewhere they are all there is. */
function lastWord({ exitCode, message }: BuildFailure): string {
  return exitCode === undefined ? message : '(it printed nothing)';
}

/** The part of the metadata file that is the image's. */
function readMetadata(text: string): Pick<Solved, 'digest' | 'metadata'> {
  const final = (JSON.parse(text) as { final?: Readonly<Record<string, unknown>> }).final ?? {};
  const digest = final['containerimage.digest'];
  if (typeof digest !== 'string') throw new ToolError('BuildKit gave no digest for the image', { tail: [text] });
  return { digest, metadata: JSON.stringify(final, undefined, 2) };
}
