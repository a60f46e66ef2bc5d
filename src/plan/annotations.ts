/** Annotations of the image: what its labels say, where registries look for it, and what the user says. */
import type { Problem } from '../model/decision.ts';
import type { AnnotationInput, AnnotationLevel, ImageAnnotation, Pair } from '../model/inputs.ts';
import { type Expand, isKnownKey } from './labels.ts';
import { annotationText, levelText } from './names.ts';
import { recipeKey } from './recipe.ts';

/**
 * Whether the image has an index. One of a single platform has it only for its attestations; without it BuildKit refuses
 * the annotations of one ("index annotations not supported for single platform export").
 */
export type Indexed = 'yes' | 'no' | 'decided elsewhere';

export interface AnnotationWish {
  /** The lines of `annotations`. */
  readonly own: readonly AnnotationInput[];
  /** The labels as planned; of these the known keys become annotations, so that a `labels` line holds for both. */
  readonly labels: readonly Pair[];
  readonly indexed: Indexed;
  /** Where those without a level are written; undefined means the usual ones. */
  readonly levels: readonly AnnotationLevel[] | undefined;
  readonly expand: Expand;
  /** Undefined where it is not certain, or nobody would read it. */
  readonly recipe: string | undefined;
}

export interface AnnotationPlan {
  readonly annotations: readonly ImageAnnotation[];
  readonly problems: readonly Problem[];
}

/**
 * What has no level is written on both manifest and index. docker/metadata-action writes manifests only; but a tag points
 * at the index, and that is where ghcr.io looks for the description. Where somebody else builds, it is as there: their
 * build may have no index. The user's line wins at its levels, and an empty value leaves the key out there.
 */
export async function planAnnotations({
  own,
  labels,
  indexed,
  levels,
  expand,
  recipe,
}: AnnotationWish): Promise<AnnotationPlan> {
  const both: readonly AnnotationLevel[] = [{ type: 'manifest' }, { type: 'index' }];
  const usual = possibleLevels(levels ?? (indexed === 'decided elsewhere' ? both.slice(0, 1) : both), indexed);
  const known = labels.filter(({ key }) => isKnownKey(key));
  const found = new Map<string, ImageAnnotation>();
  const problems: Problem[] = [];
  const write = (places: readonly AnnotationLevel[], key: string, value: string) => {
    for (const level of places) found.set(annotationText({ level, key, value: '' }), { level, key, value });
  };
  for (const { key, value } of known) write(usual, key, value);
  // Whoever asks what a tag shows reads the top of it.
  if (recipe !== undefined) write([{ type: indexed === 'no' ? 'manifest' : 'index' }], recipeKey, recipe);
  for (const input of own) {
    const possible = input.levels.length > 0 ? possibleLevels(input.levels, indexed) : usual;
    if (possible.length === 0) problems.push(noIndex(input));
    write(possible, input.key, await expand(input.value, lineOf(input)));
  }
  return { annotations: [...found.values()].filter(({ value }) => value !== '').toSorted(byLevelAndKey), problems };
}

function possibleLevels(levels: readonly AnnotationLevel[], indexed: Indexed): readonly AnnotationLevel[] {
  return indexed === 'no' ? levels.filter(({ type }) => !ofIndex.includes(type)) : levels;
}

const ofIndex: readonly AnnotationLevel['type'][] = ['index', 'index-descriptor'];

function noIndex(input: AnnotationInput): Problem {
  return {
    input: 'annotations',
    value: lineOf(input),
    wrong: 'is for an index, and an image of one platform without attestations has none',
    cure: 'write it without a level, or leave `provenance` on',
  };
}

/** The line as the user typed it, as far as it is known here. */
function lineOf({ levels, key, value }: AnnotationInput): string {
  const prefix = levels.map(levelText).join(',');
  return `${prefix === '' ? '' : `${prefix}:`}${key}=${value}`;
}

const order: readonly AnnotationLevel['type'][] = ['manifest', 'index', 'manifest-descriptor', 'index-descriptor'];

/** The same run gives the same list. */
function byLevelAndKey(a: ImageAnnotation, b: ImageAnnotation): number {
  const byType = order.indexOf(a.level.type) - order.indexOf(b.level.type);
  if (byType !== 0) return byType;
  return annotationText(a) < annotationText(b) ? -1 : 1;
}
