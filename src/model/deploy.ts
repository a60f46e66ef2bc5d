/** Deploys to hosts: the wish, the plan and what came of it. */
import type { BaseImage } from './facts.ts';
import type { CommandLine, Environment, Secret } from './inputs.ts';
import type { ImageName } from './names.ts';

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
  /** A rebuild brings newer packages to what runs, and no host to another commit. */
  readonly replaces: 'anything' | 'its own commit';
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
  /** When its image was built, in anybody's words. */
  readonly created: string;
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
