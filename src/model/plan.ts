/** What a run is going to do. */
import type { Command, Decision } from './decision.ts';
import type { DeployPlan } from './deploy.ts';
import type { Context } from './event.ts';
import type { BaseImage, ComposeModel, Proof, StageOrigin } from './facts.ts';
import type { ArtifactInput, CommandLine, Environment, ImageAnnotation, Login, Pair, Secret, Stage } from './inputs.ts';
import type { Affixes, HeldBack, ImageName, Named, Tag } from './names.ts';
import type { LintPolicy } from './outcome.ts';
import type { RebuildPlan } from './rebuild.ts';

/** A file the run writes for a command, mode 0600, removed afterwards. */
export interface SecretFile {
  readonly path: string;
  readonly content: Secret;
}

/**
 * Where the image is made and where it waits for its tags: in the engine's own store, or, made by a builder that has
 * none, in the registry, where it can be had by its digest alone.
 */
export type Route =
  | { readonly kind: 'image-store' }
  | { readonly kind: 'builder'; readonly builder: Builder; readonly because: string };

export type Builder =
  /** The user's, which is used and left; buildx knows it from that folder. */
  | { readonly kind: 'named'; readonly name: string; readonly folder: string }
  /** Made for this run, and gone after it. */
  | {
      readonly kind: 'own';
      readonly name: string;
      /** Of one that is elsewhere: it is there already, or will not be. */
      readonly endpoint: string | undefined;
      readonly create: Command;
      /** Its buildkitd.toml. */
      readonly file: { readonly path: string; readonly content: string } | undefined;
    };

export interface BuildPlan {
  /** None for the engine's own. */
  readonly platforms: readonly string[];
  /** With its digest as soon as that is known; undefined when nothing of the image depends on it. */
  readonly base: BaseImage | undefined;
  /** Name of the finished image in the engine until the job's end; never pushed. */
  readonly candidate: string;
  readonly route: Route;
  /** Names to push to by digest, untagged, before the gates; with none the image stays in the engine. */
  readonly pushTo: readonly string[];
  /** A file that the image comes in, to be loaded into the engine. */
  readonly archive: string | undefined;
  /** Name of the test stage in the engine, when a command is to be run in it. */
  readonly testImage: string | undefined;
  readonly command: Command;
  /** The same build, with what is in the cache by now. */
  readonly again: Command;
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

/** Files of a stage on their way into the workspace. */
export interface ArtifactPlan extends ArtifactInput {
  /** What the build makes of them, with a folder for each platform when there are several. */
  readonly archive: string;
  /** Where that is unpacked. */
  readonly from: string;
  /** Where they go when every gate has passed. */
  readonly to: string;
  /** What they are not to leave, whatever links there are. */
  readonly workspace: string;
  readonly platforms: readonly string[];
}

/** Containers that the tests need, brought up from a compose file. */
export interface ServicesPlan {
  /** As typed. */
  readonly file: string;
  /** Name of the compose project of this run: containers, networks and volumes begin with it. */
  readonly project: string;
  /** All that the compose file may fill in, but the image under test. */
  readonly env: readonly Pair[];
  readonly timeoutSeconds: number;
  /** To be given to compose, services of profiles left out but the test's. */
  readonly model: ComposeModel;
  /** Services to bring up before the tests. */
  readonly names: readonly string[];
  readonly hasTest: boolean;
  /** Whether one of them, not only the test, runs the image under test, so that it cannot start before the build. */
  readonly needsImage: boolean;
  /** Networks on which the services are, for a test to join. */
  readonly networks: readonly string[];
}

/** A command of the user's in a container of the image. */
export interface CommandPlan {
  /** As those of the gates. */
  readonly platforms: readonly (string | undefined)[];
  readonly container: string;
  /** The stage that is tested, else the image itself. */
  readonly image: 'test' | 'final';
  readonly command: CommandLine;
  readonly environment: Environment;
  readonly timeoutSeconds: number;
}

/** How a container is asked whether it is healthy; `own` is the HEALTHCHECK of the image. */
export type Probe =
  | { readonly kind: 'own' }
  | { readonly kind: 'http'; readonly path: string; readonly port: number | undefined }
  | { readonly kind: 'command'; readonly command: CommandLine };

export interface SmokePlan {
  readonly container: string;
  readonly probe: Probe;
  /** Without a HEALTHCHECK nothing is asked, where nobody insists on it. */
  readonly optional: boolean;
  readonly env: readonly Pair[];
  readonly timeoutSeconds: number;
}

/** What lint has to know beside the image. */
export interface LintPlan {
  readonly policy: LintPolicy;
  /** None when nobody has read the Dockerfile. */
  readonly stages: readonly StageOrigin[];
  readonly target: string | undefined;
  readonly testTarget: string | undefined;
  /** Why the image should have a HEALTHCHECK, as the rest of a sentence: `it is smoke-tested`. */
  readonly needsHealthCheck: string | undefined;
  /** Build arguments, and those of them that the provenance shows. */
  readonly buildArgs: readonly Pair[];
  readonly inProvenance: readonly Pair[];
}

/** What must pass after the build, and before a tag moves. */
export interface GatesPlan {
  /** On which containers are run, one after the other; `undefined` is the engine's own. */
  readonly platforms: readonly (string | undefined)[];
  /** Whom the containers of this run belong to, as the value of their label. */
  readonly owner: string;
  /** Where files are written that containers and compose are started with. */
  readonly folder: string;
  /** Paths of JUnit reports where the tests run, with wildcards. */
  readonly reports: readonly string[];
  readonly lint: Decision<LintPlan>;
  /** Whether the test stage is kept for the reports in it, and for the exit code that may stand beside them. */
  readonly stageReports: Decision<{ readonly container: string }>;
  readonly services: Decision<ServicesPlan>;
  readonly command: Decision<CommandPlan>;
  readonly smoke: Decision<SmokePlan>;
}

/** The annotation by which an image says what it was made of and went through. */
export type RecipeKey = 'io.github.slipway-ci.recipe';

/** What an image is made of and goes through, as far as it can be told before anything is asked. */
export interface RecipePlan {
  readonly text: string;
  /** Whose digests belong to it, too. */
  readonly images: readonly BaseImage[];
  readonly workspace: string;
  /** What of it is built, relative to it: the build context, the Dockerfile, and folders beside them. */
  readonly context: string;
  readonly dockerfile: string;
  readonly folders: readonly string[];
  /** The text of the .dockerignore that is in force. */
  readonly dockerignore: string;
}

/** The stage in which files of others are copied to the outside. */
export type CopyStage = 'slipway-artifacts';

/** The targets of a build. */
export type TargetName = 'test' | 'final';

/**
 * Lines of `cache-from`. A BuildKit that reads two caches of the same steps often finds nothing in either (measured with
 * 0.25 and 0.28): each target has its own.
 */
export interface CacheImports {
  readonly from: Readonly<Record<TargetName, readonly string[]>>;
  /** Tags in a registry of which a target should read one: which of them are there decides. */
  readonly choices: readonly Named[];
}

export interface CacheExport {
  /** Tags that it has in a registry, if it is in one. */
  readonly tags: readonly Named[];
  readonly command: Command;
  /** Where to, for the log: a reference or a folder. */
  readonly to: string;
  /** Lines of the user's that cannot be written now, as they may be shown. */
  readonly leftOut: readonly { readonly to: string; readonly because: string }[];
  /** A local cache is written beside the old one and then takes its place, since BuildKit never removes from it. */
  readonly replace: readonly { readonly from: string; readonly to: string }[];
}

/** Cache mounts that are kept in GitHub's cache, as an archive each. */
export interface CacheMountsPlan {
  readonly count: number;
  /** Where the archives are while the run has them. Its name is part of what GitHub finds them by. */
  readonly folder: string;
  readonly key: string;
  /** What keys of other lock files begin with. */
  readonly beginning: string;
  /** What puts archives into the mounts and takes them out, by the `tar` of an image; the first that has one is used. */
  readonly ways: readonly MountsWay[];
  readonly write: Decision<object>;
}

export interface MountsWay {
  readonly image: string;
  readonly unpack: Command;
  readonly pack: Command;
}

/** What signs: the job's identity, or a key. */
export interface SignPlan {
  readonly with:
    | { readonly kind: 'identity' }
    | { readonly kind: 'name'; readonly name: Secret }
    | { readonly kind: 'file'; readonly file: SecretFile };
}

export interface PublishPlan {
  /** Whether the tags are given, or the image waits in the registries for a job that does. */
  readonly upTo: 'tags' | 'content';
  /** How long the tags may take together. */
  readonly timeoutSeconds: number;
  readonly tags: readonly Tag[];
  readonly overwrite: boolean;
}

/** A job that builds. */
export interface JobBuild {
  /** From 1. */
  readonly slot: number;
  readonly stage: 'all' | 'build';
  /** As the input has them; empty for the engine's own. */
  readonly platforms: string;
  readonly 'runs-on': readonly string[];
  /** Name under which it keeps files beside the image. */
  readonly artifact: string;
}

/** The jobs of a workflow: what `stage: plan` decides. */
export interface JobsPlan {
  readonly version: 1;
  readonly builds: readonly JobBuild[];
  /** What they check out, as actions/checkout takes it; undefined for the commit of the event. */
  readonly ref?: string;
  /** Whether a job has to join what they have built. */
  readonly joins: boolean;
  readonly deploy: Decision<object>;
}

/** Everything decided before work starts; plain data, printable. */
export interface Plan {
  readonly version: 1;
  readonly stage: Stage;
  readonly context: Context;
  readonly names: readonly ImageName[];
  readonly tags: readonly Tag[];
  /** Tags of the rules that are not touched, known before anything was read from a registry. */
  readonly heldBack: readonly HeldBack[];
  /** What could not be known and what was done instead, one sentence each. */
  readonly notes: readonly string[];
  /** What must not be overlooked although the run goes on. */
  readonly warnings: readonly string[];
  /** The first tag's name: the version of this image. */
  readonly mainTag: string;
  /** What stands before and behind the version in it. */
  readonly mainAffixes: Affixes;
  readonly labels: readonly Pair[];
  readonly annotations: readonly ImageAnnotation[];
  readonly logins: readonly Login[];
  readonly build: BuildPlan;
  readonly artifacts: readonly ArtifactPlan[];
  readonly test: Decision<TestPlan>;
  readonly gates: GatesPlan;
  readonly cacheRead: Decision<CacheImports>;
  readonly cacheWrite: Decision<CacheExport>;
  readonly cacheMounts: Decision<CacheMountsPlan>;
  readonly publish: Decision<PublishPlan>;
  readonly sign: Decision<SignPlan>;
  readonly deploy: Decision<DeployPlan>;
  /** Whether an image that is published already may be this one. */
  readonly recipe: Decision<RecipePlan>;
  /** Undefined for a run that is none. */
  readonly rebuild: RebuildPlan | undefined;
  /** What other jobs have built, to be joined here. */
  readonly parts: readonly Proof[];
  /** Of the inputs that all parts of an image must agree on, by name. */
  readonly fingerprints: Proof['inputs'];
}

export type GateName = 'lint' | 'test stage' | 'services' | 'test command' | 'service tests' | 'smoke test';
