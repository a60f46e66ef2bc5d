/** What is in an image of the engine, platform by platform: read off a container that never runs. */
import type { Command } from '../../model/decision.ts';
import type { ImageContent, Package } from '../../model/rebuild.ts';
import { ownerLabel } from '../../plan/compose.ts';
import { baseDigestKey } from '../../plan/labels.ts';
import { readApk, readDpkg, readRpm, rpmFormat } from '../../read/packages.ts';
import type { Finished, Listing, World } from '../../world/ports.ts';
import { labelOf } from '../container.ts';
import { refusalOf } from '../explain.ts';

export interface ContentWish {
  /** Name or digest of the image, which is in the engine. */
  readonly image: string;
  /** Undefined for the engine's own. */
  readonly platform: string | undefined;
  /** Of this run, whose containers the job's end removes. */
  readonly owner: string;
  /** Of the container that is made, and left to whoever asks. */
  readonly name: string;
  /** Keys of the labels that are others on another day. */
  readonly datedLabels: readonly string[];
}

/** Rejects when the engine gives no container of it. */
export async function readContent(wish: ContentWish, world: World): Promise<ImageContent> {
  const { name } = wish;
  const hasCommand = await create(wish, world);
  const config = await readConfig(name, world);
  const listing = await readFiles(name, world);
  const settings = settingsOf(hasCommand ? config : { ...config, Cmd: null }, wish.datedLabels);
  const rpms = await readRpms(wish, listing, world);
  const packages = [...packagesIn(listing), ...(rpms ?? [])];
  const unlisted = rpms === undefined ? 'rpm' : undefined;
  const base = config.Labels?.[baseDigestKey];
  return { platform: wish.platform ?? '', base, settings, packages, unlisted, files: steady(listing) };
}

/** An image may have nothing to run, and a container needs a word. */
async function create(wish: ContentWish, world: World): Promise<boolean> {
  const first = await world.run(createCommand(wish, []));
  if (first.exitCode === 0) return true;
  const again = /no command specified/i.test(first.stderr) ? await world.run(createCommand(wish, ['/'])) : first;
  if (again.exitCode !== 0) throw refusalOf('The image cannot be compared with the one that is published', again);
  return false;
}

function createCommand(wish: ContentWish, words: readonly string[]): Command {
  return {
    title: 'Create a container',
    argv: ['docker', 'create', ...optionsFor(wish), wish.image, ...words],
  };
}

function optionsFor({ name, owner, platform }: ContentWish): readonly string[] {
  const of = platform === undefined ? [] : [`--platform=${platform}`];
  return ['--pull=never', '--network=none', `--name=${name}`, `--label=${labelOf(owner)}`, ...of];
}

/** The parts of a container's configuration that come from its image (Engine API). */
interface Config {
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly Env?: readonly string[] | null;
  readonly [key: string]: unknown;
}

async function readConfig(name: string, world: World): Promise<Config> {
  const finished = await world.run({ title: 'Read the settings', argv: ['docker', 'container', 'inspect', name] });
  if (finished.exitCode !== 0) throw refusalOf('The settings of the image cannot be read', finished);
  const [first] = JSON.parse(finished.stdout) as { readonly Config?: Config }[];
  return first?.Config ?? {};
}

/** Settings that are compared whole, by the words of a Dockerfile. */
const whole = {
  cmd: 'Cmd',
  entrypoint: 'Entrypoint',
  expose: 'ExposedPorts',
  healthcheck: 'Healthcheck',
  onbuild: 'OnBuild',
  shell: 'Shell',
  stopsignal: 'StopSignal',
  user: 'User',
  volume: 'Volumes',
  workdir: 'WorkingDir',
} as const;

/**
 * Labels that tell of a build and not of its result, or what GitHub says of the repository, whose description anybody
 * may edit; and the one by which this run finds its containers.
 */
const ofItsBuild: readonly string[] = [
  ...['created', 'description', 'licenses', 'revision', 'source', 'title', 'url', 'vendor'].map(
    (word) => `org.opencontainers.image.${word}`,
  ),
  baseDigestKey,
  ownerLabel,
];

function settingsOf(config: Config, datedLabels: readonly string[]): Readonly<Record<string, string>> {
  const leftOut = new Set([...ofItsBuild, ...datedLabels]);
  const labels = Object.entries(config.Labels ?? {}).filter(([key]) => !leftOut.has(key));
  return Object.fromEntries([
    ...Object.entries(whole).map(([word, key]) => [word, JSON.stringify(config[key] ?? null)]),
    ...(config.Env ?? []).map((text) => [`env ${text.split('=')[0]}`, text]),
    ...labels.map(([key, value]) => [`label ${key}`, value]),
  ]) as Record<string, string>;
}

async function readFiles(name: string, world: World): Promise<Listing> {
  let listing: Listing = { files: new Map(), texts: new Map() };
  const reader = async (output: AsyncIterable<Uint8Array>) => {
    listing = await world.listTar(output, isWanted);
  };
  const finished = await world.run({ title: 'Read the files', argv: ['docker', 'export', name] }, { reader });
  if (finished.exitCode !== 0) throw refusalOf('The files of the image cannot be read', finished);
  return listing;
}

const dpkg = /^var\/lib\/dpkg\/status(?:\.d\/(?!.*\.md5sums$)[^/]+)?$/;
const apk = /^(?:usr\/)?lib\/apk\/db\/installed$/;
const rpm = /^(?:var\/lib|usr\/lib\/sysimage)\/rpm\/(?:Packages(?:\.db)?|rpmdb\.sqlite)$/;
const shadow = /^etc\/shadow-?$/;

function isWanted(path: string): boolean {
  return dpkg.test(path) || apk.test(path) || shadow.test(path);
}

function packagesIn({ texts }: Listing): readonly Package[] {
  return [...texts].flatMap(([path, text]) => {
    if (dpkg.test(path)) return readDpkg(text);
    return apk.test(path) ? readApk(text) : [];
  });
}

/** Only the image's own `rpm` reads its database, where the machine can execute it in time; else undefined. */
async function readRpms(wish: ContentWish, { files }: Listing, world: World): Promise<readonly Package[] | undefined> {
  if (![...files.keys()].some((path) => rpm.test(path))) return [];
  const options = ['--rm', '--entrypoint=rpm', ...optionsFor({ ...wish, name: `${wish.name}-rpm` })];
  const argv = ['docker', 'run', ...options, wish.image, '--query', '--all', `--queryformat=${rpmFormat}`] as const;
  const finished: Finished = await world.run({ title: 'List the packages', argv }, { limitSeconds: 60 });
  return finished.exitCode === 0 ? readRpm(finished.stdout) : undefined;
}

/** The third field of a line is the day on which the user was made or got a password (shadow(5)). */
function steady({ files, texts }: Listing): ReadonlyMap<string, string> {
  const all = new Map(files);
  for (const [path, text] of texts) {
    if (!shadow.test(path)) continue;
    const lines = text.split('\n').map((line) => line.replace(/^([^:]*:[^:]*:)\d+/, '$1'));
    all.set(path, `${files.get(path)?.split(' ').slice(0, 3).join(' ')} ${lines.join('\n')}`);
  }
  return all;
}

/** All at once, since an engine takes half a second for each. One that is not there is no matter. */
export async function removeContainers(names: readonly string[], world: World): Promise<void> {
  const argv = ['docker', 'container', 'rm', '--force', '--volumes', ...names] as const;
  await world.run({ title: 'Remove containers', argv }, { evenWhenCancelled: true });
}
