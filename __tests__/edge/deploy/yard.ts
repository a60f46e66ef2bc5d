/** What tests of deploys stand on: production hosts, a registry that they reach, and versions of a small application. */
import { randomBytes } from 'node:crypto';
import { openClient } from '../../../script/rig/client.ts';
import { must } from '../../../script/rig/command.ts';
import type { Host, HostOptions } from '../../../script/rig/hosts/host.ts';
import { startHosts } from '../../../script/rig/hosts/host.ts';
import { deployKey } from '../../../script/rig/hosts/keys.ts';
import type { Registry } from '../../../script/rig/registry.ts';
import type { StepResult } from '../../../script/runner/driver.ts';
import { busybox, engine, event, type Job, makeProject, openRegistry, runJob, type Wish } from '../stand.ts';

/** An image in the registry. */
export interface Version {
  /** `NAME@sha256:…`. */
  readonly reference: string;
  readonly digest: string;
  /** What it answers on `/cgi-bin/word`. */
  readonly word: string;
}

export interface VersionWish {
  readonly word?: string;
  /** Status of `/cgi-bin/healthz`; `200 OK` when left out. */
  readonly health?: string;
  /** What it is built on; has no shell for `scratch`. */
  readonly from?: string;
  /** Of `docker buildx build`, before its own. */
  readonly options?: readonly string[];
  /** Lines of the Dockerfile after all others. */
  readonly lines?: readonly string[];
  /** The commit that it names. */
  readonly revision?: string;
}

export interface Yard extends AsyncDisposable {
  readonly hosts: readonly Host[];
  readonly registry: Registry;
  build(wish?: VersionWish): Promise<Version>;
  /** Runs `stage: deploy`, or another, against all hosts. */
  deploy(version: Version | undefined, inputs?: Readonly<Record<string, string>>, more?: Partial<Wish>): Promise<Job>;
  /** The same step, for whoever starts it by hand. */
  wish(version: Version | undefined, inputs?: Readonly<Record<string, string>>, more?: Partial<Wish>): Promise<Wish>;
  /** The inputs that every deploy has. */
  inputs(): Promise<Readonly<Record<string, string>>>;
}

const healthPath = '/cgi-bin/healthz';

/** Starts hosts and a registry; everything goes when disposed of. */
export async function openYard(count: number, options: Omit<HostOptions, 'name'> = {}): Promise<Yard> {
  const fleet = await startHosts(count, options);
  const registry = await openRegistry();
  const project = await makeProject({ 'README.md': 'nothing to build' });
  const key = await deployKey();
  const inputs = async () => ({
    stage: 'deploy',
    'deploy-hosts': fleet.hosts.map(({ name, target }) => `${name}=${target}`).join('\n'),
    'deploy-ssh-key': key.privateKey,
    'deploy-known-hosts': fleet.knownHosts,
    'deploy-name': 'web',
    'deploy-health-path': healthPath,
    'deploy-watch': '1s',
    'github-token': '',
  });
  const wishFor: Yard['wish'] = async (version, more = {}, wish = {}) => {
    const image: Record<string, string> = version === undefined ? {} : { image: version.reference };
    return {
      workspace: project.path,
      registry,
      event: wish.event ?? (await event('push-branch')),
      ...wish,
      inputs: { ...(await inputs()), ...image, ...more },
    };
  };
  return {
    hosts: fleet.hosts,
    registry,
    inputs,
    build: (wish = {}) => build(wish, registry),
    wish: wishFor,
    deploy: async (version, more, wish) => runJob(await wishFor(version, more, wish)),
    async [Symbol.asyncDispose]() {
      await fleet[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
      await project[Symbol.asyncDispose]();
    },
  };
}

async function build(wish: VersionWish, registry: Registry): Promise<Version> {
  const word = wish.word ?? randomBytes(4).toString('hex');
  const { from = busybox, health = '200 OK', lines = [], revision = '', options = ['--provenance=false'] } = wish;
  await using context = await makeProject({
    Dockerfile: [
      `FROM ${from}`,
      'COPY --chmod=755 word healthz /www/cgi-bin/',
      'EXPOSE 8080',
      'CMD ["httpd", "-f", "-p", "8080", "-h", "/www"]',
      // It does not listen to SIGTERM, and nobody wants to wait.
      'STOPSIGNAL SIGKILL',
      ...lines,
      '',
    ].join('\n'),
    word: cgi('200 OK', word),
    healthz: cgi(health, 'db down'),
  });
  const tag = `${registry.host}/acme/app:${word}`;
  await using client = await openClient(engine);
  const env = { ...client.env, SSL_CERT_FILE: registry.caFile };
  const { username, password, host } = registry;
  await must(['docker', 'login', '--username', username, '--password-stdin', host], { env, input: password });
  const label = revision === '' ? [] : [`--label=org.opencontainers.image.revision=${revision}`];
  await must(['docker', 'buildx', 'build', '--quiet', ...options, '--push', '--tag', tag, ...label, context.path], {
    env,
  });
  const format = '{{json .Manifest}}';
  const told = await must(['docker', 'buildx', 'imagetools', 'inspect', '--format', format, tag], { env });
  const { digest } = JSON.parse(told) as { digest: string };
  return { reference: `${registry.host}/acme/app@${digest}`, digest, word };
}

function cgi(status: string, body: string): string {
  return `#!/bin/sh\nprintf 'Status: ${status}\\r\\nContent-Type: text/plain\\r\\n\\r\\n${body}\\n'\n`;
}

/** Of a container of the deploy, seen by a way of its own. */
export interface Seen {
  readonly name: string;
  readonly running: boolean;
  readonly digest: string;
  readonly restart: string;
}

/** Every container of a host, by name. */
export async function containers(host: Host): Promise<readonly Seen[]> {
  const ids = (await host.docker('ps', '--all', '--quiet')).split('\n').filter((id) => id !== '');
  if (ids.length === 0) return [];
  const found = JSON.parse(await host.docker('inspect', ...ids)) as Inspected[];
  return found
    .map(({ Name, State, Config, HostConfig }) => ({
      name: Name.slice(1),
      running: State.Running,
      digest: Config.Image.split('@')[1] ?? Config.Image,
      restart: HostConfig.RestartPolicy.Name,
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

interface Inspected {
  readonly Name: string;
  readonly State: { readonly Running: boolean };
  readonly Config: { readonly Image: string };
  readonly HostConfig: { readonly RestartPolicy: { readonly Name: string } };
}

/** What runs under the name of the deploy, as its digest. */
export async function serving(host: Host): Promise<string | undefined> {
  return (await containers(host)).find(({ name, running }) => name === 'web' && running)?.digest;
}

/** What the application answers, asked from inside of its own container. */
export async function word(host: Host): Promise<string> {
  return (await host.docker('exec', 'web', 'wget', '-q', '-O-', 'http://127.0.0.1:8080/cgi-bin/word')).trim();
}

/** The output `deployed`, by host. */
export function deployed({ outputs }: StepResult): Record<string, Record<string, unknown>> {
  const list = JSON.parse(outputs['deployed'] ?? '[]') as { host: string }[];
  return Object.fromEntries(list.map((one) => [one.host, one]));
}
