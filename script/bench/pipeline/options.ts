/** The words behind `npm run bench --`. */
import { parseArgs } from 'node:util';

/** In the order in which they are measured: each leaves behind what the next starts from. */
export const scenarios = ['cold', 'unchanged', 'changed', 'fresh-unchanged', 'fresh-changed'] as const;
export const routes = ['image-store', 'builder'] as const;

export type Scenario = (typeof scenarios)[number];
export type RouteName = (typeof routes)[number];

export interface Options {
  readonly rounds: number;
  readonly scenarios: readonly Scenario[];
  readonly routes: readonly RouteName[];
  /** Whether the registry is as far away as one beside the runner, or on this machine. */
  readonly latency: boolean;
}

const usage = `usage: npm run bench [-- --rounds N] [--only ${scenarios.join('|')}] [--route ${routes.join('|')}] [--latency]`;

/** Throws with the usage when a word is not known. `--only` and `--route` may be given several times. */
export function readOptions(words: readonly string[]): Options {
  const { rounds, only, route, latency } = parse(words);
  if (!/^[1-9]\d{0,2}$/.test(rounds)) throw new Error(`--rounds ${rounds} is no number from 1 to 999; ${usage}`);
  return {
    rounds: Number(rounds),
    scenarios: chosen('only', scenarios, only),
    routes: chosen('route', routes, route),
    latency,
  };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        rounds: { type: 'string', default: '5' },
        only: { type: 'string', multiple: true, default: [] },
        route: { type: 'string', multiple: true, default: [] },
        latency: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}; ${usage}`);
  }
}

function chosen<Name extends string>(option: string, known: readonly Name[], wanted: readonly string[]): Name[] {
  const wrong = wanted.find((word) => !known.some((name) => name === word));
  if (wrong !== undefined) throw new Error(`--${option} ${wrong} is not known; ${usage}`);
  return known.filter((name) => wanted.length === 0 || wanted.includes(name));
}
