/** A Dockerfile's text -> its stages. A scan for FROM, since a whole parser would cost every run more than this file. */
import type { DockerfileStage, Pair } from '../model.ts';

/** `FROM [--platform=…] IMAGE [AS NAME]` (docs.docker.com, Dockerfile reference). */
const fromLine = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?\s*$/i;

/** `ARG NAME[=VALUE] …`; the value may be quoted. */
const argLine = /^\s*ARG\s+(.*)$/i;
const argWord = /(\w+)(?:=("[^"]*"|'[^']*'|\S*))?/g;

/** A stage and the words after its FROM: an image, or a stage before it. */
export interface ReadStage extends DockerfileStage {
  readonly from: string;
}

export interface Scan {
  readonly stages: readonly ReadStage[];
  /** The ARGs before the first FROM, which are those that FROM can use; one without a value has an empty one. */
  readonly args: readonly Pair[];
}

/** Opens a heredoc in RUN, COPY and ADD, as a word of its own: `<<EOF`, `<<-EOF`, `3<<"EOF"`. Not `<<<`, nor `$((1<<n))`. */
const heredoc = /(?<=\s)\d*<<(-?)(["']?)([^\s<"']+)\2(?=\s|$)/g;

/** A string or an escaped character of a shell, in which `<<` is text; the quotes of a heredoc's own name are none. */
const shellString = /(?<!<<-?)(?:\\.|"(?:\\.|[^"\\])*"|'[^']*')/g;

/** Lists the stages in order. Heredocs, comments and continued lines are not mistaken for instructions. */
export function scanDockerfile(text: string): Scan {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const continuation = escapeCharacter(lines);
  const stages: ReadStage[] = [];
  const args: Pair[] = [];
  for (let index = 0; index < lines.length; ) {
    const instruction = wholeInstruction(lines, index, continuation);
    const from = fromLine.exec(instruction.text);
    if (from !== null) stages.push({ name: from[2]?.toLowerCase(), line: index + 1, from: from[1] ?? '' });
    if (stages.length === 0) args.push(...readArgs(instruction.text));
    index = afterHeredocs(lines, instruction);
  }
  return { stages, args };
}

function readArgs(instruction: string): Pair[] {
  const words = argLine.exec(instruction)?.[1] ?? '';
  return [...words.matchAll(argWord)].map(([, key = '', value = '']) => ({
    key,
    value: value.replace(/^(["'])(.*)\1$/, '$2'),
  }));
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
function afterHeredocs(lines: readonly string[], { text, next }: Instruction): number {
  if (!/^\s*(?:RUN|COPY|ADD)\s/i.test(text)) return next;
  let index = next;
  for (const [, dash, , word] of text.replace(shellString, '""').matchAll(heredoc)) {
    const ends = (line: string) => (dash === '-' ? line.replace(/^\t+/, '') : line) === word;
    while (index < lines.length && !ends(lines[index] ?? '')) index++;
    index++;
  }
  return index;
}
