/** Turns a job summary (GitHub's Markdown with its bits of HTML) into plain text for a terminal. */
import { type Cell, renderTable } from './table.ts';

const WIDTH = 100;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** Readable text of at most 100 columns where lines can be broken; code keeps its lines. */
export function summaryForTerminal(markdown: string): string {
  const kept: string[] = [];
  const keep = (text: string) => `\n\n\uE000${kept.push(text) - 1}\uE000\n\n`;
  const text = markdown
    .replaceAll('\r\n', '\n')
    .replaceAll('\uE000', '')
    .replace(/^(`{3,}|~{3,})([^\n]*)\n(.*?)\n?^\1[ \t]*$/gms, (_, _fence, kind: string, code: string) =>
      keep(indent(kind === 'mermaid' ? chart(code) : code)),
    )
    .replace(/<table\b[^>]*>(.*?)<\/table>/gis, (_, rows: string) => keep(renderTable(htmlRows(rows), WIDTH)))
    .replace(/<pre\b[^>]*>(.*?)<\/pre>/gis, (_, code: string) => keep(indent(plain(code).trim())))
    .replace(/(?:^[ \t]*\|.*\|[ \t]*$\n?){2,}/gm, (rows) => keep(renderTable(markdownRows(rows), WIDTH)));
  return `${blocks(text)
    .replace(/\uE000(\d+)\uE000/g, (_, at: string) => kept[Number(at)] ?? '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

/** Of a Mermaid gantt the sections, and its bars by their names, which say how long they are. */
function chart(code: string): string {
  const lines = code.matchAll(/^ *(?:section (.+)|(.+?) :\d+, \d+)$/gm);
  return [...lines].map(([, section, bar]) => section ?? `  ${bar}`).join('\n');
}

function blocks(text: string): string {
  return text
    .replace(/<h([1-6])\b[^>]*>(.*?)<\/h\1>/gis, (_, _level, title: string) => heading(title))
    .replace(/^(#{1,6})[ \t]+(.+?)[ \t]*#*$/gm, (_, _marks, title: string) => heading(title))
    .replace(/<summary\b[^>]*>(.*?)<\/summary>/gis, (_, title: string) => `\n\n▼ ${plain(title).trim()}\n\n`)
    .replace(/<\/?(?:details|p|div|ul|ol|hr)\b[^>]*>/gi, '\n\n')
    .replace(/<li\b[^>]*>/gi, '\n- ')
    .split('\n')
    .map((line) => wrap(plain(line)))
    .join('\n');
}

function heading(title: string): string {
  const line = plain(title).replaceAll('\n', ' ').trim();
  return `\n\n${line}\n${'-'.repeat([...line].length)}\n\n`;
}

/** Inline markup becomes its text; entities come last, so that what they spell is not read as markup. */
function plain(text: string): string {
  return text
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(/<a\b[^>]*\bhref="([^"]*)"[^>]*>(.*?)<\/a>/gis, (_, url: string, label: string) => link(label, url))
    .replace(/<\/?[a-z][a-z0-9]*\b[^>]*>/gi, '')
    .replace(/!?\[([^\]]*)\]\(([^)\s]*)\)/g, (_, label: string, url: string) => link(label, url))
    .replace(/(`+)(.+?)\1/g, '$2')
    .replace(/\*\*(.+?)\*\*/g, '$1')
    .replace(/\\([\\`*_{}[\]()#+\-.!|<>])/g, '$1')
    .replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, entity);
}

function link(label: string, url: string): string {
  return label === url || url === '' ? label : `${label} (${url})`;
}

function entity(whole: string, hex?: string, decimal?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}

function htmlRows(rows: string): Cell[][] {
  return [...rows.matchAll(/<tr\b[^>]*>(.*?)(?:<\/tr>|(?=<tr\b)|$)/gis)].map(([, row = '']) =>
    [...row.matchAll(/<(t[hd])\b[^>]*>(.*?)(?:<\/\1>|(?=<t[hd]\b)|$)/gis)].map(([, tag = '', cell = '']) => ({
      text: plain(cell).trim(),
      header: tag.toLowerCase() === 'th',
    })),
  );
}

function markdownRows(rows: string): Cell[][] {
  const lines = rows.trim().split('\n');
  const ruled = /^[\s|:-]+$/.test(lines[1] ?? '');
  return lines
    .filter((_, at) => !(ruled && at === 1))
    .map((line, at) =>
      line
        .trim()
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => ({ text: plain(cell).trim(), header: ruled && at === 0 })),
    );
}

function indent(text: string): string {
  return text.replace(/^/gm, '    ');
}

function wrap(text: string): string {
  // Continued lines of a list item stand below its text.
  const margin = ' '.repeat(/^\s*(?:[-*] |\d+\. )?/.exec(text)?.[0].length ?? 0);
  return text
    .split('\n')
    .map((line) => fold(line, WIDTH, margin))
    .join('\n');
}

/** Breaks at blanks; a word longer than the width stays whole, as a digest or URL must. */
function fold(line: string, width: number, margin: string): string {
  const lines: string[] = [];
  let open = '';
  for (const word of line.split(/(?<=\S) /)) {
    const longer = open === '' ? word : `${open} ${word}`;
    if (longer.length > width && open.trim() !== '') {
      lines.push(open);
      open = margin + word;
    } else {
      open = longer;
    }
  }
  return [...lines, open].join('\n');
}
