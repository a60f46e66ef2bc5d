/**
 * Puts a host back to what served before a run touched it. It goes by what is on the host alone: labels of the containers,
 * and what the lock says. So the run itself can do it, its post step, or a later run that finds the lock of a dead one.
 */
import { ToolError } from '../../errors.ts';
import type { Deployed, DeployPlan } from '../../model/deploy.ts';
import { restingName } from '../../plan/deploy/names.ts';
import { isBroken, refusedOnHost } from './docker.ts';
import { persistent } from './host-world.ts';
import type { Link } from './link.ts';
import { removeNetworkOf, removeProxyOf, restoreProxy, routeTo } from './proxy.ts';
import { healthOf, untilServing } from './serving.ts';
import { appsOf, type HostState, readState } from './state.ts';

/** For how long an engine may be away. */
const longestAbsenceSeconds = 60;
const pauseMilliseconds = 500;
const nothingBefore = 'nothing served before';

export interface PutBackWish {
  readonly plan: DeployPlan;
  /** The run whose work is undone. */
  readonly owner: string;
  /** Id of what served before it; empty when nothing did. */
  readonly previous: string;
  /** For how long it may take to be healthy again; undefined for as long as it is given when it is deployed. */
  readonly atMostSeconds: number | undefined;
}

export interface PutBack {
  /** What serves now. */
  readonly runs: Deployed | undefined;
  /** `healthy after 1.9 s`, or why nobody can say so. */
  readonly health: string;
  /** Whether anything had to be done. */
  readonly changed: boolean;
  /** Images of the containers that are gone. */
  readonly images: readonly string[];
}

/** Rejects with a ToolError when it did not work. What is right already is left alone. */
export async function putBack(wish: PutBackWish, link: Link): Promise<PutBack> {
  const over: Link = { ...link, world: persistent(link.world) };
  await link.open(over.world);
  const { plan, owner } = wish;
  const state = await readPatiently(wish, over);
  const apps = appsOf(state);
  const previous = apps.find(({ id }) => id === wish.previous);
  if (wish.previous !== '' && previous === undefined)
    throw new ToolError(`${link.host.label} has lost the container that served before (${wish.previous.slice(0, 12)})`);
  const left = state.migrations.filter((one) => one.owner === owner);
  await removeApps(left, over);
  const made = apps.filter((app) => app.owner === owner && app.id !== previous?.id);
  const inTheWay = apps.filter((app) => app.id !== previous?.id && (app.running || app.containerName === plan.name));
  const right = previous === undefined || (previous.running && previous.containerName === plan.name);
  if (made.length === 0 && inTheWay.length === 0 && right)
    return {
      runs: previous,
      health: previous === undefined ? nothingBefore : 'left as it was',
      changed: false,
      images: [],
    };
  const images = [...new Set(made.map(({ reference }) => reference))];
  if (previous === undefined) {
    await removeApps(made, over);
    await removeProxyOf(owner, state, over);
    await removeNetworkOf(owner, plan, over);
    return { runs: undefined, health: nothingBefore, changed: true, images };
  }
  const health = await serveAgain(previous, inTheWay, { ...wish, state }, over);
  await removeApps(made, over);
  await removeNetworkOf(owner, plan, over);
  return { runs: { ...previous, running: true, containerName: plan.name }, health, changed: true, images };
}

/** An engine that was killed is started again by its service within some seconds. */
async function readPatiently({ plan, atMostSeconds }: PutBackWish, link: Link): Promise<HostState> {
  const { world } = link;
  const end = world.now() + Math.min(atMostSeconds ?? plan.health.timeoutSeconds, longestAbsenceSeconds) * 1000;
  for (;;) {
    try {
      return await readState(plan, link);
    } catch (error) {
      if (!(error instanceof ToolError && isBroken(error.tail.join('\n'))) || world.now() >= end) throw error;
      await world.pause(pauseMilliseconds);
    }
  }
}

interface Again extends PutBackWish {
  readonly state: HostState;
}

async function serveAgain(previous: Deployed, inTheWay: readonly Deployed[], wish: Again, link: Link): Promise<string> {
  const { plan } = wish;
  const { proxy, restingProxy } = wish.state;
  const proxied = (proxy ?? restingProxy) !== undefined && previous.ports.every(({ port }) => port === undefined);
  const stopOthers = async () => {
    for (const app of inTheWay) {
      await docker(link, 'Stop the new container', 'container', 'stop', app.id);
      await docker(link, 'Switch its restart policy off', 'update', '--restart=no', app.id);
    }
  };
  // Behind a proxy both may run; else a port or the work itself may be for one alone.
  if (!proxied) {
    await stopOthers();
    // It may have the port.
    await removeProxyOf(wish.owner, wish.state, link);
  }
  for (const app of inTheWay.filter(({ containerName }) => containerName === plan.name))
    await docker(link, 'Rename the new container', 'container', 'rename', app.id, restingName(plan.name, app.owner));
  // It lost its name before it was told to stop, and what was told so does it, however long that takes.
  const stopping = previous.running && previous.containerName !== plan.name;
  if (stopping) await docker(link, 'Stop the old container', 'container', 'stop', previous.id);
  if (previous.containerName !== plan.name)
    await docker(link, 'Rename the old container', 'container', 'rename', previous.id, plan.name);
  await docker(link, 'Set its restart policy', 'update', `--restart=${previous.restart}`, previous.id);
  if (!previous.running || stopping) await docker(link, 'Start the old container', 'container', 'start', previous.id);
  const health = healthOf(previous, plan.health);
  const { atMostSeconds } = wish;
  const verdict = await untilServing({ container: previous.id, health, atMostSeconds }, link);
  if (proxied) {
    await restoreProxy(wish.owner, plan.name, wish.state, link);
    const port = previous.target ?? plan.proxy?.target;
    const path = health.path ?? plan.health.path ?? '/';
    if (port !== undefined) await routeTo({ name: plan.name, container: previous.id, port, path }, link);
    await stopOthers();
  }
  if (verdict.healthy) return `healthy after ${verdict.seconds.toFixed(1)} s`;
  throw new ToolError(`${link.host.label} runs the old container again, and it is not healthy: ${verdict.message}`, {
    cure: verdict.cure,
  });
}

async function removeApps(apps: readonly { readonly id: string }[], link: Link): Promise<void> {
  for (const { id } of apps) await docker(link, 'Remove what it made', 'container', 'rm', '--force', '--volumes', id);
}

async function docker(link: Link, title: string, ...words: readonly string[]): Promise<void> {
  const finished = await link.world.run({ title, argv: ['docker', ...words] });
  if (finished.exitCode !== 0) throw refusedOnHost(link, title, finished);
}
