/**
 * One deploy at a time on a host. The lock is a container that is never started: its name is exclusive in the engine, so
 * that taking it is one step, and its labels say whose it is and until when.
 */
import { ToolError } from '../../errors.ts';
import type { Context, DeployPlan, Secret } from '../../model.ts';
import { labelWords } from '../../plan/deploy-labels.ts';
import { lockName } from '../../plan/deploy-names.ts';
import type { World } from '../../world/ports.ts';
import { must, refusedOnHost } from './docker.ts';
import { persistent } from './host-world.ts';
import type { Link } from './link.ts';
import { readRunState } from './run-state.ts';
import { type LockState, list, readState } from './state.ts';

/** An image with nothing in it, since a container must have one; it goes with the last lock. */
const emptyImage = 'slipway.invalid/lock:1';
/** The end of a tar archive, which is an archive. */
const emptyArchive = '\0'.repeat(1024);
const pollSeconds = { first: 2, longest: 15 } as const;
const mostImports = 5;

export interface LockWish {
  readonly plan: DeployPlan;
  readonly context: Context;
  readonly token: Secret | undefined;
}

/** A host, and what serves on it. */
export interface LockTarget {
  readonly link: Link;
  /** Id of the container; empty when there is none. */
  readonly previous: string;
}

/** A lock of a run that is gone: what that run has left on the host has to be put back. */
export interface Abandoned {
  readonly link: Link;
  readonly lock: LockState;
}

/**
 * Takes the lock of every host, or of none: whoever held some and waited for others could wait for ever. A lock of a run
 * that has ended is taken over, aloud; for a live one it waits, and rejects when that takes too long.
 */
export async function lockAll(
  wish: LockWish,
  targets: readonly LockTarget[],
  world: World,
): Promise<readonly Abandoned[]> {
  const { lockWaitSeconds } = wish.plan;
  const start = world.now();
  const abandoned: Abandoned[] = [];
  for (let tried = 0; ; tried++) {
    const tries = await Promise.all(targets.map(async (one) => ({ ...one, lock: await lockOne(wish, one) })));
    const held = tries.flatMap(({ link, lock }) => (lock === undefined ? [] : [{ link, lock }]));
    if (held.length === 0) return abandoned;
    await unlockAll(
      wish.plan,
      tries.filter(({ lock }) => lock === undefined).map(({ link }) => link),
    );
    const live: Abandoned[] = [];
    for (const one of held) {
      if (await takeOver(one, wish, world)) abandoned.push(one);
      else live.push(one);
    }
    const [first] = live;
    if (first === undefined) continue;
    const waited = (world.now() - start) / 1000;
    if (waited >= lockWaitSeconds) throw lockedError(first, lockWaitSeconds);
    if (tried === 0) world.log.line(waitingLine(first));
    await world.pause(
      Math.min(pollSeconds.first * 2 ** Math.min(tried, 3), pollSeconds.longest) * 1000 * (1 + world.random() / 4),
    );
  }
}

function waitingLine({ link, lock }: Abandoned): string {
  return `Waiting for ${link.host.label}, where ${lock.run || lock.owner} deploys`;
}

function lockedError({ link, lock }: Abandoned, seconds: number): ToolError {
  return new ToolError(`${link.host.label} is locked by ${lock.run || lock.owner}, which did not end in ${seconds} s`, {
    cure: 'wait for it, or make `deploy-lock-wait` longer; a lock whose run has ended is taken over by itself',
  });
}

/** Gives the lock of whoever was first; undefined when it is ours. */
async function lockOne(wish: LockWish, { link, previous }: LockTarget): Promise<LockState | undefined> {
  const { plan } = wish;
  const argv = [
    'docker',
    'create',
    '--pull=never',
    `--name=${lockName(plan.name)}`,
    ...lockLabels(wish, previous, link.world),
    emptyImage,
    'lock',
  ];
  const title = 'Take the lock';
  for (let tried = 1; ; tried++) {
    const finished = await link.world.run({ title, argv: argv as [string, ...string[]] });
    if (finished.exitCode === 0) return undefined;
    if (/already in use|Conflict/i.test(finished.stderr)) {
      const { lock } = await readState(plan, link);
      if (lock !== undefined) return lock;
      // It went in this moment.
    } else if (!/No such image/i.test(finished.stderr)) throw refusedOnHost(link, title, finished);
    if (tried === mostImports) throw refusedOnHost(link, title, finished);
    await must(link, {
      title: 'Make room for a lock',
      argv: ['docker', 'import', '-', emptyImage],
      stdin: emptyArchive,
    });
  }
}

function lockLabels({ plan, context }: LockWish, previous: string, world: World): string[] {
  const { runId = '', attempt = '1' } =
    /\/runs\/(?<runId>\d+)(?:\/attempts\/(?<attempt>\d+))?/.exec(context.runUrl)?.groups ?? {};
  const expires = new Date(world.time() + plan.lockSeconds * 1000).toISOString();
  const words = labelWords({
    name: plan.name,
    role: 'lock',
    owner: plan.owner,
    run: context.runUrl,
    repository: context.repository,
    runId,
    attempt,
    previous,
    expires,
  });
  return words.map((word) => `--label=${word}`);
}

/** Removes the lock of a run that is gone; false when it may be alive. By its id, so that nobody's new one goes. */
async function takeOver({ link, lock }: Abandoned, { token }: LockWish, world: World): Promise<boolean> {
  const { runId: id, attempt, repository } = lock;
  const state = await readRunState({ repository, id, attempt }, token, world);
  const expired = !(lock.expires > world.time());
  if (state.kind !== 'ended' && !expired) return false;
  const why = state.kind === 'ended' ? 'has ended' : 'has had its time';
  world.log.line(`Took over the lock of ${link.host.label}: ${lock.run || lock.owner} ${why} without giving it back`);
  await must(link, { title: 'Take over a lock', argv: ['docker', 'container', 'rm', '--force', '--volumes', lock.id] });
  return true;
}

/** Gives back what is this run's, and nobody else's. Gives what could not be given back, one sentence each. */
export async function unlockAll(
  plan: Pick<DeployPlan, 'name' | 'owner'>,
  links: readonly Link[],
): Promise<readonly string[]> {
  const told = await Promise.all(links.map((link) => unlock(plan, link)));
  return told.flat();
}

async function unlock({ name, owner }: Pick<DeployPlan, 'name' | 'owner'>, link: Link): Promise<string[]> {
  const over = { ...link, world: persistent(link.world) };
  try {
    await link.open(over.world);
    const [nameLabel = '', ownerLabel = '', role = ''] = labelWords({ name, owner, role: 'lock' });
    const ids = await list([`label=${nameLabel}`, `label=${ownerLabel}`, `label=${role}`], over);
    if (ids.length > 0)
      await must(over, {
        title: 'Give back the lock',
        argv: ['docker', 'container', 'rm', '--force', '--volumes', ...ids],
      });
    // Another run's lock may hang on it.
    await over.world.run({ title: 'Remove the empty image', argv: ['docker', 'image', 'rm', emptyImage] });
    return [];
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return [
      `The lock of ${link.host.label} is still there (${error.message}); it ends by itself, or with \`docker rm ${lockName(name)}\` on the host`,
    ];
  }
}
