/** What must pass between the build and the first tag: services, the test command, the smoke test. */
import type {
  CommandPlan,
  Context,
  Decision,
  Facts,
  GatesPlan,
  Inputs,
  LintPlan,
  Probe,
  Problem,
  ServicesPlan,
  SmokePlan,
  TestPlan,
} from '../model.ts';
import { showsBuildArgs } from './build.ts';
import { isolateFile } from './compose.ts';
import { candidateOf, ownerOf } from './names.ts';

export interface GatesDecision {
  readonly gates: GatesPlan;
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/** How long services may take until they are healthy. */
const servicesSeconds = 120;

/** Names begin with the run's own, so that two runs on one engine never meet. */
export function planGates(inputs: Inputs, context: Context, facts: Facts, test: Decision<TestPlan>): GatesDecision {
  const owner = ownerOf(facts);
  const composed = planServices(inputs, facts);
  return {
    gates: {
      owner,
      folder: facts.runFolder,
      reports: inputs.testReports,
      lint: planLint(inputs, context, facts, test),
      stageReports: planStageReports(inputs, owner, test),
      services: composed.services,
      command: planCommand(inputs, owner, test),
      smoke: planSmoke(inputs, owner),
    },
    problems: [...idle(inputs, test), ...composed.problems],
    notes: composed.notes,
  };
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

function planCommand(inputs: Inputs, owner: string, test: Decision<TestPlan>): Decision<CommandPlan> {
  const { testCommand: command, testEnvironment: environment, testTimeoutSeconds: timeoutSeconds } = inputs;
  if (command === undefined) return { run: false, because: '`test-command` is empty' };
  const image = test.run ? 'test' : 'final';
  return { run: true, container: `${owner}-test`, image, command, environment, timeoutSeconds };
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
