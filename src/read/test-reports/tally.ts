/** Adds up test cases over all reports of a run, in a memory that does not grow with them. */
import type { ReportFault, ReportPosition, TestFailure, TestName, TestResults } from '../../model/tests.ts';
import type { ReadCase } from './cases.ts';

/** As many as a person looks at; the others are counted. */
const mostFailures = 200;
const mostFlaky = 200;
const mostSlowest = 10;

type TimedTest = TestName & { readonly seconds: number };

/** Made once for a run, given to every report, asked for the results at the end. */
export class TestTally {
  readonly #failures: TestFailure[] = [];
  readonly #flaky: (TestName & { readonly message: string })[] = [];
  readonly #faults: ReportFault[] = [];
  #slowest: TimedTest[] = [];
  #passed = 0;
  #failed = 0;
  #skipped = 0;
  #flakyCount = 0;
  #seconds = 0;

  get total(): number {
    return this.#passed + this.#failed + this.#skipped;
  }

  add({ suite, name, seconds, outcome }: ReadCase): void {
    this.#seconds += seconds;
    this.#rank({ suite, name, seconds });
    switch (outcome.kind) {
      case 'skipped':
        this.#skipped += 1;
        return;
      case 'failed':
        this.#failed += 1;
        if (this.#failures.length < mostFailures) this.#failures.push(outcome.failure());
        return;
      case 'flaky':
        this.#passed += 1;
        this.#flakyCount += 1;
        if (this.#flaky.length < mostFlaky) this.#flaky.push({ suite, name, message: outcome.message });
        return;
      case 'passed':
        this.#passed += 1;
    }
  }

  addFault(file: string, message: string, position: ReportPosition | undefined): void {
    this.#faults.push({ file, position, message });
  }

  results(): TestResults {
    return {
      counts: {
        total: this.total,
        passed: this.#passed,
        failed: this.#failed,
        skipped: this.#skipped,
        flaky: this.#flakyCount,
        seconds: this.#seconds,
      },
      failures: this.#failures,
      unlistedFailures: this.#failed - this.#failures.length,
      slowest: this.#slowest,
      flaky: this.#flaky,
      faults: this.#faults,
    };
  }

  /** Of two that took equally long the first one stays before the second. */
  #rank(test: TimedTest): void {
    const last = this.#slowest.at(-1);
    if (test.seconds === 0 || (this.#slowest.length === mostSlowest && test.seconds <= (last?.seconds ?? 0))) return;
    this.#slowest = [...this.#slowest, test].sort((one, other) => other.seconds - one.seconds).slice(0, mostSlowest);
  }
}
