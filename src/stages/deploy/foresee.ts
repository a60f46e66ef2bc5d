/** What a deploy would do, host by host; it looks and touches nothing. */
import { portGoesOver } from '../../plan/deploy/change.ts';
import type { HostPlan } from '../../report/deploy.ts';
import type { World } from '../../world/ports.ts';
import type { Fleet } from './fleet.ts';
import type { DeployWish } from './prepare.ts';
import { look, replacedOn, type Site } from './site.ts';
import { compareWithRunning, cureOf, type Newer, readRevisionToBe } from './stale.ts';

export interface Foreseen {
  readonly hosts: readonly HostPlan[];
  /** Sentences on what nobody can tell. */
  readonly unsure: readonly string[];
}

export async function foresee(wish: DeployWish, fleet: Fleet, world: World): Promise<Foreseen> {
  const { plan, aim } = wish;
  const sites = await look(plan, aim, fleet.reached);
  const revision = await readRevisionToBe(wish, world);
  const { newer, unsure } = await compareWithRunning({ ...wish, revision }, replacedOn(sites), world);
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
