/** Deploys to all hosts, or leaves all as they were. */
import { CancelError, ToolError } from '../../errors.ts';
import type { DeployedImage, DeployOutcome, DeployPlan, HostResult } from '../../model/deploy.ts';
import { deployedLine, deployVerdict, leftHostLine, unchangedHostLine } from '../../report/deploy.ts';
import { counted } from '../../report/text.ts';
import type { World } from '../../world/ports.ts';
import { isCommit } from '../git.ts';
import { exchange } from './exchange.ts';
import { failure } from './failure.ts';
import type { Fleet, Unreached } from './fleet.ts';
import type { Link } from './link.ts';
import { lockAll, unlockAll } from './lock.ts';
import { type DeployWish, type Prepared, prepare, refuseStale } from './prepare.ts';
import { prune } from './prune.ts';
import { closeRecord, leftRecord, openRecord, type RecordEnding, type Recorded } from './record.ts';
import { repair } from './repair.ts';
import { type Changing, isChanging, leftAlone, look, needsLock, refuseBarred, type Site, unavailable } from './site.ts';
import { HostError, together } from './together.ts';

/** How often the hosts may have changed between looking and locking. */
const mostLooks = 5;

/** Rejects with a ToolError that says of every host what runs there; by then all are as they were, as far as could be. */
export async function deploy(wish: DeployWish, fleet: Fleet, world: World): Promise<DeployOutcome> {
  const start = world.now();
  const { plan, aim } = wish;
  const sites = await look(plan, aim, fleet.reached);
  refuseBarred(sites);
  const done = ({ hosts, ...worked }: Worked): DeployOutcome => ({
    plan,
    hosts: [...hosts, ...fleet.unreached.map(unavailable)],
    ...worked,
    seconds: (world.now() - start) / 1000,
  });
  if (!sites.some(needsLock)) {
    world.remember('deploy', '');
    for (const line of unchangedLines(sites)) world.log.line(line);
    return done({ ...nothingNew, hosts: sites.map(leftAlone) });
  }
  // Once more under the lock; but who comes too late need not wait for it.
  const { hosts: found } = done({ ...nothingNew, hosts: sites.map(leftAlone) });
  const { revision } = await refuseStale(wish, sites.filter(isChanging), found, world);
  const open = async ({ images, kept }: Shown) => {
    const references = images.map(({ reference }) => reference);
    const told = { ...recordWish(plan), commit: commitOf(images), references, kept };
    const made = await openRecord(told, wish.context, wish.token, world);
    if (made.kind === 'made') world.remember('deployment', leftRecord(made, plan.url, wish.context));
    return made;
  };
  const expected = { images: imagesToRun(plan, revision, sites.filter(isChanging)), kept: keptOn(sites) };
  let recorded = await open(expected);
  const close = async (ending: Omit<RecordEnding, 'url'>) => {
    await closeRecord(recorded, { ...ending, url: plan.url }, wish.context, wish.token, world);
    if (recorded.kind === 'made') world.remember('deployment', '');
  };
  try {
    const { sites: locked, ...worked } = await underLock(wish, sites, fleet.unreached, world);
    const outcome = done({ ...worked, notes: [...worked.notes, ...recordNotes(plan, recorded)] });
    const brought = plan.action === 'rollback' ? outcome.images : locked.some(runsImage(plan)) ? expected.images : [];
    const shown = { images: brought, kept: keptOn(locked) };
    // What hosts have is known for sure under the lock, and a deployment at GitHub cannot be changed.
    if (!isSame(shown, expected)) {
      const where = shown.images.length === 0 ? 'log' : 'next deployment';
      await close({ state: 'error', description: `The hosts have changed meanwhile; see the ${where}` });
      // Whoever brought what runs now has a deployment of it, which this one would replace.
      if (shown.images.length === 0) return outcome;
      recorded = await open(shown);
    }
    await close({ state: 'success', description: deployVerdict(outcome) });
    return outcome;
  } catch (error) {
    await close(endingOf(error));
    throw error;
  }
}

function endingOf(error: unknown): Omit<RecordEnding, 'url'> {
  if (error instanceof CancelError) return { state: 'error', description: 'Cancelled' };
  const states = error instanceof ToolError ? error.hosts.map(({ state }) => state) : [];
  const lost = states.filter((state) => state === 'unknown').length;
  if (lost > 0) return { state: 'failure', description: `${counted(lost, 'host')} could not be put back; see the log` };
  const back = states.includes('rolled back');
  return {
    state: 'failure',
    description: back ? 'Every host was put back; see the log' : 'Nothing was switched; see the log',
  };
}

function recordWish({ githubEnvironment: environment, url, action: task }: DeployPlan) {
  return { environment, url, task };
}

/** What hosts go on to run that a rebuild leaves: for GitHub its deployment is replaced by that of the others. */
function keptOn(sites: readonly Site[]): readonly string[] {
  const kept = sites.flatMap(({ decided }) => (decided.kind === 'left' ? decided.from.reference : []));
  return [...new Set(kept)];
}

/** Also where nothing is left to change but what a lost run has left. */
function imagesToRun(plan: DeployPlan, revision: string, changing: readonly Changing[]): readonly DeployedImage[] {
  const { image } = plan;
  return image === undefined ? imagesOf(plan, { revision }, changing) : [{ reference: image.reference, revision }];
}

/** That the images are all of: not this run's for sure, since a digest may be older and a way back leads to older ones. */
function commitOf(images: readonly DeployedImage[]): string | undefined {
  const [revision, ...others] = [...new Set(images.map((image) => image.revision))];
  return revision !== undefined && isCommit(revision) && others.length === 0 ? revision : undefined;
}

/** What a deployment at GitHub names. */
interface Shown {
  readonly images: readonly DeployedImage[];
  readonly kept: readonly string[];
}

/** Whether a host has the image when the deploy is green. */
function runsImage({ image }: DeployPlan): (site: Site) => boolean {
  return ({ decided }) => decided.kind !== 'left' || decided.from.digest === image?.digest;
}

function isSame(one: Shown, other: Shown): boolean {
  const told = ({ images, kept }: Shown) => JSON.stringify([images.map(({ reference }) => reference), kept]);
  return told(one) === told(other);
}

function recordNotes({ githubEnvironment }: DeployPlan, recorded: Recorded): string[] {
  return recorded.kind === 'skipped' && githubEnvironment !== undefined
    ? [`No deployment is recorded at GitHub: ${recorded.because}`]
    : [];
}

function unchangedLines(sites: readonly Site[]): string[] {
  return sites.flatMap(({ link, decided }) => {
    if (decided.kind === 'left') return [leftHostLine(link.host.label, decided.because)];
    return decided.kind === 'unchanged' ? [unchangedHostLine(link.host.label, decided.from)] : [];
  });
}

function keptLine({ host }: Link): (error: unknown) => readonly string[] {
  return (error) => [`Old containers stay on ${host.label}: ${error instanceof Error ? error.message : String(error)}`];
}

type Worked = Omit<DeployOutcome, 'plan' | 'seconds'>;

const nothingNew = { images: [], unsure: [], notes: [] } as const;

async function underLock(
  wish: DeployWish,
  first: readonly Site[],
  unreached: readonly Unreached[],
  world: World,
): Promise<Worked & { readonly sites: readonly Site[] }> {
  const { plan } = wish;
  const held = new Set<Link>();
  // Their lock stays for the end of the job, which tries once more to put them back.
  const stranded: Link[] = [];
  const unlock = async () => {
    const left = await unlockAll(plan, [...held]);
    if (left.length === 0 && stranded.length === 0) world.remember('deploy', '');
    return left;
  };
  try {
    const sites = await lockAndLook(wish, first, held, world);
    for (const line of unchangedLines(sites)) world.log.line(line);
    const changing = sites.filter(isChanging);
    const worked = await change({ ...wish, sites, unreached, stranded }, changing, world);
    // All of them serve by now, and nothing that is left undone here may take that back.
    const pruned = await Promise.all(changing.map(({ link }) => prune(plan, link).catch(keptLine(link))));
    return { ...worked, sites, notes: [...worked.notes, ...pruned.flat(), ...(await unlock())] };
  } catch (error) {
    // The job's end goes by the lock, and nobody else may come before it.
    for (const link of stranded) held.delete(link);
    for (const line of await unlock()) world.log.line(line);
    throw error;
  }
}

/** What was seen before the lock may be over: the lock says what will be put back, so the two have to agree. */
async function lockAndLook(
  wish: DeployWish,
  first: readonly Site[],
  held: Set<Link>,
  world: World,
): Promise<readonly Site[]> {
  const { plan, aim } = wish;
  let seen = first;
  for (let looked = 1; ; looked++) {
    const targets = seen.filter(needsLock).map(({ link, state }) => ({ link, previous: state.current?.id ?? '' }));
    for (const { link } of targets) held.add(link);
    await lockAll(wish, targets, world);
    const locked = await look(plan, aim, seen);
    const broken = locked.filter(({ link, state }) => held.has(link) && state.abandoned.length > 0);
    await Promise.all(broken.map((site) => repair(plan, site, world)));
    const now = broken.length === 0 ? locked : await look(plan, aim, seen);
    refuseBarred(now);
    const moved = now.some((site) => {
      const target = targets.find(({ link }) => link === site.link);
      if (target === undefined) return needsLock(site);
      return target.previous !== (site.state.current?.id ?? '');
    });
    if (!moved) return now;
    await unlockAll(plan, [...held]);
    held.clear();
    if (looked === mostLooks)
      throw new ToolError('Not deployed: the hosts change all the time', { cure: 'see who else deploys there' });
    seen = now;
  }
}

interface Change extends DeployWish {
  readonly sites: readonly Site[];
  readonly unreached: readonly Unreached[];
  /** Gets the hosts that could not be put back. */
  readonly stranded: Link[];
}

async function change(wish: Change, changing: readonly Changing[], world: World): Promise<Worked> {
  const { plan, sites } = wish;
  const touched: Changing[] = [];
  const results = new Map<Site, HostResult>();
  let pulled: Prepared['pulled'] = new Map();
  let prepared: Prepared;
  try {
    prepared = await prepare(wish, changing, world);
    pulled = prepared.pulled;
    for (const group of groups(changing, plan.parallel)) {
      touched.push(...group);
      await together(group, async (site, link) => {
        const result = await exchange(wish, site, prepared, link);
        results.set(site, result);
        world.log.line(deployedLine(plan, result));
      });
    }
  } catch (error) {
    const [cause, where] = error instanceof HostError ? [error.cause, error.site.link.host.label] : [error, undefined];
    const { error: told, stranded } = await failure({ ...wish, cause, where, touched, prepared: pulled }, world);
    wish.stranded.push(...stranded);
    throw told;
  }
  const hosts = sites.map((site) => results.get(site) ?? leftAlone(site));
  return { hosts, images: imagesOf(plan, prepared, changing), unsure: prepared.unsure, notes: [] };
}

/** One, but for a way back that leads to several. */
function imagesOf(
  { image }: DeployPlan,
  { revision }: Pick<Prepared, 'revision'>,
  changing: readonly Changing[],
): readonly DeployedImage[] {
  const images = changing.flatMap(({ decided: { target } }): DeployedImage[] => {
    if (target !== undefined) return [{ reference: target.reference, revision: target.revision }];
    return image === undefined ? [] : [{ reference: image.reference, revision }];
  });
  return images.filter((one, index) => images.findIndex(({ reference }) => reference === one.reference) === index);
}

function groups<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
