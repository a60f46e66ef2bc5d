/** Starts the image exactly as it was built, and waits until it is healthy. */
import { ToolError } from '../../errors.ts';
import type { GatesPlan, Probe, SmokePlan } from '../../model.ts';
import type { World } from '../../world/ports.ts';
import type { StoredImage } from '../image-store.ts';
import { type ContainerState, containerLogs, createContainer, inspectContainer, startContainer } from './container.ts';

/** How often it is looked at, and how long one answer may take. */
const look = { milliseconds: 100, answerSeconds: 5 };
/** A last question needs a moment, too. */
const leastSeconds = 0.2;
/** One good answer may be luck: a process that is about to die answers too. */
const goodInARow = 2;
const shownCharacters = 500;
/** The image's own interval is made for months of running; here somebody waits. */
const healthInterval = ['--health-interval=300ms', '--health-start-period=1ms'];

export interface SmokeRun {
  readonly plan: SmokePlan;
  readonly gates: GatesPlan;
  readonly image: StoredImage;
  readonly networks: readonly string[];
  readonly platform: string | undefined;
}

/** Why there is nothing to ask the image; undefined when there is, or when somebody insists. */
export function notAsked({ probe, optional }: SmokePlan, { health }: StoredImage): string | undefined {
  return probe.kind === 'own' && optional && health === undefined ? noHealthCheck : undefined;
}

const noHealthCheck = 'the image has no HEALTHCHECK';

/** Gives what to say of it. Rejects with a ToolError that says what the container answered last, and what it printed. */
export async function runSmokeTest(run: SmokeRun, world: World): Promise<string> {
  const { plan, gates, image, networks, platform } = run;
  const { probe } = plan;
  if (probe.kind === 'own' && image.health === undefined)
    throw new ToolError(noHealthCheck, { cure: 'add one to the Dockerfile, or set `smoke-path` or `smoke-command`' });
  const question = questionOf(probe, image);
  const environment = { values: plan.env, secrets: [] };
  const options = probe.kind === 'own' ? healthInterval : [];
  const { owner, folder } = gates;
  await createContainer(
    { name: plan.container, image: image.id, platform, owner, environment, networks, folder, options },
    world,
  );
  await startContainer(plan.container, world);
  return untilHealthy(question, plan, image, world);
}

/** What is asked, and where. */
type Question =
  | { readonly kind: 'own'; readonly text: string }
  | { readonly kind: 'http'; readonly text: string; readonly path: string; readonly port: number }
  | { readonly kind: 'command'; readonly text: string; readonly words: readonly string[] };

function questionOf(probe: Probe, image: StoredImage): Question {
  switch (probe.kind) {
    case 'own':
      return { kind: 'own', text: 'HEALTHCHECK' };
    case 'http': {
      const port = probe.port ?? onlyPort(image);
      return { kind: 'http', text: `GET ${probe.path} on port ${port}`, path: probe.path, port };
    }
    case 'command':
      return {
        kind: 'command',
        text: `\`${probe.command.text}\``,
        words: probe.command.words,
      };
  }
}

function onlyPort({ ports }: StoredImage): number {
  const [port] = ports;
  if (port !== undefined && ports.length === 1) return port;
  const why = ports.length === 0 ? 'the image exposes no port' : `the image exposes the ports ${ports.join(', ')}`;
  throw new ToolError(why, { cure: 'set `smoke-port`' });
}

/** What was seen when it was looked at. `final` when waiting cannot change it. */
type Seen =
  | { readonly kind: 'good' }
  | {
      readonly kind: 'not-yet';
      readonly words: string;
      readonly cure: string;
      readonly body?: string;
      readonly final?: boolean;
    };

async function untilHealthy(question: Question, plan: SmokePlan, image: StoredImage, world: World): Promise<string> {
  const start = world.now();
  const seconds = () => (world.now() - start) / 1000;
  const needed = question.kind === 'command' ? 1 : goodInARow;
  let good = 0;
  for (;;) {
    const state = await inspectContainer(plan.container, world);
    const dead = deathOf(state);
    if (dead !== undefined) throw await unhealthy({ message: `the container ${dead}`, cure: cures.dead }, plan, world);
    const secondsLeft = Math.max(leastSeconds, Math.min(look.answerSeconds, plan.timeoutSeconds - seconds()));
    const seen = await ask(question, state, { container: plan.container, secondsLeft }, world);
    good = seen.kind === 'good' ? good + 1 : 0;
    if (good >= needed) return detailOf(question, seconds());
    const over = seconds() >= plan.timeoutSeconds || (seconds() >= ownPatience(question, image) && isUnhealthy(state));
    if (seen.kind === 'not-yet' && (over || seen.final))
      throw await unhealthy({ ...seen, message: lastSeen(question, seen, seconds()) }, plan, world);
    await world.pause(look.milliseconds);
  }
}

function detailOf({ kind, text }: Question, seconds: number): string {
  const after = `healthy after ${seconds.toFixed(1)} s`;
  return kind === 'http' ? `${text} answered ${goodInARow} times, ${after}` : `${text} passed, ${after}`;
}

function isUnhealthy({ health }: ContainerState): boolean {
  return health?.status === 'unhealthy';
}

/** After so many seconds of its own checks the image itself says that it is unhealthy. */
function ownPatience({ kind }: Question, { health }: StoredImage): number {
  if (kind !== 'own' || health === undefined) return Number.POSITIVE_INFINITY;
  return health.startPeriodSeconds + health.intervalSeconds * health.retries;
}

/** A container that ended needs no more waiting. */
function deathOf(state: ContainerState): string | undefined {
  const memory = state.outOfMemory ? ', killed for want of memory' : '';
  if (!state.running) return `exited with ${state.exitCode}${memory}`;
  return state.restarts > 0 ? `restarted${memory}` : undefined;
}

interface Asking {
  readonly container: string;
  /** For this answer. */
  readonly secondsLeft: number;
}

async function ask(question: Question, state: ContainerState, asking: Asking, world: World): Promise<Seen> {
  switch (question.kind) {
    case 'own': {
      const { status, lastOutput } = state.health ?? { status: 'none', lastOutput: '' };
      return status === 'healthy'
        ? { kind: 'good' }
        : { kind: 'not-yet', words: status, cure: cures.own, body: lastOutput };
    }
    case 'http':
      return askHttp(question, state, asking, world);
    case 'command': {
      const { container, secondsLeft } = asking;
      const argv = ['docker', 'exec', container, ...question.words] as const;
      const finished = await world.run({ title: 'Ask the container', argv }, { limitSeconds: secondsLeft });
      if (finished.exitCode === 0 && !finished.timedOut) return { kind: 'good' };
      const words = finished.timedOut
        ? `did not end in ${secondsLeft.toFixed(1)} s`
        : `exited with ${finished.exitCode}`;
      // The shell's, and docker's, words for a program that is not there: no waiting brings it.
      const absent = [126, 127].includes(finished.exitCode);
      const body = beginning(`${finished.stdout}${finished.stderr}`);
      return { kind: 'not-yet', words, cure: absent ? cures.absent : cures.command, body, final: absent };
    }
  }
}

async function askHttp(
  { path, port }: Question & { kind: 'http' },
  { address }: ContainerState,
  { secondsLeft }: Asking,
  world: World,
): Promise<Seen> {
  if (address === undefined) return { kind: 'not-yet', words: 'the container has no address', cure: cures.silent };
  const host = address.includes(':') ? `[${address}]` : address;
  const answer = await world.probe(`http://${host}:${port}${path}`, secondsLeft);
  if (answer.kind === 'silent') return { kind: 'not-yet', words: `had no answer: ${answer.words}`, cure: cures.silent };
  const { status, body } = answer;
  return status >= 200 && status < 400
    ? { kind: 'good' }
    : { kind: 'not-yet', words: `answered ${status}`, cure: cures.status, body };
}

function beginning(text: string): string {
  return text.length <= shownCharacters ? text : `${text.slice(0, shownCharacters)}…`;
}

function lastSeen({ kind, text }: Question, seen: Seen & { kind: 'not-yet' }, seconds: number): string {
  const after = `after ${seconds.toFixed(1)} s`;
  return kind === 'own' ? `its HEALTHCHECK is ${seen.words} ${after}` : `${text} ${seen.words} ${after}`;
}

/** What to do about each way not to be healthy. */
const cures = {
  dead: 'give it what it needs with `smoke-env` and `services`',
  silent:
    'check `smoke-port`, and that the server listens on all addresses; `smoke-env` and `services` give it what it needs',
  status: 'see its answer below, or ask another `smoke-path`',
  own: 'see what its check said below; `smoke-env` and `services` give it what it needs',
  command: 'see what it said below',
  absent: 'take a command that the image has, or `smoke-path`',
} as const;

interface Unhealthy {
  readonly message: string;
  readonly cure: string;
  readonly body?: string | undefined;
}

async function unhealthy({ message, cure, body }: Unhealthy, plan: SmokePlan, world: World): Promise<ToolError> {
  const printed = await containerLogs(plan.container, world);
  const answer =
    body === undefined || body === '' ? [] : ['Last answer:', ...body.split('\n'), 'The container printed:'];
  return new ToolError(message, {
    cure,
    tail: [...answer, ...(printed.length > 0 ? printed : ['(it printed nothing)'])],
  });
}
