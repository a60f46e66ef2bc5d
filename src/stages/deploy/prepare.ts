/** What comes before anything is switched: the comparison with what runs, the pull, the migration. */
import type { DeployPlan, HostResult } from '../../model/deploy.ts';
import type { Context } from '../../model/event.ts';
import type { Login, Secret } from '../../model/inputs.ts';
import type { Aim } from '../../plan/deploy/change.ts';
import { migratedLine, pulledLine } from '../../report/deploy.ts';
import type { World } from '../../world/ports.ts';
import { checkFit, readWanted } from './fit.ts';
import { migrate } from './migrate.ts';
import { prepareProxy } from './proxy.ts';
import { forget, type Pulled, pull } from './pull.ts';
import { type Changing, replacedOn } from './site.ts';
import { type Comparison, compareWithRunning, readRevision, refuseNewer } from './stale.ts';

export interface DeployWish {
  readonly plan: DeployPlan;
  readonly context: Context;
  readonly logins: readonly Login[];
  readonly token: Secret | undefined;
  readonly aim: Aim;
}

export interface Prepared extends Pick<Comparison, 'unsure'> {
  /** Commit of the image; empty when it names none. */
  readonly revision: string;
  readonly pulled: ReadonlyMap<Changing, Pulled>;
}

export interface Compared extends Pick<Comparison, 'unsure'> {
  /** The commit of the image. */
  readonly revision: string;
}

/** Rejects when a host runs a newer commit; `hosts` is what is told of all of them then. */
export async function refuseStale(
  wish: DeployWish,
  changing: readonly Changing[],
  hosts: readonly HostResult[],
  world: World,
): Promise<Compared> {
  const { plan, logins } = wish;
  const revision = await readRevision(plan, logins, world);
  const { newer, unsure } = await compareWithRunning({ ...wish, revision }, replacedOn(changing), world);
  refuseNewer(newer, hosts);
  return { revision, unsure };
}

/** Everything that can be done before anything is switched. What it brought goes again when it fails. */
export async function prepare(wish: DeployWish, changing: readonly Changing[], world: World): Promise<Prepared> {
  const { plan, logins } = wish;
  const { image } = plan;
  if (plan.action === 'rollback' || image === undefined || changing.length === 0)
    return { revision: '', pulled: new Map(), unsure: [] };
  const { revision, unsure } = await refuseStale(wish, changing, [], world);
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
    const fresh = changing.filter((site) => pulled.get(site)?.known === false).map(({ link }) => link.host.label);
    if (fresh.length > 0) world.log.line(pulledLine(image.digest ?? '', fresh, (world.now() - start) / 1000));
    await Promise.all(changing.map(({ link }) => prepareProxy(plan, link)));
    const [first] = changing;
    if (plan.migrate !== undefined && first !== undefined) {
      const seconds = await migrate(plan, image.reference, first.link);
      world.log.line(migratedLine(plan.migrate.text, first.link.host.label, seconds));
    }
    return { revision, pulled, unsure };
  } catch (error) {
    await Promise.all(
      [...pulled]
        .filter(([, { known }]) => !known)
        .map(([{ link }]) => forget(image.reference, link).catch(() => undefined)),
    );
    throw error;
  }
}
