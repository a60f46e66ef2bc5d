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
      const start = performance.now();
      await thing();
      if (round > 0) times[index]?.push(performance.now() - start);
    }
  }
  return times.map(figures);
}

function figures(times: readonly number[]): Figures {
  const sorted = times.toSorted((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, least: sorted[0] ?? 0 };
}

/** `141 ms (101)`: the median, and the least in brackets. */
export function shownFigures({ median, least }: Figures): string {
  return `${median.toFixed(0)} ms (${least.toFixed(0)})`;
}
