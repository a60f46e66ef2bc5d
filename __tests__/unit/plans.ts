/** Plans from the words of a workflow file, without a machine. */
import type { Context } from '../../src/model/event.ts';
import type { Facts, History } from '../../src/model/facts.ts';
import type { Inputs } from '../../src/model/inputs.ts';
import { makePlan, type Planned } from '../../src/plan/plan.ts';
import { readInputs } from '../../src/read/inputs.ts';
import { contextOf } from './events.ts';

export type Words = Readonly<Record<string, string>>;

export const facts: Facts = {
  workspace: '/work/app',
  runFolder: '/tmp/slipway-0a1b2c',
  runName: '0a1b2c',
  cacheFolder: '/opt/cache/slipway-cache',
  dockerfile: {
    kind: 'found',
    path: '/work/app/Dockerfile',
    stages: [
      { name: 'deps', line: 1 },
      { name: 'test', line: 5 },
      { name: undefined, line: 9 },
    ],
  },
  knownLogins: [],
  missingPaths: [],
  takenFolders: [],
  now: '2026-11-21T10:00:00.000Z',
  sourceDateEpoch: undefined,
  origins: [],
  base: undefined,
  compose: { kind: 'none' },
  engine: 'containerd',
  builder: { kind: 'none' },
  buildxFolder: '/home/runner/.docker/buildx',
  nativePlatform: 'linux/amd64',
  emulated: [],
  cosign: false,
  identity: false,
  proofs: [],
  materials: { kind: 'known', images: [], folders: [] },
  dockerignore: '',
  recipe: undefined,
  caches: new Map(),
  cacheService: { kind: 'absent', because: 'the runner offers no cache service' },
  cacheMounts: undefined,
};

/** A run in which nothing had to be asked. */
export const history: History = { gitTags: { kind: 'not-asked' }, commitDate: { kind: 'not-asked' } };

/** Facts of a Dockerfile with these stages. */
export function withStages(...names: readonly (string | undefined)[]): Facts {
  const stages = names.map((name, index) => ({ name, line: index + 1 }));
  return { ...facts, dockerfile: { kind: 'found', path: '/work/app/Dockerfile', stages } };
}

/** Inputs that must be free of problems. */
export async function inputsOf(words: Words, context: Context, env: Words = {}): Promise<Inputs> {
  const { inputs, problems } = await readInputs({ inputs: words, env }, context);
  if (problems.length > 0) throw new Error(`The test's own inputs are wrong: ${JSON.stringify(problems)}`);
  return inputs;
}

export interface Wish {
  readonly words?: Words;
  readonly env?: Words;
  readonly context?: Context;
  readonly facts?: Facts;
  readonly history?: History;
}

/** What an ordinary job has: its token. */
export const token: Words = { 'github-token': 'ghs_0123456789abcdef' };

export async function planned(wish: Wish = {}): Promise<Planned> {
  const context = wish.context ?? contextOf('push-branch');
  const inputs = await inputsOf(wish.words ?? token, context, wish.env);
  return makePlan(inputs, context, wish.facts ?? facts, wish.history ?? history);
}

export type Target = Readonly<Record<string, unknown>>;

/** The bake definition that a command carries on standard input. */
export function bakeTargets(command: { readonly stdin?: unknown }): Readonly<Record<string, Target>> {
  return (JSON.parse(String(command.stdin)) as { target: Record<string, Target> }).target;
}
