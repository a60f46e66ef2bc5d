/** Asks a container whether it works, until it does, dies, or its time is over. */
import type { World } from '../world/ports.ts';
import { type ContainerState, inspectContainer } from './container.ts';
import type { HealthCheck } from './image-store.ts';

/** How long one answer may take. */
const answerSeconds = 5;
/** A last question needs a moment, too. */
const leastSeconds = 0.2;
const shownCharacters = 500;

/** What is asked, and where. `running` asks nothing: the container must not end. */
export type Question =
  | { readonly kind: 'own'; readonly text: string }
  | { readonly kind: 'http'; readonly text: string; readonly path: string; readonly port: number }
  | { readonly kind: 'command'; readonly text: string; readonly words: readonly string[] }
  | { readonly kind: 'running'; readonly text: string };

/** What to do about each way not to be healthy. */
export interface Cures {
  readonly dead: string;
  readonly silent: string;
  readonly status: string;
  readonly own: string;
  readonly command: string;
  readonly absent: string;
}

export interface HealthWish {
  readonly container: string;
  readonly question: Question;
  /** So many good answers in a row: one may be luck, since a process that is about to die answers too. */
  readonly needed: number;
  readonly timeoutSeconds: number;
  readonly pauseMilliseconds: number;
  /** The HEALTHCHECK that is in force, if there is one. */
  readonly health: HealthCheck | undefined;
  readonly cures: Cures;
  /** How often it had been restarted before. */
  readonly restarts?: number;
}

export type HealthVerdict =
  /** `firstSeconds` is when the first of the good answers came. */
  | { readonly healthy: true; readonly seconds: number; readonly firstSeconds: number }
  | { readonly healthy: false; readonly message: string; readonly cure: string; readonly body?: string };

/** Looks and asks until there is a verdict. Rejects when the container is gone. */
export async function untilHealthy(wish: HealthWish, world: World): Promise<HealthVerdict> {
  const { container, question, cures } = wish;
  const start = world.now();
  const seconds = () => (world.now() - start) / 1000;
  const good: number[] = [];
  for (;;) {
    const state = await inspectContainer(container, world);
    const dead = deathOf(state, wish.restarts);
    if (dead !== undefined) return { healthy: false, message: `the container ${dead}`, cure: cures.dead };
    const secondsLeft = Math.max(leastSeconds, Math.min(answerSeconds, wish.timeoutSeconds - seconds()));
    const seen = await ask(wish, state, secondsLeft, world);
    if (seen.kind === 'not-yet' && (seen.final || isOver(wish, state, seconds())))
      return { ...seen, healthy: false, message: lastSeen(question, seen, seconds()) };
    if (seen.kind === 'not-yet') good.length = 0;
    else good.push(seconds());
    if (good.length >= wish.needed) return { healthy: true, seconds: seconds(), firstSeconds: good[0] ?? 0 };
    await world.pause(wish.pauseMilliseconds);
  }
}

function isOver(wish: HealthWish, state: ContainerState, seconds: number): boolean {
  return seconds >= wish.timeoutSeconds || (seconds >= ownPatience(wish) && isUnhealthy(state));
}

/** A container that ended, or was started anew, needs no more waiting. */
export function deathOf(state: ContainerState, restarts = 0): string | undefined {
  const memory = state.outOfMemory ? ', killed for want of memory' : '';
  if (!state.running) return `exited with ${state.exitCode}${memory}`;
  return state.restarts > restarts ? `restarted${memory}` : undefined;
}

export function isUnhealthy({ health }: ContainerState): boolean {
  return health?.status === 'unhealthy';
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

/** After so many seconds of its own checks the image itself says that it is unhealthy. */
function ownPatience({ question, health }: HealthWish): number {
  if (question.kind !== 'own' || health === undefined) return Number.POSITIVE_INFINITY;
  return health.startPeriodSeconds + health.intervalSeconds * health.retries;
}

async function ask(wish: HealthWish, state: ContainerState, secondsLeft: number, world: World): Promise<Seen> {
  const { question, container, cures } = wish;
  switch (question.kind) {
    case 'running':
      return { kind: 'good' };
    case 'own': {
      const { status, lastOutput } = state.health ?? { status: 'none', lastOutput: '' };
      return status === 'healthy'
        ? { kind: 'good' }
        : { kind: 'not-yet', words: status, cure: cures.own, body: lastOutput };
    }
    case 'http':
      return askHttp(question, state, { cures, secondsLeft }, world);
    case 'command': {
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

interface Asking extends Pick<HealthWish, 'cures'> {
  /** For this answer. */
  readonly secondsLeft: number;
}

async function askHttp(
  { path, port }: Question & { kind: 'http' },
  { address }: ContainerState,
  { secondsLeft, cures }: Asking,
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
