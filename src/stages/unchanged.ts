/** Whether the tags show already what this run would build and test: then there is nothing to do. */
import type { BaseImage, Plan } from '../model.ts';
import { digestOf } from '../read/manifest.ts';
import type { ShownState, World } from '../world/ports.ts';
import { readDigest } from './base.ts';
import { askGit } from './git.ts';
import { both } from './side-by-side.ts';

/** A recipe with what only this machine and the registries know. */
export interface Recipe {
  readonly digest: string;
  /** With the digests that they had then. */
  readonly images: readonly BaseImage[];
}

/** Undefined where it is not certain, and where it would be of no use. */
export async function readRecipe({ recipe, logins }: Plan, world: World): Promise<Recipe | undefined> {
  if (!recipe.run) return undefined;
  const asked = recipe.images.map(async (image) => ({ ...image, digest: await readDigest(image, logins, world) }));
  const [commit, read] = await both(readCommit(world), Promise.all(asked));
  const images = read.filter((image): image is typeof image & { digest: string } => image.digest !== undefined);
  if (commit === undefined || images.length < read.length) return undefined;
  const parts = [recipe.text, commit, ...images.map(({ reference, digest }) => `${reference}@${digest}`)];
  return { digest: await digestOf(parts.join('\n')), images };
}

/** The commit that is checked out, when the workspace holds exactly that and not one file more. */
async function readCommit(world: World): Promise<string | undefined> {
  const words = ['status', '--porcelain=v2', '--branch', '--ignored', '--untracked-files=normal'];
  const answer = await askGit('Look for changes in the workspace', words, world);
  if (answer.kind === 'absent' || answer.exitCode !== 0) return undefined;
  const lines = answer.stdout.split('\n').filter((line) => line !== '');
  if (lines.some((line) => !line.startsWith('# '))) return undefined;
  return /^# branch\.oid ([0-9a-f]{40,64})$/m.exec(answer.stdout)?.[1];
}

/** Whether the tags may show it, by what they say: only then is it worth waiting for an answer. */
export function maybeShown(shown: readonly ShownState[]): boolean {
  return shown.length > 0 && shown.every((state) => state.kind === 'present' && state.shown.recipe !== '');
}

/** The one digest that all tags show, when it is of this recipe. */
export function shownDigest(shown: readonly ShownState[], recipe: Recipe | undefined): string | undefined {
  if (recipe === undefined || !maybeShown(shown)) return undefined;
  const images = shown.flatMap((state) => (state.kind === 'present' ? [state.shown] : []));
  const [first] = images;
  const same = images.every((image) => image.recipe === recipe.digest && image.digest === first?.digest);
  return same ? first?.digest : undefined;
}
