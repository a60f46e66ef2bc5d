/** What is found before the work: Dockerfile, history, engine, and what other jobs have left. */
import type { Problem } from './decision.ts';
import type { Named, TagState } from './names.ts';
import type { GateName } from './plan.ts';

/** A stage of a Dockerfile; `name` is undefined for `FROM x` without `AS`. Lines count from 1. */
export interface DockerfileStage {
  readonly name: string | undefined;
  readonly line: number;
}

/** Where what is in a stage comes from, as far as the Dockerfile and the inputs tell without building. */
export interface StageOrigin extends DockerfileStage {
  readonly from: Origin;
  /** Stages before it whose whole root it copies. */
  readonly rootCopies: readonly { readonly stage: number; readonly line: number }[];
  /** Names that its ARG and ENV declare. */
  readonly variables: readonly { readonly name: string; readonly line: number }[];
}

/** Stages are counted from 0. */
export type Origin =
  | { readonly kind: 'image'; readonly image: BaseImage }
  | { readonly kind: 'stage'; readonly stage: number }
  /** `scratch`, a folder, another target, or what only the build can tell. */
  | { readonly kind: 'other' };

/** The image that the final stage is built on. Its reference is in full, for example `docker.io/library/node:24`. */
export interface BaseImage extends Named {
  readonly digest?: string;
}

/** What a build takes something from beside its context. */
export type Materials =
  | {
      readonly kind: 'known';
      /** The frontend that reads the Dockerfile among them. */
      readonly images: readonly BaseImage[];
      /** Of `build-contexts`, as typed. */
      readonly folders: readonly string[];
    }
  /** `because` is the rest of a sentence. */
  | { readonly kind: 'unknown'; readonly because: string };

export type Dockerfile =
  | { readonly kind: 'found'; readonly path: string; readonly stages: readonly DockerfileStage[] }
  | {
      readonly kind: 'missing';
      readonly path: string;
      readonly emptyContext: boolean;
      readonly emptyWorkspace: boolean;
    }
  | { readonly kind: 'remote'; readonly path: string | undefined };

/** A `RUN --mount=type=cache`. BuildKit tells mounts apart by `id` and `owner`. */
export interface CacheMount {
  readonly id: string;
  /** Its options `uid`, `gid` and `mode`, as far as it has them, for example `uid=1000`. */
  readonly owner: readonly string[];
  /** `shared`, `private` or `locked`. */
  readonly sharing: string;
  /** The first stage that uses it. */
  readonly stage: number;
}

/** The cache mounts of a Dockerfile. */
export interface CacheMountsFound {
  readonly mounts: readonly CacheMount[];
  /** The images that stages with cache mounts are built on, as `docker pull` takes them. */
  readonly images: readonly string[];
  /** Those that cannot be kept, and why: one sentence each. */
  readonly left: readonly string[];
}

/** Something that was asked for before planning. */
export type Asked<T> =
  | { readonly kind: 'known'; readonly value: T; readonly from: 'GitHub' | 'git' | 'git ls-remote' }
  /** Nothing in this run depends on it. */
  | { readonly kind: 'not-asked' }
  /** Nobody could tell; `because` is the rest of a sentence. */
  | { readonly kind: 'unknown'; readonly because: string };

/** What the repository's history says, asked once, before planning. */
export interface History {
  /** Names of all git tags. */
  readonly gitTags: Asked<readonly string[]>;
  /** ISO 8601. */
  readonly commitDate: Asked<string>;
}

/** What was seen on the machine before planning. */
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
  /** Folders of `artifacts` that cannot be filled, and why as the rest of a sentence. */
  readonly takenFolders: readonly { readonly folder: string; readonly because: string }[];
  /** The time of planning, ISO 8601 in UTC. */
  readonly now: string;
  /** SOURCE_DATE_EPOCH, in seconds, when the environment has it (reproducible-builds.org). */
  readonly sourceDateEpoch: number | undefined;
  /** Where the stages of the Dockerfile come from. */
  readonly origins: readonly StageOrigin[];
  /** With its digest as soon as that is known; undefined for `scratch`, and where only the build itself can tell. */
  readonly base: BaseImage | undefined;
  readonly compose: ComposeFile;
  readonly engine: EngineStore;
  /** What the builder is that `builder` names. */
  readonly builder: NamedBuilder;
  /** Where buildx keeps the user's builders. */
  readonly buildxFolder: string;
  readonly cacheService: CacheService;
  /** The cache mounts, with a hash of the lock files in the build context; undefined when nobody asked for them. */
  readonly cacheMounts: (CacheMountsFound & { readonly hash: string }) | undefined;
  /** What this machine is, for example `linux/amd64`. */
  readonly nativePlatform: string;
  /** Architectures that it can execute by an emulator, for example `arm64`; undefined when the engine is elsewhere. */
  readonly emulated: readonly string[] | undefined;
  /** Whether cosign is on this machine. */
  readonly cosign: boolean;
  /** Whether the job may ask GitHub for a token that says who it is. */
  readonly identity: boolean;
  readonly proofs: readonly ReadProof[];
  readonly materials: Materials;
  /** The text of the .dockerignore that is in force; empty when there is none. */
  readonly dockerignore: string;
  /** What is under the tags that a cache may be read from, by reference; empty when nobody has asked. */
  readonly caches: ReadonlyMap<string, TagState['kind']>;
  /** Digest of all that the image is made of and goes through; undefined when that is not certain, or not known yet. */
  readonly recipe: string | undefined;
}

/** What a job that built and tested says of it, for the job that gives the tags. */
export interface Proof {
  readonly version: 1;
  readonly revision: string;
  /** Of the manifest or index, which is in the registries. */
  readonly digest: string;
  /** Under which it is there, as `docker pull` shows them; none when it was not pushed. */
  readonly names: readonly string[];
  readonly imageVersion: string;
  readonly platforms: readonly string[];
  /** What the inputs said that all parts of an image have to agree on, as fingerprints by the input's name. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly gates: readonly ProvenGate[];
}

/** A gate of another job. */
export type ProvenGate =
  | { readonly gate: GateName; readonly state: 'passed' }
  | { readonly gate: GateName; readonly state: 'skipped'; readonly because: string };

/** A proof as it was found; `from` is its path, or its place among the lines. */
export type ReadProof =
  | { readonly kind: 'read'; readonly from: string; readonly proof: Proof }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** The cache service of GitHub Actions, as the runner offers it to this job. */
export type CacheService =
  | { readonly kind: 'absent'; readonly because: string }
  | { readonly kind: 'present'; readonly may: 'read' | 'write' | 'read and write' };

/** What reading files alone tells. */
export type LocalFacts = Omit<Facts, 'compose' | 'engine' | 'builder' | 'recipe' | 'caches'>;

/** How the engine keeps images. Unknown when it was not asked, or said nothing. */
export type EngineStore = 'containerd' | 'classic' | 'unknown';

export type NamedBuilder =
  | { readonly kind: 'none' }
  | { readonly kind: 'found'; readonly driver: string }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** The compose file of `services`, as docker compose understands it. */
export type ComposeFile =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'read';
      readonly model: ComposeModel;
      /** Variables that it asks for without a default and that nobody set. */
      readonly unset: readonly string[];
    }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** What `docker compose config --format json` gives, as far as it is read (compose-spec.io). */
export interface ComposeModel {
  readonly services?: Readonly<Record<string, ComposeService>> | null;
  readonly networks?: Readonly<Record<string, ComposeResource | null>> | null;
  readonly volumes?: Readonly<Record<string, ComposeResource | null>> | null;
}

export interface ComposeService {
  readonly image?: string;
  readonly networks?: Readonly<Record<string, unknown>> | null;
  readonly network_mode?: string;
  readonly build?: unknown;
  readonly ports?: unknown;
  readonly container_name?: string;
  readonly profiles?: readonly string[];
  readonly volumes?: readonly { readonly type?: string; readonly bind?: object }[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** A network or a volume. */
export interface ComposeResource {
  readonly name?: string;
  readonly external?: boolean;
  /** Addresses of a network. */
  readonly ipam?: unknown;
}
