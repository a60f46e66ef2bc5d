/** Recognises workflow commands in a line of output: `::name key=value::data` and the old `##[name key=value]data`. */

export interface ParsedCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** Commands that actions/runner registers (ActionCommandManager.cs). */
export const COMMANDS: readonly string[] = [
  'stop-commands',
  'set-env',
  'set-output',
  'save-state',
  'add-mask',
  'add-path',
  'add-matcher',
  'remove-matcher',
  'debug',
  'warning',
  'error',
  'notice',
  'group',
  'endgroup',
  'echo',
];

type Escapes = readonly (readonly [escaped: string, plain: string])[];

/** `%25` comes last, so that `%250A` stays the text `%0A`. */
const DATA: Escapes = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%25', '%'],
];
const PROPERTY: Escapes = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%3A', ':'],
  ['%2C', ','],
  ['%25', '%'],
];
const OLD: Escapes = [
  ['%3B', ';'],
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%5D', ']'],
  ['%25', '%'],
];

/**
 * The command in a line, if its name is known (source: ActionCommand.cs, TryParseV2 and TryParse).
 * `known` holds lower-case names, and the resume token while commands are stopped.
 */
export function parseCommand(line: string, known: ReadonlySet<string>): ParsedCommand | undefined {
  return parseColons(line, known) ?? parseBrackets(line, known);
}

/** Counts at the start of a line only; leading white space (Unicode's, as in .NET) is ignored. */
function parseColons(line: string, known: ReadonlySet<string>): ParsedCommand | undefined {
  const text = line.replace(/^\p{White_Space}+/u, '');
  if (!text.startsWith('::')) return undefined;
  const end = text.indexOf('::', 2);
  if (end < 0) return undefined;
  return command(text.slice(2, end), text.slice(end + 2), known, { separator: ',', property: PROPERTY, data: DATA });
}

/** Counts anywhere in a line: text in front of it does not disarm it. Only the first `##[` is looked at. */
function parseBrackets(line: string, known: ReadonlySet<string>): ParsedCommand | undefined {
  const start = line.indexOf('##[');
  if (start < 0) return undefined;
  const end = line.indexOf(']', start);
  if (end < 0) return undefined;
  return command(line.slice(start + 3, end), line.slice(end + 1), known, { separator: ';', property: OLD, data: OLD });
}

interface Syntax {
  readonly separator: string;
  readonly property: Escapes;
  readonly data: Escapes;
}

function command(head: string, data: string, known: ReadonlySet<string>, syntax: Syntax): ParsedCommand | undefined {
  const space = head.indexOf(' ');
  const name = (space < 0 ? head : head.slice(0, space)).toLowerCase();
  if (!known.has(name)) return undefined;
  const properties = space > 0 ? parseProperties(head.slice(space + 1).trim(), syntax) : {};
  return { name, properties, data: unescaped(data, syntax.data) };
}

function parseProperties(text: string, syntax: Syntax): Record<string, string> {
  const properties: Record<string, string> = {};
  for (const pair of text.split(syntax.separator)) {
    const [, key, value] = /^=*([^=]+)=(.+)$/s.exec(pair) ?? [];
    if (key !== undefined && value !== undefined) properties[key.toLowerCase()] = unescaped(value, syntax.property);
  }
  return properties;
}

function unescaped(text: string, escapes: Escapes): string {
  return escapes.reduce((plain, [escaped, char]) => plain.replaceAll(escaped, char), text);
}
