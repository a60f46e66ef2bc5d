/** Labels of the image: where it comes from, and what the user says. */
import type { Context, Pair } from '../model.ts';

/**
 * The OCI keys that the run itself knows (opencontainers/image-spec, annotations.md); the user's lines win.
 * Sorted by key, so that the same run gives the same image.
 */
export function planLabels(own: readonly Pair[], context: Context, version: string): readonly Pair[] {
  const known = new Map([
    ['org.opencontainers.image.source', `${context.serverUrl}/${context.repository}`],
    ['org.opencontainers.image.revision', context.revision],
    ['org.opencontainers.image.version', version],
  ]);
  for (const { key, value } of own) known.set(key, value);
  return [...known]
    .filter(([, value]) => value !== '')
    .map(([key, value]) => ({ key, value }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}
