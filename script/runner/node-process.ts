/** Runs one Node.js script with exactly the given environment, and watches its output, signals and memory. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { LineCutter } from './lines.ts';

export interface ProcessRequest {
  readonly node: string;
  readonly script: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Called for each line of stdout and stderr; a returned signal goes to the process. */
  readonly onLine: (line: string) => NodeJS.Signals | undefined;
}

export interface ProcessResult {
  readonly exitCode: number;
  readonly signal?: NodeJS.Signals;
  readonly cancelled: boolean;
  readonly raw: string;
  readonly milliseconds: number;
  readonly peakMemoryBytes: number;
}

/** What follows a cancelling signal when the process stays: the runner waits 7.5 s, then 2.5 s. */
const ESCALATION: readonly (readonly [after: NodeJS.Signals, wait: number, then: NodeJS.Signals])[] = [
  ['SIGINT', 7500, 'SIGTERM'],
  ['SIGTERM', 2500, 'SIGKILL'],
];
/** A grandchild may hold the pipes open; the runner waits this long after the exit, then goes on without. */
const PIPES_AFTER_EXIT = 5000;
const MEMORY_SAMPLE = 20;

export async function runNode(request: ProcessRequest): Promise<ProcessResult> {
  const started = performance.now();
  const child = spawn(request.node, [request.script], {
    cwd: request.cwd,
    env: request.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const canceller = new Canceller(child);
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    const cutter = new LineCutter((line) => canceller.send(request.onLine(line)));
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      cutter.write(chunk);
    });
    stream.on('close', () => cutter.end());
  }
  using memory = new MemoryMeter(child);
  await exit(child);
  canceller.stop();
  const { exitCode, signalCode } = child;
  return {
    exitCode: exitCode ?? 128 + (signalCode === null ? 0 : constants.signals[signalCode]),
    ...(signalCode === null ? {} : { signal: signalCode }),
    cancelled: canceller.used,
    raw: Buffer.concat(chunks).toString('utf8'),
    milliseconds: Math.round(performance.now() - started),
    peakMemoryBytes: memory.peak,
  };
}

async function exit(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close');
  await once(child, 'exit');
  const giveUp = new AbortController();
  const patience = sleep(PIPES_AFTER_EXIT, 'late', { signal: giveUp.signal }).catch(() => 'closed');
  if ((await Promise.race([closed, patience])) === 'late') {
    child.stdout?.destroy();
    child.stderr?.destroy();
    await closed;
  }
  giveUp.abort();
}

/** Sends signals to the process alone, not to its children: cleaning up is the action's own duty. */
class Canceller {
  used = false;
  readonly #child: ChildProcess;
  #timer: NodeJS.Timeout | undefined;

  constructor(child: ChildProcess) {
    this.#child = child;
  }

  send(signal: NodeJS.Signals | undefined): void {
    if (signal === undefined) return;
    this.used = true;
    this.#child.kill(signal);
    this.stop();
    const next = ESCALATION.find(([after]) => after === signal);
    if (next !== undefined) this.#timer = setTimeout(() => this.send(next[2]), next[1]);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** The kernel keeps the high-water mark itself, so a sample misses only what happens after it. */
class MemoryMeter implements Disposable {
  peak = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(child: ChildProcess) {
    const sample = () => {
      this.peak = Math.max(this.peak, residentPeak(child.pid));
    };
    sample();
    this.#timer = setInterval(sample, MEMORY_SAMPLE);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

function residentPeak(pid: number | undefined): number {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    // The process has ended, or this is not Linux.
    return 0;
  }
}
