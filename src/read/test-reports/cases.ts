/**
 * Elements of JUnit XML -> test cases. There is no one standard: what every tool writes is taken (`testsuite`,
 * `testcase`, `failure`, `error`, `skipped`), with the reruns of Maven Surefire, which cargo-nextest and Gradle share:
 * https://maven.apache.org/surefire/maven-surefire-plugin/xsd/surefire-test-report.xsd
 */
import type { TestFailure } from '../../model/tests.ts';
import { findPlace, type TestOrigin } from './source-place.ts';
import { firstWords, plain } from './text.ts';

/** Those of an element that are read, all texts; one that is not there is undefined. */
export interface Attributes {
  name?: string;
  classname?: string;
  file?: string;
  line?: string;
  time?: string;
  message?: string;
  status?: string;
}

export const attributeNames: ReadonlySet<string> = new Set<keyof Attributes>([
  'name',
  'classname',
  'file',
  'line',
  'time',
  'message',
  'status',
]);

/** A test case as it was read. */
export interface ReadCase {
  readonly suite: string;
  readonly name: string;
  readonly seconds: number;
  readonly outcome:
    | { readonly kind: 'passed' | 'skipped' }
    /** Passed after a rerun; what it said when it failed. */
    | { readonly kind: 'flaky'; readonly message: string }
    /** The failure is made when it is wanted, as only the first ones are kept. */
    | { readonly kind: 'failed'; readonly failure: () => TestFailure };
}

/** The characters of a text that are kept while it is read; the rest is passed over. */
const longestText = 16_000;

const longestDetail = 4000;
const longestName = 300;

interface Suite {
  readonly name: string;
  readonly file: string;
}

interface Problem {
  readonly message: string;
  text: string;
}

interface OpenCase {
  readonly attributes: Attributes;
  /** How deep the element stands. */
  readonly depth: number;
  failure: Problem | undefined;
  rerun: Problem | undefined;
  skipped: boolean;
}

/** Takes elements in the order of the file and hands on each test case when it ends. */
export class CaseReader {
  readonly #found: (read: ReadCase) => void;
  readonly #open: string[] = [];
  readonly #suites: Suite[] = [];
  #case: OpenCase | undefined;
  /** Whose text is being read. */
  #problem: Problem | undefined;

  constructor(found: (read: ReadCase) => void) {
    this.#found = found;
  }

  /** The elements that are open, outermost first. */
  get path(): readonly string[] {
    return this.#open;
  }

  open(element: string, attributes: Attributes): void {
    const parent = this.#open.at(-1);
    this.#open.push(element);
    this.#problem = undefined;
    if (element === 'testsuite' || element === 'testsuites') {
      // The name of the outermost element is the tool's or the project's, no group of tests.
      this.#suites.push({ name: element === 'testsuite' ? (attributes.name ?? '') : '', file: attributes.file ?? '' });
    } else if (element === 'testcase') {
      this.#case ??= this.#begin(attributes);
    } else if (parent === 'testcase') {
      this.#openInCase(element, attributes);
    } else if (element === 'failure' || element === 'error') {
      this.#openInSuite(parent, attributes);
    }
  }

  text(text: string): void {
    if (this.#problem === undefined) return;
    const room = longestText - this.#problem.text.length;
    if (room > 0) this.#problem.text += text.slice(0, room);
  }

  close(element: string): void {
    const depth = this.#open.length;
    this.#open.pop();
    this.#problem = undefined;
    if (element === 'testsuite' || element === 'testsuites') this.#suites.pop();
    if (this.#case?.depth !== depth) return;
    const ended = this.#case;
    this.#case = undefined;
    this.#found(readCase(ended, this.#suites));
  }

  #begin(attributes: Attributes): OpenCase {
    // GoogleTest lists disabled tests so, without an element.
    const skipped = /^(?:notrun|skipped|disabled)$/i.test(attributes.status ?? '');
    return { attributes, depth: this.#open.length, failure: undefined, rerun: undefined, skipped };
  }

  #openInCase(element: string, attributes: Attributes): void {
    const current = this.#case;
    if (current === undefined) return;
    const problem = { message: attributes.message ?? '', text: '' };
    if (element === 'skipped') current.skipped = true;
    else if (element === 'failure' || element === 'error') this.#problem = current.failure ??= problem;
    else if (element === 'flakyFailure' || element === 'flakyError') this.#problem = current.rerun ??= problem;
  }

  /** A suite that failed without a test, such as in its set-up: one failed test more, or it would not be seen. */
  #openInSuite(parent: string | undefined, attributes: Attributes): void {
    if (this.#case !== undefined || (parent !== 'testsuite' && parent !== 'testsuites')) return;
    this.#case = this.#begin({ name: '(the suite itself)' });
    this.#problem = this.#case.failure = { message: attributes.message ?? '', text: '' };
  }
}

function readCase(ended: OpenCase, suites: readonly Suite[]): ReadCase {
  const { attributes, failure, rerun, skipped } = ended;
  const named = {
    suite: plain(suiteOf(attributes, suites), longestName),
    name: plain(attributes.name ?? '', longestName),
    seconds: readSeconds(attributes.time ?? ''),
  };
  if (failure !== undefined) {
    return { ...named, outcome: { kind: 'failed', failure: () => tellFailure(named, failure, ended, suites) } };
  }
  if (skipped) return { ...named, outcome: { kind: 'skipped' } };
  if (rerun === undefined) return { ...named, outcome: { kind: 'passed' } };
  return { ...named, outcome: { kind: 'flaky', message: firstWords(rerun.message, rerun.text, '') } };
}

function tellFailure(
  { suite, name }: { readonly suite: string; readonly name: string },
  { message, text }: Problem,
  { attributes }: OpenCase,
  suites: readonly Suite[],
): TestFailure {
  return {
    suite,
    name,
    message: firstWords(message, text, `${attributes.classname ?? suite}::`),
    detail: plain(text, longestDetail),
    place: findPlace([text, message], originOf(attributes, suites)),
  };
}

/**
 * The class is the better name, as suites are often called after the tool; but node:test gives every test the class
 * `test`, and by their defaults jest-junit and mocha-junit-reporter repeat the test's name in it.
 */
function suiteOf({ classname = '', name = '' }: Attributes, suites: readonly Suite[]): string {
  if (classname !== '' && classname !== 'test' && !name.endsWith(classname)) return classname;
  return suites.flatMap((suite) => suite.name || []).join(' > ');
}

function originOf({ file, line, classname = '' }: Attributes, suites: readonly Suite[]): TestOrigin {
  const ownFile = file ?? suites.findLast((suite) => suite.file !== '')?.file ?? '';
  // pytest counts its lines from 0 (junit_family=xunit1; the attribute is its `location`).
  const ofPytest = ownFile.endsWith('.py') && suites.some((suite) => suite.name === 'pytest');
  const number = /^\d{1,9}$/.test(line ?? '') ? Number(line) + (ofPytest ? 1 : 0) : undefined;
  return { file: ownFile, line: number, className: classname };
}

/** Seconds as tools write them: `0.012`, `1,234.5` (Surefire), `0,012` (by the language of the machine), `1e-3`. */
function readSeconds(text: string): number {
  const plainText = /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/.test(text)
    ? text.replaceAll(',', '')
    : text.replace(',', '.');
  const seconds = Number(plainText);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}
