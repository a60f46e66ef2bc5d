/** The containers that tests need: up beside the build, gone after it. */
import { ToolError } from '../../errors.ts';
import type { Command } from '../../model/decision.ts';
import type { Plan, ServicesPlan } from '../../model/plan.ts';
import { composeVariables, testService } from '../../plan/compose.ts';
import { sealed } from '../../read/secret.ts';
import { quoted } from '../../report/text.ts';
import type { World } from '../../world/ports.ts';
import { explain, lastWords } from '../explain.ts';

/** Services of a run. Without a compose file there are none, and nothing is started. */
export interface Services {
  /** Brings them up, once, and waits. Gives each with its state: `db healthy`. Rejects with a ToolError. */
  start(): Promise<readonly string[]>;
  /** Runs the service `sut`, whose exit code is a gate. Rejects with a ToolError. */
  runTest(container: string): Promise<void>;
  /** Shows the last lines of each, for a test that failed. */
  showLogs(): Promise<void>;
  /** Removes containers, networks and volumes; also after a cancel, and only once. Says whether nothing is left. */
  stop(): Promise<boolean>;
}

/** How long the test of a compose file may take. */
const testSeconds = 20 * 60;

/** Starts nothing by itself. */
export function openServices({ gates, build }: Plan, world: World): Services {
  const { services } = gates;
  if (!services.run) return none;
  const { project } = services;
  const ownFile = `${gates.folder}/services.json`;
  const env = composeVariables(services.env, build.candidate);
  const compose = (title: string, ...words: string[]): Command => ({
    title,
    argv: ['docker', 'compose', `--project-name=${project}`, `--file=${ownFile}`, '--ansi=never', ...words],
    env,
    bare: true,
  });
  let started: Promise<readonly string[]> | undefined;
  let stopped: Promise<boolean> | undefined;
  return {
    start: () => {
      started ??= start(services, { ownFile, compose }, world);
      return started;
    },
    runTest: (container) => runTest(container, compose, world),
    showLogs: () => showLogs(compose, world),
    stop: () => {
      stopped ??= started === undefined ? Promise.resolve(true) : stop(project, started, world);
      return stopped;
    },
  };
}

const none: Services = {
  start: async () => [],
  runTest: async () => undefined,
  showLogs: async () => undefined,
  stop: async () => true,
};

type Compose = (title: string, ...words: string[]) => Command;

interface Ways {
  readonly ownFile: string;
  readonly compose: Compose;
}

async function start(plan: ServicesPlan, { ownFile, compose }: Ways, world: World): Promise<readonly string[]> {
  await world.files.writeSecret(ownFile, sealed(JSON.stringify(plan.model)));
  if (plan.names.length === 0) return [];
  const wait = [`--wait-timeout=${Math.ceil(plan.timeoutSeconds)}`, '--quiet-pull', ...plan.names];
  const finished = await world.run(compose('Start the services', 'up', '--detach', '--wait', ...wait));
  const listed = await list(compose, world);
  // One without a health check counts as up for compose as soon as it was started, and may have ended since.
  if (finished.exitCode !== 0 || listed.some(isTrouble) || listed.length < plan.names.length)
    throw await explainServices(plan, { compose, listed, stderr: finished.stderr }, world);
  return listed.map(({ Service = '', Health }) => `${Service} ${Health === 'healthy' ? 'healthy' : 'running'}`);
}

async function list(compose: Compose, world: World): Promise<readonly Listed[]> {
  const finished = await world.run(compose('List the services', 'ps', '--all', '--format=json'));
  return finished.stdout.split('\n').flatMap((line) => (line.startsWith('{') ? (JSON.parse(line) as Listed) : []));
}

/** One container as `docker compose ps` lists it. */
interface Listed {
  readonly Service?: string;
  readonly Name?: string;
  readonly State?: string;
  readonly Health?: string;
  readonly ExitCode?: number;
}

interface Failed {
  readonly compose: Compose;
  readonly listed: readonly Listed[];
  readonly stderr: string;
}

/** Says which service is the trouble and shows what it printed. One that has done its work is none beside others. */
async function explainServices(
  plan: ServicesPlan,
  { compose, listed, stderr }: Failed,
  world: World,
): Promise<ToolError> {
  const troubles = listed.filter(isTrouble);
  const culprit = troubles.find((one) => one.Health === 'unhealthy' || (one.ExitCode ?? 0) !== 0) ?? troubles[0];
  if (culprit === undefined || culprit.State === 'created') {
    return notStarted(stderr);
  }
  const { Service = '', Health, State } = culprit;
  const lines = [...(await healthLog(culprit, world)), ...(await logsOf(compose, world, Service))];
  const tail = lines.length > 0 ? lines : ['(it printed nothing)'];
  if (State !== 'running')
    return new ToolError(`the service ${Service} exited with ${culprit.ExitCode}`, {
      tail,
      cure: 'see what it printed; a service runs until the tests have ended',
    });
  const how = Health === 'unhealthy' ? 'is unhealthy' : `did not become healthy in ${plan.timeoutSeconds} s`;
  return new ToolError(`the service ${Service} ${how}`, { tail, cure: 'check its healthcheck in the compose file' });
}

/** Compose says what is wrong in its last line, which is long where an image cannot be pulled. */
function notStarted(stderr: string): ToolError {
  if (stderr.trim() === '') return new ToolError('compose started fewer services than the file names');
  const words = lastWords(stderr);
  const known = explain(words);
  const unpulled = /(?:resolve reference "|pull access denied for |manifest for )([^\s",]+)/.exec(words)?.[1];
  if (unpulled === undefined) return new ToolError(words, { cure: known?.cure });
  return new ToolError(`the image ${unpulled} cannot be pulled${known === undefined ? '' : `: ${known.why}`}`, {
    cure: known?.cure ?? 'check its name in the compose file',
    tail: [words],
  });
}

function isTrouble({ State, Health = '' }: Listed): boolean {
  return State !== 'running' || (Health !== '' && Health !== 'healthy');
}

async function healthLog({ Name = '' }: Listed, world: World): Promise<string[]> {
  const argv = ['docker', 'container', 'inspect', Name] as const;
  const finished = await world.run({ title: 'Look at the service', argv });
  if (finished.exitCode !== 0) return [];
  type Found = { State?: { Health?: { Log?: { Output?: string }[] | null } } };
  const log = (JSON.parse(finished.stdout) as Found[])[0]?.State?.Health?.Log ?? [];
  const output = log?.at(-1)?.Output?.trim() ?? '';
  return output === '' ? [] : ['Its health check said:', ...output.split('\n'), 'It printed:'];
}

async function logsOf(compose: Compose, world: World, ...services: string[]): Promise<string[]> {
  const lines: string[] = [];
  const words = ['--no-color', '--tail=50', ...(services.length === 1 ? ['--no-log-prefix'] : []), ...services];
  await world.run(compose("Read the services' logs", 'logs', ...words), {
    onLine: (line) => lines.push(line),
    limitSeconds: 10,
  });
  return lines;
}

async function showLogs(compose: Compose, world: World): Promise<void> {
  const lines = await logsOf(compose, world);
  if (lines.length === 0) return;
  world.log.group('Logs of the services');
  for (const line of lines) world.log.line(quoted(line));
  world.log.endGroup();
}

async function runTest(container: string, compose: Compose, world: World): Promise<void> {
  const tail: string[] = [];
  const words = ['run', '--no-deps', '--no-TTY', `--name=${container}`, testService];
  const finished = await world.run(compose("Run the compose file's test", ...words), {
    limitSeconds: testSeconds,
    onLine: (line) => {
      world.log.line(quoted(line));
      tail.push(line);
      if (tail.length > 100) tail.shift();
    },
  });
  if (finished.timedOut) throw new ToolError(`the service ${testService} did not end in ${testSeconds} s`, { tail });
  if (finished.exitCode !== 0)
    throw new ToolError(`the service ${testService} exited with ${finished.exitCode}`, { tail });
}

/** Services that are still coming up when a build fails are taken down at once, and what came up meanwhile after them. */
async function stop(project: string, started: Promise<unknown>, world: World): Promise<boolean> {
  let coming = true;
  const ended = started
    .catch(() => undefined)
    .then(() => {
      coming = false;
    });
  const gone = await removeServices(project, world);
  const late = coming;
  await ended;
  return late ? removeServices(project, world) : gone;
}

/** By the project's name alone: the post step has no compose file any more. Says whether nothing is left. */
export async function removeServices(project: string, world: World): Promise<boolean> {
  const words = [
    'compose',
    `--project-name=${project}`,
    'down',
    '--volumes',
    '--remove-orphans',
    '--timeout=0',
  ] as const;
  const finished = await world.run(
    { title: 'Remove the services', argv: ['docker', ...words], bare: true },
    { evenWhenCancelled: true },
  );
  if (finished.exitCode === 0) return true;
  const message = `The services of this run could not be removed: ${lastWords(finished.stderr)}; try docker ${words.slice(0, -1).join(' ')}`;
  world.log.annotate({ level: 'warning', message });
  return false;
}
