/** Puts another container into the place of the one that serves on a host. */
import { ToolError } from '../../errors.ts';
import type { Deployed, DeployHealth, DeployPlan } from '../../model/deploy.ts';
import { sharedPort } from '../../plan/deploy/change.ts';
import { restingName } from '../../plan/deploy/names.ts';
import { containerLogs } from '../container.ts';
import { must } from './docker.ts';
import { answeringDoorOf, doorOf, whenChanged } from './gap.ts';
import type { Link } from './link.ts';
import { readyProxy, routeTo, startProxy } from './proxy.ts';
import { untilServing, watchServing } from './serving.ts';
import type { HostState } from './state.ts';

/** A container that is there and does not run yet, and what it comes after. */
export interface Switch {
  readonly plan: DeployPlan;
  readonly next: Pick<Deployed, 'id' | 'ports' | 'target'>;
  readonly from: Deployed | undefined;
  readonly state: HostState;
  readonly health: DeployHealth;
}

export interface Switched {
  /** `healthy after 2.3 s`. */
  readonly health: string;
  /** Undefined when both ran side by side. */
  readonly gapSeconds: number | undefined;
  /** How often the container had been restarted before it was asked first. */
  readonly restarts: number;
}

/**
 * Side by side where that can be: the new one is started and proves itself before the old one goes. Where both want the
 * same port, the old one goes first, with everything else done before. Rejects with a ToolError when it does not serve;
 * nothing is put back here.
 */
export async function switchTo(change: Switch, link: Link): Promise<Switched> {
  const { plan, next, from } = change;
  const strays = straysOf(change);
  for (const stray of strays.filter(({ ports }) => meet(ports, next.ports))) await retire(stray, link);
  const switched = mustWait(change) ? await oneAfterTheOther(change, link) : await sideBySide(change, link);
  for (const stray of strays.filter(({ ports }) => !meet(ports, next.ports))) await retire(stray, link);
  const fell = await watchServing({ container: next.id, restarts: switched.restarts }, plan.watchSeconds, link);
  if (fell !== undefined)
    throw await failed(next.id, `${fell} within ${plan.watchSeconds} s after it was healthy`, undefined, link);
  return from === undefined ? { ...switched, gapSeconds: undefined } : switched;
}

/** Why the two cannot run side by side, as the rest of a sentence; undefined when they can. */
export function whyAlone({ options, proxy }: Pick<DeployPlan, 'options' | 'proxy'>): string | undefined {
  return proxy === undefined ? options.exclusive : undefined;
}

/** Also where it was the old one that took the port. */
function mustWait({ plan, next, from }: Switch): boolean {
  if (from?.running !== true) return false;
  if (plan.proxy !== undefined) return false;
  return whyAlone(plan) !== undefined || meet(from.ports, next.ports);
}

/** Whether both want the same port of the host. */
function meet(one: Deployed['ports'], other: Deployed['ports']): boolean {
  return sharedPort(one, other) !== undefined;
}

/** Left running by a run that could not put them back. */
function straysOf({ state, next, from }: Switch): readonly Deployed[] {
  return state.others.filter(({ id, running }) => running && id !== next.id && id !== from?.id);
}

async function sideBySide(change: Switch, link: Link): Promise<Switched> {
  const { next, from } = change;
  await start(next.id, link);
  const { seconds, restarts } = await prove(change, link);
  const { gapSeconds, aside } = await sendRequests(change, link);
  await takeName(change, aside, link);
  if (from?.running === true && !aside) await link.world.pause(stragglersMilliseconds);
  if (from !== undefined) await retire(from, link);
  return { health: `healthy after ${seconds.toFixed(1)} s`, gapSeconds, restarts };
}

interface Sent {
  /** For how long nobody had the port: when it goes over to the proxy, or to another proxy. */
  readonly gapSeconds: number | undefined;
  /** Whether the old one was stopped for it, and has lost its name. */
  readonly aside: boolean;
}

/** Has the proxy send requests to the new one, when there is one. */
async function sendRequests(change: Switch, link: Link): Promise<Sent> {
  const { plan, next, from, health, state } = change;
  if (plan.proxy === undefined) return { gapSeconds: undefined, aside: false };
  const { port, target } = plan.proxy;
  const proxy = await readyProxy(plan, state, link);
  const old = from?.running === true && from.ports.some((one) => one.port === port) ? from : undefined;
  const silent = old === undefined ? link.world.now() : await untilSilent({ ...change, from: old }, target, link);
  await startProxy(proxy, link);
  await routeTo({ name: plan.name, container: next.id, port: next.target ?? target, path: health.path ?? '/' }, link);
  const over = old !== undefined || proxy.before?.running === true;
  return { gapSeconds: over ? (link.world.now() - silent) / 1000 : undefined, aside: old !== undefined };
}

/** Stops what serves, and gives when it served no more. */
async function untilSilent(
  change: Switch & { readonly from: Deployed },
  port: number | undefined,
  link: Link,
): Promise<number> {
  const { id } = change.from;
  const stopping = () => must(link, { title: 'Stop the old container', argv: ['docker', 'container', 'stop', id] });
  const door = await answeringDoorOf(id, port, link);
  // Whoever finds it running under another name knows that it may be stopping.
  await giveUpName(change, link);
  return whenChanged('silent', door, stopping, link);
}

async function oneAfterTheOther(change: Switch, link: Link): Promise<Switched> {
  const { next, from } = change;
  if (from === undefined) return sideBySide(change, link);
  const port = next.ports[0]?.target ?? change.health.port;
  const silent = await untilSilent({ ...change, from }, port, link);
  await start(next.id, link);
  const started = link.world.now();
  let proven: Proven = { seconds: 0, restarts: 0 };
  const proving = async () => {
    proven = await prove(change, link);
  };
  const door = await doorOf(next.id, port, link).catch(() => undefined);
  const answering = await whenChanged('answering', door, proving, link);
  await takeName(change, true, link);
  await retire(from, link);
  // What never answers to questions over HTTP serves as soon as it runs, as far as can be told.
  const until = door === undefined ? started : answering;
  const { seconds, restarts } = proven;
  const gapSeconds = Math.max(until - silent, 0) / 1000;
  return { health: `healthy after ${seconds.toFixed(1)} s`, gapSeconds, restarts };
}

async function start(id: string, link: Link): Promise<void> {
  await wholly(link, 'Start the new container', 'container', 'start', id);
}

/** A cancel does not end it in the middle, when nobody knows whether the engine goes on with it; it is quick. */
async function wholly(link: Link, title: string, ...words: readonly string[]): Promise<void> {
  await must(link, { title, argv: ['docker', ...words] }, { evenWhenCancelled: true });
}

interface Proven extends Pick<Switched, 'restarts'> {
  /** Until it was healthy. */
  readonly seconds: number;
}

async function prove({ next, health }: Switch, link: Link): Promise<Proven> {
  const verdict = await untilServing({ container: next.id, health }, link);
  if (verdict.healthy) return { seconds: verdict.seconds, restarts: verdict.restarts };
  const { message, cure, body } = verdict;
  throw await failed(next.id, message, { cure, body }, link);
}

interface More {
  readonly cure: string;
  readonly body: string | undefined;
}

async function failed(container: string, message: string, more: More | undefined, link: Link): Promise<ToolError> {
  const printed = await containerLogs(container, link.world).catch(() => []);
  const body = more?.body ?? '';
  const answer = body === '' ? [] : ['Last answer:', ...body.split('\n')];
  const cure = link.hint() ?? more?.cure;
  return new ToolError(message, {
    ...(cure !== undefined && { cure }),
    tail: [
      ...answer,
      `The container on ${link.host.label} printed:`,
      ...(printed.length > 0 ? printed : ['(nothing)']),
    ],
  });
}

/**
 * Whoever finds the container by its name finds the new one. For the time between two renames, which is some milliseconds
 * of the engine's own work, its DNS knows nobody of this name, and the C library asks again. It cannot be less: a name is
 * one container's; an alias is given with the network, where the new one would be found before it has proven itself, or by
 * a new connection to the network, which would cut what the new one has opened there. A proxy's name is always there.
 */
async function takeName({ plan, next, from }: Switch, aside: boolean, link: Link): Promise<void> {
  const renames = from === undefined || aside ? [] : [from.id, restingName(plan.name, from.owner)];
  await wholly(link, 'Rename the containers', 'container', 'rename', ...renames, next.id, plan.name);
}

async function giveUpName({ plan, from }: Switch, link: Link): Promise<void> {
  if (from === undefined) return;
  const name = restingName(plan.name, from.owner);
  await wholly(link, 'Rename the old container', 'container', 'rename', from.id, name);
}

/** Who asked for the address of the old one right before still comes. */
const stragglersMilliseconds = 500;

/** Kept for the way back, and not started again by the engine. */
async function retire(old: Deployed, link: Link): Promise<void> {
  await wholly(link, 'Switch its restart policy off', 'update', '--restart=no', old.id);
  await must(link, { title: 'Stop the old container', argv: ['docker', 'container', 'stop', old.id] });
}
