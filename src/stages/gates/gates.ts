/** Everything that must pass between the build and the first tag, in order; the first failure ends it. */
import { ToolError } from '../../errors.ts';
import type { BuildWarning, Finding, GateResult, Outcome } from '../../model/outcome.ts';
import type { GateName, Plan } from '../../model/plan.ts';
import { gateCure } from '../../report/failure.ts';
import { gateLines, gateTitle } from '../../report/gates.ts';
import { failedOf, greenAnyway, testLines } from '../../report/tests.ts';
import type { World } from '../../world/ports.ts';
import { createContainer, labelOf, nameOn, ownContainers, removeContainers } from '../container.ts';
import type { StoredImage } from '../image-store.ts';
import { lintError, runLint } from './lint.ts';
import { readKeptExitCode, readTestReports } from './reports.ts';
import { removeServices, type Services } from './services.ts';
import { notAsked, runSmokeTest } from './smoke.ts';
import { runTestCommand } from './test-command.ts';

/** What the gates are about: the image as the engine holds it, which is used by its digest. */
export interface Subject {
  readonly plan: Plan;
  readonly image: StoredImage;
  readonly warnings: readonly BuildWarning[];
  /** How long the build took, the test stage included. */
  readonly buildSeconds: number;
  readonly services: Services;
}

interface Gate {
  readonly name: GateName;
  /** Says what passed, or why there was nothing to do. */
  run(): Promise<{ readonly passed: string } | { readonly skipped: string }>;
}

export type GatesOutcome = Pick<Outcome, 'gates' | 'findings' | 'tests'>;

/** Runs the gates one after the other. Rejects with the first failure, which names what ran before and what did not. */
export async function runGates(subject: Subject, world: World): Promise<GatesOutcome> {
  const { plan } = subject;
  const findings: Finding[] = [];
  const results: GateResult[] = plan.gates.stageReports.run ? [] : [builtStage(subject)];
  const gates = gatesOf(subject, findings, world);
  try {
    for (const [index, gate] of gates.entries()) {
      const { result, error } = await pass(gate, world);
      results.push(result);
      for (const line of gateLines([result])) world.log.line(line);
      if (error === undefined) continue;
      const because = `${gate.name} failed`;
      results.push(...gates.slice(index + 1).map(({ name }) => ({ gate: name, state: 'skipped', because }) as const));
      const tests = await reportsOfFailure(plan, results, world);
      throw gateError(plan, gate.name, error, { gates: results, findings, tests });
    }
    const read = await readTestReports({ plan, containers: ranIn(plan, results) }, world);
    const outcome = { gates: results, findings, tests: read?.tests };
    if (read?.missing !== undefined) throw missingError(plan, read.missing, outcome);
    for (const line of outcome.tests === undefined ? [] : [...testLines(outcome.tests), ...greenAnyway(outcome.tests)])
      world.log.line(line);
    return outcome;
  } finally {
    if (startsContainers(plan)) await removeContainers(containersOf(plan.gates), world);
  }
}

function startsContainers({ gates }: Plan): boolean {
  return [gates.stageReports, gates.services, gates.command, gates.smoke].some(({ run }) => run);
}

/** The stage was built with the image, and its build is its test. */
function builtStage({ plan, buildSeconds: seconds }: Subject): GateResult {
  const { test } = plan;
  if (!test.run) return { gate: 'test stage', state: 'skipped', because: test.because };
  return { gate: 'test stage', state: 'passed', detail: `${test.target} was built with the image`, seconds };
}

/** Without its report a gate has not passed, whatever its exit code was. */
function missingError(plan: Plan, missing: ToolError, outcome: GatesOutcome): ToolError {
  const name = testedBy(plan);
  const gates = outcome.gates.map((result): GateResult => {
    if (result.gate !== name || result.state === 'skipped') return result;
    return { gate: name, state: 'failed', because: missing.message, seconds: result.seconds };
  });
  return gateError(plan, name, missing, { ...outcome, gates });
}

/** What is wrong with the reports of tests that failed is nothing beside that. */
async function reportsOfFailure(plan: Plan, results: readonly GateResult[], world: World): Promise<Outcome['tests']> {
  const containers = ranIn(plan, results);
  if (containers.length === 0) return undefined;
  try {
    return (await readTestReports({ plan, containers }, world))?.tests;
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}

/** The gate whose reports are asked for. */
function testedBy({ gates }: Plan): GateName {
  if (gates.stageReports.run) return 'test stage';
  return gates.command.run ? 'test command' : 'service tests';
}

/** Containers in which tests ran, well or not. */
function ranIn({ gates }: Plan, results: readonly GateResult[]): string[] {
  const ran = (name: GateName) => results.some(({ gate, state }) => gate === name && state !== 'skipped');
  return [
    ...(ran('test stage') || ran('test command') ? [`${gates.owner}-test`] : []),
    ...(ran('service tests') ? [testContainer(gates.owner)] : []),
  ];
}

/** Removes what gates may have left, by the owner alone: the job's end knows no more. */
export async function removeGates(owner: string, world: World): Promise<void> {
  const left = await ownContainers(owner, world);
  if (left.length > 0) await removeContainers(left, world);
  await removeServices(owner, world);
}

/** Names of the containers that a run may have started by itself. */
function containersOf({ owner, platforms }: Plan['gates']): string[] {
  const own = platforms.flatMap((_, index) => [nameOn(`${owner}-test`, index), nameOn(`${owner}-smoke`, index)]);
  return [...(own.length > 0 ? own : [`${owner}-test`]), testContainer(owner)];
}

function testContainer(owner: string): string {
  return `${owner}-sut`;
}

interface Passed {
  readonly result: GateResult;
  readonly error?: ToolError;
}

async function pass({ name, run }: Gate, world: World): Promise<Passed> {
  const start = world.now();
  const seconds = () => (world.now() - start) / 1000;
  try {
    const outcome = await run();
    if ('skipped' in outcome) return { result: { gate: name, state: 'skipped', because: outcome.skipped } };
    return { result: { gate: name, state: 'passed', detail: outcome.passed, seconds: seconds() } };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { result: { gate: name, state: 'failed', because: error.message, seconds: seconds() }, error };
  }
}

function gateError(plan: Plan, name: GateName, error: ToolError, outcome: GatesOutcome): ToolError {
  const { message, cure, tail } = error;
  const { tests } = outcome;
  const count = tests !== undefined && tests.counts.failed > 0 ? `, ${failedOf(tests)}` : '';
  return new ToolError(`${gateTitle(name)} failed: ${message}${count}`, {
    ...outcome,
    cure: gateCure(plan, name, cure),
    tail,
    cause: error,
  });
}

function gatesOf(subject: Subject, findings: Finding[], world: World): readonly Gate[] {
  const { services } = subject.plan.gates;
  return [
    lintGate(subject, findings, world),
    ...(subject.plan.gates.stageReports.run ? [stageGate(subject, world)] : []),
    ...(services.run ? [servicesGate(subject.services)] : []),
    testGate(subject, world),
    ...(services.run && services.hasTest ? [serviceTestsGate(subject, world)] : []),
    smokeGate(subject, world),
  ];
}

function lintGate({ plan, image, warnings }: Subject, findings: Finding[], world: World): Gate {
  const { lint } = plan.gates;
  return {
    name: 'lint',
    async run() {
      if (!lint.run) return { skipped: lint.because };
      const result = await runLint({ plan: lint, dockerfile: plan.build.dockerfile, warnings, image }, world);
      findings.push(...result.findings);
      if (result.failed) throw lintError(result);
      return { passed: result.detail };
    },
  };
}

/** The stage was built, which is its test; but it may have kept a failure for later, not to lose its reports. */
function stageGate({ plan, image: built }: Subject, world: World): Gate {
  const { owner, folder, stageReports } = plan.gates;
  return {
    name: 'test stage',
    async run() {
      if (!stageReports.run) return { skipped: stageReports.because };
      const environment = { values: [], secrets: [] };
      const { container: name } = stageReports;
      const image = plan.build.testImage ?? built.id;
      await createContainer(
        {
          name,
          image,
          platform: plan.gates.platforms[0],
          labels: [labelOf(owner)],
          environment,
          networks: [],
          folder,
          command: ['/unused'],
        },
        world,
      );
      const kept = await readKeptExitCode(plan, name, world);
      if (kept === undefined) return { passed: 'it was built' };
      if (kept.text === '0') return { passed: `${kept.file} says 0` };
      throw new ToolError(`${kept.file} says ${kept.text === '' ? 'nothing' : kept.text}`);
    },
  };
}

function servicesGate({ start }: Services): Gate {
  return {
    name: 'services',
    async run() {
      const up = await start();
      return { passed: up.length === 0 ? 'there is none but the test' : up.join(', ') };
    },
  };
}

function testGate({ plan, image: built, services }: Subject, world: World): Gate {
  const { gates, build } = plan;
  const { command } = gates;
  return {
    name: 'test command',
    async run() {
      if (!command.run) return { skipped: command.because };
      const image = (command.image === 'test' ? build.testImage : undefined) ?? built.id;
      const networks = networksOf(gates);
      const work = (platform: Platform, index: number) => {
        const own = { ...command, container: nameOn(command.container, index) };
        const title = platform === undefined ? 'Test command' : `Test command on ${platform}`;
        return inGroup(title, () => runTestCommand({ plan: own, gates, image, networks, platform }, world), world);
      };
      return { passed: await withLogs(services, () => everywhere(command.platforms, work)) };
    },
  };
}

function serviceTestsGate({ plan, services }: Subject, world: World): Gate {
  return {
    name: 'service tests',
    async run() {
      const work = () => services.runTest(testContainer(plan.gates.owner));
      await withLogs(services, () => inGroup('Tests of the compose file', work, world));
      return { passed: 'the service sut exited with 0' };
    },
  };
}

function smokeGate({ plan, image, services }: Subject, world: World): Gate {
  const { gates } = plan;
  const { smoke } = gates;
  return {
    name: 'smoke test',
    async run() {
      if (!smoke.run) return { skipped: smoke.because };
      const networks = networksOf(gates);
      const because = notAsked(smoke, image);
      if (because !== undefined) return { skipped: because };
      const work = (platform: Platform, index: number) => {
        const own = { ...smoke, container: nameOn(smoke.container, index) };
        return runSmokeTest({ plan: own, gates, image, networks, platform }, world);
      };
      return { passed: await withLogs(services, () => everywhere(gates.platforms, work)) };
    },
  };
}

type Platform = Plan['gates']['platforms'][number];

/** On one platform after the other; what is said of several names each. */
async function everywhere(
  platforms: readonly Platform[],
  work: (platform: Platform, index: number) => Promise<string>,
): Promise<string> {
  const details: string[] = [];
  for (const [index, platform] of platforms.entries()) {
    const named = platforms.length > 1 ? `${platform}: ` : '';
    try {
      details.push(`${named}${await work(platform, index)}`);
    } catch (error) {
      if (!(error instanceof ToolError) || named === '') throw error;
      throw new ToolError(`${named}${error.message}`, { cure: error.cure, tail: error.tail, cause: error });
    }
  }
  return details.join('; ');
}

function networksOf({ services }: Plan['gates']): readonly string[] {
  return services.run ? services.networks : [];
}

/** A test that fails may have failed for what a service did. */
async function withLogs<T>(services: Services, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ToolError) await services.showLogs();
    throw error;
  }
}

async function inGroup<T>(title: string, work: () => Promise<T>, world: World): Promise<T> {
  world.log.group(title);
  try {
    return await work();
  } finally {
    world.log.endGroup();
  }
}
