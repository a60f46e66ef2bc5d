/** Reads the picture of a build back. */
import { expect } from '@jest/globals';

export interface Bar {
  readonly section: string;
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Reads a fence of Mermaid's `gantt`, stricter than Mermaid does (its gantt.jison): a head that is known word by word,
 * then sections and bars, whose names hold no character that means something anywhere in that grammar or in Markdown.
 */
export function readGantt(fence: string): Bar[] {
  const [open, kind, date, axis, tick, today, ...rest] = fence.split('\n');
  expect([open, kind, date, axis, today]).toEqual([
    '```mermaid',
    'gantt',
    '  dateFormat x',
    '  axisFormat %s s',
    '  todayMarker off',
  ]);
  expect(tick).toMatch(/^ {2}tickInterval [1-9]\d{0,3}second$/);
  expect(rest.pop()).toBe('```');
  const bars: Bar[] = [];
  let section = '';
  for (const line of rest) {
    const named = /^ {2}section ([^:;,#%`'"<>{}[\]&|\\$*@\p{Cc}\p{Cf}]+)$/u.exec(line)?.[1];
    const bar = /^ {2}(\d+\.\d s [^:;,#%`'"<>{}[\]&|\\$*@\p{Cc}\p{Cf}]+) :(\d+), (\d+)$/u.exec(line);
    expect([line, named !== undefined || bar !== null]).toEqual([line, true]);
    if (named !== undefined) section = named;
    if (bar !== null) bars.push({ section, name: bar[1] ?? '', from: Number(bar[2]), to: Number(bar[3]) });
  }
  for (const { section: of, from, to } of bars) expect([of !== '', to > from]).toEqual([true, true]);
  return bars;
}
