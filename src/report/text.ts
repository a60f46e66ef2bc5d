/** Foreign text made safe to show, and figures as the log writes them. */

/** CSI and OSC sequences and lone escapes (ECMA-48): colours, cursor moves, window titles, links. */
const terminalCodes = new RegExp(
  [
    '\\u001b\\[[0-?]*[ -/]*[@-~]',
    '\\u001b\\][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)',
    '\\u001b[ -/]*[0-~]',
    '\\u009b[0-?]*[ -/]*[@-~]',
  ].join('|'),
  'g',
);
/** Control characters but the tab, and Unicode's marks that are not seen. */
const invisible = /(?!\t)[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/**
 * One line of foreign text as it may be shown: no terminal codes, no invisible characters (also not those that turn
 * the reading direction round), of a progress bar only its last state, and nothing that the runner takes for a command.
 */
export function shown(line: string): string {
  const last = line.replace(/\r+$/, '').split('\r').at(-1) ?? '';
  return last.replace(terminalCodes, '').replace(invisible, '').replaceAll('##[', '# #[');
}

/** A line of a step's own output, set off so that it never stands at the start of a line of ours. */
export function quoted(line: string): string {
  return `  | ${shown(line)}`.trimEnd();
}

/** Seconds with one decimal. */
export function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}

/** Bytes in megabytes (10^6) with one decimal. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** `1 tag`, `2 tags`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/**
 * Text for an HTML context inside GitHub's Markdown: every character that either could read as markup is an entity.
 * `www.` would become a link by itself (GFM, autolinks).
 */
export function escaped(text: string): string {
  return shown(text).replace(
    /[^A-Za-z0-9 ,.;/='"()-]|^-|(?<=[Ww]{3})\./gu,
    (character) => `&#${character.codePointAt(0)};`,
  );
}

/** A sentence, in which what stands between backticks is inline code. */
export function prose(text: string): string {
  return text
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 0 ? escaped(part) : code(part)))
    .join('');
}

/** Inline code that cannot be left from inside. */
export function code(text: string): string {
  return `<code>${escaped(text)}</code>`;
}

/** Inside `<pre>` nothing but these can be markup. */
export function entities(text: string): string {
  return text.replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(texts: readonly string[]): string {
  return texts.length < 3 ? texts.join(' and ') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}
