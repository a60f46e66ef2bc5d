/** Where a run of the action spent its time, by the moments of its log lines and the seconds in them. */

/** All in milliseconds. Publish and cache export run side by side, so the whole is less than the sum. */
export interface Phases {
  /** From the start of the process to its first line. */
  readonly start: number;
  /** Plan, engine, login, builder, what the registry shows. */
  readonly before: number;
  readonly build: number;
  /** With the pull of what a builder made. */
  readonly gates: number;
  readonly publish: number;
  readonly cache: number;
  /** From the last result to the end of the process: builder, image and login go. */
  readonly end: number;
  readonly post: number;
}

export const phaseNames = ['start', 'before', 'build', 'gates', 'publish', 'cache', 'end', 'post'] as const;

type Moment = 'first' | 'build' | 'published' | 'mainEnd';

const marks: readonly (readonly [Moment, RegExp])[] = [
  ['first', /^Slipway \S+ on /],
  ['build', /^▼ Build/],
  ['published', /^Pushed /],
];

/** Started with the step; reads its lines as they come. */
export class PhaseClock {
  readonly #start = performance.now();
  readonly #moments = new Map<Moment, number>();
  readonly #lines: string[] = [];

  read(line: string): void {
    const moment = marks.find(([, pattern]) => pattern.test(line))?.[0];
    if (moment !== undefined && !this.#moments.has(moment)) this.#moments.set(moment, performance.now());
    this.#lines.push(line);
  }

  mainEnded(): void {
    this.#moments.set('mainEnd', performance.now());
  }

  /** To be asked when post has ended. Throws when a line is missing. */
  phases(): Phases {
    const now = performance.now();
    const [first, built, published, mainEnd] = [
      this.#at('first'),
      this.#at('build'),
      this.#at('published'),
      this.#at('mainEnd'),
    ];
    const [build, publish, cache] = [
      this.#seconds(/^Built .*, ([\d.]+) s$/),
      this.#seconds(/^Pushed .*, ([\d.]+) s$/),
      this.#seconds(/^Saved the build cache .*, ([\d.]+) s$/),
    ];
    return {
      start: first - this.#start,
      before: built - first,
      build,
      gates: published - built - build - Math.max(publish, cache),
      publish,
      cache,
      end: mainEnd - published,
      post: now - mainEnd,
    };
  }

  #at(moment: Moment): number {
    const at = this.#moments.get(moment);
    if (at === undefined) throw new Error(`The log tells no moment of "${moment}":\n${this.#lines.join('\n')}`);
    return at;
  }

  /** What the log says itself, to a tenth of a second; nothing when there is no such line. */
  #seconds(pattern: RegExp): number {
    const text = this.#lines.map((line) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
    return Number(text ?? 0) * 1000;
  }
}
