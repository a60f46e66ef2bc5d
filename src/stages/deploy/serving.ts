/** Whether a container on a host serves: at first, and for a while after. */

import { ToolError } from '../../errors.ts';
import type { Deployed, DeployHealth } from '../../model/deploy.ts';
import { type ContainerState, inspectContainer } from '../container.ts';
import { type Cures, deathOf, type HealthVerdict, isUnhealthy, type Question, untilHealthy } from '../health.ts';
import { isBroken } from './docker.ts';
import type { Link } from './link.ts';

const pauseMilliseconds = 200;
const watchMilliseconds = 1_000;
const longestAbsenceSeconds = 30;
/** The engine itself waits for start period and retries until it says that something is unhealthy. */
const impatient = { intervalSeconds: 0, startPeriodSeconds: 0, retries: 0 };
/** Nobody asks it anything: it must live for so long. */
const settlePause = 1_000;

const cures: Cures = {
  dead: 'see what it printed below; `deploy-env`, `deploy-secrets` and `deploy-run` give it what it needs',
  silent: 'check `deploy-health-port`, and that the server listens on all addresses of the container',
  status: 'see its answer below, or ask another `deploy-health-path`',
  own: 'see what its HEALTHCHECK said below',
  command: '',
  absent: '',
};

export interface ServingWish {
  readonly container: string;
  readonly health: DeployHealth;
  /** Whatever it is given else; undefined for what is usual: the time of a deploy, and its own start period. */
  readonly atMostSeconds?: number | undefined;
}

/**
 * Waits until it serves: by `deploy-health-path` when there is one, else by its HEALTHCHECK, else it must go on running.
 * Gives the number of restarts before it was asked, too, from which a watch counts.
 */
export async function untilServing(
  wish: ServingWish,
  link: Link,
): Promise<HealthVerdict & Pick<ContainerState, 'restarts'>> {
  const { container, health, atMostSeconds } = wish;
  const { health: own, restarts, startPeriodSeconds } = await inspectContainer(container, link.world);
  const question = questionOf(health, own !== undefined);
  const more = question.kind === 'own' ? startPeriodSeconds : 0;
  const verdict = await untilHealthy(
    {
      container,
      question,
      needed: question.kind === 'own' ? 1 : health.successes,
      timeoutSeconds: atMostSeconds ?? health.timeoutSeconds + more,
      pauseMilliseconds: question.kind === 'running' ? settlePause : pauseMilliseconds,
      health: impatient,
      cures,
      restarts,
    },
    link.world,
  );
  return { ...verdict, restarts };
}

function questionOf({ path, port }: DeployHealth, hasOwn: boolean): Question {
  if (path !== undefined && port !== undefined)
    return { kind: 'http', text: `GET ${path} on port ${port}`, path, port };
  return hasOwn ? { kind: 'own', text: 'HEALTHCHECK' } : { kind: 'running', text: 'running' };
}

/**
 * Why it stopped to serve within so many seconds; undefined when it did not. `restarts` is how often it had been restarted
 * before it was asked first: what came since then counts, also while it took the other's place.
 */
export async function watchServing(
  { container, restarts }: { readonly container: string; readonly restarts: number },
  seconds: number,
  link: Link,
): Promise<string | undefined> {
  const { world } = link;
  const end = world.now() + seconds * 1000;
  for (;;) {
    const state = await inspectPatiently(container, link);
    const dead = deathOf(state, restarts);
    if (dead !== undefined) return `the container ${dead}`;
    if (isUnhealthy(state)) return 'its HEALTHCHECK says that it is unhealthy';
    if (world.now() >= end) return undefined;
    await world.pause(Math.min(watchMilliseconds, end - world.now()));
  }
}

/** An engine that is started anew says nothing for a while, and with live-restore its containers work all the same. */
async function inspectPatiently(container: string, link: Link): Promise<ContainerState> {
  const { world } = link;
  const end = world.now() + longestAbsenceSeconds * 1000;
  for (;;) {
    try {
      return await inspectContainer(container, world);
    } catch (error) {
      if (!(error instanceof ToolError && isBroken(error.message)) || world.now() >= end) throw error;
      await world.pause(watchMilliseconds);
      await link.open();
    }
  }
}

/**
 * Health as a container's own labels have it, for one that served before: it was healthy by them, and may know nothing
 * of what the next version is asked.
 */
export function healthOf({ probe }: Pick<Deployed, 'probe'>, given: DeployHealth): DeployHealth {
  return { ...given, path: probe.path, port: probe.port };
}
