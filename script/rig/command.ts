/** Runs other programs for the rig: always an argument array, never a shell. */
import { spawn } from 'node:child_process';

export type Environment = Readonly<Record<string, string | undefined>>;
export type Say = (line: string) => void;

export interface RunOptions {
  /** Laid over the environment of this process. */
  readonly env?: Environment;
  readonly cwd?: string;
  /** What the program reads on its standard input; nothing when left out. */
  readonly input?: string;
}

export interface Ended {
  /** The exit code; 127 when the program could not be started at all. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end and tells how it ended; a failing exit code is an answer, not an error. */
export function run(argv: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const [program = '', ...rest] = argv;
  const env = { ...process.env, ...options.env };
  const child = spawn(program, rest, { env, cwd: options.cwd, stdio: 'pipe' });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A program may end before it has read everything; its exit code tells the story then, not the broken pipe.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 127, stdout: '', stderr: error.message }));
    child.on('close', (code, signal) => {
      const said = Buffer.concat(stderr).toString();
      resolve({
        code: code ?? 128,
        stdout: Buffer.concat(stdout).toString(),
        stderr: signal ? `${said}${signal}` : said,
      });
    });
  });
}

/** Runs a program that has to succeed and gives its standard output; throws with the program's own words. */
export async function must(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const ended = await run(argv, options);
  if (ended.code === 0) return ended.stdout;
  throw new Error(`${argv.join(' ')}: exit ${ended.code}\n${ended.stderr.trim() || ended.stdout.trim()}`);
}

/** True when the program can be started and ends well with these arguments. */
export async function works(argv: readonly string[], options: RunOptions = {}): Promise<boolean> {
  return (await run(argv, options)).code === 0;
}
