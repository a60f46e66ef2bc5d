/** Draws a table in plain text: aligned columns, long cells broken so that it fits the width. */

export interface Cell {
  readonly text: string;
  readonly header: boolean;
}

const GAP = '  ';

export function renderTable(rows: readonly (readonly Cell[])[], width: number): string {
  const widths = columnWidths(rows, width);
  return rows.map((row) => renderRow(row, widths)).join('\n');
}

/** Every column gets its longest line; when that is too wide, the widest column gives way, again and again. */
function columnWidths(rows: readonly (readonly Cell[])[], width: number): number[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, at) => Math.max(1, ...rows.map((row) => longest(row[at]))));
  const room = Math.max(width - GAP.length * (count - 1), count);
  let excess = widths.reduce((sum, each) => sum + each, 0) - room;
  for (; excess > 0; excess--) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] ?? 1) - 1;
  }
  return widths;
}

function longest(cell: Cell | undefined): number {
  return Math.max(0, ...(cell?.text ?? '').split('\n').map(length));
}

function renderRow(row: readonly Cell[], widths: readonly number[]): string {
  const cells = widths.map((width, at) => broken(row[at]?.text ?? '', width));
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  const lines = Array.from({ length: height }, (_, at) =>
    joined(
      cells.map((cell) => cell[at] ?? ''),
      widths,
    ),
  );
  const ruled = row.length > 0 && row.every(({ header }) => header);
  return [...lines, ...(ruled ? [widths.map((width) => '-'.repeat(width)).join(GAP)] : [])].join('\n');
}

function joined(texts: readonly string[], widths: readonly number[]): string {
  return texts
    .map((text, at) => text + ' '.repeat(Math.max(0, (widths[at] ?? 0) - length(text))))
    .join(GAP)
    .trimEnd();
}

function broken(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => brokenLine([...line], width));
}

/** Breaks after a blank, or inside a word when it has no blank: nothing is cut off. */
function brokenLine(chars: readonly string[], width: number): string[] {
  if (chars.length <= width) return [chars.join('')];
  const blank = chars.lastIndexOf(' ', width);
  const end = blank > 0 ? blank : width;
  const rest = chars.slice(blank > 0 ? end + 1 : end);
  return [chars.slice(0, end).join(''), ...brokenLine(rest, width)];
}

function length(text: string): number {
  return [...text].length;
}
