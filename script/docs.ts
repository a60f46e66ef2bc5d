/**
 * Writes the tables of README.md from action.yml: `node script/docs.ts`. With `--check` nothing is written, and the
 * exit code is 1 when a file is stale.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';

interface Entry {
  readonly name: string;
  readonly description: string;
  /** Undefined for an output, and for an input without a default. */
  readonly byDefault: string | undefined;
}

interface Group {
  /** The comment above the first entry; empty when there is none. */
  readonly title: string;
  readonly entries: readonly Entry[];
}

const root = join(import.meta.dirname, '..');
const readme = 'README.md';

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  const action = parseDocument(await readFile(join(root, 'action.yml'), 'utf8'));
  const text = await readFile(join(root, readme), 'utf8');
  const inputs = readGroups(action.get('inputs')).map(inputTable).join('\n\n');
  const outputs = readGroups(action.get('outputs')).map(outputTable).join('\n\n');
  const wanted = fill(fill(text, 'inputs', inputs), 'outputs', outputs);
  if (wanted === text) return 0;
  if (words.includes('--check')) {
    console.error(`${readme} does not show what action.yml says; run \`node script/docs.ts\` and commit the result`);
    return 1;
  }
  await writeFile(join(root, readme), wanted);
  console.log(`${readme} written`);
  return 0;
}

/** A comment line above an entry opens a group; the parser keeps the first one with the map itself. */
function readGroups(value: unknown): Group[] {
  if (!isMap(value)) throw new Error('action.yml has no map of inputs or outputs');
  const groups: { title: string; entries: Entry[] }[] = [];
  for (const [index, pair] of value.items.entries()) {
    const title = commentOf(pair) ?? (index === 0 ? (value.commentBefore?.trim() ?? '') : undefined);
    if (title !== undefined) groups.push({ title, entries: [] });
    groups.at(-1)?.entries.push(readEntry(pair));
  }
  return groups;
}

function commentOf(pair: Pair): string | undefined {
  return isScalar(pair.key) ? pair.key.commentBefore?.trim() : undefined;
}

function readEntry(pair: Pair): Entry {
  const fields = pair.value as YAMLMap;
  const byDefault = fields.get('default');
  return {
    name: isScalar(pair.key) ? String(pair.key.value) : '',
    description: String(fields.get('description')),
    byDefault: byDefault === undefined ? undefined : String(byDefault),
  };
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
  if (!text.includes(open) || !rest.startsWith(close)) throw new Error(`${readme} lacks the markers ${open} ${close}`);
  return `${before}${open}\n\n${content}\n\n${rest}`;
}
