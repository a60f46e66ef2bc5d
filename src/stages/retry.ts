/** Trying again what a registry or a network may do the next time; what is refused stays refused. */
import type { Command } from '../model/decision.ts';
import type { Finished, Watch, World } from '../world/ports.ts';
import { explain, lastWords } from './explain.ts';

/** Pauses double from the first to the longest, and each is up to a quarter longer, so that runs do not come in step. */
const pause = { first: 1_000, longest: 20_000, jitter: 0.25 } as const;
const mostTries = 5;

/** Words of a refusal, which no waiting changes. They come first: a refusal may be wrapped in other words. */
const refusal =
  /\b40[0134]\b|unauthorized|denied|forbidden|not found|manifest unknown|name unknown|x509|certificate|docker daemon|no space left|no such host|no basic auth/i;
const trouble =
  /\b429\b|too ?many ?requests|rate limit|\b50[0234]\b|internal server error|bad gateway|service unavailable|connection (?:reset|refused)|broken pipe|timeout|timed out|deadline exceeded|\bEOF\b|closed network connection|network is unreachable|(?:unknown|from registry): unknown error|stream error|blob upload (?:unknown|invalid)|\bINTERNAL_ERROR\b/i;

/** Whether another try may help, by what a tool said. */
export function isPassing(words: string): boolean {
  return trouble.test(words) && !refusal.test(words);
}

export interface Attempt extends Watch {
  /** Verb and object, for the log: `Push of ghcr.io/acme/app:main`. */
  readonly what: string;
  /** When the whole must be done, on the clock of `World.now`. */
  readonly deadline?: number | undefined;
  /** Seconds that the other side asks to wait, when it says so. */
  readonly asked?: (() => Promise<number | undefined>) | undefined;
}

/** Runs a command until it succeeds, is refused, or the time is over; gives how it ended last. */
export async function persist(command: Command, attempt: Attempt, world: World): Promise<Finished> {
  const { what, deadline, asked, ...watch } = attempt;
  for (let tried = 1; ; tried++) {
    const limit = deadline === undefined ? {} : { limitSeconds: Math.max((deadline - world.now()) / 1000, 1) };
    const finished = await world.run(command, { ...watch, ...limit });
    const words = finished.stderr;
    if (finished.exitCode === 0 || finished.timedOut || !isPassing(words)) return finished;
    if (!(await waitAfter({ what, words, tried, deadline, asked }, world))) return finished;
  }
}

export interface Failed extends Pick<Attempt, 'what' | 'deadline' | 'asked'> {
  readonly words: string;
  /** How often it was tried. */
  readonly tried: number;
  /** How often it may be. */
  readonly most?: number;
}

/** Says what happened and waits; false when it has been tried often enough, or there is no time left to wait. */
export async function waitAfter(failed: Failed, world: World): Promise<boolean> {
  const { what, words, tried, deadline, asked, most = mostTries } = failed;
  if (tried >= most) return false;
  const wait = Math.max(pauseOf(tried, world), ((await asked?.()) ?? 0) * 1000);
  if (deadline !== undefined && world.now() + wait > deadline) return false;
  const why = explain(words)?.why ?? lastWords(words);
  world.log.line(`${what} failed: ${why}; trying again in ${(wait / 1000).toFixed(1)} s (${tried} of ${most - 1})`);
  await world.pause(wait);
  return true;
}

function pauseOf(tried: number, world: World): number {
  const plain = Math.min(pause.first * 2 ** (tried - 1), pause.longest);
  return plain * (1 + pause.jitter * world.random());
}
