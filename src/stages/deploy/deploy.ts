/** Deploys to all hosts, or leaves all as they were. */
import { CancelError, ToolError } from '../../errors.ts';
import type { Context, DeployOutcome, DeployPlan, HostResult, Login, Secret } from '../../model.ts';
import {
  deployedLine,
  deployVerdict,
  migratedLine,
  pulledLine,
  putBackLine,
  unchangedHostLine,
} from '../../report/deploy.ts';
import type { World } from '../../world/ports.ts';
import { exchange, type Prepared } from './exchange.ts';
import { failure } from './failure.ts';
import { checkFit, readWanted } from './fit.ts';
import type { Fleet } from './fleet.ts';
import { lockAll, unlockAll } from './lock.ts';
import { migrate } from './migrate.ts';
import { prepareProxy } from './proxy.ts';
import { prune } from './prune.ts';
import { forget, type Pulled, pull } from './pull.ts';
import { putBack } from './put-back.ts';
import { closeRecord, openRecord, type Recorded } from './record.ts';
import { type Changing, isChanging, look, refuseBarred, type Site, unavailable, untouched } from './site.ts';
import { findNewer, readRevision, refuseNewer } from './stale.ts';

export interface DeployWish {
  readonly plan: DeployPlan;
  readonly context: Context;
  readonly logins: readonly Login[];
  readonly token: Secret | undefined;
  /** Fingerprint of everything but the image. */
  readonly settings: string;
}

/** How often the hosts may have changed between looking and locking. */
const mostLooks = 5;

/** Rejects with a ToolError that says of every host what runs there; by then all are as they were, as far as could be. */
export async function deploy(wish: DeployWish, fleet: Fleet, world: World): Promise<DeployOutcome> {
  const start = world.now();
  const { plan, settings } = wish;
  const sites = await look(plan, settings, fleet.reached);
  refuseBarred(sites);
  const done = (hosts: readonly HostResult[], notes: readonly string[]): DeployOutcome => ({
    plan,
    hosts: [...hosts, ...fleet.unreached.map(unavailable)],
    notes,
    seconds: (world.now() - start) / 1000,
  });
  if (!sites.some(isChanging)) {
    world.remember('deploy', '');
    for (const line of unchangedLines(sites)) world.log.line(line);
    return done(
      sites.map((site) => untouched(site, 'unchanged')),
      [],
    );
  }
  const recorded = await openRecord(recordWish(plan), wish.context, wish.token, world);
  try {
    const { hosts, notes } = await underLock(wish, sites, world);
    const outcome = done(hosts, [...notes, ...recordNotes(plan, recorded)]);
    await closeRecord(
      recorded,
      { state: 'success', description: deployVerdict(outcome), url: plan.url },
      wish.context,
      wish.token,
      world,
    );
    return outcome;
  } catch (error) {
    const state = error instanceof CancelError ? 'error' : 'failure';
    const description = error instanceof CancelError ? 'Cancelled' : 'Every host was put back; see the log';
    await closeRecord(recorded, { state, description, url: plan.url }, wish.context, wish.token, world);
    throw error;
  }
}

function recordWish(plan: DeployPlan) {
  const { githubEnvironment: environment, url, image, action: task } = plan;
  return { environment, url, digest: image?.digest ?? '', reference: image?.reference ?? plan.name, task };
}

function recordNotes({ githubEnvironment }: DeployPlan, recorded: Recorded): string[] {
  return recorded.kind === 'skipped' && githubEnvironment !== undefined
    ? [`No deployment is recorded at GitHub: ${recorded.because}`]
    : [];
}

function unchangedLines(sites: readonly Site[]): string[] {
  return sites.flatMap(({ link, decided }) =>
    decided.kind === 'unchanged' ? [unchangedHostLine(link.host.label, decided.from)] : [],
  );
}

interface Worked {
  readonly hosts: readonly HostResult[];
  readonly notes: readonly string[];
}

async function underLock(wish: DeployWish, first: readonly Site[], world: World): Promise<Worked> {
  const { plan } = wish;
  const links = first.filter(isChanging).map(({ link }) => link);
  try {
    const sites = await lockAndLook(wish, first, world);
    for (const line of unchangedLines(sites)) world.log.line(line);
    const changing = sites.filter(isChanging);
    const worked = await change(wish, sites, changing, world);
    const pruned = await Promise.all(changing.map(({ link }) => prune(plan, link)));
    const unlocked = await unlockAll(plan, links);
    if (unlocked.length === 0) world.remember('deploy', '');
    return { ...worked, notes: [...worked.notes, ...pruned.flat(), ...unlocked] };
  } catch (error) {
    const left = await unlockAll(plan, links);
    for (const line of left) world.log.line(line);
    if (left.length === 0) world.remember('deploy', '');
    throw error;
  }
}

/** What was seen before the lock may be over: the lock says what will be put back, so the two have to agree. */
async function lockAndLook(wish: DeployWish, first: readonly Site[], world: World): Promise<readonly Site[]> {
  const { plan, settings } = wish;
  let seen = first;
  for (let looked = 1; ; looked++) {
    const targets = seen.filter(isChanging).map(({ link, state }) => ({ link, previous: state.current?.id ?? '' }));
    const abandoned = await lockAll(wish, targets, world);
    for (const { link, lock } of abandoned) {
      const { previous, owner } = lock;
      const back = await putBack({ plan, owner, previous, healthSeconds: plan.health.timeoutSeconds }, link);
      if (back.changed) world.log.line(putBackLine(link.host.label, back));
    }
    const now = await look(plan, settings, seen);
    refuseBarred(now);
    const moved = now.some(({ link, state, decided }) => {
      const target = targets.find((one) => one.link === link);
      if (target === undefined) return decided.kind === 'switch';
      return target.previous !== (state.current?.id ?? '');
    });
    if (!moved) return now;
    await unlockAll(
      plan,
      targets.map(({ link }) => link),
    );
    if (looked === mostLooks)
      throw new ToolError('Not deployed: the hosts change all the time', { cure: 'see who else deploys there' });
    seen = now;
  }
}

async function change(
  wish: DeployWish,
  sites: readonly Site[],
  changing: readonly Changing[],
  world: World,
): Promise<Worked> {
  const { plan } = wish;
  const prepared = await prepare(wish, changing, world);
  const touched: Changing[] = [];
  const results = new Map<Site, HostResult>();
  try {
    for (const group of groups(changing, plan.parallel)) {
      touched.push(...group);
      const settled = await Promise.allSettled(
        group.map(async (site) => {
          const result = await exchange(wish, site, prepared, world);
          results.set(site, result);
          world.log.line(deployedLine(plan, result));
        }),
      );
      const index = settled.findIndex(({ status }) => status === 'rejected');
      const failed = settled[index];
      if (failed?.status === 'rejected') throw at(group[index], failed.reason);
    }
  } catch (error) {
    const cause = error instanceof Failed ? error.cause : error;
    const where = error instanceof Failed ? error.site.link.host.label : undefined;
    throw await failure({ plan, cause, where, sites, touched, prepared: prepared.pulled }, world);
  }
  const hosts = sites.map((site) => results.get(site) ?? untouched(site, 'unchanged'));
  return { hosts, notes: [] };
}

/** An error and the host that it is of. */
class Failed extends Error {
  readonly site: Changing;

  constructor(site: Changing, cause: unknown) {
    super('a host failed', { cause });
    this.site = site;
  }
}

function at(site: Changing | undefined, cause: unknown): unknown {
  return site === undefined ? cause : new Failed(site, cause);
}

function groups<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}

/** Everything that can be done before anything is switched. What it brought goes again when it fails. */
async function prepare(wish: DeployWish, changing: readonly Changing[], world: World): Promise<Prepared> {
  const { plan, logins } = wish;
  const { image } = plan;
  if (plan.action === 'rollback' || image === undefined || changing.length === 0)
    return { revision: '', pulled: new Map() };
  const revision = await readRevision(plan, logins, world);
  const running = changing.flatMap(({ link, decided }) =>
    decided.from === undefined ? [] : [{ host: link.host.label, from: decided.from }],
  );
  refuseNewer(await findNewer({ ...wish, revision }, running, world));
  const wanted = await readWanted(image, logins, world);
  await Promise.all(changing.map(({ link, engine }) => checkFit(plan, engine, wanted, link)));
  const pulled = new Map<Changing, Pulled>();
  try {
    const start = world.now();
    const pulls = await Promise.allSettled(
      changing.map(async (site) => pulled.set(site, await pull(image.reference, site.engine, site.link))),
    );
    const refused = pulls.find((one) => one.status === 'rejected');
    if (refused !== undefined) throw refused.reason;
    const fresh = [...pulled].filter(([, { known }]) => !known).map(([{ link }]) => link.host.label);
    if (fresh.length > 0) world.log.line(pulledLine(image.digest ?? '', fresh, (world.now() - start) / 1000));
    await Promise.all(changing.map(({ link }) => prepareProxy(plan, link)));
    const [first] = changing;
    if (plan.migrate !== undefined && first !== undefined) {
      const seconds = await migrate(plan, image.reference, first.link);
      world.log.line(migratedLine(plan.migrate.text, first.link.host.label, seconds));
    }
    return { revision, pulled };
  } catch (error) {
    await Promise.all(
      [...pulled]
        .filter(([, { known }]) => !known)
        .map(([{ link }]) => forget(image.reference, link).catch(() => undefined)),
    );
    throw error;
  }
}
