/** The errors of the project: one for what the user can fix, one for a tool that said no. Anything else is our bug. */
import type { Problem } from './model/decision.ts';
import type { HostResult } from './model/deploy.ts';
import type { BuildFailure, Finding, GateResult, Undeployed } from './model/outcome.ts';
import type { TestOutcome } from './model/tests.ts';

/** What the user gave cannot work. Carries every problem at once; nothing was started. */
export class InputError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(
      `${problems.length} ${problems.length === 1 ? 'input needs' : 'inputs need'} a change before anything can run`,
    );
    this.name = 'InputError';
    this.problems = problems;
  }
}

export interface ToolErrorDetail {
  readonly cure?: string | undefined;
  readonly tail?: readonly string[];
  readonly failure?: BuildFailure;
  readonly gates?: readonly GateResult[];
  readonly findings?: readonly Finding[];
  readonly tests?: TestOutcome | undefined;
  readonly hosts?: readonly HostResult[];
  readonly undeployed?: Undeployed;
  readonly cause?: unknown;
}

/** A tool said no. `message` is the whole story in one line, `cure` what to do about it. */
export class ToolError extends Error {
  readonly cure: string | undefined;
  /** The tool's own last words, or a failing step's. */
  readonly tail: readonly string[];
  readonly failure: BuildFailure | undefined;
  /** What became of every gate, when one of them failed. */
  readonly gates: readonly GateResult[];
  /** What lint found. */
  readonly findings: readonly Finding[];
  /** What the reports of the tests tell. */
  readonly tests: TestOutcome | undefined;
  /** What became of every host of a deploy. */
  readonly hosts: readonly HostResult[];
  /** What is published all the same, when only the deploy failed. */
  readonly undeployed: Undeployed | undefined;

  constructor(message: string, detail: ToolErrorDetail = {}) {
    super(message, { cause: detail.cause });
    this.name = 'ToolError';
    this.cure = detail.cure;
    this.tail = detail.tail ?? [];
    this.failure = detail.failure;
    this.gates = detail.gates ?? [];
    this.findings = detail.findings ?? [];
    this.tests = detail.tests;
    this.hosts = detail.hosts ?? [];
    this.undeployed = detail.undeployed;
  }
}

/** The same error with what was known of the gates by then. */
export function withGates(error: ToolError, known: Pick<ToolErrorDetail, 'gates' | 'findings' | 'tests'>): ToolError {
  const { cure, tail, failure, cause } = error;
  return new ToolError(error.message, { cure, tail, ...(failure !== undefined && { failure }), cause, ...known });
}

/** The same error of a deploy with what was published before it. */
export function withUndeployed(error: ToolError, undeployed: Undeployed): ToolError {
  const { cure, tail, hosts, cause } = error;
  return new ToolError(error.message, { cure, tail, hosts, cause, undeployed });
}

/** A deploy came too late: what runs on the hosts is newer. */
export class OvertakenError extends ToolError {
  constructor(message: string, detail: ToolErrorDetail) {
    super(message, detail);
    this.name = 'OvertakenError';
  }
}

/** The run was cancelled; everything was stopped on purpose. */
export class CancelError extends Error {
  constructor(signal: string) {
    super(`Cancelled by ${signal}`);
    this.name = 'CancelError';
  }
}
