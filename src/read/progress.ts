/** BuildKit's machine-readable progress (`--progress=rawjson`, moby/buildkit client.SolveStatus) -> typed updates. */
import type { CopyStage } from '../model/plan.ts';

/** A step as BuildKit sees it; the same step of two targets has the same digest. Times are ISO 8601. */
export interface VertexUpdate {
  readonly kind: 'vertex';
  readonly digest: string;
  readonly name: string;
  readonly started: string | undefined;
  readonly completed: string | undefined;
  readonly cached: boolean;
  readonly error: string | undefined;
}

export interface LogUpdate {
  readonly kind: 'log';
  readonly digest: string;
  readonly data: Uint8Array;
}

export interface WarningUpdate {
  readonly kind: 'warning';
  readonly message: string;
  readonly url: string | undefined;
  readonly line: number | undefined;
}

/** A layer of the step is being fetched or unpacked. Bytes are those that came so far; times are ISO 8601. */
export interface LayerUpdate {
  readonly kind: 'layer';
  readonly digest: string;
  /** The layer's own digest. */
  readonly layer: string;
  readonly bytes: number;
  readonly started: string | undefined;
  readonly completed: string | undefined;
}

/** The image is on its way to a registry. */
export interface PushUpdate {
  readonly kind: 'push';
}

/** `text` is a line that is no JSON: buildx's own words, such as the final error. */
export type ProgressUpdate =
  | VertexUpdate
  | LogUpdate
  | WarningUpdate
  | LayerUpdate
  | PushUpdate
  | { readonly kind: 'text'; readonly text: string };

interface RawStatus {
  readonly statuses?: readonly RawLayer[];
  readonly vertexes?: readonly RawVertex[];
  readonly logs?: readonly { readonly vertex: string; readonly data?: string }[];
  readonly warnings?: readonly RawWarning[];
}

interface RawLayer {
  readonly id: string;
  readonly vertex: string;
  readonly current?: number;
  readonly started?: string;
  readonly completed?: string;
}

interface RawVertex {
  readonly digest: string;
  readonly name?: string;
  readonly started?: string;
  readonly completed?: string;
  readonly cached?: boolean;
  readonly error?: string;
}

interface RawWarning {
  readonly short?: string;
  readonly url?: string;
  readonly range?: readonly { readonly start?: { readonly line?: number } }[];
}

/** Reads one line of the stream; one of another shape is text, since a line of a log must never end the run. */
export function readProgress(line: string): readonly ProgressUpdate[] {
  if (line.trim() === '') return [];
  try {
    if (line.startsWith('{')) return readStatus(JSON.parse(line) as RawStatus);
  } catch {
    // Told as it is, below.
  }
  return [{ kind: 'text', text: line }];
}

/** Log data is base64 in the stream. */
function readStatus(status: RawStatus): readonly ProgressUpdate[] {
  return [
    ...(status.statuses ?? []).flatMap(readLayer),
    ...(status.statuses ?? []).flatMap(({ id }): PushUpdate[] =>
      id.startsWith('pushing layers') ? [{ kind: 'push' }] : [],
    ),
    ...(status.vertexes ?? []).map(readVertex),
    ...(status.logs ?? []).map(({ vertex, data }): LogUpdate => {
      return { kind: 'log', digest: vertex, data: decode(data ?? '') };
    }),
    ...(status.warnings ?? []).map(readWarning),
  ];
}

const copyStage: CopyStage = 'slipway-artifacts';

export interface StepName {
  readonly stage: string;
  /** `linux/arm64` where BuildKit names one. */
  readonly platform: string;
  /** `2/3`, or empty for work that is no instruction. */
  readonly position: string;
  readonly instruction: string;
  /** Bookkeeping of BuildKit that nobody wrote into a Dockerfile. */
  readonly internal: boolean;
}

/**
 * Splits a vertex name such as `[final build 2/3] RUN make`. Bake puts the target first when it builds several;
 * a platform comes next when it was named; a stage without a name is `stage-N`, or nothing when it is the only one.
 */
export function readStepName(name: string, severalTargets: boolean): StepName {
  const match = /^\[([^\]]*)\] (.*)$/s.exec(name);
  const words = (match?.[1] ?? '').split(' ').filter((word) => word !== '');
  const position = words.find((word) => /^\d+\/\d+$/.test(word)) ?? '';
  // What is copied beside the image is no step of it, and no cache keeps it.
  const internal = words.includes('internal') || words.includes(copyStage);
  // What is built on one platform for another: `linux/amd64->arm64`.
  const named = words.map((word) => word.replace(/^([a-z0-9]+)\/.*->/, '$1/'));
  const platform = named.find((word) => word !== position && /^[a-z0-9]+\/[a-z0-9/.]+$/.test(word)) ?? '';
  const rest = words.filter((word) => word !== position && word !== 'internal' && !word.includes('/'));
  const stage = (severalTargets ? rest.slice(1) : rest).join(' ');
  return {
    stage,
    platform,
    position: words.includes(copyStage) ? '' : position,
    instruction: oneLine(match?.[2] ?? name),
    internal,
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Where an import of a cache reads, as BuildKit names it; undefined for other work. */
export function readCacheSource({ instruction }: StepName): string | undefined {
  return /^importing cache manifest from (.*)$/.exec(instruction)?.[1];
}

function readLayer({ id, vertex, current, started, completed }: RawLayer): LayerUpdate[] {
  const [, unpacking, layer] = /^(extracting )?(sha256:.*)$/.exec(id) ?? [];
  if (layer === undefined) return [];
  const bytes = unpacking === undefined ? (current ?? 0) : 0;
  return [{ kind: 'layer', digest: vertex, layer, bytes, started, completed }];
}

function readVertex(raw: RawVertex): VertexUpdate {
  return {
    kind: 'vertex',
    digest: raw.digest,
    name: raw.name ?? '',
    started: raw.started,
    completed: raw.completed,
    cached: raw.cached === true,
    error: raw.error,
  };
}

function readWarning(raw: RawWarning): WarningUpdate {
  const message = new TextDecoder().decode(decode(raw.short ?? ''));
  return { kind: 'warning', message, url: raw.url, line: raw.range?.[0]?.start?.line };
}

function decode(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
