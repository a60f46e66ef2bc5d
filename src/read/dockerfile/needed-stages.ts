/** Which stages of a Dockerfile are built for some targets. */
import type { StageOrigin } from '../../model/facts.ts';
import type { Inputs } from '../../model/inputs.ts';
import { beginsStage, type Instruction } from './dockerfile.ts';

/** A stage or an image that COPY, ADD or a mount takes from. What is named here for nothing does no harm. */
const takenFrom = /(?:\s--|,|--mount=)from=["']?([^\s,"']+)/gi;

/**
 * The stages of the image and of the test, and all that these are made of, counted from 0. A name that only the build
 * knows may be any of them.
 */
export function neededStages(
  instructions: readonly Instruction[],
  origins: readonly StageOrigin[],
  { target, testTarget }: Pick<Inputs, 'target' | 'testTarget'>,
): ReadonlySet<number> {
  const uses = usesByStage(instructions);
  const open = [target === undefined ? origins.length - 1 : indexOf(target, origins), ...tests(testTarget, origins)];
  const needed = new Set<number>();
  for (let stage = open.pop(); stage !== undefined; stage = open.pop()) {
    const origin = origins[stage];
    if (origin === undefined || needed.has(stage)) continue;
    needed.add(stage);
    if (origin.from.kind === 'stage') open.push(origin.from.stage);
    for (const name of uses[stage] ?? [])
      open.push(...(name.includes('$') ? origins.keys() : [indexOf(name, origins)]));
  }
  return needed;
}

function tests(target: Inputs['testTarget'], origins: readonly StageOrigin[]): number[] {
  if (target.kind === 'none') return [];
  return [indexOf(target.kind === 'stage' ? target.name : 'test', origins)];
}

/** A stage is meant by its name or its number; -1 for what is no stage. */
function indexOf(name: string, origins: readonly StageOrigin[]): number {
  const byName = origins.findLastIndex((origin) => origin.name === name.toLowerCase());
  return byName < 0 && /^\d+$/.test(name) ? Number(name) : byName;
}

function usesByStage(instructions: readonly Instruction[]): readonly (readonly string[])[] {
  const stages: string[][] = [];
  for (const instruction of instructions) {
    if (beginsStage(instruction)) stages.push([]);
    stages.at(-1)?.push(...[...instruction.text.matchAll(takenFrom)].map(([, name = '']) => name));
  }
  return stages;
}
