/** Reads the JUnit reports that tests left in their container, whether they passed or not. */
import { ToolError } from '../../errors.ts';
import type { Plan } from '../../model/plan.ts';
import type { TestOutcome } from '../../model/tests.ts';
import { readPattern } from '../../read/globs.ts';
import { mapPlace, type Root, sourceFiles } from '../../read/test-reports/map-place.ts';
import { readReport } from '../../read/test-reports/report.ts';
import { TestTally } from '../../read/test-reports/tally.ts';
import type { Entry, World } from '../../world/ports.ts';
import { lastWords } from '../explain.ts';
import { askGit } from '../git.ts';

/** Copying out of a container; a folder of reports is small. */
const copySeconds = 120;
const mostFiles = 1000;

export interface ReportRun {
  readonly plan: Plan;
  /** Names of containers in which tests ran. */
  readonly containers: readonly string[];
}

/** What was read, and which of the wanted reports nobody could read, with the reason. */
export interface ReadReports {
  readonly tests: TestOutcome;
  readonly missing: ToolError | undefined;
}

/** Gives what the reports tell; undefined when none were asked for. What is wrong with one is in the outcome's faults. */
export async function readTestReports({ plan, containers }: ReportRun, world: World): Promise<ReadReports | undefined> {
  const { reports, folder } = plan.gates;
  if (reports.length === 0) return undefined;
  const tally = new TestTally();
  const roots: Root[] = [];
  const unread = new Map(reports.map((report) => [report, 'no test ran that could leave it']));
  for (const [index, container] of containers.entries()) {
    const workingFolder = await readWorkingFolder(container, world);
    roots.push({ container: workingFolder, repository: '' });
    for (const [number, report] of reports.entries()) {
      const to = `${folder}/reports-${index}-${number}`;
      const fault = await readOne({ container, workingFolder, report, to }, tally, world);
      // With two places where tests ran, each report is of one of them.
      if (fault === undefined) unread.delete(report);
      else if (unread.has(report)) unread.set(report, fault);
    }
  }
  for (const [report, fault] of unread) tally.addFault(report, fault, undefined);
  const tests = await withSources(tally, roots, plan, world);
  return { tests, missing: missingReport([...unread][0]) };
}

interface One {
  readonly container: string;
  readonly workingFolder: string;
  /** As typed. */
  readonly report: string;
  /** Where it is copied to. */
  readonly to: string;
}

/** Gives why not one file of the report could be read. */
async function readOne(one: One, tally: TestTally, world: World): Promise<string | undefined> {
  const { report, to } = one;
  const { base, matches } = readPattern(report);
  const fault = await copyOut(one, base, world);
  if (fault !== undefined) return fault;
  const listed = await orFault(() => world.files.list(to));
  if ('fault' in listed) return listed.fault;
  const found = listed.value
    .filter((entry) => matches(entry.path))
    .map(({ path, kind }) => ({ path, kind, name: path === '' ? report : `${base}/${path}` }));
  if (found.length === 0) return notThere;
  if (found.length > mostFiles) tally.addFault(report, `means ${found.length} files; ${mostFiles} are read`, undefined);
  return readAll(found.slice(0, mostFiles), to, tally, world);
}

/** Gives what is wrong with the last one when none could be read; else what is wrong is a fault of each. */
async function readAll(
  found: readonly Found[],
  to: string,
  tally: TestTally,
  world: World,
): Promise<string | undefined> {
  const faults: (readonly [string, string])[] = [];
  for (const entry of found) {
    const fault = await readEntry(entry, entry.path === '' ? to : `${to}/${entry.path}`, tally, world);
    if (fault !== undefined) faults.push([entry.name, fault]);
  }
  if (faults.length === found.length) return faults.at(-1)?.[1];
  for (const [name, fault] of faults) tally.addFault(name, fault, undefined);
  return undefined;
}

interface Found extends Entry {
  /** For messages. */
  readonly name: string;
}

async function readEntry(
  { name, kind }: Found,
  path: string,
  tally: TestTally,
  world: World,
): Promise<string | undefined> {
  if (kind === 'link') return 'is a link, which is not followed';
  if (kind === 'other') return 'is no regular file';
  const done = await orFault(() => readReport(name, world.files.stream(path), tally));
  return 'fault' in done ? done.fault : undefined;
}

/** What a test leaves may have rights or a name with which nobody can read it. */
async function orFault<T>(work: () => Promise<T>): Promise<{ readonly value: T } | { readonly fault: string }> {
  try {
    return { value: await work() };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    return { fault: `cannot be read: ${error.message}` };
  }
}

const notThere = 'is not there';

/** Gives what went wrong, as the rest of a sentence. */
async function copyOut({ container, workingFolder, to }: One, base: string, world: World): Promise<string | undefined> {
  const path = base.startsWith('/') ? base : `${workingFolder.replace(/\/$/, '')}/${base}`;
  const argv = ['docker', 'cp', `${container}:${path}`, to] as const;
  const finished = await world.run({ title: 'Copy the test reports', argv }, { limitSeconds: copySeconds });
  if (finished.exitCode === 0) return undefined;
  if (/could not find the file|no such file/i.test(finished.stderr)) return notThere;
  return `cannot be copied: ${finished.timedOut ? `it took over ${copySeconds} s` : lastWords(finished.stderr)}`;
}

/**
 * The exit code of tests that a stage kept in a file `exit-code` beside its reports, so that the stage succeeds and the
 * reports of failed tests are not lost with it. Undefined when there is no such file.
 */
export async function readKeptExitCode(plan: Plan, container: string, world: World): Promise<KeptExitCode | undefined> {
  const workingFolder = await readWorkingFolder(container, world);
  const folders = new Set(plan.gates.reports.map(folderOf));
  for (const [index, folder] of [...folders].entries()) {
    const report = `${folder}/exit-code`;
    const to = `${plan.gates.folder}/exit-code-${index}`;
    const fault = await copyOut({ container, workingFolder, report, to }, report, world);
    if (fault !== undefined || (await world.files.list(to))[0]?.kind !== 'file') continue;
    return { file: report, text: (await world.files.read(to)).trim().slice(0, 20) };
  }
  return undefined;
}

export interface KeptExitCode {
  readonly file: string;
  readonly text: string;
}

/** Of a file its folder, of a folder or a pattern the part before the wildcard. */
function folderOf(report: string): string {
  const { base } = readPattern(report);
  return base === report && /\.\w+$/.test(base) ? base.replace(/\/?[^/]*$/, '') || '.' : base;
}

async function readWorkingFolder(container: string, world: World): Promise<string> {
  const argv = ['docker', 'container', 'inspect', container] as const;
  const finished = await world.run({ title: 'Look at the container', argv });
  if (finished.exitCode !== 0) throw new ToolError(`the container is gone: ${lastWords(finished.stderr)}`);
  const found = (JSON.parse(finished.stdout) as { Config?: { WorkingDir?: string } }[])[0];
  return found?.Config?.WorkingDir || '/';
}

/** A report names files as the container has them; the repository's own are asked of git. */
async function withSources(tally: TestTally, roots: readonly Root[], plan: Plan, world: World): Promise<TestOutcome> {
  const results = tally.results();
  const asked = results.failures.some(({ place }) => place !== undefined);
  const answer = asked ? await askGit('List the files', ['ls-files', '-z'], world) : undefined;
  const known = answer !== undefined && answer.kind !== 'absent' && answer.exitCode === 0;
  const files = sourceFiles(known ? answer.stdout.split('\0') : []);
  const context = plan.build.context.replace(/^\.?\/?/, '').replace(/\/$/, '');
  const all = [...roots, ...roots.map(({ container }) => ({ container, repository: context }))];
  const failures = results.failures.map((failure) => {
    return { ...failure, source: failure.place && mapPlace(failure.place, all, files) };
  });
  return { ...results, failures };
}

/** Tests that passed and left no report that anybody could read, although one was asked for, may not have run at all. */
function missingReport(unread: readonly [report: string, fault: string] | undefined): ToolError | undefined {
  if (unread === undefined) return undefined;
  const [report, fault] = unread;
  return new ToolError(fault === notThere ? `the tests left no report ${report}` : `the report ${report} ${fault}`, {
    cure: 'check the path in `test-reports`: a relative one begins in the folder where the tests ran',
  });
}
