/** The vocabulary of the project: types only, imported by every room, importing nothing. */

/** What started the run, reduced to what decisions need. */
export type Event =
  | { readonly kind: 'branch'; readonly branch: string }
  /** `base` is the branch that the push says the tag was made on, mostly empty. */
  | { readonly kind: 'tag'; readonly tag: string; readonly base: string }
  /** `closed` when that is what has happened to it. */
  | { readonly kind: 'pull-request'; readonly number: number; readonly base: string; readonly closed?: true }
  | { readonly kind: 'merge-group'; readonly number: number | undefined; readonly base: string }
  | { readonly kind: 'schedule'; readonly branch: string };

/** A decision that says why when it says no. */
export type Trust = { readonly trusted: true } | { readonly trusted: false; readonly because: string };

/** What GitHub says about the repository; empty where it says nothing. */
export interface About {
  readonly title: string;
  readonly description: string;
  /** SPDX identifier. */
  readonly license: string;
  readonly url: string;
}

/** Facts of this run as GitHub tells them. */
export interface Context {
  readonly event: Event;
  /** GITHUB_EVENT_NAME, for the log only. */
  readonly eventName: string;
  /** The commit that the image is made of; the head commit of a pull request, not GitHub's merge commit. */
  readonly revision: string;
  /** The first characters of it, 7 unless told otherwise, as tags have them. */
  readonly shortRevision: string;
  /** The commit that GitHub checked out, which differs from `revision` for pull requests. */
  readonly sha: string;
  readonly repository: string;
  readonly privateRepository: boolean;
  /** Empty when the event does not say. */
  readonly defaultBranch: string;
  readonly about: About;
  /** When the commit was made, ISO 8601, when the event says it. */
  readonly commitDate: string | undefined;
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

/** `registry` is a host such as `docker.io`, `repository` a path such as `acme/app`. */
export interface ImageName {
  readonly registry: string;
  readonly repository: string;
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

/** A machine that is reached by ssh. */
export interface SshHost {
  readonly label: string;
  readonly user: string;
  /** A name or an address; IPv6 without brackets. */
  readonly address: string;
  readonly port: number;
}

/** Options of `docker run`, and what they decide for a deploy. */
export interface RunOptions {
  /** For `docker create`, in their order. */
  readonly words: readonly string[];
  /** The same for people: of variables the names alone. */
  readonly told: string;
  /** Those of them that a command in the same image needs, too. */
  readonly shared: readonly string[];
  /** Ports of the host that they take. */
  readonly ports: readonly PublishedPort[];
  /** The option, as typed, by which an old and a new container cannot run side by side; undefined when they can. */
  readonly exclusive: string | undefined;
  /** Names of networks as typed, `host`, `none` and `container:NAME` among them. */
  readonly networks: readonly string[];
  /** Value of `--restart`. */
  readonly restart: string | undefined;
  /** Whether it sets a health check (`--health-cmd`), or takes the image's away (`--no-healthcheck`). */
  readonly health: 'set' | 'off' | 'image';
}

export interface PublishedPort {
  /** Empty for all of them; IPv6 without brackets. */
  readonly address: string;
  /** Undefined where the engine chooses one. */
  readonly port: number | undefined;
  readonly target: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
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

/** So many of all hosts: a number, or a share of them. */
export type HostCount =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'percent'; readonly value: number };

/** A reverse proxy on the host: the port that it takes, and the one of the container that it sends requests to. */
export interface ProxyInput {
  /** Empty for all addresses of the host. */
  readonly address: string;
  readonly port: number;
  readonly target: number;
}

/** Whether a run builds again what is published, and whether only when a base image is another one. */
export type RebuildWish = 'false' | 'true' | 'when-base-changed';

/** What the deploy inputs say. */
export interface DeployInput {
  /** Whether `deploy-hosts` names any, right or wrong. */
  readonly asked: boolean;
  readonly hosts: readonly SshHost[];
  readonly jump: SshHost | undefined;
  readonly key: Secret | undefined;
  readonly knownHosts: readonly string[];
  /** Path of the engine's socket on the hosts. */
  readonly dockerSocket: string;
  readonly name: string | undefined;
  readonly run: RunOptions;
  /** Words behind the image, as `docker run` takes them. */
  readonly command: readonly string[];
  readonly environment: Environment;
  readonly migrate: CommandLine | undefined;
  readonly health: DeployHealth;
  readonly watchSeconds: number;
  readonly parallel: HostCount;
  readonly maxUnavailable: HostCount;
  readonly keep: number;
  readonly proxy: ProxyInput | undefined;
  readonly proxyImage: string | undefined;
  readonly githubEnvironment: string | undefined;
  readonly url: string | undefined;
  readonly force: boolean;
  readonly lockWaitSeconds: number;
}

/** How a deployed container shows that it works. */
export interface DeployHealth {
  readonly path: string | undefined;
  readonly port: number | undefined;
  readonly timeoutSeconds: number;
  /** Good answers in a row. */
  readonly successes: number;
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

/** What a registry can be asked for. */
export interface Named {
  readonly image: ImageName;
  /** A tag, or a digest. */
  readonly name: string;
  /** Both as `docker pull` takes them. */
  readonly reference: string;
}

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

/** A process to start: words, never a shell line. */
export interface Command {
  /** Verb and object, for messages: "Push ghcr.io/acme/app:main". */
  readonly title: string;
  readonly argv: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Secret;
  /** It gets nothing of the job's environment but what docker itself needs. */
  readonly bare?: true;
}

/** Something the run does, or does not do and why. */
export type Decision<T> = ({ readonly run: true } & T) | { readonly run: false; readonly because: string };

/** The name is the tag alone, for example `main`. */
export interface Tag extends Named {
  readonly order: TagOrder;
}

/** What decides whether a tag that exists may be given to this run's image. */
export type TagOrder =
  /** It belongs to one commit for good: a full version, a commit's own tag. */
  | { readonly kind: 'fixed' }
  /** It follows the history. `ofRef` when it belongs to this run's branch or pull request: `main`, `pr-7`, `nightly`. */
  | { readonly kind: 'commit'; readonly ofRef: boolean }
  /** It follows the versions: `1`, `1.4`, `latest`. */
  | { readonly kind: 'version'; readonly scheme: 'semver' | 'pep440'; readonly version: string };

/** Prefix and suffix as they are written, of a rule or of `flavor`. */
export interface Affixes {
  readonly prefix: string;
  readonly suffix: string;
}

/** A tag that the rules give and that is not touched. `because` is the rest of a sentence. */
export interface HeldBack {
  readonly tag: Tag;
  readonly because: string;
}

/** What the image says that a tag shows; empty where it says nothing. */
export interface Shown {
  readonly digest: string;
  readonly revision: string;
  readonly version: string;
  readonly recipe: string;
}

/** How this run's commit stands to another one. */
export type Ancestry =
  | { readonly kind: 'same' | 'descendant' }
  /** The other commit is newer, or they are on different lines of history. */
  | { readonly kind: 'older' | 'diverged' }
  | { readonly kind: 'unknown'; readonly because: string };

/** What a tag points at. `unknown` carries the registry's words: it answered neither yes nor no. */
export type TagState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'present'; readonly digest: string }
  /** A registry that is busy may say after how many seconds to come back. */
  | { readonly kind: 'unknown'; readonly words: string; readonly retryAfterSeconds?: number };

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
  /** Where the build puts them, with a folder for each platform when there are several. */
  readonly from: string;
  /** Where they go when every gate has passed. */
  readonly to: string;
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

/** A rebuild of what is published. */
export interface RebuildPlan {
  readonly when: Exclude<RebuildWish, 'false'>;
  /** What is published is what it shows; undefined when no rule gives a tag. */
  readonly tag: Tag | undefined;
  /** What the Dockerfile builds on. */
  readonly materials: Materials;
}

/** A package that an image has installed. */
export interface Package {
  readonly kind: 'deb' | 'apk' | 'rpm';
  readonly name: string;
  readonly version: string;
}

/** The image of one platform, as far as a rebuild compares it. */
export interface ImageContent {
  readonly platform: string;
  /** Digest of the base image that it names; undefined when it names none. */
  readonly base: string | undefined;
  /** What its configuration says, by name. */
  readonly settings: Readonly<Record<string, string>>;
  readonly packages: readonly Package[];
  /** What there is at each path: kind, mode, owner, and a hash of the content. */
  readonly files: ReadonlyMap<string, string>;
}

/** A package that is new, gone or of another version: undefined is where it was not there. */
export interface PackageChange {
  readonly name: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** How the images of a platform differ, the published one first. */
export interface PlatformChange {
  readonly platform: string;
  readonly base: { readonly from: string | undefined; readonly to: string | undefined };
  /** How many packages the new one has. */
  readonly packageCount: number;
  readonly packages: readonly PackageChange[];
  readonly files: { readonly added: number; readonly removed: number; readonly changed: number };
  /** Some of these files. */
  readonly examples: readonly string[];
  /** Names of what the configuration says otherwise. */
  readonly settings: readonly string[];
}

/** What a rebuild came to. Reasons are rests of sentences. */
export type Rebuilt =
  /** Nothing was published to compare with, or nobody could read it. */
  | { readonly kind: 'not compared'; readonly because: string }
  /** The base images are those that the published image was built from, so nothing was built. */
  | { readonly kind: 'same bases'; readonly bases: readonly string[] }
  | { readonly kind: 'unchanged'; readonly platforms: readonly PlatformChange[] }
  | { readonly kind: 'changed'; readonly platforms: readonly PlatformChange[] };

export interface PublishPlan {
  /** Whether the tags are given, or the image waits in the registries for a job that does. */
  readonly upTo: 'tags' | 'content';
  /** How long the tags may take together. */
  readonly timeoutSeconds: number;
  readonly tags: readonly Tag[];
  readonly overwrite: boolean;
}

/** Where the hosts are and how they are reached. */
export interface HostsPlan {
  readonly hosts: readonly SshHost[];
  readonly jump: SshHost | undefined;
  readonly key: Secret;
  readonly knownHosts: readonly string[];
  readonly dockerSocket: string;
  /** Below the run's folder: the key, known hosts, ssh's configuration and its sockets. */
  readonly folder: string;
  readonly maxUnavailable: number;
}

/** What is to run on the hosts. */
export interface DeployPlan {
  readonly action: 'deploy' | 'rollback';
  /** Name of the container. */
  readonly name: string;
  readonly access: HostsPlan;
  /** By digest; undefined as long as it is not built, and for a way back. */
  readonly image: BaseImage | undefined;
  /** Under which it will be there, as `docker pull` shows it. */
  readonly imageName: ImageName | undefined;
  readonly options: RunOptions;
  readonly command: readonly string[];
  readonly environment: Environment;
  readonly migrate: CommandLine | undefined;
  readonly health: DeployHealth;
  readonly watchSeconds: number;
  /** Hosts at once. */
  readonly parallel: number;
  readonly keep: number;
  readonly proxy: (ProxyInput & { readonly image: string }) | undefined;
  readonly githubEnvironment: string | undefined;
  readonly url: string | undefined;
  readonly force: boolean;
  readonly lockWaitSeconds: number;
  /** After so long a lock of this run is nobody's. */
  readonly lockSeconds: number;
  /** Of this run, as values of labels. */
  readonly owner: string;
}

/** What runs on a host, as its labels tell. */
export interface Deployed {
  /** Of the container, in full. */
  readonly id: string;
  readonly containerName: string;
  readonly digest: string;
  /** As `docker pull` takes it. */
  readonly reference: string;
  readonly revision: string;
  /** Fingerprint of everything else that decides what runs. */
  readonly settings: string;
  readonly owner: string;
  /** ISO 8601. */
  readonly time: string;
  readonly running: boolean;
  readonly restarts: number;
  readonly health: string | undefined;
  /** Its restart policy when it serves. */
  readonly restart: string;
  /** Id of the container that ran before. */
  readonly previous: string;
  readonly ports: readonly PublishedPort[];
  readonly probe: Pick<DeployHealth, 'path' | 'port'>;
  /** Its port that a proxy sends requests to, when there is one. */
  readonly target?: number | undefined;
}

/** What became of one host. Reasons are rests of sentences. */
export interface HostResult {
  readonly host: string;
  readonly state: 'deployed' | 'unchanged' | 'rolled back' | 'untouched' | 'unavailable' | 'unknown';
  /** Digests; undefined when nothing ran, or nobody knows. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** `healthy after 2.3 s`, or why not. */
  readonly health: string;
  /** Whether it is the one for which the others went back. */
  readonly failed?: true;
  readonly seconds: number;
  /** For how long nobody answered; undefined when old and new overlapped. */
  readonly gapSeconds: number | undefined;
  /** What a person types on the host where the run itself could not put things back. */
  readonly mend: readonly string[];
}

export interface DeployedImage {
  readonly reference: string;
  /** Commit that the image names; empty when it names none. */
  readonly revision: string;
}

/** What a deploy came to. */
export interface DeployOutcome {
  readonly plan: DeployPlan;
  readonly hosts: readonly HostResult[];
  /** What the hosts run now that were changed; nothing when none was. */
  readonly images: readonly DeployedImage[];
  /** Of what runs nobody could tell whether it is newer, one sentence each. */
  readonly unsure: readonly string[];
  /** What could not be done beside it, one sentence each. */
  readonly notes: readonly string[];
  readonly seconds: number;
}

/** A job that builds. */
export interface JobBuild {
  /** From 1. */
  readonly slot: number;
  readonly stage: 'all' | 'build';
  /** As the input has them; empty for the engine's own. */
  readonly platforms: string;
  readonly 'runs-on': readonly string[];
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

/** What the reports of this run's tests tell, with the places in the repository that are meant. */
export interface TestOutcome extends TestResults {
  readonly failures: readonly (TestFailure & { readonly source: Place | undefined })[];
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

export type GateName = 'lint' | 'test stage' | 'services' | 'test command' | 'service tests' | 'smoke test';

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

/** A place as a report names it: a path of where the tests ran, and a line from 1 when it names one. */
export interface ReportedPlace {
  readonly file: string;
  readonly line: number | undefined;
}

/** A test's name. `suite` is the class, file, package or group that it belongs to, and may be empty. */
export interface TestName {
  readonly suite: string;
  readonly name: string;
}

/** A test that failed, as its report tells it. */
export interface TestFailure extends TestName {
  /** The first words of it: a few lines. */
  readonly message: string;
  /** The trace, cut. */
  readonly detail: string;
  readonly place: ReportedPlace | undefined;
}

/** Lines and columns from 1. */
export interface ReportPosition {
  readonly line: number;
  readonly column: number;
}

/** What was wrong with a report; its tests before the position are counted. */
export interface ReportFault {
  readonly file: string;
  readonly position: ReportPosition | undefined;
  /** Is said behind the file's name: "is empty". */
  readonly message: string;
}

/** `flaky` tests are among the passed. Seconds are the sum over the tests, not wall time. */
export interface TestCounts {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly flaky: number;
  readonly seconds: number;
}

/** What the test reports of a run tell together. */
export interface TestResults {
  readonly counts: TestCounts;
  /** The first ones, in the order of the reports. */
  readonly failures: readonly TestFailure[];
  /** How many more failed than are listed. */
  readonly unlistedFailures: number;
  /** The ten slowest, slowest first. */
  readonly slowest: readonly (TestName & { readonly seconds: number })[];
  /** The first of those that passed after a rerun, each with what it said when it failed. */
  readonly flaky: readonly (TestName & { readonly message: string })[];
  readonly faults: readonly ReportFault[];
}

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
