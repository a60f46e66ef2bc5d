/** The files through which a step speaks to the runner: GITHUB_OUTPUT, _ENV, _PATH, _STATE and _STEP_SUMMARY. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface CommandFiles {
  readonly output: string;
  readonly env: string;
  readonly path: string;
  readonly state: string;
  readonly summary: string;
}

/** GitHub takes no larger job summary from a step. */
export const SUMMARY_LIMIT = 1024 * 1024;

/** Fresh, existing, empty files below `temp`; every stage of every step gets its own. */
export async function createCommandFiles(temp: string): Promise<CommandFiles> {
  const folder = join(temp, '_runner_file_commands');
  const id = randomUUID();
  await mkdir(folder, { recursive: true });
  const files: CommandFiles = {
    output: join(folder, `set_output_${id}`),
    env: join(folder, `set_env_${id}`),
    path: join(folder, `add_path_${id}`),
    state: join(folder, `save_state_${id}`),
    summary: join(folder, `step_summary_${id}`),
  };
  await Promise.all(Object.values(files).map((file) => writeFile(file, '')));
  return files;
}

/** A file's text; a file that the step removed counts as empty, as it does for the runner. */
export async function readCommandFile(file: string): Promise<string> {
  return existsSync(file) ? (await readFile(file, 'utf8')).replace(/^\uFEFF/, '') : '';
}

/**
 * The pairs of a `name=value` / `name<<DELIMITER` file, in order.
 * Pairs before a malformed one have already counted when it throws (source: FileCommandManager.cs).
 */
export function* pairs(text: string): Generator<readonly [name: string, value: string]> {
  const lines = text.split('\n');
  // The split leaves an empty piece after the last LF; it says that the last line is complete.
  const complete = lines.length - 1;
  if (lines.at(-1) === '') lines.pop();
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      yield [line.slice(0, equals), line.slice(equals + 1)];
    } else if (heredoc >= 0) {
      const end = endOfValue(lines, at, line, complete);
      yield [line.slice(0, heredoc), lines.slice(at + 1, end).join('\n')];
      at = end;
    } else {
      throw new Error(`Invalid format '${line}'`);
    }
  }
}

/** The index of the line that holds the delimiter named in `head`. */
function endOfValue(lines: readonly string[], at: number, head: string, complete: number): number {
  const [name, delimiter] = [head.slice(0, head.indexOf('<<')), head.slice(head.indexOf('<<') + 2)];
  if (name === '' || delimiter === '') {
    throw new Error(`Invalid format '${head}'. Name must not be empty and delimiter must not be empty`);
  }
  const end = lines.indexOf(delimiter, at + 1);
  if (end >= 0) return end;
  if (complete < lines.length && at + 1 < lines.length) {
    throw new Error('Invalid value. EOF marker missing new line.');
  }
  throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
}

/** The folders of a GITHUB_PATH file. */
export function paths(text: string): string[] {
  return text.split(/\r\n|\r|\n/).filter((line) => line !== '');
}
