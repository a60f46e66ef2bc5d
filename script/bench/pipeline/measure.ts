/** The rounds of every scenario of a route: raw commands and the action, in turn, on samples that differ in a word. */
import type { Say } from '../../rig/command.ts';
import { type Pair, type Prepared, timePairs } from '../rounds.ts';
import { type Job, runAction } from './job.ts';
import type { Options, RouteName, Scenario } from './options.ts';
import type { Phases } from './phases.ts';
import type { Place } from './place.ts';
import { makeBuilder, prepareRaw, removeBuilder } from './raw.ts';
import { makeSample, type Sample } from './sample.ts';

/** What one scenario came to on one route. */
export interface Row {
  readonly route: RouteName;
  readonly scenario: Scenario;
  /** First the raw commands, then the action. */
  readonly pairs: readonly Pair[];
  readonly phases: readonly Phases[];
}

/** What is always done with the raw commands' sample and the action's alike, but apart. */
interface Side {
  readonly name: 'raw' | 'action';
  readonly sample: Sample;
  readonly builder: string;
  /** Each has a name of its own, in which nobody else keeps a cache. */
  image: string;
}

/** Measures the wanted scenarios one after the other; `say` hears of each round. */
export async function measure(place: Place, options: Options, say: Say): Promise<Row[]> {
  await using raw = await makeSample(place.base, 'service-raw');
  await using action = await makeSample(place.base, 'service-act');
  return await new Measuring(place, options, say, [sideOf('raw', raw), sideOf('action', action)]).rows();
}

function sideOf(name: Side['name'], sample: Sample): Side {
  return { name, sample, builder: `slipway-bench-${name}`, image: '' };
}

class Measuring {
  readonly #place: Place;
  readonly #options: Options;
  readonly #say: Say;
  readonly #sides: readonly [Side, Side];
  #images = 0;

  constructor(place: Place, options: Options, say: Say, sides: readonly [Side, Side]) {
    this.#place = place;
    this.#options = options;
    this.#say = say;
    this.#sides = sides;
  }

  async rows(): Promise<Row[]> {
    const rows: Row[] = [];
    const wants = (scenario: Scenario) => this.#options.scenarios.includes(scenario);
    const add = async (scenario: Scenario, kept: boolean, before: (side: Side) => Promise<void>) => {
      if (wants(scenario)) rows.push(await this.#row(scenario, kept, before));
    };
    await add('cold', false, async (side) => {
      this.#rename(side);
      await this.#place.forget();
    });
    if (this.#options.scenarios.every((scenario) => scenario === 'cold')) return rows;
    await this.#keep();
    await add('unchanged', true, async () => undefined);
    await add('changed', true, ({ sample }) => sample.change());
    await this.#drop();
    await add('fresh-unchanged', false, () => this.#place.forget());
    await add('fresh-changed', false, async ({ sample }) => {
      await sample.change();
      await this.#place.forget();
    });
    return rows;
  }

  async #row(scenario: Scenario, kept: boolean, before: (side: Side) => Promise<void>): Promise<Row> {
    const phases: Phases[] = [];
    const prepared = (side: Side): Prepared => {
      return async () => {
        await before(side);
        return this.#ready(side, kept, phases);
      };
    };
    const [raw, action] = this.#sides;
    const pairs = await timePairs(this.#options.rounds, prepared(raw), prepared(action), ({ first, second }) => {
      this.#say(`${this.#place.route}, ${scenario}: raw ${shown(first)} s, action ${shown(second)} s`);
    });
    return { route: this.#place.route, scenario, pairs, phases };
  }

  async #ready(side: Side, kept: boolean, phases: Phases[]): Promise<() => Promise<void>> {
    const { image, builder, sample } = side;
    const job: Job = { workspace: sample.folder, image, builder: kept && this.#hasBuilders() ? builder : undefined };
    if (side.name === 'raw') return prepareRaw(job, this.#place);
    return async () => void phases.push(await runAction(job, this.#place));
  }

  /** Builds once on either side, in what is then kept, so that engine or builder and registry have everything. */
  async #keep(): Promise<void> {
    for (const side of this.#sides) {
      this.#rename(side);
      if (this.#hasBuilders()) await makeBuilder(side.builder, this.#place);
      const build = await this.#ready(side, true, []);
      await build();
    }
  }

  async #drop(): Promise<void> {
    if (!this.#hasBuilders()) return;
    for (const { builder } of this.#sides) await removeBuilder(builder, this.#place);
  }

  #hasBuilders(): boolean {
    return this.#place.route === 'builder';
  }

  #rename(side: Side): void {
    side.image = `${this.#place.registry.host}/bench/${side.name}-${++this.#images}`;
  }
}

function shown(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2);
}
