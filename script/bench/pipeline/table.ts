/** Rows as Markdown tables, and the line that says which of them are too slow. */
import { median } from '../rounds.ts';
import type { Row } from './measure.ts';
import { phaseNames } from './phases.ts';

/** A row is too slow when it is over both. */
const most = { ratio: 1.05, milliseconds: 300 };

/** Both tables and the verdict, in lines. Difference and ratio are medians of what each round gave. */
export function tables(rows: readonly Row[]): string[] {
  const times = rows.map(({ pairs, ...row }) => {
    const figures = [middle(pairs, 'first'), middle(pairs, 'second'), difference(pairs)].map(seconds);
    return [...nameOf(row), ...figures, ratio(pairs).toFixed(2)];
  });
  const parts = rows.map(({ phases, ...row }) => {
    return [...nameOf(row), ...phaseNames.map((name) => seconds(median(phases.map((phase) => phase[name]))))];
  });
  return [
    'Seconds, medians of all rounds:',
    ...table(['route', 'scenario', 'raw', 'action', 'difference', 'ratio'], times),
    "Where the action's time went (publish and cache run side by side):",
    ...table(['route', 'scenario', ...phaseNames], parts),
    verdict(rows),
  ];
}

function verdict(rows: readonly Row[]): string {
  const slow = rows.filter(({ pairs }) => ratio(pairs) > most.ratio && difference(pairs) > most.milliseconds);
  const limits = `${most.ratio} times and +${most.milliseconds / 1000} s`;
  if (slow.length === 0) return `No row is over ${limits}.`;
  return `Over ${limits}: ${slow.map((row) => nameOf(row).join(' ')).join(', ')}.`;
}

function nameOf({ route, scenario }: Pick<Row, 'route' | 'scenario'>): string[] {
  return [route, scenario];
}

function middle(pairs: Row['pairs'], which: 'first' | 'second'): number {
  return median(pairs.map((pair) => pair[which]));
}

function difference(pairs: Row['pairs']): number {
  return median(pairs.map(({ first, second }) => second - first));
}

function ratio(pairs: Row['pairs']): number {
  return median(pairs.map(({ first, second }) => second / first));
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return ['', line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}
