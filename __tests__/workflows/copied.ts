/** The files of workflows/ as users copy them, in a repository with a small application, a registry and hosts. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { CommitFacts, Repository } from '../../script/github-api/repository.ts';
import { openClient } from '../../script/rig/client.ts';
import { must } from '../../script/rig/command.ts';
import { type Fleet, type Host, startHosts } from '../../script/rig/hosts/host.ts';
import { deployKey } from '../../script/rig/hosts/keys.ts';
import { repository } from '../../script/rig/paths.ts';
import type { Registry } from '../../script/rig/registry.ts';
import type { RunEvent } from '../../script/runner/driver.ts';
import { containers } from '../edge/deploy/yard.ts';
import { busybox, engine, makeProject } from '../edge/stand.ts';
import { app, type Ground, type GroundWish, openGround } from './ground.ts';

/** One of these tests waits for the registry's name (script/rig/registry.ts) while others have it. */
export const longestTurn = 900_000;

let ground: Ground | undefined;
let fleet: Fleet | undefined;

/** For after each test: everything goes, and GitHub was asked for nothing that it does not have. */
export async function closeCopied(): Promise<void> {
  const violations = ground?.github.violations ?? [];
  try {
    await fleet?.[Symbol.asyncDispose]();
  } finally {
    // Others wait for its registry.
    await ground?.[Symbol.asyncDispose]();
    [ground, fleet] = [undefined, undefined];
  }
  expect(violations).toEqual([]);
}

/** Serves /healthz on 8080, and does not wait when it is told to end. */
export const dockerfile: string = [
  `FROM ${busybox}`,
  'RUN mkdir /www && echo fine > /www/healthz',
  'EXPOSE 8080',
  'STOPSIGNAL SIGKILL',
  'CMD ["httpd", "-f", "-p", "8080", "-h", "/www"]',
  '',
].join('\n');

/** Where a file of workflows/ lies in the repository. */
export const path = (name: string): string => join('.github', 'workflows', name);

export interface Copied extends Ground {
  /** Commits, and GitHub knows the new commit, too. */
  push(changed: Readonly<Record<string, string>>, message?: string): Promise<void>;
}

export interface CopiedWish extends Pick<GroundWish, 'githubs' | 'open'> {
  readonly files?: Readonly<Record<string, string>>;
  /** What GitHub knows beside commits and branches. */
  readonly repository?: Partial<Repository>;
}

/** Several files as they are, in a repository with an application. */
export async function openCopied(names: readonly string[], wish: CopiedWish = {}): Promise<Copied> {
  const { files = { Dockerfile: dockerfile }, githubs = true, open = false } = wish;
  const texts = names.map(async (name) => [path(name), await readFile(join(repository, 'workflows', name), 'utf8')]);
  const workflows = Object.fromEntries(await Promise.all(texts)) as Record<string, string>;
  const commits: Record<string, CommitFacts> = {};
  const known = { commits, ...wish.repository };
  const opened = await openGround({ githubs, open, files: { ...files, ...workflows }, repository: known });
  ground = opened;
  commits[opened.caller.head] = {};
  const push = async (changed: Readonly<Record<string, string>>, message?: string) => {
    const before = opened.caller.head;
    commits[await opened.caller.commit(changed, message)] = { parents: [before] };
  };
  return { ...opened, push };
}

export interface OpenHost {
  readonly host: Host;
  /** As the callers name them. */
  readonly vars: Readonly<Record<string, string>>;
  /** The private key that it lets in. */
  readonly key: string;
  /** Digests of what runs on it. */
  serving(): Promise<readonly string[]>;
}

/** One host, for every environment. */
export async function openHost(): Promise<OpenHost> {
  fleet = await startHosts(1);
  const [host] = fleet.hosts as [Host];
  const hosts = `${host.name}=${host.target}`;
  return {
    host,
    vars: { PRODUCTION_HOSTS: hosts, STAGING_HOSTS: hosts, KNOWN_HOSTS: fleet.knownHosts },
    key: (await deployKey()).privateKey,
    serving: async () => (await containers(host)).filter(({ running }) => running).map(({ digest }) => digest),
  };
}

/** The same event with other fields at the top of its payload. */
export function withPayload(event: RunEvent, more: object): RunEvent {
  return { ...event, payload: { ...(event.payload as object), ...more } };
}

/** An image of some files that somebody else has built and pushed. */
export async function pushImage(
  { host, username, password }: Registry,
  name: string,
  lines: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  await using context = await makeProject({
    ...files,
    Dockerfile: `${lines.join('\n')}\n`,
    '.dockerignore': 'Dockerfile',
  });
  await using client = await openClient(engine);
  const login = ['docker', 'login', '--username', username, '--password-stdin', host];
  await must(login, { env: client.env, input: password });
  const reference = `${host}/${name}`;
  await must(['docker', 'buildx', 'build', '--quiet', '--tag', reference, context.path], { env: client.env });
  await must(['docker', 'push', '--quiet', reference], { env: client.env });
  await must(['docker', 'image', 'rm', reference], { env: client.env });
}

/** Without those of the cache and of commits. */
export async function tagsOf(registry: Registry, name: string = app): Promise<readonly string[]> {
  const tags = await registry.tags(name);
  return tags.filter((tag) => !/^(?:sha-|buildcache-)/.test(tag)).toSorted();
}
