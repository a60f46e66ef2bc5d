/** The vocabulary of the project: types only, imported by every room, importing nothing. */

/** What started the run, reduced to what decisions need. */
export type Event =
  | { readonly kind: 'branch'; readonly branch: string }
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'pull-request'; readonly number: number; readonly base: string }
  | { readonly kind: 'merge-group'; readonly number: number | undefined; readonly base: string }
  | { readonly kind: 'schedule'; readonly branch: string };

/** A decision that says why when it says no. */
export type Trust = { readonly trusted: true } | { readonly trusted: false; readonly because: string };

/** Facts of this run as GitHub tells them. */
export interface Context {
  readonly event: Event;
  /** GITHUB_EVENT_NAME, for the log only. */
  readonly eventName: string;
  /** The commit that the image is made of; the head commit of a pull request, not GitHub's merge commit. */
  readonly revision: string;
  /** The commit that GitHub checked out, which differs from `revision` for pull requests. */
  readonly sha: string;
  readonly repository: string;
  readonly privateRepository: boolean;
  /** Empty when the event does not say. */
  readonly defaultBranch: string;
  readonly serverUrl: string;
  readonly runUrl: string;
  readonly actor: string;
  readonly trust: Trust;
}

/** A value that must not be shown. Every way of printing it gives `***`. */
export interface Secret {
  reveal(): string;
}

export interface Pair {
  readonly key: string;
  readonly value: string;
}

export type BuildContext =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'remote'; readonly url: string; readonly ownRepository: boolean };

export type BuildSecret =
  | { readonly kind: 'value'; readonly id: string; readonly value: Secret }
  | { readonly kind: 'env'; readonly id: string; readonly variable: string }
  | { readonly kind: 'file'; readonly id: string; readonly path: string };

/** `default` is decided by the plan; `set` carries BuildKit's attributes, for example `mode=max`. */
export type Attestation =
  | { readonly kind: 'default' }
  | { readonly kind: 'off' }
  | { readonly kind: 'set'; readonly attributes: string };

export type TestTarget =
  | { readonly kind: 'default' }
  | { readonly kind: 'none' }
  | { readonly kind: 'stage'; readonly name: string };

export interface Login {
  readonly registry: string;
  readonly username: string;
  readonly password: Secret;
}

/** A login as the user typed it; an empty secret (fork, Dependabot) leaves the password undefined. */
export interface LoginInput {
  /** Undefined means the registry of the first image. */
  readonly registry: string | undefined;
  readonly username: string;
  readonly password: Secret | undefined;
}

/** One rule of the `tags` input. */
export type TagRule = { readonly line: number; readonly priority: number } & (
  | { readonly type: 'ref'; readonly event: 'branch' | 'pr'; readonly prefix?: string; readonly suffix?: string }
  | { readonly type: 'semver'; readonly value?: string; readonly prefix?: string; readonly suffix?: string }
  | { readonly type: 'sha'; readonly format: 'short' | 'long'; readonly prefix?: string; readonly suffix?: string }
  | { readonly type: 'raw'; readonly value: string; readonly prefix?: string; readonly suffix?: string }
  | { readonly type: 'full'; readonly image: ImageName; readonly tag: string }
);

export interface Flavor {
  readonly latest: boolean;
  readonly prefix: string;
  readonly suffix: string;
}

/** `registry` is a host such as `docker.io`, `repository` a path such as `acme/app`. */
export interface ImageName {
  readonly registry: string;
  readonly repository: string;
}

export type CacheMode = 'auto' | 'registry' | 'local' | 'none';

/** What the user typed, parsed. No decision is made here, so `auto` and empty stay what they are. */
export interface Inputs {
  readonly context: BuildContext;
  readonly file: string | undefined;
  readonly target: string | undefined;
  readonly testTarget: TestTarget;
  readonly buildArgs: readonly Pair[];
  readonly buildContexts: readonly Pair[];
  readonly platform: string | undefined;
  readonly pull: boolean;
  readonly noCache: boolean;
  readonly noCacheFilters: readonly string[];
  readonly addHosts: readonly Pair[];
  readonly network: 'default' | 'none' | 'host' | undefined;
  readonly shmSize: string | undefined;
  readonly ulimits: readonly string[];
  readonly secrets: readonly BuildSecret[];
  readonly ssh: readonly string[];
  readonly images: readonly ImageName[];
  readonly tagRules: readonly TagRule[];
  readonly flavor: Flavor;
  readonly labels: readonly Pair[];
  readonly push: 'auto' | 'true' | 'false';
  readonly logins: readonly LoginInput[];
  readonly provenance: Attestation;
  readonly sbom: Attestation;
  readonly cache: CacheMode;
  readonly cacheFrom: readonly string[];
  readonly cacheTo: readonly string[];
  readonly dryRun: boolean;
  readonly githubToken: Secret | undefined;
}

/** One thing that is wrong with what the user gave. Shown as `input: "value" wrong; cure`. */
export interface Problem {
  readonly input: string;
  /** As typed; undefined when there is none to show. */
  readonly value?: string;
  /** What is wrong and what is wanted, as the rest of a sentence: `is not one of true, false`. */
  readonly wrong: string;
  readonly cure?: string;
}

/** A stage of a Dockerfile; `name` is undefined for `FROM x` without `AS`. Lines count from 1. */
export interface DockerfileStage {
  readonly name: string | undefined;
  readonly line: number;
}

export type Dockerfile =
  | { readonly kind: 'found'; readonly path: string; readonly stages: readonly DockerfileStage[] }
  | {
      readonly kind: 'missing';
      readonly path: string;
      readonly emptyContext: boolean;
      readonly emptyWorkspace: boolean;
    }
  | { readonly kind: 'remote'; readonly path: string | undefined };

/** What was seen on the machine before planning, without starting a process. */
export interface Facts {
  readonly workspace: string;
  /** Private folder of this run below RUNNER_TEMP, mode 0700; everything the run writes is in it. */
  readonly runFolder: string;
  /** Unique name of this run, safe in tags and file names. */
  readonly runName: string;
  /** Folder of the local cache, which outlives the run. */
  readonly cacheFolder: string;
  readonly dockerfile: Dockerfile;
  /** Registries that the user's own Docker configuration has a login for. */
  readonly knownLogins: readonly string[];
  /** Paths named by inputs that do not exist, with the input that names them. */
  readonly missingPaths: readonly { readonly input: string; readonly path: string }[];
}

/** A process to start: words, never a shell line. */
export interface Command {
  /** Verb and object, for messages: "Push ghcr.io/acme/app:main". */
  readonly title: string;
  readonly argv: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Secret;
}

/** Something the run does, or does not do and why. */
export type Decision<T> = ({ readonly run: true } & T) | { readonly run: false; readonly because: string };

export interface Tag {
  /** The tag alone, for example `main`. */
  readonly name: string;
  readonly image: ImageName;
  /** Name and tag as `docker pull` takes it. */
  readonly reference: string;
}

/** What a tag points at. `unknown` carries the registry's words: it answered neither yes nor no. */
export type TagState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'present'; readonly digest: string }
  | { readonly kind: 'unknown'; readonly words: string };

/** A file the run writes for a command, mode 0600, removed afterwards. */
export interface SecretFile {
  readonly path: string;
  readonly content: Secret;
}

export interface BuildPlan {
  readonly platform: string | undefined;
  /** Name of the finished image in the engine until the job's end; never pushed. */
  readonly candidate: string;
  readonly command: Command;
  readonly metadataFile: string;
  readonly secretFiles: readonly SecretFile[];
  /** Dockerfile as annotations name it, relative to the workspace; undefined for remote contexts. */
  readonly dockerfile: string | undefined;
  /** Build context as typed: a path in the workspace, or a URL. */
  readonly context: string;
}

export interface TestPlan {
  readonly target: string;
}

export interface CacheExport {
  readonly command: Command;
  /** Where to, for the log: a reference or a folder. */
  readonly to: string;
  /** A local cache is written beside the old one and then takes its place, since BuildKit never removes from it. */
  readonly replace: readonly { readonly from: string; readonly to: string }[];
}

export interface PublishPlan {
  readonly tags: readonly Tag[];
}

/** Everything decided before work starts; plain data, printable. */
export interface Plan {
  readonly version: 1;
  readonly context: Context;
  readonly names: readonly ImageName[];
  readonly tags: readonly Tag[];
  /** The first tag's name: the version of this image. */
  readonly mainTag: string;
  readonly labels: readonly Pair[];
  readonly logins: readonly Login[];
  readonly build: BuildPlan;
  readonly test: Decision<TestPlan>;
  readonly cacheRead: Decision<{ readonly from: readonly string[] }>;
  readonly cacheWrite: Decision<CacheExport>;
  readonly publish: Decision<PublishPlan>;
}

/** One finished step of the build. Seconds are wall time. */
export interface BuildStep {
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
  readonly target: 'test' | 'final' | undefined;
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

export interface Built {
  /** Digest of the manifest or index, `sha256:…`. */
  readonly digest: string;
  /** Size in the engine in bytes, layers compressed. */
  readonly bytes: number;
  readonly platform: string;
  readonly user: string;
  readonly healthCheck: boolean;
  readonly layers: number;
  readonly metadata: string;
}

export interface BuildResult {
  readonly built: Built;
  readonly steps: readonly BuildStep[];
  readonly warnings: readonly BuildWarning[];
  readonly seconds: number;
}

/** What happened to one tag in the registry. */
export interface PushedTag {
  readonly tag: Tag;
  /** `pushed` when the registry would not say what the tag was before. */
  readonly change:
    | { readonly kind: 'created' | 'unchanged' | 'pushed' }
    | { readonly kind: 'moved'; readonly from: string };
}

export interface PublishResult {
  readonly tags: readonly PushedTag[];
  readonly seconds: number;
}

/** How saving the cache went; it never fails a build. */
export type CacheResult =
  | { readonly state: 'saved'; readonly to: string; readonly seconds: number }
  | { readonly state: 'skipped'; readonly because: string }
  | { readonly state: 'failed'; readonly to: string; readonly message: string };

/** What a whole run came to. */
export interface Outcome {
  readonly plan: Plan;
  readonly build: BuildResult;
  readonly publish: Decision<PublishResult>;
  readonly cache: CacheResult;
  readonly seconds: number;
}

/** An annotation on the run, at a place when there is one. */
export interface Annotation {
  readonly level: 'error' | 'warning';
  readonly message: string;
  readonly title?: string;
  readonly place?: Place;
}

/** What is told to the outside: log lines, annotations, the summary in Markdown, outputs. */
export interface Report {
  readonly lines: readonly string[];
  readonly annotations: readonly Annotation[];
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}
