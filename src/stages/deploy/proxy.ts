/**
 * A reverse proxy on the host that holds the port, so that containers come and go behind it without a lost request:
 * kamal-proxy, which switches at a command and lets open requests end (github.com/basecamp/kamal-proxy).
 */
import type { DeployPlan } from '../../model.ts';
import { labelWords } from '../../plan/deploy-labels.ts';
import { networkName, proxyName } from '../../plan/deploy-names.ts';
import { must } from './docker.ts';
import type { Link } from './link.ts';
import type { HostState } from './state.ts';

/** It runs without rights, so it listens above 1024 inside. */
const innerPort = 8080;
const drainSeconds = 30;
/** Docker's own grace, within which open requests end when the proxy itself goes. */
const startSeconds = 10;

/** Makes sure that the image is there and that the network is, before anything is switched. */
export async function prepareProxy(plan: DeployPlan, link: Link): Promise<void> {
  const { proxy, options } = plan;
  if (proxy === undefined) return;
  const there = await link.world.run({
    title: 'Look for the proxy',
    argv: ['docker', 'image', 'inspect', proxy.image],
  });
  if (there.exitCode !== 0)
    await must(link, { title: `Pull ${proxy.image}`, argv: ['docker', 'pull', '--quiet', proxy.image] });
  if (options.networks.length > 0) return;
  const name = networkName(plan.name);
  const found = await link.world.run({ title: 'Look for the network', argv: ['docker', 'network', 'inspect', name] });
  if (found.exitCode === 0) return;
  const labels = labelWords({ name: plan.name, role: 'network', owner: plan.owner }).map((label) => `--label=${label}`);
  await must(link, { title: 'Create the network', argv: ['docker', 'network', 'create', ...labels, name] });
}

export interface Route {
  readonly plan: DeployPlan;
  /** Its id. */
  readonly container: string;
  /** What it answers well. */
  readonly path: string;
  readonly state: HostState;
}

/** Sends requests to this container from now on; comes back when those of the one before have ended. */
export async function routeTo({ plan, container, path, state }: Route, link: Link): Promise<void> {
  const { proxy } = plan;
  if (proxy === undefined) return;
  if (state.proxy?.running !== true || state.proxy.settings !== proxySettings(plan))
    await startProxy(plan, state, link);
  // The short id is a name on every network of one's own, and stays right when the host was restarted.
  const target = `${container.slice(0, 12)}:${proxy.target}`;
  // It has proven itself already; the proxy asks once more, and could not be told not to.
  const words = [`--target=${target}`, `--health-check-path=${path}`, `--drain-timeout=${drainSeconds}s`];
  const argv = ['docker', 'exec', proxyName(plan.name), 'kamal-proxy', 'deploy', plan.name, ...words] as const;
  await must(link, { title: 'Send requests to the new container', argv }, { limitSeconds: drainSeconds + 30 });
}

async function startProxy(plan: DeployPlan, { proxy: old }: HostState, link: Link): Promise<void> {
  const { proxy, options, owner } = plan;
  if (proxy === undefined) return;
  if (old !== undefined)
    await must(link, {
      title: 'Remove the old proxy',
      argv: ['docker', 'container', 'rm', '--force', '--volumes', old.id],
    });
  const name = proxyName(plan.name);
  const labels = labelWords({ name: plan.name, role: 'proxy', owner, settings: proxySettings(plan) });
  const address = proxy.address.includes(':') ? `[${proxy.address}]` : proxy.address;
  const argv = [
    ...['docker', 'run', '--detach', '--pull=never', `--name=${name}`, '--restart=unless-stopped'],
    ...[`--network=${options.networks[0] ?? networkName(plan.name)}`, `--env=HTTP_PORT=${innerPort}`],
    ...[`--publish=${address === '' ? '' : `${address}:`}${proxy.port}:${innerPort}`, '--log-opt=max-size=10m'],
    ...labels.map((label) => `--label=${label}`),
    proxy.image,
  ] as const;
  await must(link, { title: 'Start the proxy', argv: argv as unknown as [string, ...string[]] });
  await untilListening(name, link);
}

/** Its socket is there a moment after its start. */
async function untilListening(name: string, link: Link): Promise<void> {
  const { world } = link;
  const end = world.now() + startSeconds * 1000;
  const command = { title: 'Ask the proxy', argv: ['docker', 'exec', name, 'kamal-proxy', 'list'] } as const;
  for (;;) {
    const finished = await world.run(command);
    if (finished.exitCode === 0) return;
    if (world.now() >= end) await must(link, command);
    await world.pause(100);
  }
}

function proxySettings({ proxy, options }: DeployPlan): string {
  return JSON.stringify([proxy?.image, proxy?.address, proxy?.port, options.networks[0] ?? '']);
}

/** Removes the proxy and the network that this owner has made, where nothing served before. */
export async function removeProxyOf(
  owner: string,
  { name }: Pick<DeployPlan, 'name'>,
  { proxy }: HostState,
  link: Link,
): Promise<void> {
  if (proxy?.owner !== owner) return;
  await must(link, {
    title: 'Remove the proxy',
    argv: ['docker', 'container', 'rm', '--force', '--volumes', proxy.id],
  });
  // It may be somebody else's, or in use: then it stays.
  await link.world.run({ title: 'Remove the network', argv: ['docker', 'network', 'rm', networkName(name)] });
}
