/** A failed build told in one line, and what to do next. */
import type { BuildFailure, Plan } from '../model.ts';
import { shown } from './text.ts';

/** Lines of a failing step that are repeated outside of the folded group. */
export const tailLines = 30;

/** ``Test stage failed: `npm test` exited with 1 (Dockerfile:23)``: stage, command, exit code and place. */
export function failureLine(plan: Plan, failure: BuildFailure): string {
  const place = failure.place === undefined ? '' : ` (${failure.place.file}:${failure.place.line})`;
  return shown(`${whatFailed(plan, failure)}: ${howItFailed(failure)}${place}`);
}

/** The command that shows the same failure on one's own machine. */
export function failureCure(plan: Plan, failure: BuildFailure): string {
  // `stage-2` is BuildKit's word for a stage without a name; it can be no target.
  const named = failure.stage !== undefined && failure.stage !== '' && !/^stage-\d+$/.test(failure.stage);
  const target = named ? ['--target', failure.stage] : [];
  const file = plan.build.dockerfile === undefined ? [] : ['--file', plan.build.dockerfile];
  const words = [...target, ...file, plan.build.context].map(word).join(' ');
  const lost =
    plan.gates.stageReports.run && isTest(plan, failure)
      ? 'The test reports are lost with the stage; docs/testing.md shows how to keep them. '
      : '';
  return `${lost}Nothing was pushed or tagged. Run it yourself: docker buildx build ${words}`;
}

function whatFailed(plan: Plan, failure: BuildFailure): string {
  if (isTest(plan, failure)) return 'Test stage failed';
  return failure.stage === undefined || failure.stage === ''
    ? 'Build failed'
    : `Build failed in stage ${failure.stage}`;
}

/** Steps that the image needs too are no test, even when BuildKit met them on the way to the test target. */
function isTest(plan: Plan, failure: BuildFailure): boolean {
  return plan.test.run && failure.stage === plan.test.target.toLowerCase();
}

function howItFailed(failure: BuildFailure): string {
  const { instruction, exitCode } = failure;
  if (instruction === undefined || exitCode === undefined)
    return plainWords(failure.message) || 'BuildKit gave no reason';
  return `\`${instruction.replace(/^RUN\s+(?:--\S+\s+)*/i, '')}\` exited with ${exitCode}`;
}

/** BuildKit's two longest ways to say a short thing; everything else stays in its words. */
function plainWords(message: string): string {
  const missing = /failed to compute cache key: .*("[^"]+"): not found/s.exec(message)?.[1];
  if (missing !== undefined) return `${missing} is not in the build context, or .dockerignore leaves it out`;
  const base = /(?:^|: )(\S+): failed to resolve source metadata for /.exec(message)?.[1];
  const hint = /\(did you mean [^)]*\)/.exec(message)?.[0];
  if (base === undefined) return message;
  return [`the base image ${base} cannot be read from its registry`, hint]
    .filter((part) => part !== undefined)
    .join(' ');
}

/** A word as a shell needs it, for commands that people copy. */
function word(text: string): string {
  return /^[A-Za-z0-9_./:@=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
