/** What an image is made of and goes through: where a tag shows an image of the same, nothing has to be built. */
import type { Decision } from '../model/decision.ts';
import type { Context } from '../model/event.ts';
import type { Facts } from '../model/facts.ts';
import type { ImageAnnotation, Inputs, Pair } from '../model/inputs.ts';
import type { Tag } from '../model/names.ts';
import type { GatesPlan, RecipeKey, RecipePlan } from '../model/plan.ts';
import { version } from '../version.ts';
import { annotationText } from './names.ts';

export interface RecipeWish {
  readonly inputs: Inputs;
  readonly context: Context;
  readonly facts: Facts;
  readonly tags: readonly Tag[];
  readonly labels: readonly Pair[];
  readonly annotations: readonly ImageAnnotation[];
  readonly gates: Pick<GatesPlan, 'platforms'>;
  readonly pushes: boolean;
}

/** Inputs that say how it is done, and change neither the image nor what it has to pass. */
const indifferent: readonly (keyof Inputs)[] = [
  'builder',
  'cache',
  'cacheFrom',
  'cacheMounts',
  'cacheTo',
  'dryRun',
  'githubToken',
  'logins',
  'proofs',
  'publishTimeoutSeconds',
  'push',
  'secrets',
  'tagRules',
];

/** Says no where the same words may build another image, or where the user wants a build. */
export function planRecipe(wish: RecipeWish): Decision<RecipePlan> {
  const { inputs, context, facts, tags, labels, gates } = wish;
  const because = doubt(wish);
  if (because !== undefined) return { run: false, because };
  const { materials } = facts;
  if (materials.kind === 'unknown') return { run: false, because: materials.because };
  const said = Object.entries(inputs).filter(([name]) => !(indifferent as readonly string[]).includes(name));
  const annotations = wish.annotations
    .filter(({ key }) => !ofItsBuild.includes(key))
    .map((annotation) => annotationText(annotation));
  const text = JSON.stringify({
    inputs: Object.fromEntries(said),
    // Their values may be new with each run; what is built of them is cached by their names alone.
    secrets: inputs.secrets.map(({ kind, id }) => ({ kind, id })),
    revision: context.revision,
    labels: labels.filter(({ key }) => !ofItsBuild.includes(key)),
    tags: tags.map(({ reference }) => reference),
    annotations,
    platform: facts.nativePlatform,
    gated: gates.platforms,
    epoch: facts.sourceDateEpoch,
    inline: [inputs.cache === 'inline', inputs.cacheTo.filter((line) => /(?:^|,)type=inline(?:,|$)/.test(line))],
    slipway: version,
  });
  const { dockerignore, workspace } = facts;
  const dockerfile = relativePath(facts.dockerfile.kind === 'remote' ? '' : facts.dockerfile.path, facts);
  const folder = relativePath(inputs.context.kind === 'path' ? inputs.context.path : '', facts);
  const folders = materials.folders.map((path) => relativePath(path, facts));
  return { run: true, text, images: materials.images, workspace, context: folder, dockerfile, folders, dockerignore };
}

export const recipeKey: RecipeKey = 'io.github.slipway-ci.recipe';

/** Labels and annotations that tell the time, or what is compared by itself. */
const ofItsBuild: readonly string[] = [
  'org.opencontainers.image.created',
  'org.opencontainers.image.base.digest',
  recipeKey,
];

function doubt({ inputs, context, facts, pushes }: RecipeWish): string | undefined {
  const { stage, pull, noCache, noCacheFilters, testReports } = inputs;
  if (stage !== 'all') return `\`stage\` is ${stage}`;
  if (!pushes) return 'nothing is pushed';
  if (pull) return '`pull` is true';
  if (noCache || noCacheFilters.length > 0) return '`no-cache` is set';
  if (testReports.length > 0) return '`test-reports` wants the reports of this run';
  if (inputs.artifacts.length > 0) return '`artifacts` wants the files of this run';
  if (inputs.services !== undefined) return 'nobody compares the images of `services`';
  if (inputs.sign || inputs.signKey !== undefined) return 'it is to be signed';
  if (context.event.kind === 'schedule') return 'a schedule builds for what is new outside of the repository';
  // A pull request is built as it was pushed, but checked out as it would be merged.
  if (context.event.kind === 'pull-request') return 'what a pull request would be merged into moves';
  return outsideDoubt(inputs, facts);
}

/** Only the workspace is compared. */
function outsideDoubt(inputs: Inputs, facts: Facts): string | undefined {
  if (inputs.context.kind !== 'path') return 'the context is not in the workspace';
  const folders = facts.materials.kind === 'known' ? facts.materials.folders : [];
  const outside = [inputs.context.path, ...folders].find((path) => !inside(path, facts));
  if (outside !== undefined) return `${outside} is not in the workspace`;
  return dockerfileInside(facts) ? undefined : 'the Dockerfile is not in the workspace';
}

/** `.` for the workspace itself. */
function relativePath(path: string, { workspace }: Facts): string {
  const short = path.startsWith(`${workspace}/`) ? path.slice(workspace.length + 1) : path;
  const words = short.split('/').filter((word) => word !== '' && word !== '.');
  return path === workspace || words.length === 0 ? '.' : words.join('/');
}

function dockerfileInside({ dockerfile, workspace }: Facts): boolean {
  return dockerfile.kind === 'found' && dockerfile.path.startsWith(`${workspace}/`);
}

function inside(path: string, { workspace }: Facts): boolean {
  if (path.startsWith('/')) return path === workspace || path.startsWith(`${workspace}/`);
  return !path.split('/').includes('..');
}
