/** Follows BuildKit's progress: which steps ended, how, and what the failing one printed. Holds bounded memory. */
import type { BuildFailure, BuildStep, BuildWarning, CacheImport, Place } from '../model/outcome.ts';
import {
  type LayerUpdate,
  type LogUpdate,
  type ProgressUpdate,
  readCacheSource,
  readStepName,
  type StepName,
  type VertexUpdate,
  type WarningUpdate,
} from '../read/progress.ts';
import { LogTail } from './log-tail.ts';

/** Work that is no instruction is told from this many seconds on. */
const noteworthySeconds = 0.5;

interface Vertex {
  readonly name: StepName;
  readonly output: LogTail;
  started: number | undefined;
  /** When the longest report of it begins, and how long that is. */
  from: number | undefined;
  seconds: number;
  ended: BuildStep['state'] | undefined;
  error: string | undefined;
  /** When it ended as `ended` says, in milliseconds since 1970. */
  endedAt: number;
  /** It has ended badly and was begun anew. */
  again: boolean;
  /** It came with a layer that was made before. */
  restored: boolean;
  /** When its layers were fetched and unpacked. */
  readonly fetching: Span[];
}

/** In milliseconds since 1970. */
interface Span {
  readonly from: number;
  readonly to: number;
}

export interface ProgressOptions {
  readonly severalTargets: boolean;
  /** Then each has steps of its own for the same instruction. */
  readonly severalPlatforms: boolean;
  /** The Dockerfile as annotations name it; undefined when it is not in the workspace. */
  readonly dockerfile: string | undefined;
  /**
   * Called once for each step, when it ends; of one that did not end well, when the build has ended. `output` is what a
   * failing step printed.
   */
  readonly onStep: (step: BuildStep, output: LogTail) => void;
}

export class BuildProgress {
  readonly warnings: BuildWarning[] = [];
  readonly #vertices = new Map<string, Vertex>();
  readonly #text: string[] = [];
  readonly #shown = new Set<string>();
  /** Of layers that came with restored steps, by digest. */
  readonly #fetched = new Map<string, number>();
  readonly #options: ProgressOptions;
  #pushing = false;
  /** The first start of all. */
  #began = Number.POSITIVE_INFINITY;

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
        this.#takeLayer(update);
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

  /**
   * The build has ended. In a good one nothing failed or was stopped: where builds share an engine, a step is given up
   * for the one of another build, or goes down with that build and is begun anew, at times without a further word.
   */
  end(good: boolean): void {
    const bad = [...this.#vertices.values()].filter(isBad).toSorted((a, b) => a.endedAt - b.endedAt);
    for (const vertex of bad) {
      if (good) vertex.ended = this.#endingOfGood(vertex);
      this.#show(vertex);
    }
  }

  /**
   * Instructions of the Dockerfile, each once, and other work that took time; what was executed for any target counts
   * as executed, and the longest of several counts.
   */
  steps(): BuildStep[] {
    const steps = [...this.#vertices.values()].flatMap((vertex) => this.#stepOf(vertex) ?? []);
    const once = new Map<string, BuildStep>();
    for (const step of steps.filter((one) => one.position !== '' || isLongWork(one))) {
      const before = once.get(keyOf(step));
      const longer = step.state === 'done' && step.seconds > (before?.seconds ?? 0);
      if (before?.state !== 'done' || longer) once.set(keyOf(step), step);
    }
    return [...once.values()];
  }

  /** What the caches cost that were there. */
  imported(): CacheImport | undefined {
    const vertices = [...this.#vertices.values()];
    const read = vertices.filter((vertex) => isCacheImport(vertex) && vertex.ended === 'done');
    if (read.length === 0) return undefined;
    const spans = [
      ...read.flatMap(spanOf),
      ...vertices.flatMap(({ restored, fetching }) => (restored ? fetching : [])),
    ];
    return {
      from: [...new Set(read.flatMap(({ name }) => readCacheSource(name) ?? []))],
      bytes: [...this.#fetched.values()].reduce((sum, bytes) => sum + bytes, 0),
      seconds: secondsIn(spans),
    };
  }

  /** Steps that run now, with the seconds they took so far. */
  running(now: number): { readonly name: StepName; readonly seconds: number }[] {
    return [...this.#vertices.values()]
      .filter((vertex) => isRunning(vertex) && !vertex.name.internal)
      .map((vertex) => ({
        name: { ...vertex.name, stage: this.#stageOf(vertex.name) },
        seconds: (now - (vertex.started ?? now)) / 1000,
      }));
  }

  /** Whether nothing is left to do but a push. BuildKit 0.28 and later ends the export first, and says no more then. */
  isPushing(): boolean {
    const vertices = [...this.#vertices.values()];
    const exported = vertices.some(({ name, ended }) => isExport(name) && ended !== undefined);
    const busy = vertices.some((vertex) => !isExport(vertex.name) && isRunning(vertex));
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
    const artifact = /^target artifact-(\d+): /.exec(message)?.[1];
    const code = /exit code: (\d+)/.exec(failed?.error ?? message)?.[1];
    return {
      target: target === 'test' || target === 'final' ? target : undefined,
      ...(artifact !== undefined && { artifact: Number(artifact) }),
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
    if (update.completed === undefined) {
      if (update.started !== undefined) start(vertex, Date.parse(update.started));
      return;
    }
    vertex.again = false;
    const started = Date.parse(update.started ?? update.completed);
    const seconds = (Date.parse(update.completed) - started) / 1000;
    this.#began = Math.min(this.#began, started);
    if (vertex.from === undefined || seconds > vertex.seconds) {
      vertex.from = started;
      vertex.seconds = Math.max(seconds, 0);
    }
    vertex.error = update.error ?? vertex.error;
    const ended = endOf(update, vertex.restored);
    if (!decides(ended, started, vertex)) return;
    vertex.ended = ended;
    vertex.endedAt = Date.parse(update.completed);
    // What is bad so far may still end well.
    if (!isBad(vertex)) this.#show(vertex);
    if (ended !== 'failed') vertex.output.clear();
  }

  /** An instruction that has a line of its end already needs no other; else its layer is somebody else's. */
  #endingOfGood(vertex: Vertex): Vertex['ended'] {
    if (!isInstruction(vertex)) return vertex.ended === 'failed' ? 'failed' : undefined;
    const step = this.#stepOf(vertex);
    return step !== undefined && this.#shown.has(keyOf(step)) ? undefined : 'cached';
  }

  /** Two targets that use different files of the context have steps of their own for the same instruction. */
  #show(vertex: Vertex): void {
    const step = this.#stepOf(vertex);
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
      from: undefined,
      seconds: 0,
      ended: undefined,
      error: undefined,
      endedAt: 0,
      again: false,
      restored: false,
      fetching: [],
    };
    this.#vertices.set(update.digest, vertex);
    return vertex;
  }

  /** What is executed fetches nothing, except ADD, so BuildKit found it in a cache, though it does not call it so. */
  #takeLayer({ digest, layer, bytes, started, completed }: LayerUpdate): void {
    const vertex = this.#vertices.get(digest);
    if (vertex === undefined || !/^(?:RUN|COPY|WORKDIR)\b/.test(vertex.name.instruction)) return;
    vertex.restored = true;
    this.#fetched.set(layer, Math.max(bytes, this.#fetched.get(layer) ?? 0));
    if (started === undefined || completed === undefined) return;
    vertex.fetching.push({ from: Date.parse(started), to: Date.parse(completed) });
  }

  /** `deps`, or `deps arm64`. */
  #stageOf({ stage, platform }: StepName): string {
    const [, ...architecture] = platform.split('/');
    return this.#options.severalPlatforms ? [stage, ...architecture].join(' ').trim() : stage;
  }

  #stepOf({ name, ended, from, seconds }: Vertex): BuildStep | undefined {
    if (ended === undefined || from === undefined) return undefined;
    const { position, instruction } = name;
    const stage = this.#stageOf(name);
    return { start: (from - this.#began) / 1000, stage, position, instruction, state: ended, seconds };
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

/**
 * The two targets report a shared step twice, and a base image again for each part of its work, so only worse news counts;
 * better news does when it is of a try that began after the bad end.
 */
function decides(ended: BuildStep['state'], started: number, before: Vertex): boolean {
  if (before.ended === undefined) return true;
  if (ended === 'failed') return before.ended !== 'failed';
  return ended !== 'canceled' && isBad(before) && started >= before.endedAt;
}

function start(vertex: Vertex, time: number): void {
  vertex.again = isBad(vertex) && time > vertex.endedAt;
  vertex.started = vertex.again ? time : (vertex.started ?? time);
}

function isRunning({ started, ended, again }: Vertex): boolean {
  return started !== undefined && (ended === undefined || again);
}

function isBad({ ended }: Pick<Vertex, 'ended'>): boolean {
  return ended === 'failed' || ended === 'canceled';
}

function isInstruction(vertex: Vertex): boolean {
  return vertex.name.position !== '';
}

/** A cache that is not there is no failure; the build goes on without it. */
function isCacheImport(vertex: Vertex): boolean {
  return readCacheSource(vertex.name) !== undefined;
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

/** Of work that is no instruction, what a reader looks for. */
function isLongWork({ state, seconds }: BuildStep): boolean {
  return state === 'done' && seconds >= noteworthySeconds;
}

function spanOf({ from, seconds }: Vertex): Span[] {
  return from === undefined ? [] : [{ from, to: from + seconds * 1000 }];
}

/** Wall time: where spans lie over each other it counts once. */
function secondsIn(spans: readonly Span[]): number {
  let milliseconds = 0;
  let reached = 0;
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    milliseconds += Math.max(to - Math.max(from, reached), 0);
    reached = Math.max(reached, to);
  }
  return milliseconds / 1000;
}
