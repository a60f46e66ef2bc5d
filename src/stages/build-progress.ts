/** Follows BuildKit's progress: which steps ended, how, and what the failing one printed. Holds bounded memory. */
import type { BuildFailure, BuildStep, BuildWarning, Place } from '../model.ts';
import {
  type LogUpdate,
  type ProgressUpdate,
  readStepName,
  type StepName,
  type VertexUpdate,
  type WarningUpdate,
} from '../read/progress.ts';
import { LogTail } from './log-tail.ts';

/** Work that is no instruction gets its line from this many seconds on. */
const noteworthySeconds = 0.5;

interface Vertex {
  readonly name: StepName;
  readonly output: LogTail;
  started: number | undefined;
  seconds: number;
  ended: BuildStep['state'] | undefined;
  error: string | undefined;
  /** It came with a layer that was made before. */
  restored: boolean;
}

export interface ProgressOptions {
  readonly severalTargets: boolean;
  /** The Dockerfile as annotations name it; undefined when it is not in the workspace. */
  readonly dockerfile: string | undefined;
  /** Called once for each step, when it ends. `output` is what a failing step printed. */
  readonly onStep: (step: BuildStep, output: LogTail) => void;
}

export class BuildProgress {
  readonly warnings: BuildWarning[] = [];
  readonly #vertices = new Map<string, Vertex>();
  readonly #text: string[] = [];
  readonly #shown = new Set<string>();
  readonly #options: ProgressOptions;
  #pushing = false;

  constructor(options: ProgressOptions) {
    this.#options = options;
  }

  take(update: ProgressUpdate): void {
    switch (update.kind) {
      case 'vertex':
        this.#takeVertex(update);
        return;
      case 'log':
        this.#takeLog(update);
        return;
      case 'layer':
        this.#takeLayer(update.digest);
        return;
      case 'push':
        this.#pushing = true;
        return;
      case 'warning':
        this.#takeWarning(update);
        return;
      case 'text':
        this.#text.push(update.text);
        return;
    }
  }

  /** Instructions of the Dockerfile, each once; one that was executed for any target counts as executed. */
  steps(): BuildStep[] {
    const steps = [...this.#vertices.values()].filter(isInstruction).flatMap((vertex) => stepOf(vertex) ?? []);
    const once = new Map<string, BuildStep>();
    for (const step of steps) {
      const key = keyOf(step);
      if (once.get(key)?.state !== 'done') once.set(key, step);
    }
    return [...once.values()];
  }

  /** Steps that run now, with the seconds they took so far. */
  running(now: number): { readonly name: StepName; readonly seconds: number }[] {
    return [...this.#vertices.values()]
      .filter((vertex) => vertex.started !== undefined && vertex.ended === undefined && !vertex.name.internal)
      .map((vertex) => ({ name: vertex.name, seconds: (now - (vertex.started ?? now)) / 1000 }));
  }

  /** Whether nothing is left to do but a push. BuildKit 0.28 and later ends the export first, and says no more then. */
  isPushing(): boolean {
    const vertices = [...this.#vertices.values()];
    const exported = vertices.some(({ name, ended }) => isExport(name) && ended !== undefined);
    const busy = vertices.some(
      ({ name, started, ended }) => !isExport(name) && started !== undefined && ended === undefined,
    );
    return (this.#pushing || exported) && !busy;
  }

  /** What is known about the failure once the build has ended with an error. */
  failure(): BuildFailure {
    const failures = [...this.#vertices.values()].filter(
      (vertex) => vertex.ended === 'failed' && !isCacheImport(vertex),
    );
    const failed = failures.find(isInstruction) ?? failures[0];
    const message = this.#message();
    const target = /^target (test|final): /.exec(message)?.[1];
    const code = /exit code: (\d+)/.exec(failed?.error ?? message)?.[1];
    return {
      target: target === 'test' || target === 'final' ? target : undefined,
      stage: failed?.name.stage,
      instruction: failed?.name.instruction,
      exitCode: code === undefined ? undefined : Number(code),
      place: this.#place(this.#failedLine()),
      message: message.replace(/^target \S+: /, ''),
      tail: failed?.output.lines() ?? [],
    };
  }

  #takeVertex(update: VertexUpdate): void {
    const vertex = this.#vertices.get(update.digest) ?? this.#begin(update);
    if (update.started !== undefined && update.completed === undefined) vertex.started ??= Date.parse(update.started);
    if (update.completed === undefined) return;
    const started = Date.parse(update.started ?? update.completed);
    vertex.seconds = Math.max(vertex.seconds, (Date.parse(update.completed) - started) / 1000);
    vertex.error = update.error ?? vertex.error;
    const ended = endOf(update, vertex.restored);
    // The two targets report a shared step twice, and a base image again for each part of its work.
    if (vertex.ended !== undefined && (ended !== 'failed' || vertex.ended === 'failed')) return;
    vertex.ended = ended;
    this.#show(vertex);
    if (ended !== 'failed') vertex.output.clear();
  }

  /** Two targets that use different files of the context have steps of their own for the same instruction. */
  #show(vertex: Vertex): void {
    const step = stepOf(vertex);
    if (step === undefined || !isWorthALine(vertex, step)) return;
    if (step.state !== 'failed' && this.#shown.has(keyOf(step))) return;
    this.#shown.add(keyOf(step));
    this.#options.onStep(step, vertex.output);
  }

  #begin(update: VertexUpdate): Vertex {
    const name = readStepName(update.name, this.#options.severalTargets);
    const vertex: Vertex = {
      name,
      output: new LogTail(),
      started: undefined,
      seconds: 0,
      ended: undefined,
      error: undefined,
      restored: false,
    };
    this.#vertices.set(update.digest, vertex);
    return vertex;
  }

  /** What is executed fetches nothing, except ADD, so BuildKit found it in a cache, though it does not call it so. */
  #takeLayer(digest: string): void {
    const vertex = this.#vertices.get(digest);
    if (vertex !== undefined && /^(?:RUN|COPY|WORKDIR)\b/.test(vertex.name.instruction)) vertex.restored = true;
  }

  /** Both targets report the same finding. */
  #takeWarning({ message, url, line }: WarningUpdate): void {
    const known = this.warnings.some((warning) => warning.message === message && warning.place?.line === line);
    if (!known) this.warnings.push({ message, url, place: this.#place(line) });
  }

  #takeLog(update: LogUpdate): void {
    this.#vertices.get(update.digest)?.output.add(update.data);
  }

  /** buildx's last words: `ERROR: target test: failed to solve: …`. */
  #message(): string {
    const line = this.#text.findLast((text) => text.startsWith('ERROR: ')) ?? this.#text.at(-1) ?? '';
    return line.replace(/^ERROR: /, '').replace(/failed to solve: /, '');
  }

  /** buildx prints `Dockerfile:23` above the excerpt in which `>>>` marks the instruction. */
  #failedLine(): number | undefined {
    const ruler = this.#text.findIndex((text) => /^-{5,}$/.test(text));
    const line = ruler < 1 ? undefined : /:(\d+)$/.exec(this.#text[ruler - 1] ?? '')?.[1];
    return line === undefined ? undefined : Number(line);
  }

  #place(line: number | undefined): Place | undefined {
    const file = this.#options.dockerfile;
    return file === undefined || line === undefined ? undefined : { file, line };
  }
}

function endOf(update: VertexUpdate, restored: boolean): BuildStep['state'] {
  if (update.error === undefined || update.error === '') return update.cached || restored ? 'cached' : 'done';
  return /context canceled|Canceled/.test(update.error) ? 'canceled' : 'failed';
}

function isInstruction(vertex: Vertex): boolean {
  return vertex.name.position !== '';
}

/** A cache that is not there is no failure; the build goes on without it. */
function isCacheImport(vertex: Vertex): boolean {
  return vertex.name.instruction.startsWith('importing cache manifest');
}

function isExport({ instruction }: StepName): boolean {
  return instruction === 'exporting to image';
}

/** Instructions always; work around them (exports, imports, checks) when it took time or went wrong. */
function isWorthALine(vertex: Vertex, step: BuildStep): boolean {
  if (isInstruction(vertex)) return true;
  if (vertex.name.internal || isCacheImport(vertex)) return false;
  return step.state === 'failed' || step.seconds >= noteworthySeconds;
}

function keyOf({ stage, position, instruction }: BuildStep): string {
  return `${stage} ${position} ${instruction}`;
}

function stepOf(vertex: Vertex): BuildStep | undefined {
  if (vertex.ended === undefined) return undefined;
  const { stage, position, instruction } = vertex.name;
  return { stage, position, instruction, state: vertex.ended, seconds: vertex.seconds };
}
