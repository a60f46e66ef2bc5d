/** Whether the tags show already what this run would build and test: then there is nothing to do. */
import type { BaseImage } from '../model/facts.ts';
import type { Plan, RecipePlan } from '../model/plan.ts';
import { leavesOut } from '../read/dockerfile/dockerignore.ts';
import { digestOf } from '../read/manifest.ts';
import type { ShownState, World } from '../world/ports.ts';
import { readDigest } from './digest.ts';
import { askGit } from './git.ts';
import { both } from './side-by-side.ts';

/** A recipe with what only this machine and the registries know. */
export type RecipeReading =
  | { readonly kind: 'known'; readonly recipe: Recipe }
  /** `because` is the rest of a sentence. */
  | { readonly kind: 'unknown'; readonly because: string };

export interface Recipe {
  readonly digest: string;
  /** With the digests that they had then. */
  readonly images: readonly BaseImage[];
}

/** Asks nobody where the plan knows that it is of no use, and not for the base image, which is asked for anyway. */
export async function readRecipe(
  { recipe, logins, build }: Plan,
  baseDigest: Promise<string | undefined>,
  world: World,
): Promise<RecipeReading> {
  if (!recipe.run) return { kind: 'unknown', because: recipe.because };
  const digestNow = (image: BaseImage) =>
    image.reference === build.base?.reference ? baseDigest : readDigest(image, logins, world);
  const asked = recipe.images.map(async (image) => ({ ...image, digest: await digestNow(image) }));
  const [commit, read] = await both(readCommit(recipe, world), Promise.all(asked));
  if (commit.kind === 'unknown') return commit;
  const lost = read.find(({ digest }) => digest === undefined);
  if (lost !== undefined) return { kind: 'unknown', because: `nobody says which ${lost.reference} there is now` };
  const images = read.filter((image): image is typeof image & { digest: string } => image.digest !== undefined);
  const left = leavesOut(recipe.dockerignore);
  // Modes and empty folders are in an image, and not in git.
  const trees = await Promise.all([
    world.files.tree(`${recipe.workspace}/${recipe.context}`, left),
    ...recipe.folders.map((folder) => world.files.tree(`${recipe.workspace}/${folder}`, () => false)),
  ]);
  const named = images.map(({ reference, digest }) => `${reference}@${digest}`);
  const parts = [recipe.text, commit.value, ...named, ...trees.flat()];
  return { kind: 'known', recipe: { digest: await digestOf(parts.join('\n')), images } };
}

type Commit = { readonly kind: 'known'; readonly value: string } | Extract<RecipeReading, { kind: 'unknown' }>;

/** The commit that is checked out, when what is built holds exactly that. */
async function readCommit(recipe: RecipePlan, world: World): Promise<Commit> {
  const paths = new Set([recipe.context, recipe.dockerfile, ...recipe.folders]);
  const options = ['--porcelain=v2', '--branch', '--ignored', '--untracked-files=normal'];
  const ask = (title: string, ...words: string[]) =>
    askGit(title, ['--literal-pathspecs', ...words, '--', ...paths], world);
  const [answer, index] = await both(
    ask('Look for changes in the workspace', 'status', ...options),
    ask('List what is checked out', 'ls-files', '-v', '--stage'),
  );
  if (answer.kind === 'absent' || index.kind === 'absent' || answer.exitCode + index.exitCode !== 0)
    return { kind: 'unknown', because: 'the workspace is no clone that git can read' };
  const hidden = hiddenFrom(index.stdout);
  if (hidden !== undefined) return { kind: 'unknown', because: hidden };
  const changes = answer.stdout.split('\n').filter((line) => line !== '' && !line.startsWith('# '));
  const counted = changes.filter((line) => !isHarmless(line, recipe));
  const [first = ''] = counted;
  if (counted.length > 0)
    return { kind: 'unknown', because: `the workspace is not as committed: ${changedPath(first)}` };
  const commit = /^# branch\.oid ([0-9a-f]{40,64})$/m.exec(answer.stdout)?.[1];
  return commit === undefined ? { kind: 'unknown', because: 'git names no commit' } : { kind: 'known', value: commit };
}

/** What `git status` says nothing of: files that it was told not to look at, and what is in other repositories. */
function hiddenFrom(index: string): string | undefined {
  const unseen = /^[a-zS] .*?\t(.*)$/m.exec(index)?.[1];
  if (unseen !== undefined) return `git does not look at ${unseen}`;
  // The one at the top of the workspace is read for filters before the plan; of others it is enough that they are there.
  const rewriting = /\t(.+\/\.gitattributes)$/m.exec(index)?.[1];
  if (rewriting !== undefined) return `${rewriting} may have git rewrite files`;
  const submodule = /^\S 160000 .*?\t(.*)$/m.exec(index)?.[1];
  return submodule === undefined ? undefined : `${submodule} is a submodule`;
}

/** A file that git does not know and that no build sees. */
function isHarmless(line: string, { context, dockerfile, dockerignore }: RecipePlan): boolean {
  const path = /^[?!] ([^"].*)$/.exec(line)?.[1];
  if (path === undefined || path === dockerfile || path.endsWith('.dockerignore')) return false;
  const inside = context === '.' ? path : path.startsWith(`${context}/`) ? path.slice(context.length + 1) : undefined;
  return inside !== undefined && leavesOut(dockerignore)(inside);
}

/** The path at the end of a line of `git status --porcelain=v2`. */
function changedPath(line: string): string {
  return /^[?!] (.*)$/.exec(line)?.[1] ?? line.split('\t')[0]?.split(' ').at(-1) ?? line;
}

/** Whether the tags may show it, by what they say: only then is it worth waiting for an answer. */
export function maybeShown(shown: readonly ShownState[]): boolean {
  return shown.length > 0 && shown.every((state) => state.kind === 'present' && state.shown.recipe !== '');
}

/** The one digest that all tags show, when it is of this recipe. */
export function shownDigest(
  shown: readonly ShownState[],
  { context }: Plan,
  reading: RecipeReading,
): string | undefined {
  if (reading.kind === 'unknown' || !maybeShown(shown)) return undefined;
  const images = shown.flatMap((state) => (state.kind === 'present' ? [state.shown] : []));
  const [first] = images;
  const same = images.every(
    (image) =>
      image.recipe === reading.recipe.digest && image.digest === first?.digest && image.revision === context.revision,
  );
  return same ? first?.digest : undefined;
}

/** Why it is built although every tag shows an image of this very commit; undefined where none would expect otherwise. */
export function whyAgain(shown: readonly ShownState[], { context }: Plan, reading: RecipeReading): string | undefined {
  const ours = shown.every((state) => state.kind === 'present' && state.shown.revision === context.revision);
  if (shown.length === 0 || !ours) return undefined;
  if (reading.kind === 'unknown') return reading.because;
  return maybeShown(shown)
    ? 'the tags show an image of other inputs or base images'
    : 'the image that the tags show does not say what it was made of';
}
