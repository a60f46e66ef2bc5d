/** The one place where processes start: argument arrays, never a shell, ended as a group when the run is cancelled. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancelError, ToolError } from '../errors.ts';
import type { Command } from '../model/decision.ts';
import type { EngineSocket } from './engine-socket.ts';
import type { Finished, Watch } from './ports.ts';

/** Kept of each stream; standard output of the commands in use is small JSON. */
const keptBytes = { stdout: 16 * 1024 * 1024, stderr: 64 * 1024 };
/** After a cancel, GitHub leaves 7.5 s; a child that ignores SIGINT gets this long. */
const graceMilliseconds = 3_000;
/** Node's timers overflow to nothing beyond this, which is more than three weeks. */
const longestTimer = 2 ** 31 - 1;

export interface Processes {
  run(command: Command, watch?: Watch): Promise<Finished>;
  /** Waits. Rejects with CancelError as soon as the run is cancelled, unless it is to clean up. */
  pause(milliseconds: number, watch?: Pick<Watch, 'evenWhenCancelled'>): Promise<void>;
  /** Ends every child that runs now, and refuses new ones except for cleaning up. */
  cancel(signal: NodeJS.Signals): void;
}

/** Starts processes with `env`, to which each command may add, except for what the engine's socket answers. */
export function makeProcesses(cwd: string, env: Readonly<Record<string, string>>, socket: EngineSocket): Processes {
  const running = new Set<ChildProcess>();
  const pauses = new Set<(error: CancelError) => void>();
  let cancelled: CancelError | undefined;
  return {
    async run(command, watch = {}) {
      if (cancelled !== undefined && watch.evenWhenCancelled !== true) throw cancelled;
      const answered = await socket(command);
      if (answered !== undefined) return answered;
      const child = start(command, cwd, env);
      if (watch.evenWhenCancelled !== true) running.add(child);
      try {
        const finished = await finish(child, command, watch);
        if (cancelled !== undefined && watch.evenWhenCancelled !== true) throw cancelled;
        return finished;
      } finally {
        running.delete(child);
      }
    },
    async pause(milliseconds, { evenWhenCancelled = false } = {}) {
      if (evenWhenCancelled) return sleep(milliseconds);
      if (cancelled !== undefined) throw cancelled;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, milliseconds);
      pauses.add(reject);
      try {
        await promise;
      } finally {
        clearTimeout(timer);
        pauses.delete(reject);
      }
    },
    cancel(signal) {
      cancelled ??= new CancelError(signal);
      for (const reject of pauses) reject(cancelled);
      for (const child of running) end(child);
    },
  };
}

/** A group of its own, so that plugins of the docker command end with it. */
function start(command: Command, cwd: string, env: Readonly<Record<string, string>>): ChildProcess {
  const [program, ...words] = command.argv;
  const inherited = command.bare ? needed(env) : env;
  const child = spawn(program, words, { cwd, env: { ...inherited, ...command.env }, detached: true, stdio: 'pipe' });
  // A child that does not read its input, or is not there at all, is told apart by how it ends.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(typeof command.stdin === 'object' ? command.stdin.reveal() : (command.stdin ?? ''));
  return child;
}

/** What the docker command needs to find itself, its engine and a way out. */
function needed(env: Readonly<Record<string, string>>): Record<string, string> {
  const names =
    /^(?:PATH|HOME|TMPDIR|SSH_AUTH_SOCK|SSL_CERT_(?:FILE|DIR)|DOCKER_(?:HOST|CONFIG|CONTEXT|CERT_PATH|TLS|TLS_VERIFY|API_VERSION)|(?:https?|no)_proxy)$/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => names.test(name)));
}

async function finish(child: ChildProcess, command: Command, watch: Watch): Promise<Finished> {
  const begun = performance.now();
  const stdout = new Kept(keptBytes.stdout);
  const stderr = new Kept(keptBytes.stderr);
  const reading = watch.reader === undefined ? undefined : readOutput(child, watch.reader);
  if (reading !== undefined) reading.catch(() => end(child));
  else if (watch.onLine === undefined) child.stdout?.on('data', (data: Buffer) => stdout.add(data));
  else eachLine(child.stdout, watch.onLine);
  const onErrorLine = watch.onErrorLine ?? watch.onLine;
  const limit = limited(child, watch);
  if (onErrorLine === undefined) child.stderr?.on('data', (data: Buffer) => stderr.add(data));
  else eachLine(child.stderr, onErrorLine);
  const code = await ended(child, command).finally(() => limit.clear());
  // Some programs end well when they are told to end, and that is no success of theirs.
  const exitCode = limit.reached() && code === 0 ? 1 : code;
  const seconds = (performance.now() - begun) / 1000;
  // Of a process that failed its own words tell more than half of its output.
  if (exitCode === 0) await reading;
  return { exitCode, stdout: stdout.text(), stderr: stderr.text(), seconds, timedOut: limit.reached() };
}

async function readOutput(child: ChildProcess, reader: NonNullable<Watch['reader']>): Promise<void> {
  if (child.stdout !== null) await reader(child.stdout);
}

function limited(child: ChildProcess, { limitSeconds, ending }: Watch): { clear(): void; reached(): boolean } {
  let reached = false;
  const stop = () => {
    reached = true;
    end(child);
  };
  const timer = limitSeconds && setTimeout(stop, Math.min(limitSeconds * 1000, longestTimer));
  if (ending?.aborted === true) stop();
  ending?.addEventListener('abort', stop);
  const clear = () => {
    clearTimeout(timer);
    ending?.removeEventListener('abort', stop);
  };
  return { clear, reached: () => reached };
}

function ended(child: ChildProcess, command: Command): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once('error', (cause: NodeJS.ErrnoException) => reject(notStarted(command, cause)));
  child.once('close', (code) => resolve(code ?? 1));
  return promise;
}

function notStarted(command: Command, cause: NodeJS.ErrnoException): ToolError {
  const program = command.argv[0];
  if (cause.code !== 'ENOENT')
    return new ToolError(`${command.title}: ${program} did not start: ${cause.message}`, { cause });
  return new ToolError(`Cannot build: there is no \`${program}\` on this runner`, {
    cure: 'install Docker Engine with its command line and buildx, or use `runs-on: ubuntu-latest`, which has them',
    cause,
  });
}

function eachLine(stream: Readable | null, onLine: (line: string) => void): void {
  let rest = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (data: string) => {
    const lines = (rest + data).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  stream?.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}

function end(child: ChildProcess): void {
  signalGroup(child, 'SIGINT');
  setTimeout(() => signalGroup(child, 'SIGKILL'), graceMilliseconds).unref();
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It ended in this very moment.
  }
}

/** The last bytes of a stream. */
class Kept {
  readonly #most: number;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(data: Buffer): void {
    this.#chunks.push(data);
    this.#bytes += data.length;
    while (this.#bytes > this.#most && this.#chunks.length > 1) this.#bytes -= this.#chunks.shift()?.length ?? 0;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}
