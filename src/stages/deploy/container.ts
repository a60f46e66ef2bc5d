/** Makes the container that is to serve, from the image that was pulled. */
import type { DeployPlan } from '../../model/deploy.ts';
import type { Context } from '../../model/event.ts';
import { labelWords } from '../../plan/deploy/labels.ts';
import { networkName, restingName } from '../../plan/deploy/names.ts';
import { writeEnvironment } from '../container.ts';
import { must } from './docker.ts';
import type { Link } from './link.ts';

export interface ContainerWish {
  readonly plan: DeployPlan;
  readonly context: Context;
  /** By digest. */
  readonly reference: string;
  readonly digest: string;
  readonly revision: string;
  /** Fingerprint of everything else. */
  readonly settings: string;
  /** Id of what serves now; empty when nothing does. */
  readonly previous: string;
}

/** Started again after a crash and after a restart of the host, but not after somebody stopped it. */
const usualRestart = 'unless-stopped';

/** Gives its id. It does not run yet. */
export async function createNext(wish: ContainerWish, link: Link): Promise<string> {
  const { plan, reference } = wish;
  const { options, environment, proxy } = plan;
  const name = restingName(plan.name, plan.owner);
  const folder = plan.access.folder;
  const { file, names, values } = await writeEnvironment(
    { name: `${name}.${link.host.label}`.replace(/[^\w.-]/g, '-'), folder, environment },
    link.world,
  );
  const words = [
    ...options.words,
    ...(options.restart === undefined ? [`--restart=${usualRestart}`] : []),
    ...(proxy !== undefined && options.networks.length === 0 ? [`--network=${networkName(plan.name)}`] : []),
    `--env-file=${file}`,
    ...names.map((variable) => `--env=${variable}`),
    ...labels(wish, link).map((label) => `--label=${label}`),
  ];
  const argv = ['docker', 'create', '--pull=never', `--name=${name}`, ...words, reference, ...plan.command] as const;
  // A cancel in the middle would leave nobody knowing whether there is one.
  const watch = { evenWhenCancelled: true };
  const { stdout } = await must(link, { title: 'Create the new container', argv, env: values }, watch);
  return stdout.trim();
}

function labels(
  { plan, context, reference, digest, revision, settings, previous }: ContainerWish,
  link: Link,
): string[] {
  const { name, owner, options, health, proxy } = plan;
  return labelWords({
    name,
    role: 'app',
    digest,
    reference,
    revision,
    settings,
    owner,
    run: context.runUrl,
    time: new Date(link.world.time()).toISOString(),
    previous,
    restart: options.restart ?? usualRestart,
    path: health.path ?? '',
    port: health.port === undefined ? '' : String(health.port),
    ...(proxy !== undefined && { target: String(proxy.target) }),
  });
}
