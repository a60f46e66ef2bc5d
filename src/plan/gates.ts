/** What must pass between the build and the first tag: services, the test command, the smoke test. */
import type { Decision, Problem } from '../model/decision.ts';
import type { Context } from '../model/event.ts';
import type { Facts } from '../model/facts.ts';
import type { Inputs } from '../model/inputs.ts';
import type {
  CommandPlan,
  GatesPlan,
  LintPlan,
  Probe,
  Route,
  ServicesPlan,
  SmokePlan,
  TestPlan,
} from '../model/plan.ts';
import { showsBuildArgs } from './build.ts';
import { isolateFile } from './compose.ts';
import { candidateOf, ownerOf } from './names.ts';
import { gatePlatforms } from './platforms.ts';

export interface GatesDecision {
  readonly gates: GatesPlan;
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/** How long services may take until they are healthy. */
const servicesSeconds = 120;

/** How the image comes to the engine. */
export interface Delivery {
  readonly route: Route;
  /** Sent by a builder, which can send one platform only. */
  readonly loads: boolean;
}

/** Names begin with the run's own, so that two runs on one engine never meet. */
export function planGates(
  inputs: Inputs,
  context: Context,
  facts: Facts,
  test: Decision<TestPlan>,
  { route, loads }: Delivery,
): GatesDecision {
  const owner = ownerOf(facts);
  const composed = planServices(inputs, facts);
  const platforms = gatePlatforms(inputs, facts, loads);
  const tested = planCommand(inputs, owner, test, commandPlatforms(platforms.run, route, test));
  const nowhere = platforms.run.length === 0 ? platforms.notes[0] : undefined;
  return {
    gates: {
      owner,
      platforms: platforms.run,
      folder: facts.runFolder,
      reports: inputs.testReports,
      lint: planLint(inputs, context, facts, test),
      stageReports: planStageReports(inputs, owner, test),
      services: composed.services,
      command: orNowhere(tested.command, nowhere),
      smoke: orNowhere(planSmoke(inputs, owner), nowhere),
    },
    problems: [...idle(inputs, test), ...composed.problems, ...(nowhere === undefined ? [] : cannotRun(inputs))],
    notes: [...composed.notes, ...platforms.notes, ...tested.notes],
  };
}

/** A gate that somebody asks for must not be left out in silence. */
function cannotRun(inputs: Inputs): Problem[] {
  const { smoke, testCommand, platforms } = inputs;
  const smokeAsked =
    smoke.when !== 'false' && (smoke.when === 'true' || probeOf(smoke).kind !== 'own' || smoke.env.length > 0);
  const gates = [...(testCommand === undefined ? [] : ['test command']), ...(smokeAsked ? ['smoke test'] : [])];
  if (gates.length === 0) return [];
  const wrong = `cannot be executed here, so there is no ${gates.join(' and no ')}`;
  const cure = 'put docker/setup-qemu-action before this step, or take a runner of that platform';
  return [{ input: 'platforms', value: platforms.join(','), wrong, cure }];
}

/** Without a platform that can run there is nothing to run it on. */
function orNowhere<T>(decision: Decision<T>, because: string | undefined): Decision<T> {
  return because === undefined
    ? decision
    : { run: false, because: because.replace(/^No gate runs on /, 'nothing can run on ') };
}

function planLint(inputs: Inputs, context: Context, facts: Facts, test: Decision<TestPlan>): Decision<LintPlan> {
  if (inputs.lint.level === 'off') return { run: false, because: '`lint` is off' };
  const { smoke, buildArgs } = inputs;
  const asked = smoke.when === 'true' || probeOf(smoke).kind !== 'own';
  return {
    run: true,
    policy: inputs.lint,
    stages: facts.origins,
    target: inputs.target,
    testTarget: test.run ? test.target : undefined,
    needsHealthCheck: asked && smoke.when !== 'false' ? 'it is smoke-tested' : undefined,
    buildArgs,
    inProvenance: showsBuildArgs(inputs, context) ? buildArgs : [],
  };
}

/** Where a command runs in the stage, the reports are the command's. */
function planStageReports(
  { testReports, testCommand }: Inputs,
  owner: string,
  test: Decision<TestPlan>,
): GatesPlan['stageReports'] {
  if (testReports.length === 0) return { run: false, because: '`test-reports` is empty' };
  if (testCommand !== undefined) return { run: false, because: 'the reports are those of `test-command`' };
  return test.run ? { run: true, container: `${owner}-test` } : test;
}

interface Composed extends Pick<GatesDecision, 'problems' | 'notes'> {
  readonly services: Decision<ServicesPlan>;
}

function planServices({ services: file, servicesEnv: env }: Inputs, facts: Facts): Composed {
  if (file === undefined) return { services: { run: false, because: '`services` is empty' }, problems: [], notes: [] };
  const project = ownerOf(facts);
  const wish = { project, file, candidate: candidateOf(facts) };
  const { notes, problems, ...isolated } = isolateFile(facts.compose, wish);
  const timeoutSeconds = servicesSeconds;
  return { services: { run: true, file, project, env, timeoutSeconds, ...isolated }, problems, notes };
}

/** A builder sends the engine one platform's image of the test stage. */
function commandPlatforms(all: GatesPlan['platforms'], route: Route, test: Decision<TestPlan>): GatesPlan['platforms'] {
  return test.run && route.kind === 'builder' ? all.slice(0, 1) : all;
}

interface CommandDecision extends Pick<GatesDecision, 'notes'> {
  readonly command: Decision<CommandPlan>;
}

function planCommand(
  inputs: Inputs,
  owner: string,
  test: Decision<TestPlan>,
  platforms: GatesPlan['platforms'],
): CommandDecision {
  const { testCommand: command, testEnvironment: environment, testTimeoutSeconds: timeoutSeconds } = inputs;
  if (command === undefined) return { command: { run: false, because: '`test-command` is empty' }, notes: [] };
  const image = test.run ? 'test' : 'final';
  const alone = platforms.length === 1 && inputs.platforms.length > 1;
  return {
    command: { run: true, container: `${owner}-test`, platforms, image, command, environment, timeoutSeconds },
    notes: alone ? [`The test command runs on ${platforms[0]} alone`] : [],
  };
}

/** Whatever says how to ask the container asks for the test as well. */
function planSmoke({ smoke }: Inputs, owner: string): Decision<SmokePlan> {
  if (smoke.when === 'false') return { run: false, because: '`smoke-test` is false' };
  const probe = probeOf(smoke);
  const { env, timeoutSeconds } = smoke;
  const optional = smoke.when === 'auto' && probe.kind === 'own' && env.length === 0;
  return { run: true, container: `${owner}-smoke`, probe, optional, env, timeoutSeconds };
}

function probeOf({ path, port, command }: Inputs['smoke']): Probe {
  if (command !== undefined) return { kind: 'command', command };
  if (path === undefined && port === undefined) return { kind: 'own' };
  return { kind: 'http', path: path ?? '/', port };
}

/** Words for a gate that does not run would be lost in silence. */
function idle(inputs: Inputs, test: Decision<TestPlan>): Problem[] {
  const { smoke, testCommand, testEnvironment, services, servicesEnv } = inputs;
  const rows: readonly [input: string, given: boolean, used: boolean, cure: string][] = [
    ['test-env', testEnvironment.values.length > 0, testCommand !== undefined, 'set `test-command`'],
    ['test-secrets', testEnvironment.secrets.length > 0, testCommand !== undefined, 'set `test-command`'],
    [
      'test-reports',
      inputs.testReports.length > 0,
      test.run || testCommand !== undefined || services !== undefined,
      'set `test-command`, or name the test stage in `test-target`',
    ],
    ['services-env', servicesEnv.length > 0, services !== undefined, 'set `services`'],
    ['smoke-path', smoke.path !== undefined, smoke.when !== 'false', 'remove it, or `smoke-test: false`'],
    ['smoke-port', smoke.port !== undefined, smoke.when !== 'false', 'remove it, or `smoke-test: false`'],
    ['smoke-command', smoke.command !== undefined, smoke.when !== 'false', 'remove it, or `smoke-test: false`'],
    ['smoke-env', smoke.env.length > 0, smoke.when !== 'false', 'remove it, or `smoke-test: false`'],
  ];
  return rows
    .filter(([, given, used]) => given && !used)
    .map(([input, , , cure]) => ({ input, wrong: 'is given for a gate that does not run', cure }));
}
