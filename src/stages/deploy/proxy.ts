/**
 * A reverse proxy on the host that holds the port, so that containers come and go behind it without a lost request:
 * kamal-proxy, which switches at a command and lets open requests end (github.com/basecamp/kamal-proxy).
 */
import type { DeployPlan } from '../../model/deploy.ts';
import { proxySettings } from '../../plan/deploy/change.ts';
import { labelWords } from '../../plan/deploy/labels.ts';
import { networkName, proxyName, restingName } from '../../plan/deploy/names.ts';
import { must } from './docker.ts';
import type { Link } from './link.ts';
import type { HostState, ProxyState } from './state.ts';

/** It runs without rights, so it listens above 1024 inside. */
const innerPort = 8080;
const drainSeconds = 30;
/** Docker's own grace, within which open requests end when the proxy itself goes. */
const startSeconds = 10;
const proxyRestart = 'unless-stopped';

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

/** A proxy that takes over the port, and what has it until then. */
export interface Proxy {
  /** Name of the container. */
  readonly name: string;
  /** Its id, when it has yet to be started. */
  readonly next: string | undefined;
  readonly before: ProxyState | undefined;
}

/** Makes sure that there is one with these settings. One that has to be started waits for `startProxy`. */
export async function readyProxy(plan: DeployPlan, { proxy: found }: HostState, link: Link): Promise<Proxy> {
  const name = proxyName(plan.name);
  if (found?.running === true && found.settings === proxySettings(plan))
    return { name, next: undefined, before: undefined };
  // Kept until all went well. Its name is no part of what it does, so it serves on.
  if (found !== undefined) {
    const argv = [
      'docker',
      'container',
      'rename',
      found.id,
      restingName(name, `${plan.owner}-${found.id.slice(0, 6)}`),
    ] as const;
    await must(link, { title: 'Rename the old proxy', argv });
  }
  return { name, next: await createProxy(plan, name, link), before: found };
}

async function createProxy(
  { name: app, proxy, options, owner }: DeployPlan,
  name: string,
  link: Link,
): Promise<string> {
  if (proxy === undefined) throw new Error('A proxy without a port');
  const settings = proxySettings({ proxy, options });
  const labels = labelWords({ name: app, role: 'proxy', owner, settings });
  const address = proxy.address.includes(':') ? `[${proxy.address}]` : proxy.address;
  const argv = [
    ...['docker', 'create', '--pull=never', `--name=${name}`, `--restart=${proxyRestart}`],
    ...[`--network=${options.networks[0] ?? networkName(app)}`, `--env=HTTP_PORT=${innerPort}`],
    ...[`--publish=${address === '' ? '' : `${address}:`}${proxy.port}:${innerPort}`, '--log-opt=max-size=10m'],
    ...labels.map((label) => `--label=${label}`),
    proxy.image,
  ];
  const { stdout } = await must(link, { title: 'Create the proxy', argv: argv as [string, ...string[]] });
  return stdout.trim();
}

/** From here on nobody has the port, until requests are sent to somebody. */
export async function startProxy({ name, next, before }: Proxy, link: Link): Promise<void> {
  if (next === undefined) return;
  if (before?.running === true) await stop(before.id, link);
  await must(link, { title: 'Start the proxy', argv: ['docker', 'container', 'start', next] });
  await untilListening(name, link);
}

/** Not started again by the engine either. */
async function stop(id: string, link: Link): Promise<void> {
  await must(link, { title: 'Switch its restart policy off', argv: ['docker', 'update', '--restart=no', id] });
  await must(link, { title: 'Stop the old proxy', argv: ['docker', 'container', 'stop', id] });
}

/** Puts the proxy back that this owner has put aside, and removes the owner's. */
export async function restoreProxy(owner: string, app: string, state: HostState, link: Link): Promise<void> {
  const { proxy, restingProxy: resting } = state;
  if (resting === undefined || (proxy !== undefined && proxy.owner !== owner)) return;
  const name = proxyName(app);
  if (proxy !== undefined) await remove(proxy, link);
  await must(link, { title: 'Rename the old proxy', argv: ['docker', 'container', 'rename', resting.id, name] });
  const restart = ['docker', 'update', `--restart=${proxyRestart}`, resting.id] as const;
  await must(link, { title: 'Set its restart policy', argv: restart });
  await must(link, { title: 'Start the old proxy', argv: ['docker', 'container', 'start', resting.id] });
  await untilListening(name, link);
}

export interface Route {
  /** Name of the deploy. */
  readonly name: string;
  /** Its id. */
  readonly container: string;
  readonly port: number;
  /** What it answers well. */
  readonly path: string;
}

/** Sends requests to this container from now on; comes back when those of the one before have ended. */
export async function routeTo({ name, container, port, path }: Route, link: Link): Promise<void> {
  // The short id is a name on every network of one's own, and stays right when the host was restarted. The engine's DNS
  // loses it for some microseconds while the container is renamed (3 of 215,000 questions over 282 renames). An address
  // meanwhile would mean to switch twice, and the proxy ends WebSockets at each switch.
  const target = `${container.slice(0, 12)}:${port}`;
  // It has proven itself already; the proxy asks once more, and could not be told not to.
  const words = [`--target=${target}`, `--health-check-path=${path}`, `--drain-timeout=${drainSeconds}s`];
  const argv = ['docker', 'exec', proxyName(name), 'kamal-proxy', 'deploy', name, ...words] as const;
  await must(link, { title: 'Send requests to the new container', argv }, { limitSeconds: drainSeconds + 30 });
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

/** Removes the proxy of this owner, if it is one. */
export async function removeProxyOf(owner: string, { proxy }: HostState, link: Link): Promise<void> {
  if (proxy?.owner === owner) await remove(proxy, link);
}

/** Removes the network of this owner, on which nothing may be any more. */
export async function removeNetworkOf(owner: string, { name }: Pick<DeployPlan, 'name'>, link: Link): Promise<void> {
  const labels = labelWords({ name, owner, role: 'network' }).map((label) => `--filter=label=${label}`);
  const title = 'Look for its network';
  const { stdout } = await link.world.run({ title, argv: ['docker', 'network', 'ls', '--quiet', ...labels] });
  const ids = stdout.split('\n').filter((id) => id !== '');
  // Somebody else's container may be on it by now: then it stays.
  if (ids.length > 0) await link.world.run({ title: 'Remove the network', argv: ['docker', 'network', 'rm', ...ids] });
}

async function remove({ id }: ProxyState, link: Link): Promise<void> {
  const argv = ['docker', 'container', 'rm', '--force', '--volumes', id] as const;
  await must(link, { title: 'Remove the proxy', argv });
}
