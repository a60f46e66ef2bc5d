/** Reads the JUnit reports that tests left in their container, whether they passed or not. */
import { ToolError } from '../../errors.ts';
import type { Plan, TestOutcome } from '../../model.ts';
import { readPattern } from '../../read/globs.ts';
import { mapPlace, type Root, sourceFiles } from '../../read/test-reports/map-place.ts';
import { readReport } from '../../read/test-reports/report.ts';
import { TestTally } from '../../read/test-reports/tally.ts';
import type { World } from '../../world/ports.ts';
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

/**
 * Gives what the reports tell; undefined when none were asked for or no tests ran. What is wrong with a report is in
 * the outcome's faults, as is one that is not there.
 */
export async function readTestReports({ plan, containers }: ReportRun, world: World): Promise<TestOutcome | undefined> {
  const { reports, folder } = plan.gates;
  if (reports.length === 0 || containers.length === 0) return undefined;
  const tally = new TestTally();
  const roots: Root[] = [];
  for (const [index, container] of containers.entries()) {
    const workingFolder = await readWorkingFolder(container, world);
    roots.push({ container: workingFolder, repository: '' });
    for (const [number, report] of reports.entries()) {
      const to = `${folder}/reports-${index}-${number}`;
      await readOne({ container, workingFolder, report, to }, tally, world);
    }
  }
  return withSources(tally, roots, plan, world);
}

interface One {
  readonly container: string;
  readonly workingFolder: string;
  /** As typed. */
  readonly report: string;
  /** Where it is copied to. */
  readonly to: string;
}

async function readOne(one: One, tally: TestTally, world: World): Promise<void> {
  const { report, to } = one;
  const { base, matches } = readPattern(report);
  const fault = await copyOut(one, base, world);
  if (fault !== undefined) return tally.addFault(report, fault, undefined);
  const entries = (await world.files.list(to)).filter((entry) => matches(entry.path));
  if (entries.length === 0) tally.addFault(report, notThere, undefined);
  if (entries.length > mostFiles)
    tally.addFault(report, `means ${entries.length} files; ${mostFiles} are read`, undefined);
  for (const { path: inside, kind } of entries.slice(0, mostFiles)) {
    const name = inside === '' ? report : `${base}/${inside}`;
    if (kind === 'file') await readReport(name, world.files.stream(inside === '' ? to : `${to}/${inside}`), tally);
    else tally.addFault(name, kind === 'link' ? 'is a link, which is not followed' : 'is no regular file', undefined);
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

/** Tests that passed and left no report, although one was asked for, may not have run at all. */
export function missingReport(tests: TestOutcome): ToolError | undefined {
  const missing = tests.faults.find(({ message }) => message === notThere);
  if (missing === undefined) return undefined;
  return new ToolError(`the tests left no report ${missing.file}`, {
    cure: 'check the path in `test-reports`: a relative one begins in the folder where the tests ran',
    tests,
  });
}
