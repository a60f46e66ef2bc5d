/** The tables of README.md. */
import type { Action, Group } from './action.ts';

/** The text with the tables of this action. */
export function fillReadme(text: string, action: Action): string {
  const inputs = action.inputs.map(inputTable).join('\n\n');
  return fill(fill(text, 'inputs', inputs), 'outputs', action.outputs.map(outputTable).join('\n\n'));
}

function inputTable(group: Group): string {
  const rows = group.entries.map(({ name, description, byDefault }) => [
    `\`${name}\``,
    byDefault === undefined ? '' : `\`${byDefault}\``,
    description,
  ]);
  return heading(group.title) + table(['Input', 'Default', 'Meaning'], rows);
}

function outputTable(group: Group): string {
  const rows = group.entries.map(({ name, description }) => [`\`${name}\``, description]);
  return heading(group.title) + table(['Output', 'Meaning'], rows);
}

function heading(title: string): string {
  return title === '' ? '' : `**${title}**\n\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');
}

/** A cell ends at a bar, also within code (GitHub Flavored Markdown, section 4.10). */
function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
}

/** Puts a text between the markers `<!-- name -->` and `<!-- /name -->`. */
function fill(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [before, rest] = [text.slice(0, text.indexOf(open)), text.slice(text.indexOf(close))];
  if (!text.includes(open) || !rest.startsWith(close)) throw new Error(`README.md lacks the markers ${open} ${close}`);
  return `${before}${open}\n\n${content}\n\n${rest}`;
}
