/** What is on a host: containers of this deploy, what bars their way, and what the engine can do. */
import { ToolError } from '../../errors.ts';
import type { Deployed, DeployPlan, PublishedPort } from '../../model/deploy.ts';
import { type DeployLabel, deployLabels } from '../../plan/deploy/labels.ts';
import { lockName, proxyName } from '../../plan/deploy/names.ts';
import { must } from './docker.ts';
import type { Link } from './link.ts';

export interface HostState {
  /** What serves under the name of the deploy. */
  readonly current: Deployed | undefined;
  /** Further containers of the deploy, newest first: earlier ones, and what a run has left that ended in the middle. */
  readonly others: readonly Deployed[];
  readonly proxy: ProxyState | undefined;
  /** The one that a run has put aside for another, and that comes back when the run fails. */
  readonly restingProxy: ProxyState | undefined;
  /** What is not of this deploy and has its name or its ports. */
  readonly strangers: readonly Stranger[];
  readonly lock: LockState | undefined;
  /** Locks of dead runs that were taken from them, newest first: what they have left is not put back yet. */
  readonly abandoned: readonly LockState[];
  readonly migrations: readonly MigrationState[];
}

/** A container in which a migration runs or ran. */
export interface MigrationState {
  readonly id: string;
  readonly owner: string;
}

export interface ProxyState {
  readonly id: string;
  readonly settings: string;
  readonly owner: string;
  readonly running: boolean;
}

export interface Stranger {
  readonly name: string;
  /** As the rest of a sentence: `has the name web`, `has port 80`. */
  readonly bars: string;
}

/** Somebody's lock. Labels are anybody's text. */
export interface LockState {
  readonly id: string;
  readonly owner: string;
  readonly run: string;
  readonly repository: string;
  readonly runId: string;
  readonly attempt: number;
  /** Id of what served when it was taken; empty when nothing did. */
  readonly previous: string;
  /** Milliseconds since 1970; NaN when it does not say. */
  readonly expires: number;
}

/** The parts of `docker container inspect` that are read (docs.docker.com, Engine API). */
interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly RestartCount?: number;
  readonly State?: {
    readonly Running?: boolean;
    readonly Restarting?: boolean;
    readonly Paused?: boolean;
    readonly Health?: { readonly Status?: string };
  };
  readonly Config?: { readonly Image?: string; readonly Labels?: Readonly<Record<string, string>> | null };
  readonly HostConfig?: {
    readonly RestartPolicy?: { readonly Name?: string; readonly MaximumRetryCount?: number };
    readonly PortBindings?: Readonly<Record<string, readonly PortBinding[] | null>> | null;
  };
}

interface PortBinding {
  readonly HostIp?: string;
  readonly HostPort?: string;
}

/** Reads without touching anything. */
export async function readState(plan: DeployPlan, link: Link): Promise<HostState> {
  const { name } = plan;
  const ports = portsOf(plan);
  const wanted = [
    [`label=${deployLabels.name}=${name}`],
    [`name=^/?${name.replaceAll('.', '\\.')}$`],
    // The engine's own filter for ports goes by those of the containers.
    ...(ports.length === 0 ? [] : [['status=running', 'status=paused', 'status=restarting']]),
  ];
  const lists = await Promise.all(wanted.map((filters) => list(filters, link)));
  const found = await inspect([...new Set(lists.flat())], link);
  const labelled = found.filter((container) => labelIn(container, 'name') === name && isMade(container));
  const apps = labelled.filter((container) => labelIn(container, 'role') === 'app').map(readDeployed);
  const proxies = labelled.filter((container) => labelIn(container, 'role') === 'proxy');
  const proxy = proxies.find((container) => plainName(container) === proxyName(name));
  const resting = proxies.find((container) => container !== proxy);
  const locks = labelled.filter((container) => labelIn(container, 'role') === 'lock');
  const lock = locks.find((container) => plainName(container) === lockName(name));
  return {
    current: apps.find(({ containerName }) => containerName === name),
    others: apps.filter(({ containerName }) => containerName !== name).toSorted((a, b) => (a.time < b.time ? 1 : -1)),
    proxy: proxy && readProxy(proxy),
    restingProxy: resting && readProxy(resting),
    strangers: found
      .filter((container) => !labelled.includes(container))
      .flatMap((container) => readStranger(container, name, ports)),
    lock: lock && readLock(lock),
    abandoned: locks
      .filter((one) => one !== lock)
      .map(readLock)
      .toSorted((a, b) => b.expires - a.expires),
    migrations: labelled
      .filter((container) => labelIn(container, 'role') === 'migration')
      .map((container) => ({ id: container.Id, owner: labelIn(container, 'owner') })),
  };
}

/** All containers of the deploy; what serves comes first. */
export function appsOf({ current, others }: HostState): readonly Deployed[] {
  return current === undefined ? others : [current, ...others];
}

/** Ports of the host that this deploy takes. */
function portsOf({ options, proxy }: DeployPlan): readonly PublishedPort[] {
  const own = options.ports.filter(({ port }) => port !== undefined);
  return proxy === undefined ? own : [...own, { ...proxy, protocol: 'tcp' }];
}

/** Containers by what they have in common; a container must fit all filters. */
export async function list(filters: readonly string[], link: Link): Promise<readonly string[]> {
  const words = filters.map((filter) => `--filter=${filter}`);
  const argv = ['docker', 'container', 'ls', '--all', '--quiet', '--no-trunc', ...words] as const;
  const finished = await must(link, { title: 'List its containers', argv });
  return finished.stdout.split('\n').filter((id) => id !== '');
}

async function inspect(ids: readonly string[], link: Link): Promise<readonly Inspected[]> {
  if (ids.length === 0) return [];
  const argv = ['docker', 'container', 'inspect', ...ids] as const;
  // One that goes in this very moment is not there; the others are told all the same.
  const { stdout } = await link.world.run({ title: 'Look at its containers', argv });
  try {
    return JSON.parse(stdout) as Inspected[];
  } catch (cause) {
    throw new ToolError(`${link.host.label} tells nothing of its containers`, { cause });
  }
}

/** One container; undefined when it is not there. */
export async function readContainer(id: string, link: Link): Promise<Deployed | undefined> {
  return (await inspect([id], link)).map(readDeployed)[0];
}

function plainName({ Name }: Inspected): string {
  return Name.replace(/^\//, '');
}

function labelIn({ Config }: Inspected, label: DeployLabel): string {
  return Config?.Labels?.[deployLabels[label]] ?? '';
}

/** An image that somebody has made of our container has its labels, and gives them to a container of theirs. */
function isMade(container: Inspected): boolean {
  const digest = labelIn(container, 'digest');
  return labelIn(container, 'role') !== 'app' || container.Config?.Image?.endsWith(`@${digest}`) === true;
}

function readDeployed(container: Inspected): Deployed {
  const label = (name: DeployLabel) => labelIn(container, name);
  const { State, HostConfig } = container;
  return {
    id: container.Id,
    created: container.Config?.Labels?.['org.opencontainers.image.created'] ?? '',
    containerName: plainName(container),
    digest: label('digest'),
    reference: label('reference'),
    revision: label('revision'),
    settings: label('settings'),
    owner: label('owner'),
    time: label('time'),
    running: State?.Running === true,
    restarts: container.RestartCount ?? 0,
    health: healthIn(State),
    restart: label('restart') || 'no',
    previous: label('previous'),
    ports: Object.entries(HostConfig?.PortBindings ?? {}).flatMap(([target, bindings]) =>
      (bindings ?? []).map((binding) => readPort(target, binding)),
    ),
    probe: { path: label('path') || undefined, port: portIn(label('port')) },
    target: portIn(label('target')),
  };
}

/** The engine calls running also what it is about to start again, and what it has paused. */
function healthIn(state: Inspected['State']): string | undefined {
  if (state?.Restarting === true) return 'restarting';
  return state?.Paused === true ? 'paused' : state?.Health?.Status;
}

function portIn(text: string): number | undefined {
  const port = Number(text);
  return Number.isInteger(port) && port > 0 ? port : undefined;
}

function readPort(target: string, { HostIp = '', HostPort = '' }: PortBinding): PublishedPort {
  const [port = '', protocol = 'tcp'] = target.split('/');
  return {
    address: HostIp,
    port: HostPort === '' ? undefined : Number(HostPort),
    target: Number(port),
    protocol: protocol as PublishedPort['protocol'],
  };
}

function readProxy(container: Inspected): ProxyState {
  return {
    id: container.Id,
    settings: labelIn(container, 'settings'),
    owner: labelIn(container, 'owner'),
    running: container.State?.Running === true,
  };
}

function readStranger(container: Inspected, name: string, ports: readonly PublishedPort[]): Stranger[] {
  const own = plainName(container);
  if (own === name) return [{ name: own, bars: `has the name ${name} and is not of Slipway` }];
  const theirs = readDeployed(container).ports;
  const taken = ports.find((port) => theirs.some((one) => overlap(port, one)));
  return taken === undefined ? [] : [{ name: own, bars: `has port ${taken.port} of the host` }];
}

/** Two ports of one number meet on an address of both, and on every address where one of them names none. */
function overlap(one: PublishedPort, other: PublishedPort): boolean {
  if (one.port !== other.port || one.protocol !== other.protocol) return false;
  const everywhere = ['', '0.0.0.0', '::'];
  return one.address === other.address || [one, other].some(({ address }) => everywhere.includes(address));
}

function readLock(container: Inspected): LockState {
  const label = (name: DeployLabel) => labelIn(container, name);
  return {
    id: container.Id,
    owner: label('owner'),
    run: label('run'),
    repository: label('repository'),
    runId: label('runId'),
    attempt: Number(label('attempt')),
    previous: label('previous'),
    expires: Date.parse(label('expires')),
  };
}
