/** Results of tests, as reports tell them. */
import type { Place } from './outcome.ts';

/** What the reports of this run's tests tell, with the places in the repository that are meant. */
export interface TestOutcome extends TestResults {
  readonly failures: readonly (TestFailure & { readonly source: Place | undefined })[];
}

/** A place as a report names it: a path of where the tests ran, and a line from 1 when it names one. */
export interface ReportedPlace {
  readonly file: string;
  readonly line: number | undefined;
}

/** A test's name. `suite` is the class, file, package or group that it belongs to, and may be empty. */
export interface TestName {
  readonly suite: string;
  readonly name: string;
}

/** A test that failed, as its report tells it. */
export interface TestFailure extends TestName {
  /** The first words of it: a few lines. */
  readonly message: string;
  /** The trace, cut. */
  readonly detail: string;
  readonly place: ReportedPlace | undefined;
}

/** Lines and columns from 1. */
export interface ReportPosition {
  readonly line: number;
  readonly column: number;
}

/** What was wrong with a report; its tests before the position are counted. */
export interface ReportFault {
  readonly file: string;
  readonly position: ReportPosition | undefined;
  /** Is said behind the file's name: "is empty". */
  readonly message: string;
}

/** `flaky` tests are among the passed. Seconds are the sum over the tests, not wall time. */
export interface TestCounts {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly flaky: number;
  readonly seconds: number;
}

/** What the test reports of a run tell together. */
export interface TestResults {
  readonly counts: TestCounts;
  /** The first ones, in the order of the reports. */
  readonly failures: readonly TestFailure[];
  /** How many more failed than are listed. */
  readonly unlistedFailures: number;
  /** The ten slowest, slowest first. */
  readonly slowest: readonly (TestName & { readonly seconds: number })[];
  /** The first of those that passed after a rerun, each with what it said when it failed. */
  readonly flaky: readonly (TestName & { readonly message: string })[];
  readonly faults: readonly ReportFault[];
}
