/** Containers of the image under test: made, watched and removed, with nothing of the job's environment in them. */
import { ToolError } from '../errors.ts';
import type { Command } from '../model/decision.ts';
import type { Environment } from '../model/inputs.ts';
import { ownerLabel } from '../plan/compose.ts';
import { sealed } from '../read/secret.ts';
import type { World } from '../world/ports.ts';
import { explain, lastWords } from './explain.ts';
import { LogTail } from './log-tail.ts';

export interface ContainerWish {
  readonly name: string;
  /** Name or digest of the image, which is in the engine. */
  readonly image: string;
  /** Which of the image's platforms; undefined for the engine's own. */
  readonly platform: string | undefined;
  /** `KEY=VALUE` each. */
  readonly labels: readonly string[];
  readonly environment: Environment;
  readonly networks: readonly string[];
  /** Folder for the file of the environment. */
  readonly folder: string;
  /** Further options of `docker create`. */
  readonly options?: readonly string[];
  readonly command?: readonly string[];
}

/** What `docker container inspect` says, as far as it is read (docs.docker.com, Engine API). */
export interface ContainerState {
  readonly running: boolean;
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  readonly restarts: number;
  readonly error: string;
  /** Undefined without a HEALTHCHECK. */
  readonly health: { readonly status: string; readonly lastOutput: string } | undefined;
  /** For how long its HEALTHCHECK may fail at first, whoever has set it: the image, or an option. */
  readonly startPeriodSeconds: number;
  readonly address: string | undefined;
}

/** The label that says whose a container is. */
export function labelOf(owner: string): string {
  return `${ownerLabel}=${owner}`;
}

/** Makes a container that does not run yet. The image is never pulled: it is the one that was built. */
export async function createContainer(wish: ContainerWish, world: World): Promise<void> {
  const { file, names, values } = await writeEnvironment(wish, world);
  const [network, ...others] = wish.networks;
  const argv: Command['argv'] = [
    'docker',
    'create',
    '--pull=never',
    ...(wish.platform === undefined ? [] : [`--platform=${wish.platform}`]),
    `--name=${wish.name}`,
    ...wish.labels.map((label) => `--label=${label}`),
    `--env-file=${file}`,
    ...names.map((name) => `--env=${name}`),
    ...(network === undefined ? [] : [`--network=${network}`]),
    ...(wish.options ?? []),
    wish.image,
    ...(wish.command ?? []),
  ];
  await must({ title: 'Create a container', argv, env: values }, world);
  for (const other of others)
    await must({ title: 'Join a network', argv: ['docker', 'network', 'connect', other, wish.name] }, world);
}

/** Docker reads no lines from its file that have twice as many bytes, with their names. */
const longestLine = 32 * 1024;

/** Options of `docker create`, and what it needs in its own environment. */
export interface WrittenEnvironment {
  /** For `--env-file`. */
  readonly file: string;
  /** For `--env`, without their values. */
  readonly names: readonly string[];
  readonly values: Readonly<Record<string, string>>;
}

/** Values of several lines do not fit into docker's file; they go through the environment of the command itself. */
export async function writeEnvironment(
  { name, folder, environment }: Pick<ContainerWish, 'name' | 'folder' | 'environment'>,
  world: World,
): Promise<WrittenEnvironment> {
  const all = [
    ...environment.values.map(({ key, value }) => [key, value] as const),
    ...environment.secrets.map(({ key, value }) => [key, value.reveal()] as const),
  ];
  const isLong = ([, value]: readonly [string, string]) =>
    /[\r\n]/.test(value) || Buffer.byteLength(value) > longestLine;
  const file = `${folder}/${name}.env`;
  const lines = all.filter((pair) => !isLong(pair)).map(([key, value]) => `${key}=${value}\n`);
  await world.files.writeSecret(file, sealed(lines.join('')));
  const long = all.filter(isLong);
  return { file, names: long.map(([key]) => key), values: Object.fromEntries(long) };
}

export async function startContainer(name: string, world: World): Promise<void> {
  await must({ title: 'Start a container', argv: ['docker', 'start', name] }, world);
}

async function must(command: Command, world: World): Promise<void> {
  const finished = await world.run(command);
  if (finished.exitCode === 0) return;
  // The engine's words stand before the client's, which only says that there are some.
  const words = finished.stderr.replace(/^(?:Error: failed to start containers: |Run 'docker ).*$/gm, '').trim();
  const known = explain(words);
  throw new ToolError(known?.why ?? lastWords(words), { cure: known?.cure });
}

interface Endpoint {
  readonly IPAddress?: string;
  readonly GlobalIPv6Address?: string;
}

/** The parts of the engine's answer that are read. */
interface Inspected {
  readonly RestartCount?: number;
  readonly Config?: { readonly Healthcheck?: { readonly StartPeriod?: number } | null };
  readonly HostConfig?: { readonly NetworkMode?: string };
  readonly State?: {
    readonly Status?: string;
    readonly ExitCode?: number;
    readonly OOMKilled?: boolean;
    readonly Error?: string;
    readonly Health?: { readonly Status?: string; readonly Log?: readonly { readonly Output?: string }[] | null };
  };
  readonly NetworkSettings?: { readonly Networks?: Readonly<Record<string, Endpoint>> | null };
}

export async function inspectContainer(name: string, world: World): Promise<ContainerState> {
  const finished = await world.run({
    title: 'Look at the container',
    argv: ['docker', 'container', 'inspect', name],
  });
  const found = finished.exitCode === 0 ? (JSON.parse(finished.stdout) as Inspected[])[0] : undefined;
  if (found === undefined) throw new ToolError(`the container is gone: ${lastWords(finished.stderr)}`);
  const { State = {}, RestartCount = 0, NetworkSettings, Config, HostConfig } = found;
  const endpoints = Object.values(NetworkSettings?.Networks ?? {});
  const addresses = endpoints.flatMap(({ IPAddress, GlobalIPv6Address }) => [IPAddress, GlobalIPv6Address]);
  return {
    running: State.Status === 'running',
    exitCode: State.ExitCode ?? 0,
    outOfMemory: State.OOMKilled === true,
    restarts: RestartCount,
    error: State.Error ?? '',
    health: State.Health && {
      status: State.Health.Status ?? '',
      lastOutput: State.Health.Log?.at(-1)?.Output?.trim() ?? '',
    },
    startPeriodSeconds: (Config?.Healthcheck?.StartPeriod ?? 0) / 1e9,
    // On the network of the host it has none of its own.
    address: HostConfig?.NetworkMode === 'host' ? '127.0.0.1' : addresses.find((address) => Boolean(address)),
  };
}

/** The last lines that a container printed, on either stream. */
export async function containerLogs(name: string, world: World): Promise<readonly string[]> {
  const kept = new LogTail();
  const add = (line: string) => kept.add(Buffer.from(`${line}\n`));
  const argv = ['docker', 'logs', '--tail=50', name] as const;
  await world.run({ title: "Read the container's log", argv }, { onLine: add, limitSeconds: 10 });
  return kept.lines();
}

/** Containers of a run by its label. */
export async function ownContainers(owner: string, world: World): Promise<readonly string[]> {
  const filter = `--filter=label=${labelOf(owner)}`;
  const argv = ['docker', 'container', 'ls', '--all', '--quiet', '--no-trunc', filter] as const;
  const finished = await world.run({ title: 'List the containers of this run', argv }, { evenWhenCancelled: true });
  return finished.stdout.split('\n').filter((id) => id !== '');
}

/** The first platform has the container's own name; what it leaves is read after all have run. */
export function nameOn(container: string, index: number): string {
  return index === 0 ? container : `${container}-${index + 1}`;
}

/** Removes containers with what they wrote. One that is not there is no matter. */
export async function removeContainers(names: readonly string[], world: World): Promise<void> {
  const argv = ['docker', 'container', 'rm', '--force', '--volumes', ...names] as const;
  await world.run({ title: 'Remove the containers of this run', argv }, { evenWhenCancelled: true });
}
