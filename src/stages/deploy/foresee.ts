/** What a deploy would do, host by host; it looks and touches nothing. */
import { portGoesOver } from '../../plan/deploy-change.ts';
import type { HostPlan } from '../../report/deploy.ts';
import type { World } from '../../world/ports.ts';
import type { Fleet } from './fleet.ts';
import type { DeployWish } from './prepare.ts';
import { look, replacedOn, type Site } from './site.ts';
import { compareWithRunning, cureOf, type Newer, readRevision } from './stale.ts';

export interface Foreseen {
  readonly hosts: readonly HostPlan[];
  /** Sentences on what nobody can tell. */
  readonly unsure: readonly string[];
}

export async function foresee(wish: DeployWish, fleet: Fleet, world: World): Promise<Foreseen> {
  const { plan, settings, context, logins } = wish;
  const sites = await look(plan, settings, fleet.reached);
  const replaced = replacedOn(sites);
  // What is not built yet will be of this commit.
  const readOurs = async () => (plan.image === undefined ? context.revision : readRevision(plan, logins, world));
  const revision = replaced.length === 0 ? '' : await readOurs();
  const { newer, unsure } = await compareWithRunning({ ...wish, revision }, replaced, world);
  const told = (site: Site): HostPlan => {
    const host = site.link.host.label;
    const one = newer.find((other) => other.host === host);
    return {
      host,
      decided: one === undefined ? site.decided : refusedFor(one),
      portGoesOver: portGoesOver(plan, site.state),
    };
  };
  return { hosts: sites.map(told), unsure };
}

function refusedFor(newer: Newer): HostPlan['decided'] {
  return { kind: 'refused', because: newer.because, cure: cureOf(newer) };
}
