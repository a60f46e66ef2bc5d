/** Names of stages against the Dockerfile, before BuildKit reads them. */
import type { Problem } from '../model/decision.ts';
import type { Dockerfile, DockerfileStage } from '../model/facts.ts';

/** A problem when the Dockerfile is known and has no such stage. A number counts stages from 0, as BuildKit does. */
export function stageProblem(input: string, name: string, dockerfile: Dockerfile): readonly Problem[] {
  if (dockerfile.kind !== 'found' || /^\d+$/.test(name)) return [];
  const names = dockerfile.stages.flatMap((stage) => stage.name ?? []);
  if (names.includes(name.toLowerCase())) return [];
  const known = names.length === 0 ? 'the Dockerfile names no stage' : `the Dockerfile has ${names.join(', ')}`;
  return [{ input, value: name, wrong: 'is not a stage of the Dockerfile', cure: known }];
}

/** The index of the stage that a target means: a name, else a number counted from 0; without one the last stage. */
export function findStage(stages: readonly DockerfileStage[], target: string | undefined): number | undefined {
  if (target === undefined) return stages.length === 0 ? undefined : stages.length - 1;
  const byName = stages.findLastIndex((stage) => stage.name === target.toLowerCase());
  const index = byName < 0 && /^\d+$/.test(target) ? Number(target) : byName;
  return stages[index] === undefined ? undefined : index;
}
