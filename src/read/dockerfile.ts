/** A Dockerfile's text -> its stages. A scan for FROM, since a whole parser would cost every run more than this file. */
import type { DockerfileStage } from '../model.ts';
import { type ShellWords, shellWords } from './shell-words.ts';

/** `FROM [--platform=…] IMAGE [AS NAME]` (docs.docker.com, Dockerfile reference). */
const fromLine = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?\s*$/i;

/** A word that opens a heredoc: `<<EOF`, `<<-EOF`, `3<<"EOF"`; not `<<<`. */
const heredocWord = /^\d*<<(-?)([^<]+)$/;

/** A stage and the words after its FROM: an image, or a stage before it. */
export interface ReadStage extends DockerfileStage {
  readonly from: string;
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
}

/** Lists the stages in order. Heredocs, comments and continued lines are not mistaken for instructions. */
export function scanDockerfile(text: string): Scan {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const continuation = escapeCharacter(lines);
  const words = shellWords(continuation);
  const stages: ReadStage[] = [];
  const args: Argument[] = [];
  for (let index = 0; index < lines.length; ) {
    const instruction = wholeInstruction(lines, index, continuation);
    const from = fromLine.exec(instruction.text);
    if (from !== null) stages.push({ name: from[2]?.toLowerCase(), line: index + 1, from: from[1] ?? '' });
    if (stages.length === 0) args.push(...readArgs(instruction.text, words));
    index = afterHeredocs(lines, instruction, words);
  }
  return { stages, args };
}

function readArgs(instruction: string, { split, unquote }: ShellWords): Argument[] {
  const [keyword, ...words] = split(instruction);
  if (keyword?.toUpperCase() !== 'ARG') return [];
  return words.map((word) => {
    const equals = word.indexOf('=');
    return equals < 0
      ? { key: word, value: undefined }
      : { key: word.slice(0, equals), value: unquote(word.slice(equals + 1)) };
  });
}

/** The directive `# escape=` counts only before anything that is no directive. */
function escapeCharacter(lines: readonly string[]): string {
  for (const line of lines) {
    const directive = /^#\s*(\w+)\s*=\s*(\S+)\s*$/.exec(line);
    if (directive === null) break;
    if (directive[1]?.toLowerCase() === 'escape') return directive[2] ?? '\\';
  }
  return '\\';
}

interface Instruction {
  readonly text: string;
  /** Index of the line after it. */
  readonly next: number;
}

/** Joins continued lines; comments and empty lines between them do not end the instruction. */
function wholeInstruction(lines: readonly string[], start: number, continuation: string): Instruction {
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
function afterHeredocs(lines: readonly string[], { text, next }: Instruction, { split, unquote }: ShellWords): number {
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
