/** Bake definitions: what `docker buildx bake` reads on standard input, so that no value is ever a word of a command line. */
import type { Command } from '../model/decision.ts';
import type { Context } from '../model/event.ts';
import type { Facts } from '../model/facts.ts';
import type { BuildSecret, Inputs, Pair } from '../model/inputs.ts';
import type { Route, SecretFile } from '../model/plan.ts';
import { builderUse } from './route.ts';

export type BakeValue = string | boolean | readonly BakeValue[] | { readonly [key: string]: BakeValue };
export type BakeTarget = Readonly<Record<string, BakeValue>>;

/** What an image is made of. */
export interface Sources {
  readonly inputs: Inputs;
  readonly context: Context;
  readonly facts: Facts;
  /** The time that everything in the image gets, in seconds. */
  readonly epoch: number | undefined;
}

/** Everything that two targets of one build share: the same sources, arguments and secrets. */
export function sharedFields({ inputs, context, facts, epoch }: Sources): BakeTarget {
  return {
    context: contextPath(inputs, facts),
    ...(dockerfilePath(inputs, facts) !== undefined && { dockerfile: dockerfilePath(inputs, facts) as string }),
    args: {
      ...record(inputs.buildArgs),
      ...ownCacheMounts(context),
      ...(epoch !== undefined && { SOURCE_DATE_EPOCH: String(epoch) }),
    },
    contexts: record(inputs.buildContexts),
    secret: secretSources(buildSecrets(inputs, context), facts),
    ssh: inputs.ssh,
    'extra-hosts': record(inputs.addHosts),
    ulimits: inputs.ulimits,
    ...(inputs.platforms.length > 0 && { platforms: inputs.platforms }),
    ...(inputs.network !== undefined && { network: inputs.network }),
    ...(inputs.shmSize !== undefined && { 'shm-size': inputs.shmSize }),
  };
}

/**
 * On an engine that outlives the run, a run without rights must not write into the cache mounts that others read:
 * BuildKit keeps them apart by this argument of its Dockerfile frontend.
 */
export function ownCacheMounts({ trust, event }: Context): Readonly<Record<string, string>> {
  if (trust.trusted) return {};
  return { BUILDKIT_CACHE_MOUNT_NS: `untrusted-${event.kind === 'pull-request' ? event.number : event.kind}` };
}

export interface BakeWish {
  readonly inputs: Inputs;
  readonly route: Route;
}

/** The command that builds some targets in one solve. Progress comes on standard error as JSON lines. */
export function bakeCommand(
  title: string,
  { inputs, route }: BakeWish,
  targets: Readonly<Record<string, BakeTarget>>,
  more: readonly string[],
): Command {
  const { words, env } = builderUse(route);
  const allow = [...(inputs.network === 'host' ? ['network.host'] : []), ...(inputs.ssh.length > 0 ? ['ssh'] : [])];
  return {
    title,
    argv: [
      'docker',
      'buildx',
      'bake',
      ...words,
      '--file=-',
      '--progress=rawjson',
      ...allow.map((right) => `--allow=${right}`),
      ...more,
      ...Object.keys(targets),
    ],
    // The definition is ours and names only what the inputs name, so bake need not ask about paths outside the workspace.
    env: { BUILDX_BAKE_ENTITLEMENTS_FS: '0', ...env },
    stdin: JSON.stringify(literal({ target: targets })),
  };
}

/** Values of `secrets` as files of mode 0600; BuildKit mounts them, so they reach no argument and no layer. */
export function secretFiles(inputs: Inputs, context: Context, facts: Facts): SecretFile[] {
  return buildSecrets(inputs, context).flatMap((secret, index) =>
    secret.kind === 'value' ? { path: secretPath(facts, index), content: secret.value } : [],
  );
}

/** Name and value pairs as an object. */
export function record(pairs: readonly Pair[]): Readonly<Record<string, string>> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
}

/** The user's secrets, and the job's token when the context is this repository itself, as docker/build-push-action does. */
function buildSecrets(inputs: Inputs, context: Context): readonly BuildSecret[] {
  const id = `GIT_AUTH_TOKEN.${context.serverUrl.replace(/^https?:\/\//, '')}`;
  const own = inputs.context.kind === 'remote' && inputs.context.ownRepository;
  const named = inputs.secrets.some((secret) => secret.id === id);
  if (!own || named || inputs.githubToken === undefined) return inputs.secrets;
  return [...inputs.secrets, { kind: 'value', id, value: inputs.githubToken }];
}

function secretSources(secrets: readonly BuildSecret[], facts: Facts): readonly BakeTarget[] {
  return secrets.map((secret, index) => ({ id: secret.id, ...secretSource(secret, index, facts) }));
}

function secretSource(secret: BuildSecret, index: number, facts: Facts): BakeTarget {
  switch (secret.kind) {
    case 'value':
      return { src: secretPath(facts, index) };
    case 'env':
      return { env: secret.variable };
    case 'file':
      return { src: inWorkspace(secret.path, facts) };
  }
}

function secretPath(facts: Facts, index: number): string {
  return `${facts.runFolder}/secret-${index}`;
}

function contextPath(inputs: Inputs, facts: Facts): string {
  return inputs.context.kind === 'path' ? inWorkspace(inputs.context.path, facts) : inputs.context.url;
}

function dockerfilePath(inputs: Inputs, facts: Facts): string | undefined {
  if (facts.dockerfile.kind === 'remote') return inputs.file;
  return facts.dockerfile.path;
}

function inWorkspace(path: string, facts: Facts): string {
  return path.startsWith('/') ? path : `${facts.workspace}/${path}`;
}

/** Bake reads strings, keys too, as HCL templates: `${` and `%{` of the user must stay text. */
export function literal(value: BakeValue): BakeValue {
  if (typeof value === 'string') return value.replace(/[$%](?=\{)/g, '$&$&');
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(literal);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [literal(key) as string, literal(item)]));
}
