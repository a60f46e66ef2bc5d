/** The private Docker configuration of a run: what the user's has, without its logins when the run has no rights. */
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalRegistry } from '../read/image-name.ts';
import type { Logins } from './ports.ts';

/** The parts of Docker's config.json that matter here (docs.docker.com, `docker` command reference). */
interface DockerConfig {
  readonly auths?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly credHelpers?: Readonly<Record<string, string>>;
  readonly credsStore?: string;
  readonly currentContext?: string;
  readonly proxies?: unknown;
  readonly HttpHeaders?: unknown;
  readonly cliPluginsExtraDirs?: readonly string[];
}

/** Folders of the user's configuration that commands need to find: plugins such as buildx, and how to reach engines. */
const shared = ['cli-plugins', 'contexts'];

export interface DockerHome {
  /** Where the user's own configuration is. */
  readonly from: string;
  readonly to: string;
  /** DOCKER_AUTH_CONFIG, which the docker command reads beside its files. */
  readonly authConfig: string | undefined;
}

/**
 * Makes the private configuration (0700). A login of this run is written only there, and never into the user's
 * keychain: helpers stay in force for the registries that they serve, but not for those the run logs in to itself.
 */
export async function openDockerConfig(home: DockerHome, logins: Logins): Promise<void> {
  const config = await readConfig(home);
  await mkdir(home.to, { recursive: true, mode: 0o700 });
  await chmod(home.to, 0o700);
  const content = JSON.stringify(logins.keep ? withLogins(config, logins.own) : common(config));
  await writeFile(join(home.to, 'config.json'), content, { mode: 0o600 });
  for (const folder of shared) await symlink(join(home.from, folder), join(home.to, folder));
}

/** Whether the user's configuration names an engine other than this machine's own. */
export async function hasContext(home: DockerHome): Promise<boolean> {
  return ((await readConfig(home)).currentContext ?? 'default') !== 'default';
}

/** Hosts for which the user's configuration holds a login. */
export async function knownLogins(home: DockerHome): Promise<string[]> {
  const { auths = {}, credHelpers = {} } = await readConfig(home);
  return [...new Set([...Object.keys(auths), ...Object.keys(credHelpers)].map(canonicalRegistry))];
}

async function readConfig(home: DockerHome): Promise<DockerConfig> {
  const file = parseConfig(await readFile(join(home.from, 'config.json'), 'utf8').catch(() => ''));
  const fromEnvironment = parseConfig(home.authConfig ?? '');
  return { ...file, auths: { ...file.auths, ...fromEnvironment.auths } };
}

function parseConfig(text: string): DockerConfig {
  try {
    return JSON.parse(text) as DockerConfig;
  } catch {
    return {};
  }
}

function common(config: DockerConfig): DockerConfig {
  const { currentContext, proxies, HttpHeaders, cliPluginsExtraDirs } = config;
  return JSON.parse(JSON.stringify({ currentContext, proxies, HttpHeaders, cliPluginsExtraDirs })) as DockerConfig;
}

/** With a `credsStore`, an empty entry in `auths` stands for a login that the store holds. */
function withLogins(config: DockerConfig, own: readonly string[]): DockerConfig {
  const { auths = {}, credHelpers = {}, credsStore } = config;
  const inStore =
    credsStore === undefined ? [] : Object.keys(auths).filter((host) => auths[host]?.['auth'] === undefined);
  const helpers = Object.fromEntries(inStore.map((host) => [host, credsStore ?? '']));
  const plain = Object.entries(auths).filter(([host]) => !inStore.includes(host));
  const others = <T>(entries: [string, T][]) => entries.filter(([host]) => !own.includes(canonicalRegistry(host)));
  return {
    ...common(config),
    auths: Object.fromEntries(others(plain)),
    credHelpers: Object.fromEntries(others(Object.entries({ ...helpers, ...credHelpers }))),
  };
}
