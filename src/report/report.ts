/** Plan and results -> what the outside is told. Pure. */
import { CancelError, InputError, ToolError } from '../errors.ts';
import type { Decision, Problem } from '../model/decision.ts';
import type { DeployOutcome } from '../model/deploy.ts';
import type {
  Annotation,
  Finding,
  JoinOutcome,
  Outcome,
  Report,
  UnchangedOutcome,
  Undeployed,
} from '../model/outcome.ts';
import type { JobsPlan, Plan } from '../model/plan.ts';
import { deployedOutput, deployReasons, type HostPlan, hostLines, hostPlanLines } from './deploy.ts';
import { cureLines, cureOf, folded, tailLines } from './failure.ts';
import { findingText } from './findings.ts';
import { jobsLine, jobsOutput } from './jobs.ts';
import {
  cacheLine,
  closingLine,
  doneText,
  heldBackLine,
  mountsLine,
  noteLines,
  planLine,
  reasonLines,
} from './lines.ts';
import { deployOutputs, joinedOutputs, plannedOutputs, undeployedOutputs } from './outputs.ts';
import {
  badSummary,
  deploySummary,
  goodSummary,
  joinSummary,
  metadataSummary,
  planSummary,
  problemSummary,
  unchangedSummary,
} from './summary.ts';
import { testAnnotations, testLines, testOutput } from './tests.ts';
import { counted, quoted, shown } from './text.ts';

/** More findings than this are in the summary only: GitHub shows ten annotations of a kind for a step. */
const mostWarnings = 8;

/** The report of a run that went through; `more` are outputs beside the usual ones. */
export function reportOutcome(outcome: Outcome, more: Report['outputs'] = {}): Report {
  const { cache, cacheMounts: mounts } = outcome;
  const cacheWarning: Annotation[] = cache.state === 'failed' ? [{ level: 'warning', message: cacheLine(cache) }] : [];
  return {
    lines: [closingLine(outcome, outcome.build.built.digest)],
    annotations: [
      ...planWarnings(outcome),
      ...outcome.findings.slice(0, mostWarnings).map(findingAnnotation),
      ...(outcome.tests === undefined ? [] : testAnnotations(outcome.tests)),
      ...cacheWarning,
      ...(mounts?.state === 'failed' ? [{ level: 'warning', message: mountsLine(mounts) } as const] : []),
      ...unsureWarnings(outcome.deploy),
    ],
    summary: goodSummary(outcome),
    outputs: { ...undeployedOutputs(outcome), ...deployOutputs(outcome.deploy), ...more },
  };
}

/** The report of a run that found its image published, and every gate behind it. */
export function reportUnchanged(outcome: UnchangedOutcome): Report {
  return {
    lines: [doneText(outcome)],
    annotations: unsureWarnings(outcome.deploy),
    summary: unchangedSummary(outcome),
    outputs: { ...undeployedOutputs(outcome), ...deployOutputs(outcome.deploy) },
  };
}

/** The report of `stage: publish`. */
export function reportJoin(outcome: JoinOutcome): Report {
  return {
    lines: [closingLine(outcome, outcome.digest)],
    annotations: planWarnings(outcome),
    summary: joinSummary(outcome),
    outputs: joinedOutputs(outcome),
  };
}

function planWarnings({ plan }: Pick<Outcome, 'plan'>): Annotation[] {
  return plan.warnings.map((message) => ({ level: 'warning', message: shown(message) }));
}

/** The report of `stage: plan`. */
export function reportJobs(jobs: JobsPlan): Report {
  const lines = [jobsLine(jobs), ...deployReasons(jobs.deploy)];
  return { lines, annotations: [], summary: '', outputs: { plan: jobsOutput(jobs) } };
}

/** The report of `stage: deploy` and `stage: rollback`. */
export function reportDeploy(plan: Plan, deploy: Decision<DeployOutcome>): Report {
  return {
    lines: deployClosing(deploy),
    annotations: unsureWarnings(deploy),
    summary: deploySummary(plan, deploy),
    outputs: deployOutputs(deploy),
  };
}

/** What could not be told may have been a step backwards, so somebody should look. */
function unsureWarnings(deploy: Decision<DeployOutcome>): Annotation[] {
  return deploy.run ? deploy.unsure.map((message) => ({ level: 'warning', message: shown(message) })) : [];
}

function deployClosing(deploy: Decision<DeployOutcome>): string[] {
  return [deploy.run ? doneText({ seconds: deploy.seconds, deploy }) : shown(`Not deployed: ${deploy.because}`)];
}

/** The report of a dry run: the plan's sentences, then every tag and host, then every "no". */
export function reportPlan(plan: Plan, hosts: readonly HostPlan[]): Report {
  const changes = plan.deploy.run ? hostPlanLines(plan.deploy, hosts) : [];
  if (plan.stage === 'deploy' || plan.stage === 'rollback')
    return {
      lines: [planLine(plan), ...changes, ...reasonLines(plan), 'Nothing was touched: `dry-run` is true'].map(shown),
      annotations: [],
      summary: planSummary([planLine(plan), ...changes, ...reasonLines(plan)], plan),
      outputs: {},
    };
  const fate = plan.publish.run ? 'would be pushed' : 'would not be pushed';
  const tags = plan.tags.map((tag) => `  ${tag.reference} ${fate}`);
  const reasons = [...plan.heldBack.map(heldBackLine), ...noteLines(plan), ...reasonLines(plan)];
  return {
    lines: [
      planLine(plan),
      ...tags,
      ...changes,
      ...reasons,
      ...buildLines(plan),
      'Nothing was started: `dry-run` is true',
    ].map(shown),
    annotations: [],
    summary: planSummary([planLine(plan), ...changes, ...reasons], plan),
    outputs: plannedOutputs(plan),
  };
}

function buildLines({ stage, build: { command } }: Plan): string[] {
  if (stage === 'publish') return [];
  return [`Build command: ${command.argv.join(' ')}`, `Its definition, on standard input: ${String(command.stdin)}`];
}

/** The report of `stage: metadata`: how the image is called and what it says about itself; nothing is built. */
export function reportMetadata(plan: Plan, files: Readonly<Record<string, string>>): Report {
  const title = `Metadata: version ${plan.mainTag === '' ? 'unknown' : plan.mainTag}, ${counted(plan.tags.length, 'tag')}`;
  const reasons = [...noTagLine(plan), ...plan.heldBack.map(heldBackLine), ...noteLines(plan)];
  return {
    lines: [title, ...plan.tags.map((tag) => `  ${tag.reference}`), ...reasons].map(shown),
    annotations: [],
    summary: metadataSummary(title, reasons, plan),
    outputs: { ...plannedOutputs(plan), ...files },
    // docker/metadata-action leaves its outputs in the environment too, where Docker's own examples read them.
    variablePrefix: 'DOCKER_METADATA_OUTPUT_',
  };
}

/** Steps that take the output `tags` fail without one, and their message says nothing of the rules. */
function noTagLine({ tags, heldBack }: Plan): string[] {
  return tags.length + heldBack.length > 0
    ? []
    : ['No tag: no rule of `tags` applies to this event, or `images` names none'];
}

/** The report of a run that ended with an error: one annotation whose first line is the whole story. */
export function reportError(error: unknown): Report {
  if (error instanceof InputError) return reportProblems(error);
  if (error instanceof ToolError) return reportToolError(error);
  if (error instanceof CancelError)
    return {
      lines: [`${error.message}; nothing of this run is left on this machine`],
      annotations: [],
      summary: badSummary(error, []),
      outputs: {},
    };
  const message = `Slipway has a fault: ${error instanceof Error ? error.message : String(error)}`;
  const stack = (error instanceof Error ? (error.stack ?? '') : '').split('\n');
  const cure = 'please report it at https://github.com/slipway-ci/slipway/issues with the lines below';
  return {
    lines: [...cureLines(cure), ...stack.map(quoted)],
    annotations: [{ level: 'error', message: shown(message) }],
    summary: badSummary({ message, cure }, stack),
    outputs: {},
  };
}

function reportProblems(error: InputError): Report {
  const lines = error.problems.map(problemText);
  return {
    lines: [],
    annotations: [{ level: 'error', message: [error.message, ...lines.map((line) => `  ${line}`)].join('\n') }],
    summary: problemSummary(
      error.message,
      error.problems.map((problem): [string, string] => [problem.input, sentence(problem)]),
    ),
    outputs: {},
  };
}

function reportToolError(error: ToolError): Report {
  const tail = folded(error.tail).slice(-tailLines);
  const place = error.failure?.place;
  const cure = cureOf(error.cure, error.undeployed === undefined ? undefined : publishedText(error.undeployed));
  const more = cure === undefined ? [] : cureLines(cure);
  return {
    lines: [
      ...hostLines(error.hosts),
      ...(error.tests === undefined ? [] : testLines(error.tests)),
      ...(tail.length === 0 ? [] : ['Last lines of the output:']),
      ...tail.map(quoted),
    ],
    annotations: [
      {
        level: 'error',
        message: [error.message, ...more].map(shown).join('\n'),
        ...(place !== undefined && { place }),
      },
      ...error.findings.slice(0, mostWarnings).map(findingAnnotation),
      ...(error.tests === undefined ? [] : testAnnotations(error.tests)),
    ],
    summary: badSummary({ ...error, message: error.message, cure }, tail),
    outputs: {
      ...(error.undeployed === undefined ? {} : undeployedOutputs(error.undeployed)),
      ...(error.tests === undefined ? {} : { 'test-results': testOutput(error.tests) }),
      ...(error.hosts.length === 0 ? {} : { deployed: deployedOutput(error.hosts) }),
    },
  };
}

/** A failed deploy takes no tag back: what they show has passed its gates. */
function publishedText(outcome: Undeployed): string {
  const tags =
    'build' in outcome ? (outcome.publish.run ? outcome.publish.tags.map(({ tag }) => tag) : []) : outcome.tags;
  const [first, ...others] = tags.map(({ reference }) => reference);
  const more = others.length === 0 ? '' : ` (and ${counted(others.length, 'other tag')})`;
  return `the image is published all the same: ${first}${more} shows it`;
}

function problemText(problem: Problem): string {
  return shown(`${problem.input}: ${sentence(problem)}`);
}

function sentence(problem: Problem): string {
  const cure = problem.cure === undefined ? '' : `; ${problem.cure}`;
  const value = problem.value === undefined ? '' : `"${problem.value}" `;
  return `${value}${problem.wrong}${cure}`;
}

function findingAnnotation(finding: Finding): Annotation {
  return {
    level: 'warning',
    message: shown(`${finding.rule}: ${findingText(finding)}`),
    ...(finding.place !== undefined && { place: finding.place }),
  };
}
