/** Fetches Debian packages with an apt state of its own and unpacks them into a folder; nothing gets installed. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must, works } from './command.ts';
import { rig } from './paths.ts';
import { withLock } from './processes.ts';

export interface Wanted {
  /** A release name: `sid`, `trixie`, or the machine's own. */
  readonly suite: string;
  readonly packages: readonly string[];
  /** Debian's name of it, for example `arm64`; the machine's own when left out. */
  readonly architecture?: string;
  /** The folder that becomes the root of the unpacked tree. */
  readonly into: string;
}

const sourcesFile = '/etc/apt/sources.list.d/debian.sources';
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** True on a Debian machine, the only kind whose packages fit the lists of the rig. */
export async function isDebian(): Promise<boolean> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^ID=debian$/m.test(release) && (await works(['apt-get', '--version']));
}

/** The machine's own release name. */
export async function ownSuite(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8');
  return /^VERSION_CODENAME=(.+)$/m.exec(release)?.[1] ?? 'stable';
}

/** The folder name Debian gives to this machine's libraries. */
export function libraryFolder(root: string): string {
  return join(root, 'usr', 'lib', process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu');
}

/** Downloads the packages and unpacks them; gives the file names of the packages, which carry their versions. */
export async function unpackPackages(wanted: Wanted): Promise<readonly string[]> {
  const { suite, architecture } = wanted;
  const state = join(rig, 'apt', architecture === undefined ? suite : `${suite}-${architecture}`);
  await mkdir(state, { recursive: true });
  return await withLock(join(state, 'lock'), async () => {
    const debs = await download(wanted, state);
    await mkdir(wanted.into, { recursive: true });
    const names = (await readdir(debs)).filter((name) => name.endsWith('.deb'));
    for (const name of names) await must(['dpkg-deb', '-x', join(debs, name), wanted.into]);
    await rm(debs, { recursive: true });
    return names;
  });
}

/** Gives the folder which then holds these packages and nothing else. */
async function download(wanted: Wanted, state: string): Promise<string> {
  const debs = join(state, 'debs');
  await rm(debs, { recursive: true, force: true });
  const folders = [debs, join(state, 'lists', 'partial'), join(state, 'cache', 'archives', 'partial')];
  for (const folder of folders) await mkdir(folder, { recursive: true });
  const env = { APT_CONFIG: await writeAptState(wanted, state) };
  await must(['apt-get', 'update', '-qq'], { env });
  await must(['apt-get', 'download', '-qq', ...wanted.packages], { env, cwd: debs });
  return debs;
}

async function writeAptState({ suite, architecture }: Wanted, state: string): Promise<string> {
  const [sources, config] = [join(state, 'rig.sources'), join(state, 'apt.conf')];
  const source = [
    'Types: deb',
    `URIs: ${await archive()}`,
    `Suites: ${suite}`,
    'Components: main',
    `Signed-By: ${keyring}`,
  ];
  const settings = [
    ...[`Dir::Etc::sourcelist "${sources}";`, 'Dir::Etc::sourceparts "/dev/null";', 'Acquire::Languages "none";'],
    ...[`Dir::State::Lists "${state}/lists";`, `Dir::Cache "${state}/cache";`],
    ...(architecture === undefined
      ? []
      : [`APT::Architecture "${architecture}";`, `APT::Architectures { "${architecture}"; };`]),
  ];
  await writeFile(sources, `${source.join('\n')}\n`);
  await writeFile(config, `${settings.join('\n')}\n`);
  return config;
}

/** Where this machine gets its packages; apt knows it only after a first update, the sources file always. */
async function archive(): Promise<string> {
  const format = '$(REPO_URI) $(CODENAME)';
  const targets = await must(['apt-get', 'indextargets', '--format', format, 'Created-By: Packages']);
  const known = /^(\S*debian\/?) [^-\s]+$/m.exec(targets)?.[1];
  const uri = known ?? /^URIs: *(\S+)/m.exec(await readFile(sourcesFile, 'utf8').catch(() => ''))?.[1];
  if (uri) return uri;
  throw new Error(`No package archive found: run apt-get update, or describe one in ${sourcesFile}.`);
}
