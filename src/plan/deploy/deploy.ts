/** Whether this run deploys, to which hosts, and how. */
import type { Decision, Problem } from '../../model/decision.ts';
import type { DeployInput, DeployPlan, HostCount } from '../../model/deploy.ts';
import type { Context } from '../../model/event.ts';
import type { Facts } from '../../model/facts.ts';
import type { Inputs, Secret } from '../../model/inputs.ts';
import type { ImageName } from '../../model/names.ts';
import type { Plan } from '../../model/plan.ts';
import { ownerOf } from '../names.ts';
import type { MissingLogin } from '../publish.ts';

export interface DeployDecision {
  readonly deploy: Decision<DeployPlan>;
  readonly problems: readonly Problem[];
}

/** The version whose commands are used here; who cannot reach Docker Hub names a copy with `deploy-proxy-image`. */
const usualProxy = 'docker.io/basecamp/kamal-proxy:v0.9.2';

/** How long the parts of a deploy may take at most: then its lock is nobody's. */
const longest = { before: 40 * 60, switching: 60 } as const;

/** Why most runs do not deploy, which is not worth a line. */
export const noHosts = '`deploy-hosts` is empty';

interface Published {
  /** Whether there is an image to deploy. */
  readonly publish: Plan['publish'];
  readonly missing: MissingLogin | undefined;
  /** How it is called. */
  readonly names: readonly ImageName[];
}

/** Decides what becomes of the hosts, as far as inputs and event say it. */
export function planDeploy(
  inputs: Inputs,
  context: Context,
  facts: Facts,
  { publish, missing, names }: Published,
): DeployDecision {
  const { stage, deploy: input } = inputs;
  const alone = stage === 'deploy' || stage === 'rollback';
  const image = imageProblems(inputs);
  if (!input.asked)
    return { deploy: { run: false, because: noHosts }, problems: [...image, ...(alone ? [emptyHosts] : [])] };
  if (!alone && stage !== 'all') return { deploy: { run: false, because: `\`stage\` is ${stage}` }, problems: image };
  const { trust } = context;
  if (!trust.trusted)
    return {
      deploy: { run: false, because: trust.because.replace(/right to push$/, 'right to deploy') },
      problems: image,
    };
  const because = whyNot(inputs, context, publish);
  const { key } = input;
  const problems = [...image, ...settingProblems(input, context)];
  const keyless = key === undefined ? [noKey(input)] : [];
  if (because !== undefined) {
    const waits = missing !== undefined && waitsForPush(inputs, context);
    const refused = waits ? [unpushedProblem(missing), ...keyless] : [];
    return { deploy: { run: false, because }, problems: [...problems, ...refused] };
  }
  if (key === undefined)
    return { deploy: { run: false, because: 'there is no key' }, problems: [...problems, ...keyless] };
  return { deploy: { run: true, ...planOf(inputs, context, facts, { names, key }) }, problems };
}

/** What is wrong with how the hosts are to be deployed to, whatever becomes of the image. */
export function settingProblems(input: DeployInput, context: Context): Problem[] {
  return [...nameProblems(input, context), ...proxyProblems(input), ...healthProblems(input)];
}

/** Hosts are named for what this run publishes, and it would end green without a look at any of them. */
export function unpushedProblem({ input, registries, cure }: MissingLogin): Problem {
  const wrong = `is empty, so nothing is pushed to ${registries.join(', ')}, and \`deploy-hosts\` pull from there`;
  return { input, wrong, cure: `${cure}, or leave \`deploy-hosts\` empty` };
}

const emptyHosts: Problem = {
  input: 'deploy-hosts',
  wrong: 'is empty, and `stage` asks for them',
  cure: 'write USER@HOST, one a line',
};

function noKey({ githubEnvironment }: DeployInput): Problem {
  const environment = githubEnvironment === undefined ? 'an environment' : `the environment ${githubEnvironment}`;
  return {
    input: 'deploy-ssh-key',
    wrong: 'is empty, and the hosts are reached by ssh',
    cure:
      `check that the secret it is taken from, such as DEPLOY_SSH_KEY of the repository or of ${environment}, ` +
      'exists and that this job may read it; a workflow that is called gets only the secrets that its caller names',
  };
}

function imageProblems({ stage, image }: Inputs): Problem[] {
  if (stage === 'deploy' || image === undefined) return [];
  const cure = stage === 'rollback' ? 'remove it: a rollback goes to what ran before' : 'add it, or remove this';
  return [{ input: 'image', value: image.reference, wrong: 'is of use with `stage: deploy` alone', cure }];
}

/** A pull request shows what would change (`dry-run`), but deploys only what somebody names. */
function whyNot({ stage, dryRun, deploy }: Inputs, { event }: Context, publish: Plan['publish']): string | undefined {
  // Keys of an environment are not there for a pull request.
  if (dryRun) return deploy.key === undefined ? '`deploy-ssh-key` is empty, so nobody looked at the hosts' : undefined;
  if (stage !== 'all') return undefined;
  const because = whyNoEvent(event);
  if (because !== undefined) return because;
  return publish.run ? undefined : `nothing is pushed: ${publish.because}`;
}

function waitsForPush({ stage, dryRun }: Inputs, { event }: Context): boolean {
  return stage === 'all' && !dryRun && whyNoEvent(event) === undefined;
}

/** Why what is built by an event is not deployed by the way. */
export function whyNoEvent({ kind }: Context['event']): string | undefined {
  if (kind === 'pull-request')
    return 'a pull request is not deployed; `stage: deploy` deploys the image that it is given';
  return kind === 'merge-group' ? 'a merge queue is not deployed' : undefined;
}

/** What GitHub takes for the name of a repository, docker need not take for one of a container. */
function nameProblems({ name }: DeployInput, context: Context): Problem[] {
  const repository = nameOf(context);
  if (name !== undefined || /^[A-Za-z0-9][\w.-]+$/.test(repository)) return [];
  const wrong = `is empty, and no container can have the name of the repository, ${repository}`;
  return [{ input: 'deploy-name', wrong, cure: 'say how the container is to be called' }];
}

function nameOf({ repository }: Context): string {
  return repository.split('/')[1] ?? 'app';
}

function proxyProblems({ proxy, proxyImage, run, health }: DeployInput): Problem[] {
  if (proxy === undefined)
    return proxyImage === undefined
      ? []
      : [
          {
            input: 'deploy-proxy-image',
            value: proxyImage,
            wrong: 'is of no use without `deploy-proxy`',
            cure: 'remove it',
          },
        ];
  const value = `${proxy.port}:${proxy.target}`;
  const noPath = {
    input: 'deploy-proxy',
    value,
    wrong: 'needs `deploy-health-path`, which the proxy asks, too',
    cure: 'add it',
  };
  const shared = run.networks.filter((network) => /^(?:host|none|bridge|default|container:.*)$/.test(network));
  const network = {
    input: 'deploy-run',
    value: `--network ${shared[0]}`,
    wrong: 'is no network on which `deploy-proxy` finds the container',
    cure: 'remove it, or name one that was made with `docker network create`',
  };
  const taken = run.ports.some(({ port }) => port === proxy.port);
  const port = {
    input: 'deploy-run',
    value: `--publish ${value}`,
    wrong: 'takes the port that `deploy-proxy` is to have',
    cure: 'remove it: the proxy publishes the port',
  };
  return [
    ...(health.path === undefined ? [noPath] : []),
    ...(shared.length > 0 ? [network] : []),
    ...(taken ? [port] : []),
  ];
}

function healthProblems({ health: { path, port }, run, proxy }: DeployInput): Problem[] {
  const nowhere = run.networks.find((network) => /^(?:none|container:.*)$/.test(network));
  if (path !== undefined && nowhere !== undefined && proxy === undefined)
    return [
      {
        input: 'deploy-run',
        value: `--network ${nowhere}`,
        wrong: 'leaves the container without an address, on which `deploy-health-path` could be asked',
        cure: 'remove one of them; a HEALTHCHECK of the image is asked inside',
      },
    ];
  if (path !== undefined || port === undefined) return [];
  return [
    {
      input: 'deploy-health-port',
      value: String(port),
      wrong: 'is of no use without `deploy-health-path`',
      cure: 'add it',
    },
  ];
}

interface Known {
  readonly names: readonly ImageName[];
  readonly key: Secret;
}

function planOf(inputs: Inputs, context: Context, facts: Facts, { names, key }: Known): DeployPlan {
  const { stage, image, deploy: input } = inputs;
  const { hosts, jump, knownHosts, dockerSocket, proxy, health, watchSeconds } = input;
  const parallel = Math.max(1, countOf(input.parallel, hosts.length));
  const rounds = Math.ceil(hosts.length / parallel);
  return {
    action: stage === 'rollback' ? 'rollback' : 'deploy',
    name: input.name ?? nameOf(context),
    access: {
      hosts,
      jump,
      key,
      knownHosts,
      dockerSocket,
      folder: facts.runFolder,
      maxUnavailable: countOf(input.maxUnavailable, hosts.length),
    },
    image,
    imageName: names[0],
    options: input.run,
    command: input.command,
    environment: input.environment,
    migrate: input.migrate,
    health,
    watchSeconds,
    parallel,
    keep: input.keep,
    proxy: proxy && { ...proxy, image: input.proxyImage ?? usualProxy },
    githubEnvironment: input.githubEnvironment,
    url: input.url,
    force: input.force,
    replaces: inputs.rebuild === 'false' ? 'anything' : 'its own commit',
    lockWaitSeconds: input.lockWaitSeconds,
    lockSeconds: longest.before + (rounds + 1) * (health.timeoutSeconds + watchSeconds + longest.switching),
    owner: ownerOf(facts),
  };
}

/** Of a share the whole hosts. */
function countOf({ kind, value }: HostCount, hosts: number): number {
  return kind === 'number' ? value : Math.floor((hosts * value) / 100);
}
