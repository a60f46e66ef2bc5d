/** Where the time of a build went, as a Mermaid `gantt` that GitHub draws. */
import type { BuildStep } from '../model/outcome.ts';
import { shortInstruction } from './steps.ts';
import { seconds, shown } from './text.ts';

const mostBars = 12;
/** Seconds from which a step is worth a bar. */
const shortest = 0.5;
const longestName = 50;
const mostTicks = 10;

/** The slowest steps, one section a stage; nothing where there are fewer than two to compare. */
export function timeline(steps: readonly BuildStep[]): string {
  const bars = steps
    .filter((step) => step.state === 'done' && step.seconds >= shortest)
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, mostBars)
    .toSorted((a, b) => a.start - b.start);
  if (bars.length < 2) return '';
  const sections = [...Map.groupBy(bars, sectionOf)].flatMap(([name, own]) => [`section ${name}`, ...own.map(bar)]);
  const end = Math.max(...bars.map(({ start, seconds: time }) => start + time));
  // Times count from 1970, so that an axis of seconds begins at 0 in every time zone.
  const lines = ['dateFormat x', 'axisFormat %s s', `tickInterval ${tick(end)}`, 'todayMarker off', ...sections];
  return ['```mermaid', 'gantt', ...lines.map((line) => `  ${line}`), '```'].join('\n');
}

/** `12.4 s RUN npm ci :300, 12700`. The time stands first, since a name may begin with a word of Mermaid's. */
function bar({ instruction, start, seconds: time }: BuildStep): string {
  const from = Math.round(start * 1000);
  const to = from + Math.round(time * 1000);
  return `${seconds(time)} ${plain(shortInstruction(instruction))} :${from}, ${to}`;
}

function sectionOf({ stage, position }: BuildStep): string {
  if (position === '') return 'BuildKit';
  return plain(stage) || 'image';
}

/** Steps between the ticks of an axis, in seconds. */
const ticks = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];

function tick(end: number): string {
  return `${ticks.find((step) => end / step <= mostTicks) ?? 7200}second`;
}

/** Characters that begin or end something in Mermaid or Markdown, and such as look like them. */
const lookAlikes: Readonly<Record<string, string>> = {
  ':': '\u2236',
  ';': '\u2e35',
  ',': '\u201a',
  '#': '\uff03',
  '%': '\uff05',
  '&': '\uff06',
  '|': '\uff5c',
  '<': '\u2039',
  '>': '\u203a',
  '"': '\u201d',
  "'": '\u2019',
  '`': '\u2019',
  '\\': '\u2216',
  '{': '\uff5b',
  '}': '\uff5d',
  '[': '\uff3b',
  ']': '\uff3d',
  '@': '\uff20',
  $: '\uff04',
  '*': '\u2217',
};

/** One line of foreign text in which nothing means anything; what has no look-alike is a dot. */
function plain(text: string): string {
  const line = shown(text.replace(/\s+/g, ' ')).trim();
  const cut = line.length > longestName ? `${line.slice(0, longestName - 3)}...` : line;
  return cut.replace(/[^\p{L}\p{N} ._/=+()!?~-]/gu, (character) => lookAlikes[character] ?? '\u00b7');
}
