/** What a run has come to. */
import type { Decision } from './decision.ts';
import type { DeployOutcome } from './deploy.ts';
import type { HeldBack, Tag } from './names.ts';
import type { ArtifactPlan, GateName, Plan, TargetName } from './plan.ts';
import type { Rebuilt } from './rebuild.ts';
import type { TestOutcome } from './tests.ts';

/** One finished step of the build. Seconds are wall time. */
export interface BuildStep {
  /** In seconds from the first step's start. */
  readonly start: number;
  readonly stage: string;
  /** Position within its stage, for example `2/3`; empty for steps that are no instruction. */
  readonly position: string;
  readonly instruction: string;
  readonly state: 'cached' | 'done' | 'failed' | 'canceled';
  readonly seconds: number;
}

/** A place in a file; lines count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Why a build failed, as far as it can be told. */
export interface BuildFailure {
  /** The target that failed: `test` or `final`. */
  readonly target: TargetName | undefined;
  /** The number of the artifact whose files could not be copied. */
  readonly artifact?: number;
  readonly stage: string | undefined;
  readonly instruction: string | undefined;
  readonly exitCode: number | undefined;
  readonly place: Place | undefined;
  /** BuildKit's own words. */
  readonly message: string;
  /** The last lines that the failing step printed. */
  readonly tail: readonly string[];
}

/** A finding of BuildKit's own Dockerfile check. */
export interface BuildWarning {
  readonly message: string;
  readonly place: Place | undefined;
  readonly url: string | undefined;
}

/** What lint has to say about the Dockerfile or the image. */
export interface Finding {
  /** A PascalCase word, by which the user may silence it. */
  readonly rule: string;
  /** One sentence, without a full stop. */
  readonly message: string;
  /** One imperative phrase. */
  readonly cure: string;
  readonly place: Place | undefined;
  /** Where the rule is explained. */
  readonly url?: string;
}

/** How much lint weighs, and the rules that the user does not want to hear of. */
export interface LintPolicy {
  readonly level: 'warn' | 'error' | 'off';
  readonly ignore: readonly string[];
}

export interface Built {
  /** By which the engine knows it. */
  readonly id: string;
  /** Digest of the manifest or index, `sha256:…`. */
  readonly digest: string;
  /** Size in the engine in bytes; layers are compressed in the containerd store. */
  readonly bytes: number;
  readonly platform: string;
  readonly user: string;
  readonly healthCheck: boolean;
  readonly layers: number;
  readonly metadata: string;
}

/** What reading the build cache cost, beside the other work. */
export interface CacheImport {
  /** References as BuildKit names them: of an image, or `gha:` and `local:` with a number. */
  readonly from: readonly string[];
  /** Of the layers that were fetched. */
  readonly bytes: number;
  readonly seconds: number;
}

export interface BuildResult {
  readonly built: Built;
  /** Instructions, and other work that took time. */
  readonly steps: readonly BuildStep[];
  /** Undefined when no cache was there. */
  readonly imported: CacheImport | undefined;
  readonly warnings: readonly BuildWarning[];
  readonly seconds: number;
}

/** A file as it lies in the workspace; its path is below the folder that was asked for. */
export interface PlacedFile {
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** What was copied of one line of `artifacts`; links are not among the files. */
export interface PlacedArtifact {
  readonly artifact: ArtifactPlan;
  readonly files: readonly PlacedFile[];
}

/** How one gate went. Details and reasons are rests of sentences. */
export type GateResult = { readonly gate: GateName } & (
  | { readonly state: 'passed'; readonly detail: string; readonly seconds: number }
  | { readonly state: 'failed'; readonly because: string; readonly seconds: number }
  | { readonly state: 'skipped'; readonly because: string }
);

/** What happened to one tag in the registry. */
export interface PushedTag {
  readonly tag: Tag;
  /** `pushed` when the registry would not say what the tag was before. */
  readonly change:
    | { readonly kind: 'created' | 'unchanged' | 'pushed' }
    | { readonly kind: 'moved'; readonly from: string };
  /** Why it moved although that could not be judged, or although the history says otherwise. */
  readonly note?: string;
}

/** What is pulled on a platform. */
export interface PlatformDigest {
  readonly platform: string;
  readonly digest: string;
}

export interface PublishResult {
  /** Where the image waits without a tag, as `docker pull` takes it. */
  readonly content: readonly string[];
  /** Of an index for several platforms, what each of them gets; empty for others, and when nobody could say. */
  readonly platforms: readonly PlatformDigest[];
  readonly tags: readonly PushedTag[];
  readonly heldBack: readonly HeldBack[];
  readonly seconds: number;
}

/** How saving the cache went; it never fails a build. */
export type CacheResult =
  /** `bytes` is the size of all its layers, where that can be known. */
  | { readonly state: 'saved'; readonly to: string; readonly bytes: number | undefined; readonly seconds: number }
  | { readonly state: 'skipped'; readonly because: string }
  | { readonly state: 'failed'; readonly to: string; readonly message: string };

/** How saving the cache mounts went; it never fails a build. */
export type CacheMountsResult =
  | { readonly state: 'saved'; readonly count: number; readonly bytes: number; readonly seconds: number }
  | { readonly state: 'skipped'; readonly because: string }
  | { readonly state: 'failed'; readonly message: string };

/** What a whole run came to. */
export interface Outcome {
  readonly plan: Plan;
  readonly build: BuildResult;
  readonly gates: readonly GateResult[];
  /** What lint found, BuildKit's findings included. */
  readonly findings: readonly Finding[];
  /** Undefined when no reports were asked for. */
  readonly tests: TestOutcome | undefined;
  readonly artifacts: readonly PlacedArtifact[];
  readonly publish: Decision<PublishResult>;
  readonly cache: CacheResult;
  /** Undefined when none are kept. */
  readonly cacheMounts: CacheMountsResult | undefined;
  /** Of a rebuild. */
  readonly rebuilt?: Rebuilt | undefined;
  readonly deploy: Decision<DeployOutcome>;
  readonly seconds: number;
}

/** A run that found its image published, and every gate behind it. */
export interface UnchangedOutcome {
  readonly plan: Plan;
  readonly digest: string;
  readonly tags: readonly Tag[];
  /** Of a rebuild: why nothing is published. */
  readonly rebuilt?: Rebuilt | undefined;
  readonly deploy: Decision<DeployOutcome>;
  readonly seconds: number;
}

/** What a run came to before its deploy. */
export type Undeployed = Omit<Outcome, 'seconds' | 'deploy'> | Omit<UnchangedOutcome, 'seconds' | 'deploy'>;

/** What joining the parts of other jobs came to. */
export interface JoinOutcome {
  readonly plan: Plan;
  /** Of the index; undefined when nothing was joined. */
  readonly digest: string | undefined;
  readonly publish: Decision<PublishResult>;
  readonly seconds: number;
}

/** An annotation on the run, at a place when there is one. */
export interface Annotation {
  readonly level: 'error' | 'warning';
  readonly message: string;
  readonly place?: Place;
}

/** What is told to the outside: log lines, annotations, the summary in Markdown, outputs. */
export interface Report {
  readonly lines: readonly string[];
  readonly annotations: readonly Annotation[];
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** When the outputs are environment variables for the later steps of the job too: what their names start with. */
  readonly variablePrefix?: string;
}
