/** Whether a host can run the image at all: asked before anything is pulled or switched. */
import { ToolError } from '../../errors.ts';
import type { DeployPlan } from '../../model/deploy.ts';
import type { BaseImage } from '../../model/facts.ts';
import type { Login } from '../../model/inputs.ts';
import { platformsIn } from '../../read/manifest.ts';
import type { World } from '../../world/ports.ts';
import { loginFor } from '../registry.ts';
import type { Link } from './link.ts';
import { noEngine } from './no-engine.ts';
import { aliasOf, sshFiles } from './ssh-config.ts';

/** What the engine of a host says of itself. */
export interface HostEngine {
  readonly version: string;
  /** As images name it, for example `amd64`. */
  readonly architecture: string;
  /** Where it keeps images. */
  readonly folder: string;
}

const oldest = [20, 10] as const;
/** Kernel names of architectures, where Go's differ (go.dev, `go tool dist list`). */
const architectures: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  armv7l: 'arm',
  armv6l: 'arm',
  i686: '386',
};

/** Rejects with a ToolError when the engine cannot be used, and says the likely reason. */
export async function readEngine({ access }: Pick<DeployPlan, 'access'>, link: Link): Promise<HostEngine> {
  const { host } = link;
  const finished = await link.world.run({ title: 'Ask the engine', argv: ['docker', 'info', '--format={{json .}}'] });
  const told = finished.exitCode === 0 ? (JSON.parse(finished.stdout) as Info) : {};
  const { ServerVersion: version, Architecture: kernel = '', DockerRootDir: folder = '/var/lib/docker' } = told;
  if (version === undefined || version === '') throw await noEngine(access, link);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1]))
    throw new ToolError(`${host.label} has Docker ${version}, which is too old`, {
      cure: `update it to ${oldest.join('.')} or newer`,
    });
  return { version, architecture: architectures[kernel] ?? kernel, folder };
}

/** The parts of the engine's description that are read. */
interface Info {
  readonly ServerVersion?: string;
  readonly Architecture?: string;
  readonly DockerRootDir?: string;
}

/** What the registry tells of the image; undefined where it tells nothing, which bars nobody. */
export interface Wanted {
  readonly architectures: readonly string[] | undefined;
  /** Of its layers, compressed. */
  readonly bytes: number | undefined;
}

const limitSeconds = 20;

export async function readWanted(image: BaseImage, logins: readonly Login[], world: World): Promise<Wanted> {
  const login = loginFor(image, logins);
  const [manifest, told] = await Promise.all([
    world.readManifest(image, login, limitSeconds),
    world.readImage(image, undefined, login, limitSeconds),
  ]);
  const listed = platformsIn(manifest ?? '').flatMap(({ platform }) => platform.split('/')[1] ?? []);
  const own = told === undefined ? undefined : (JSON.parse(told.config) as { architecture?: string }).architecture;
  const single = own === undefined ? undefined : [own];
  return { architectures: listed.length > 0 ? listed : single, bytes: told?.bytes };
}

/** Rejects with a ToolError when the image cannot run there, or certainly has no room. */
export async function checkFit(plan: DeployPlan, engine: HostEngine, wanted: Wanted, link: Link): Promise<void> {
  const { label } = link.host;
  if (wanted.architectures !== undefined && !wanted.architectures.includes(engine.architecture))
    throw new ToolError(
      `${label} is ${engine.architecture}, and the image is for ${wanted.architectures.join(', ')} alone`,
      { cure: `add linux/${engine.architecture} to \`platforms\`` },
    );
  const free = wanted.bytes === undefined ? undefined : await readFree(plan, engine, link);
  if (free !== undefined && wanted.bytes !== undefined && free < wanted.bytes)
    throw new ToolError(
      `${label} has ${megabytes(free)} left in ${engine.folder}, and the image takes ${megabytes(wanted.bytes)} compressed alone`,
      { cure: 'free space on the host, for example with `docker image prune --all`' },
    );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** By sftp's `df`, which needs no shell there; undefined where sshd offers none. */
async function readFree({ access }: DeployPlan, { folder }: HostEngine, link: Link): Promise<number | undefined> {
  if (!/^[\w./-]+$/.test(folder)) return undefined;
  const argv = ['sftp', '-q', '-F', sshFiles(access.folder).config, '-b', '-', aliasOf(link.host, access)] as const;
  const finished = await link.world.run(
    { title: 'Ask for free space', argv, stdin: `df ${folder}\n` },
    { limitSeconds },
  );
  // Columns: size, used, available to users, available to root; in blocks of 1024 bytes.
  const row = /^\s*\d+\s+\d+\s+\d+\s+(?<root>\d+)\s+\d+%/m.exec(finished.stdout)?.groups?.['root'];
  return finished.exitCode === 0 && row !== undefined ? Number(row) * 1024 : undefined;
}
