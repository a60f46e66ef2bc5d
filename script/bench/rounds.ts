/** Interleaved rounds of several things to time, so that the machine's moods hit all of them alike. */

export interface Figures {
  /** Milliseconds. */
  readonly median: number;
  readonly least: number;
}

/** Times each thing once a round, after one round that does not count. */
export async function timeRounds(rounds: number, things: readonly (() => Promise<void>)[]): Promise<Figures[]> {
  const times = things.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, thing] of things.entries()) {
      const milliseconds = await timed(thing);
      if (round > 0) times[index]?.push(milliseconds);
    }
  }
  return times.map(figures);
}

/** Gets ready outside of the clock, and gives what is timed. */
export type Prepared = () => Promise<() => Promise<void>>;

/** One round of two things, in milliseconds. */
export interface Pair {
  readonly first: number;
  readonly second: number;
}

/** Times two things in turn; in every other round the second goes first. `heard` is told each round's times. */
export async function timePairs(
  rounds: number,
  first: Prepared,
  second: Prepared,
  heard: (pair: Pair) => void,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round++) {
    const swapped = round % 2 === 1;
    const earlier = await timed(await (swapped ? second : first)());
    const later = await timed(await (swapped ? first : second)());
    const pair = swapped ? { first: later, second: earlier } : { first: earlier, second: later };
    heard(pair);
    pairs.push(pair);
  }
  return pairs;
}

/** The one in the middle; of an even number the mean of both. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

async function timed(thing: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await thing();
  return performance.now() - start;
}

function figures(times: readonly number[]): Figures {
  return { median: median(times), least: Math.min(...times) };
}

/** `141 ms (101)`: the median, and the least in brackets. */
export function shownFigures({ median: middle, least }: Figures): string {
  return `${middle.toFixed(0)} ms (${least.toFixed(0)})`;
}
