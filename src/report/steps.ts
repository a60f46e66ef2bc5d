/** Build steps as lines of the live log. */
import type { BuildStep } from '../model/outcome.ts';
import { counted, seconds, shown } from './text.ts';

const stageWidth = 10;
const instructionWidth = 60;

/** `  build      2/3 RUN npm run build   6.2 s`: stage, instruction, and how it ended. */
export function stepLine(step: BuildStep): string {
  return `${head(step)}  ${ending(step)}`;
}

/** A sign of life for a step that takes long. */
export function runningLine(step: Pick<BuildStep, 'stage' | 'position' | 'instruction'>, elapsed: number): string {
  return `${head(step)}  still running after ${Math.round(elapsed)} s`;
}

/** Instructions that do work: a base image is found or fetched, not executed, and BuildKit never calls it cached. */
export function workSteps(steps: readonly BuildStep[]): readonly BuildStep[] {
  return steps.filter(({ position, instruction }) => position !== '' && !/^FROM\b/.test(instruction));
}

/** `9 of 14 steps`: how much of the work came from a cache. */
export function cachedShare(steps: readonly BuildStep[]): string {
  const work = workSteps(steps);
  const cached = work.filter((step) => step.state === 'cached').length;
  return `${cached} of ${counted(work.length, 'step')}`;
}

/** The share as a whole number that is 100 only when nothing was executed; undefined without a step that does work. */
export function cachedPercent(steps: readonly BuildStep[]): number | undefined {
  const work = workSteps(steps);
  if (work.length === 0) return undefined;
  return Math.floor((work.filter((step) => step.state === 'cached').length * 100) / work.length);
}

/** A base image's digest is longer than a line, and the name says enough. */
export function shortInstruction(instruction: string): string {
  return instruction.replace(/@sha256:[0-9a-f]{64}/, '');
}

function head(step: Pick<BuildStep, 'stage' | 'position' | 'instruction'>): string {
  const words = shown([step.position, shortInstruction(step.instruction)].filter((word) => word !== '').join(' '));
  const cut = words.length > instructionWidth ? `${words.slice(0, instructionWidth - 3)}...` : words;
  return `  ${shown(step.stage).padEnd(stageWidth)} ${cut.padEnd(instructionWidth)}`;
}

function ending(step: BuildStep): string {
  switch (step.state) {
    case 'cached':
      return 'cached';
    case 'done':
      return seconds(step.seconds);
    case 'failed':
      return `failed after ${seconds(step.seconds)}`;
    case 'canceled':
      return 'stopped';
  }
}
