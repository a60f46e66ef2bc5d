/** Labels of GitHub's runners, as `runs-on` of a job takes them: one, or a JSON list. */
import type { RunnerInput } from '../model/inputs.ts';
import { readLines, readPair, tryRead } from './lists.ts';

/** Undefined when it is no label and no list of some. */
export function readLabels(text: string): readonly string[] | undefined {
  const labels = text.startsWith('[') ? jsonList(text) : [text];
  return labels !== undefined && labels.length > 0 && labels.every(isLabel) ? labels : undefined;
}

/** GitHub's own labels, and what people give theirs. */
function isLabel(text: string): boolean {
  return /^[\w.:@/-]+$/.test(text);
}

function jsonList(text: string): readonly string[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((item) => typeof item === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}

export interface RunnersReading {
  readonly runners: readonly RunnerInput[];
  /** Lines that are none. */
  readonly wrong: readonly string[];
}

/** `PLATFORM=LABEL` a line. */
export function readRunners(text: string): RunnersReading {
  const lines = (tryRead(readLines, text) ?? [text]).map((line) => ({ line, runner: readRunner(line) }));
  return {
    runners: lines.flatMap(({ runner }) => runner ?? []),
    wrong: lines.flatMap(({ line, runner }) => (runner === undefined ? [line] : [])),
  };
}

function readRunner(line: string): RunnerInput | undefined {
  const pair = readPair(line);
  const labels = readLabels(pair?.value.trim() ?? '');
  return pair === undefined || labels === undefined ? undefined : { platform: pair.key, labels };
}
