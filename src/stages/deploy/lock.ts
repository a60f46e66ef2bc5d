/**
 * One deploy at a time on a host. The lock is a container that is never started: its name is exclusive in the engine, so
 * that taking it is one step, and its labels say whose it is and until when.
 */
import { ToolError } from '../../errors.ts';
import type { DeployPlan } from '../../model/deploy.ts';
import type { Context } from '../../model/event.ts';
import type { Secret } from '../../model/inputs.ts';
import { labelWords } from '../../plan/deploy/labels.ts';
import { abandonedName, lockName } from '../../plan/deploy/names.ts';
import { listed, shown } from '../../report/text.ts';
import type { World } from '../../world/ports.ts';
import { must, refusedOnHost } from './docker.ts';
import { persistent } from './host-world.ts';
import type { Link } from './link.ts';
import { type RunState, readRunState } from './run-state.ts';
import { type LockState, list, readState } from './state.ts';

/** Without its tag, which is the owner: of two imports at once by one name, the first would stay without any. */
const emptyImage = 'slipway.invalid/lock';
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

/** A lock that somebody else holds. */
interface Held {
  readonly link: Link;
  readonly lock: LockState;
}

/** By a run that may go on. */
interface Live extends Held {
  readonly state: RunState;
}

/**
 * Takes the lock of every host, or of none: whoever held some and waited for others could wait for ever. A lock of a run
 * that has ended is taken from it, aloud, and stays on the host under another name until what the run has left is put
 * back. For a live one it waits, and rejects when that takes too long.
 */
export async function lockAll(wish: LockWish, targets: readonly LockTarget[], world: World): Promise<void> {
  const { lockWaitSeconds } = wish.plan;
  const start = world.now();
  const told = new Set<string>();
  for (let tried = 0; ; tried++) {
    const tries = await Promise.all(targets.map(async (one) => ({ ...one, lock: await lockOne(wish, one) })));
    const held = tries.flatMap(({ link, lock }) => (lock === undefined ? [] : [{ link, lock }]));
    if (held.length === 0) return;
    await unlockAll(
      wish.plan,
      tries.filter(({ lock }) => lock === undefined).map(({ link }) => link),
    );
    if (held.length < tries.length) refuseTwins(held, wish);
    const live: Live[] = [];
    for (const one of held) {
      const state = await stateOf(one, wish, world);
      if (state.kind !== 'ended' && one.lock.expires > world.time()) live.push({ ...one, state });
      else await takeOver(one, wish, state, world);
    }
    const [first] = live;
    if (first === undefined) continue;
    const waited = (world.now() - start) / 1000;
    if (waited >= lockWaitSeconds) throw lockedError(first, wish);
    if (!told.has(first.lock.id)) world.log.line(waitingLine(first, lockWaitSeconds - waited));
    told.add(first.lock.id);
    await world.pause(
      Math.min(pollSeconds.first * 2 ** Math.min(tried, 3), pollSeconds.longest) * 1000 * (1 + world.random() / 4),
    );
  }
}

/** This run has just locked what is locked by this run: two of its hosts are one. Nobody would ever give it back. */
function refuseTwins(held: readonly Held[], { plan }: LockWish): void {
  const twins = held.filter(({ lock }) => lock.owner === plan.owner).map(({ link }) => link.host.label);
  if (twins.length === 0) return;
  throw new ToolError(`Not deployed: ${listed(twins)} has the same Docker engine as another of the hosts`, {
    cure: 'name each machine once in `deploy-hosts`; nothing was touched',
  });
}

function waitingLine({ link, lock }: Held, seconds: number): string {
  return shown(
    `Waiting for ${link.host.label}, where ${lock.run || lock.owner} deploys, for at most ${Math.ceil(seconds)} s`,
  );
}

function lockedError({ link, lock, state }: Live, { plan }: LockWish): ToolError {
  const whose = `${link.host.label} is locked by ${lock.run || lock.owner}`;
  const until = new Date(lock.expires).toISOString();
  return new ToolError(shown(`${whose}, which did not end in ${plan.lockWaitSeconds} s`), {
    cure:
      state.kind === 'unknown'
        ? `nobody can say whether it still goes on (${state.because}). Its lock ends at ${until}; when you know that it is over, \`docker rm ${lockName(plan.name)}\` on the host ends it now`
        : 'wait for it, or make `deploy-lock-wait` longer; a lock whose run has ended is taken over by itself',
  });
}

/** Gives the lock of whoever was first; undefined when it is ours. */
async function lockOne(wish: LockWish, { link, previous }: LockTarget): Promise<LockState | undefined> {
  const { plan } = wish;
  const image = emptyImageOf(plan.owner);
  const argv = [
    'docker',
    'create',
    '--pull=never',
    `--name=${lockName(plan.name)}`,
    ...lockLabels(wish, previous, link.world),
    image,
    'lock',
  ];
  const title = 'Take the lock';
  for (let tried = 1; ; tried++) {
    // A cancel in the middle would leave nobody knowing whether there is one.
    const watch = { evenWhenCancelled: true };
    const finished = await link.world.run({ title, argv: argv as [string, ...string[]] }, watch);
    if (finished.exitCode === 0) return undefined;
    if (/already in use|Conflict/i.test(finished.stderr)) {
      const { lock } = await readState(plan, link);
      if (lock !== undefined) return lock;
      // It went in this moment.
    } else if (!/No such image/i.test(finished.stderr)) throw refusedOnHost(link, title, finished);
    if (tried === mostImports) throw refusedOnHost(link, title, finished);
    await must(link, {
      title: 'Make room for a lock',
      argv: ['docker', 'import', '-', image],
      stdin: emptyArchive,
    });
  }
}

/** An image with nothing in it, since a container must have one; it goes with the lock. */
function emptyImageOf(owner: string): string {
  return `${emptyImage}:${owner}`;
}

/** The lock of this owner is gone already. */
export async function removeEmptyImage(owner: string, { world }: Link): Promise<void> {
  await world.run({ title: 'Remove the empty image', argv: ['docker', 'image', 'rm', emptyImageOf(owner)] });
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

function stateOf({ lock }: Held, { token }: LockWish, world: World): Promise<RunState> {
  const { runId: id, attempt, repository } = lock;
  return readRunState({ repository, id, attempt }, token, world);
}

/** By its id, so that nobody's new one goes. Of several runs that try, one does it. */
async function takeOver({ link, lock }: Held, { plan }: LockWish, state: RunState, world: World): Promise<void> {
  const title = 'Take over a lock';
  const argv = ['docker', 'container', 'rename', lock.id, abandonedName(plan.name, lock.owner)] as const;
  const finished = await link.world.run({ title, argv });
  if (finished.exitCode !== 0) {
    if (/No such container|same name|already in use/i.test(finished.stderr)) return;
    throw refusedOnHost(link, title, finished);
  }
  const why = state.kind === 'ended' ? 'has ended' : 'has had its time';
  world.log.line(
    shown(`Took over the lock of ${link.host.label}: ${lock.run || lock.owner} ${why} without giving it back`),
  );
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
    await removeEmptyImage(owner, over);
    return [];
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return [
      `The lock of ${link.host.label} is still there (${error.message}); it ends by itself, or with \`docker rm ${lockName(name)}\` on the host`,
    ];
  }
}
