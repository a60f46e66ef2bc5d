/** Plan -> the bake files of docker/metadata-action, for a bake definition that inherits from its target. */
import type { Plan } from '../model/plan.ts';
import { type BakeTarget, literal, record } from '../plan/bake.ts';
import { annotationText, displayName } from '../plan/names.ts';

export type BakeFileOutput = 'bake-file-tags' | 'bake-file-labels' | 'bake-file-annotations';

/** Gives the content of each file, JSON, by the output that is to hold its path. */
export function bakeFiles(plan: Plan): Readonly<Record<BakeFileOutput, string>> {
  return {
    'bake-file-tags': content({
      tags: plan.tags.map((tag) => tag.reference),
      args: { DOCKER_META_IMAGES: plan.names.map(displayName).join(','), DOCKER_META_VERSION: plan.mainTag },
    }),
    'bake-file-labels': content({ labels: record(plan.labels) }),
    'bake-file-annotations': content({ annotations: plan.annotations.map(annotationText) }),
  };
}

/** The target's name is the one that users of that action inherit from. */
function content(target: BakeTarget): string {
  return `${JSON.stringify(literal({ target: { 'docker-metadata-action': target } }), null, 2)}\n`;
}
