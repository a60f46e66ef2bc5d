/** Checks names of stages against the Dockerfile before BuildKit would. */
import type { Dockerfile, Problem } from '../model.ts';

/** A problem when the Dockerfile is known and has no such stage. A number counts stages from 0, as BuildKit does. */
export function stageProblem(input: string, name: string, dockerfile: Dockerfile): readonly Problem[] {
  if (dockerfile.kind !== 'found' || /^\d+$/.test(name)) return [];
  const names = dockerfile.stages.flatMap((stage) => stage.name ?? []);
  if (names.includes(name.toLowerCase())) return [];
  const known = names.length === 0 ? 'the Dockerfile names no stage' : `the Dockerfile has ${names.join(', ')}`;
  return [{ input, value: name, wrong: 'is not a stage of the Dockerfile', cure: known }];
}
