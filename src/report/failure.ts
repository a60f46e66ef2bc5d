/** A failed build told in one line, and what to do next. */
import type { BuildFailure } from '../model/outcome.ts';
import type { GateName, Plan } from '../model/plan.ts';
import { buildCommand, gateCommand } from './reproduce.ts';
import { shown } from './text.ts';

/** Lines of a failing step that are repeated outside of the folded group. */
export const tailLines = 30;

/** ``Test stage failed: `npm test` exited with 1 (Dockerfile:23)``: stage, command, exit code and place. */
export function failureLine(plan: Plan, failure: BuildFailure): string {
  const place = failure.place === undefined ? '' : ` (${failure.place.file}:${failure.place.line})`;
  return shown(`${whatFailed(plan, failure)}: ${howItFailed(failure)}${place}`);
}

/** What to do next, a line each. */
export function failureCure(plan: Plan, failure: BuildFailure): string | undefined {
  // `stage-2` is BuildKit's word for a stage without a name; it can be no target.
  const named = failure.stage !== undefined && failure.stage !== '' && !/^stage-\d+$/.test(failure.stage);
  const lost = plan.gates.stageReports.run && isTest(plan, failure);
  return cureOf(
    failure.tail.some((line) => line.includes('exec format error')) ? foreign : undefined,
    lost ? 'the test reports are lost with the stage; docs/testing.md shows how to keep them' : undefined,
    nothingPushed(plan),
    runYourself(buildCommand(plan, named ? failure.stage : undefined)),
  );
}

/** The same for a gate after the build. */
export function gateCure(plan: Plan, gate: GateName, cure: string | undefined): string | undefined {
  return cureOf(cure, nothingPushed(plan), runYourself(gateCommand(plan, gate)));
}

/** The kernel's words for a program of another architecture. */
const foreign =
  'this machine cannot execute that platform: put docker/setup-qemu-action before this step, or build it on a runner of its own';

/** A builder may have pushed already; without a tag nobody meets it. */
export function nothingPushed({ build }: Plan): string {
  return build.pushTo.length > 0 ? 'no tag was moved; what was pushed has none' : 'nothing was pushed or tagged';
}

function runYourself(command: string | undefined): string | undefined {
  return command === undefined ? undefined : `run it yourself: ${command}`;
}

/** Several things to know or to do. */
export function cureOf(...parts: readonly (string | undefined)[]): string | undefined {
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? undefined : known.join('\n');
}

/** The lines as sentences. */
export function cureLines(cure: string): string[] {
  return cure.split('\n').map((line) => line.replace(/^[a-z]/, (letter) => letter.toUpperCase()));
}

/** Lines that come several times in a row, as a server's do that is asked again and again, are one. */
export function folded(printed: readonly string[]): string[] {
  const result: { line: string; times: number }[] = [];
  for (const line of printed) {
    const last = result.at(-1);
    if (last?.line === line) last.times++;
    else result.push({ line, times: 1 });
  }
  return result.map(({ line, times }) => (times === 1 ? line : `${line} (${times} times)`));
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

/** What follows the path of an address: in that of an upload, hundreds of characters that mean something to the registry only. */
const queries = /(https?:\/\/[^\s?]+)\?\S*?(?=:?(?:\s|$))/g;

/** BuildKit's longest ways to say a short thing; everything else stays in its words. */
function plainWords(message: string): string {
  const missing = /failed to compute cache key: .*("[^"]+"): not found/s.exec(message)?.[1];
  if (missing !== undefined) return `${missing} is not in the build context, or .dockerignore leaves it out`;
  const base = /(?:^|: )(\S+): failed to resolve source metadata for /.exec(message)?.[1];
  const hint = /\(did you mean [^)]*\)/.exec(message)?.[0];
  if (base === undefined) return message.replace(queries, '$1');
  return [`the base image ${base} cannot be read from its registry`, hint]
    .filter((part) => part !== undefined)
    .join(' ');
}
