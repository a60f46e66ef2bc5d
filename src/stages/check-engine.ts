/** Is there an engine that can do the work? The answer is told in place of the riddle that a build makes of it. */
import { ToolError } from '../errors.ts';
import type { Command } from '../model/decision.ts';
import type { Route } from '../model/plan.ts';
import type { Finished, World } from '../world/ports.ts';
import { explain, lastWords } from './explain.ts';

/** The parts of `docker info --format json` that are read. */
interface Info {
  readonly ServerVersion?: string;
  readonly DriverStatus?: readonly (readonly string[])[] | null;
  readonly ServerErrors?: readonly string[];
  readonly ClientInfo?: { readonly Plugins?: readonly { readonly Name: string; readonly Version?: string }[] | null };
}

const command: Command = { title: 'Ask the engine', argv: ['docker', 'info', '--format', '{{json .}}'] };

/** The first buildx that prints progress as JSON. */
const oldestBuildx = [0, 13] as const;

/**
 * Throws what an engine lacks that is missing, too old for the work, or has the classic image store. Asked when a build
 * has failed without a failing step: a good run need not wait for it.
 */
export async function checkEngine(route: Route, world: World): Promise<void> {
  const info = parseInfo(await world.run(command));
  checkBuildx(info);
  if (route.kind === 'builder') return;
  const driver = (info.DriverStatus ?? []).find(([key]) => key === 'driver-type')?.[1];
  if (driver !== 'io.containerd.snapshotter.v1') throw classicStore();
}

/** The classic store makes an image's manifest only when it is pushed, so nothing can be compared before. */
export function classicStore(): ToolError {
  return new ToolError(
    'The Docker engine keeps images in its classic store, which cannot show that the tested image is the pushed one',
    {
      cure: 'turn on the containerd image store: {"features": {"containerd-snapshotter": true}} in /etc/docker/daemon.json, then restart the engine',
    },
  );
}

function parseInfo(finished: Finished): Info {
  const info = readJson(finished.stdout);
  const complaint = info?.ServerErrors?.join('; ') ?? (finished.exitCode === 0 ? undefined : finished.stderr);
  if (info !== undefined && complaint === undefined) return info;
  const known = explain(complaint ?? '');
  const why = known?.why ?? lastWords(complaint ?? '');
  throw new ToolError(`Cannot build: ${why}`, { cure: known?.cure, tail: (complaint ?? '').split('\n') });
}

function readJson(text: string): Info | undefined {
  try {
    return JSON.parse(text) as Info;
  } catch {
    return undefined;
  }
}

function checkBuildx(info: Info): void {
  const buildx = info.ClientInfo?.Plugins?.find((plugin) => plugin.Name === 'buildx');
  const cure =
    'install the package docker-buildx-plugin on this runner, or put docker/setup-buildx-action before this step';
  if (buildx === undefined) throw new ToolError('Docker has no buildx plugin, which builds the image', { cure });
  const [major = 0, minor = 0] = (buildx.Version ?? '').replace(/^v/, '').split('.').map(Number);
  // Distributions sometimes build it without a version; that one is left to speak for itself.
  const known = Number.isFinite(major) && Number.isFinite(minor) && buildx.Version !== undefined;
  if (known && major === oldestBuildx[0] && minor < oldestBuildx[1]) {
    throw new ToolError(`Docker's buildx plugin is ${buildx.Version}; 0.13 is the oldest that works`, { cure });
  }
}
