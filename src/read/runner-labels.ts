/** Labels of GitHub's runners, as `runs-on` of a job takes them: one, or a JSON list. */
import type { Problem } from '../model/decision.ts';
import type { RunnerInput } from '../model/inputs.ts';
import { readLines, readPair, tryRead } from './lists.ts';
import { readPlatform } from './platforms.ts';

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
  readonly value: readonly RunnerInput[];
  readonly problems: readonly Problem[];
}

/** `PLATFORM=LABEL` a line, and one line a platform. A line that is wrong is left out and told. */
export function readRunners(text: string): RunnersReading {
  const value: RunnerInput[] = [];
  const problems: Problem[] = [];
  for (const line of tryRead(readLines, text) ?? [text]) {
    const read = readRunner(line, value);
    if ('labels' in read) value.push(read);
    else problems.push({ input: 'runners', ...read });
  }
  return { value, problems };
}

function readRunner(line: string, others: readonly RunnerInput[]): RunnerInput | Omit<Problem, 'input'> {
  const pair = readPair(line);
  const labels = readLabels(pair?.value.trim() ?? '');
  if (pair === undefined || labels === undefined)
    return { value: line, wrong: 'is not PLATFORM=LABEL, for example linux/arm64=ubuntu-24.04-arm' };
  const platform = readPlatform(pair.key);
  if (typeof platform !== 'string') return { value: pair.key, ...platform };
  if (!others.some((other) => other.platform === platform)) return { platform, labels };
  return { value: line, wrong: `is a second runner for ${platform}`, cure: 'leave one line for each platform' };
}
