/** What the user wants: the inputs, read and checked. */
import type { DeployInput } from './deploy.ts';
import type { BaseImage } from './facts.ts';
import type { ImageName } from './names.ts';
import type { LintPolicy } from './outcome.ts';
import type { RebuildWish } from './rebuild.ts';

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

/** What every rule has. `enable`, `prefix` and `suffix` are expressions. */
interface RuleHead {
  /** Line of the `tags` input, from 1; 0 for a default rule. */
  readonly line: number;
  readonly priority: number;
  readonly enable: string;
  readonly prefix?: string;
  readonly suffix?: string;
}

/** One rule of the `tags` input. `pattern` and `value` are expressions, but the pattern of `match`, which is a regular one. */
export type TagRule = RuleHead &
  (
    | { readonly type: 'schedule'; readonly pattern: string }
    | { readonly type: 'semver' | 'pep440'; readonly pattern: string; readonly value: string; readonly match: string }
    | { readonly type: 'match'; readonly pattern: string; readonly group: number; readonly value: string }
    | { readonly type: 'edge'; readonly branch: string }
    | { readonly type: 'ref'; readonly event: 'branch' | 'tag' | 'pr' }
    | { readonly type: 'raw'; readonly value: string }
    | { readonly type: 'sha'; readonly format: 'short' | 'long' }
    | { readonly type: 'full'; readonly image: ImageName; readonly tag: string }
  );

/** What holds for every tag. `prefix` and `suffix` are expressions. */
export interface Flavor {
  readonly latest: 'auto' | 'true' | 'false';
  readonly prefix: string;
  readonly suffix: string;
  /** Whether `latest` has them too. */
  readonly prefixOnLatest: boolean;
  readonly suffixOnLatest: boolean;
}

/** Where an annotation is written: on the manifest of a platform, on the index, or in a descriptor of either. */
export interface AnnotationLevel {
  readonly type: 'manifest' | 'index' | 'manifest-descriptor' | 'index-descriptor';
  /** Only this platform's, for example `linux/arm64`. */
  readonly platform?: string;
}

/** A line of `annotations`; no levels means the usual ones. The value is an expression. */
export interface AnnotationInput extends Pair {
  readonly levels: readonly AnnotationLevel[];
}

/** An annotation of the image, as it is written. */
export interface ImageAnnotation extends Pair {
  readonly level: AnnotationLevel;
}

/** What a container gets in its environment. */
export interface Environment {
  readonly values: readonly Pair[];
  readonly secrets: readonly { readonly key: string; readonly value: Secret }[];
}

/** What the smoke test was told to ask; all of it may be missing. */
/** A command to run in a container. */
export interface CommandLine {
  /** As typed. */
  readonly text: string;
  readonly words: readonly [program: string, ...words: string[]];
}

export interface SmokeInput {
  readonly when: 'auto' | 'true' | 'false';
  readonly path: string | undefined;
  readonly port: number | undefined;
  readonly command: CommandLine | undefined;
  readonly env: readonly Pair[];
  readonly timeoutSeconds: number;
}

export type CacheMode = 'auto' | 'gha' | 'registry' | 'local' | 'inline' | 'none';

/** What the user typed, parsed. No decision is made here, so `auto` and empty stay what they are. */
/** A BuildKit of the user's choice, in the words of docker/setup-buildx-action. */
export interface BuilderInput {
  readonly name: string | undefined;
  readonly driver: 'docker' | 'docker-container' | 'remote' | undefined;
  readonly driverOpts: readonly string[];
  readonly flags: string | undefined;
  /** The text of a buildkitd.toml. */
  readonly config: string | undefined;
  readonly endpoint: string | undefined;
}

/** How much of the way a run goes. `build` brings the image to the registries without a tag, `publish` gives the tags. */
export type Stage = 'all' | 'plan' | 'build' | 'publish' | 'metadata' | 'deploy' | 'rollback' | 'cleanup';

/** What a clean-up keeps beside what it never takes away; undefined for what nobody asked for. */
export interface CleanupInput {
  readonly keepDays: number | undefined;
  readonly keepLast: number | undefined;
  /** Names with `*` and `?`, or regular expressions between slashes. */
  readonly keepTags: readonly string[];
}

/** On which runners a platform is built. */
export interface RunnerInput {
  readonly platform: string;
  /** All of them must fit, as in `runs-on` of a job. */
  readonly labels: readonly string[];
}

/** Files that are copied out of a stage, beside the image. */
export interface ArtifactInput {
  /** Its name in small letters, or its number. */
  readonly stage: string;
  /** From `/` on, without a slash at the end, with wildcards as COPY of a Dockerfile takes them. */
  readonly path: string;
  /** Below the workspace. */
  readonly folder: string;
}

export interface Inputs {
  readonly context: BuildContext;
  readonly file: string | undefined;
  readonly target: string | undefined;
  readonly testTarget: TestTarget;
  readonly buildArgs: readonly Pair[];
  readonly buildContexts: readonly Pair[];
  /** None for the engine's own. */
  readonly platforms: readonly string[];
  readonly builder: BuilderInput;
  readonly reproducible: boolean;
  readonly pull: boolean;
  readonly noCache: boolean;
  readonly noCacheFilters: readonly string[];
  readonly addHosts: readonly Pair[];
  readonly network: 'default' | 'none' | 'host' | undefined;
  readonly shmSize: string | undefined;
  readonly ulimits: readonly string[];
  readonly secrets: readonly BuildSecret[];
  readonly ssh: readonly string[];
  readonly artifacts: readonly ArtifactInput[];
  readonly images: readonly ImageName[];
  readonly tagRules: readonly TagRule[];
  readonly flavor: Flavor;
  readonly labels: readonly Pair[];
  readonly annotations: readonly AnnotationInput[];
  /** Where annotations without a level are written; undefined means the usual ones. */
  readonly annotationLevels: readonly AnnotationLevel[] | undefined;
  /** Whether tags move whatever they show. */
  readonly overwrite: boolean;
  readonly stage: Stage;
  readonly rebuild: RebuildWish;
  /** What other jobs have built: their proofs, or paths of files and folders with them. */
  readonly proofs: readonly string[];
  /** The image to deploy, by its digest. */
  readonly image: BaseImage | undefined;
  /** Labels of the runners that no platform has of its own. */
  readonly runsOn: readonly string[];
  readonly runners: readonly RunnerInput[];
  /** Of an artifact at GitHub. */
  readonly artifactName: string;
  readonly deploy: DeployInput;
  readonly cleanup: CleanupInput;
  readonly lint: LintPolicy;
  readonly testCommand: CommandLine | undefined;
  readonly testEnvironment: Environment;
  readonly testTimeoutSeconds: number;
  /** Paths of JUnit reports where the tests run, with wildcards. */
  readonly testReports: readonly string[];
  /** Path of a compose file. */
  readonly services: string | undefined;
  readonly servicesEnv: readonly Pair[];
  readonly smoke: SmokeInput;
  readonly push: 'auto' | 'true' | 'false';
  readonly logins: readonly LoginInput[];
  readonly publishTimeoutSeconds: number;
  readonly sign: boolean;
  /** The text of a key file, or the URI of a key that a service holds. */
  readonly signKey: Secret | undefined;
  readonly provenance: Attestation;
  readonly sbom: Attestation;
  readonly cache: CacheMode;
  readonly cacheFrom: readonly string[];
  readonly cacheTo: readonly string[];
  /** Whether cache mounts of the Dockerfile are kept between runs. */
  readonly cacheMounts: boolean;
  readonly dryRun: boolean;
  readonly githubToken: Secret | undefined;
}
