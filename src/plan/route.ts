/** Where the image is made: by the engine itself, or by a builder beside it. */
import type { Problem } from '../model/decision.ts';
import type { Facts } from '../model/facts.ts';
import type { BuilderInput, Inputs } from '../model/inputs.ts';
import type { Builder, Route } from '../model/plan.ts';
import { ownerOf } from './names.ts';

export interface RouteDecision {
  readonly route: Route;
  readonly problems: readonly Problem[];
}

/** The engine's own BuildKit unless somebody wants another, or the engine cannot keep an image's digest. */
export function planRoute({ builder }: Inputs, facts: Facts): RouteDecision {
  if (builder.name !== undefined) return namedRoute(builder.name, facts);
  if (builder.driver === 'docker') return engineRoute('driver', 'docker', facts);
  const because = wish(builder) ?? (facts.engine === 'classic' ? classicStore : undefined);
  if (because === undefined) return { route: { kind: 'image-store' }, problems: [] };
  return { route: { kind: 'builder', builder: ownBuilder(builder, facts), because }, problems: [] };
}

const classicStore = 'the engine keeps images in its classic store, which knows no digests';
const containerdStore =
  'turn on the containerd image store: {"features": {"containerd-snapshotter": true}} in /etc/docker/daemon.json, then restart the engine';

/** Whoever sets up a builder wants one. */
function wish({ driver, driverOpts, flags, config }: BuilderInput): string | undefined {
  if (driver !== undefined) return `\`driver\` is ${driver}`;
  if (driverOpts.length > 0) return '`driver-opts` are given';
  if (flags !== undefined) return '`buildkitd-flags` are given';
  return config === undefined ? undefined : '`buildkitd-config-inline` is given';
}

function namedRoute(name: string, facts: Facts): RouteDecision {
  const { builder: found, buildxFolder: folder } = facts;
  const named: Builder = { kind: 'named', name, folder };
  const route: Route = { kind: 'builder', builder: named, because: `\`builder\` is ${name}` };
  if (found.kind === 'refused') return { route, problems: [found.problem] };
  if (found.kind === 'none' || found.driver !== 'docker') return { route, problems: [] };
  if (name === 'default') return engineRoute('builder', name, facts);
  const wrong = 'is the BuildKit of another engine than the one of this run';
  const cure = `set DOCKER_CONTEXT: ${name} in the step's environment, and leave \`builder\` out`;
  return { route, problems: [{ input: 'builder', value: name, wrong, cure }] };
}

/** The engine's own BuildKit by name; with the classic store it can neither push by digest nor keep one. */
function engineRoute(input: 'builder' | 'driver', value: string, { engine }: Facts): RouteDecision {
  const route: Route = { kind: 'image-store' };
  if (engine !== 'classic') return { route, problems: [] };
  const wrong = `cannot be used: ${classicStore}`;
  return { route, problems: [{ input, value, wrong, cure: `leave it out, or ${containerdStore}` }] };
}

function ownBuilder({ driver: wanted, driverOpts, flags, config, endpoint }: BuilderInput, facts: Facts): Builder {
  const driver = wanted ?? 'docker-container';
  const name = ownerOf(facts);
  const file = config === undefined ? undefined : { path: `${facts.runFolder}/buildkitd.toml`, content: config };
  const options = [
    `--name=${name}`,
    `--driver=${driver}`,
    ...driverOpts.map((option) => `--driver-opt=${option}`),
    ...(flags === undefined ? [] : [`--buildkitd-flags=${flags}`]),
    ...(file === undefined ? [] : [`--buildkitd-config=${file.path}`]),
  ];
  return {
    kind: 'own',
    name,
    endpoint,
    file,
    create: {
      title: 'Make a builder',
      argv: ['docker', 'buildx', 'create', ...options, ...(endpoint === undefined ? [] : [endpoint])],
    },
  };
}

/** Words and variables by which buildx uses the route's builder. */
export function builderUse(route: Route): {
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
} {
  if (route.kind === 'image-store') return { words: [], env: {} };
  const { builder } = route;
  return {
    words: [`--builder=${builder.name}`],
    env: builder.kind === 'named' ? { BUILDX_CONFIG: builder.folder } : {},
  };
}

/** Why the image does not stay in the engine. */
export function routeNotes(route: Route): string[] {
  if (route.kind === 'image-store') return [];
  return [`${whichBuilder(route.builder)} is used: ${route.because}`];
}

function whichBuilder(builder: Builder): string {
  if (builder.kind === 'named') return `The builder ${builder.name}`;
  return builder.endpoint === undefined ? 'A builder of its own' : `The BuildKit at ${builder.endpoint}`;
}
