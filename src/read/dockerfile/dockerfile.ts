/**
 * A Dockerfile's text -> its stages. A scan for the few instructions that matter here, since a whole parser would cost
 * every run more than this file.
 */
import type { DockerfileStage } from '../../model/facts.ts';
import { type ShellWords, shellWords } from '../shell-words.ts';

/** `FROM [--platform=…] IMAGE [AS NAME]` (docs.docker.com, Dockerfile reference). */
const fromLine = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?\s*$/i;

/** A word that opens a heredoc: `<<EOF`, `<<-EOF`, `3<<"EOF"`; not `<<<`. */
const heredocWord = /^\d*<<(-?)([^<]+)$/;

/** A stage and the word after its FROM: an image, or a stage before it. */
export interface ReadStage extends DockerfileStage {
  readonly from: string;
  readonly copies: readonly Copy[];
  /** What its ARG and ENV declare. */
  readonly variables: readonly Variable[];
}

/** `COPY --from=FROM SOURCE… DESTINATION`; copies out of the build context are not listed. */
export interface Copy {
  readonly from: string;
  readonly sources: readonly string[];
  readonly line: number;
}

export interface Variable {
  readonly name: string;
  readonly line: number;
}

/** `value` is undefined for `ARG NAME` alone. */
export interface Argument {
  readonly key: string;
  readonly value: string | undefined;
}

export interface Scan {
  readonly stages: readonly ReadStage[];
  /** The ARGs before the first FROM, which are those that FROM can use. */
  readonly args: readonly Argument[];
  /** The image of the frontend that reads the file, when its first lines name one. */
  readonly syntax: string | undefined;
  /** What `RUN --mount=…,from=` names: images, stages, contexts. */
  readonly mountedFrom: readonly string[];
  /** An instruction whose effect cannot be told from here. */
  readonly unclear: string | undefined;
  /** What `ADD` takes: files of the context, and addresses. */
  readonly added: readonly string[];
}

/** Lists the stages in order. */
export function scanDockerfile(text: string): Scan {
  const stages: GrowingStage[] = [];
  const args: Argument[] = [];
  const mountedFrom: string[] = [];
  const added: string[] = [];
  let unclear = oddSyntax(linesOf(text));
  for (const { text: instruction, line, words } of instructionsOf(text)) {
    const stage = readFrom(instruction, line);
    if (stage !== undefined) stages.push(stage);
    if (stages.length === 0) args.push(...readArgs(instruction, words));
    stages.at(-1)?.copies.push(...readCopy(instruction, words, line));
    stages.at(-1)?.variables.push(...readVariables(instruction, words, line));
    mountedFrom.push(...readMountedFrom(instruction, words));
    added.push(...readAdded(instruction, words));
    if (/^\s*ONBUILD\s/i.test(instruction)) unclear ??= instruction.trim();
  }
  return { stages, args, syntax: directive(linesOf(text), 'syntax'), mountedFrom, added, unclear };
}

/** An instruction on one line, without the heredocs that follow it. */
export interface Instruction {
  readonly text: string;
  /** From 1. */
  readonly line: number;
  readonly words: ShellWords;
}

/** All instructions in order. Heredocs, comments and continued lines are not mistaken for instructions. */
export function* instructionsOf(text: string): Generator<Instruction> {
  const lines = linesOf(text);
  const continuation = directive(lines, 'escape') ?? '\\';
  const words = shellWords(continuation);
  for (let index = 0; index < lines.length; ) {
    const instruction = wholeInstruction(lines, index, continuation);
    yield { text: instruction.text, line: index + 1, words };
    index = afterHeredocs(lines, instruction, words);
  }
}

function linesOf(text: string): readonly string[] {
  return text.replace(/^\ufeff/, '').split(/\r?\n/);
}

/** Whether a stage begins with it. */
export function beginsStage({ text }: Instruction): boolean {
  return fromLine.test(text);
}

/** What an ARG or an ENV declares, in order; none for other instructions. `ENV NAME VALUE` is the old way to write it. */
export function readSettings({ text, words }: Instruction): Argument[] {
  if (!/^\s*ENV\s/i.test(text)) return readArgs(text, words);
  const [first = '', ...others] = words.split(text).slice(1);
  const pairs = first.includes('=') ? [first, ...others] : [`${first}=${others.join(' ')}`];
  return pairs.map((pair) => readSetting(pair, words));
}

interface GrowingStage extends ReadStage {
  readonly copies: Copy[];
  readonly variables: Variable[];
}

function readFrom(instruction: string, line: number): GrowingStage | undefined {
  const from = fromLine.exec(instruction);
  if (from === null) return undefined;
  return { name: from[2]?.toLowerCase(), line, from: from[1] ?? '', copies: [], variables: [] };
}

/** Flags come first; the last path is where to. */
function readCopy(instruction: string, { split, unquote }: ShellWords, line: number): Copy[] {
  if (!/^\s*COPY\s/i.test(instruction)) return [];
  const words = split(instruction).slice(1);
  const flags = words.slice(
    0,
    words.findIndex((word) => !word.startsWith('--')),
  );
  const from = flags.findLast((flag) => flag.startsWith('--from='))?.slice('--from='.length);
  if (from === undefined) return [];
  const paths = words.slice(flags.length);
  const sources = readArray(paths.join(' ')) ?? paths.map(unquote);
  return [{ from: unquote(from), sources: sources.slice(0, -1), line }];
}

function readMountedFrom(instruction: string, { split, unquote }: ShellWords): string[] {
  if (!/^\s*RUN\s/i.test(instruction)) return [];
  const mounts = split(instruction).filter((word) => /^["']?--mount=/i.test(word));
  // Options may be quoted as in CSV.
  return mounts.flatMap((mount) => /[=,]from=([^,]*)/i.exec(unquote(mount).replaceAll(/["']/g, ''))?.[1] ?? []);
}

function readAdded(instruction: string, { split, unquote }: ShellWords): string[] {
  if (!/^\s*ADD\s/i.test(instruction)) return [];
  const paths = split(instruction).filter((word, index) => index > 0 && !word.startsWith('--'));
  return (readArray(paths.join(' ')) ?? paths.map(unquote)).slice(0, -1);
}

/** Paths may be written as a JSON array. */
function readArray(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    return (JSON.parse(text) as readonly unknown[]).map(String);
  } catch {
    return undefined;
  }
}

/** `ENV NAME VALUE` is the old way to write it: one name, and the rest is its value. */
function readVariables(instruction: string, words: ShellWords, line: number): Variable[] {
  if (/^\s*ARG\s/i.test(instruction)) return readArgs(instruction, words).map(({ key }) => ({ name: key, line }));
  if (!/^\s*ENV\s/i.test(instruction)) return [];
  const [first = '', ...others] = words.split(instruction).slice(1);
  const pairs = first.includes('=') ? [first, ...others] : [first];
  return pairs.map((pair) => ({ name: words.unquote(pair.split('=')[0] ?? ''), line }));
}

function readArgs(instruction: string, shell: ShellWords): Argument[] {
  const [keyword, ...words] = shell.split(instruction);
  if (keyword?.toUpperCase() !== 'ARG') return [];
  return words.map((word) => readSetting(word, shell));
}

function readSetting(word: string, { unquote }: ShellWords): Argument {
  const equals = word.indexOf('=');
  return equals < 0
    ? { key: word, value: undefined }
    : { key: word.slice(0, equals), value: unquote(word.slice(equals + 1)) };
}

/** A frontend that is named in a way which BuildKit knows, and this scan does not. */
function oddSyntax(lines: readonly string[]): string | undefined {
  const odd = lines.slice(0, 20).find((line) => /^\s*(?:#|\/\/).*\bsyntax\s*=/i.test(line));
  return odd !== undefined && directive(lines, 'syntax') === undefined ? odd.trim() : undefined;
}

/** Directives such as `# escape=` count only before anything that is no directive. */
function directive(lines: readonly string[], name: string): string | undefined {
  for (const line of lines) {
    const found = /^#\s*(\w+)\s*=\s*(\S+)\s*$/.exec(line);
    if (found === null) break;
    if (found[1]?.toLowerCase() === name) return found[2];
  }
  return undefined;
}

interface Joined {
  readonly text: string;
  /** Index of the line after it. */
  readonly next: number;
}

/** Joins continued lines; comments and empty lines between them do not end the instruction. */
function wholeInstruction(lines: readonly string[], start: number, continuation: string): Joined {
  let text = '';
  let next = start;
  while (next < lines.length) {
    const line = lines[next++] ?? '';
    if (isComment(line) || (text !== '' && line.trim() === '')) {
      if (text === '') break;
      continue;
    }
    const trimmed = line.trimEnd();
    const continues = trimmed.endsWith(continuation) && !trimmed.endsWith(continuation.repeat(2));
    if (!continues) return { text: text + line, next };
    text += trimmed.slice(0, -1);
  }
  return { text, next };
}

function isComment(line: string): boolean {
  return line.trimStart().startsWith('#');
}

/** Only these instructions take heredocs; elsewhere `<<` is text. */
function afterHeredocs(lines: readonly string[], { text, next }: Joined, { split, unquote }: ShellWords): number {
  if (!/^\s*(?:ONBUILD\s+)?(?:RUN|COPY|ADD)\s/i.test(text)) return next;
  let index = next;
  for (const raw of split(text)) {
    const [, dash, word = ''] = heredocWord.exec(raw) ?? [];
    if (dash === undefined) continue;
    const end = unquote(word);
    const ends = (line: string) => (dash === '-' ? line.replace(/^\t+/, '') : line) === end;
    while (index < lines.length && !ends(lines[index] ?? '')) index++;
    index++;
  }
  return index;
}
