/** A host with what is on it and what is to be done there. */
import { ToolError } from '../../errors.ts';
import type { DeployPlan, HostResult } from '../../model/deploy.ts';
import { type Aim, type Decided, decide } from '../../plan/deploy/change.ts';
import type { Reached, Unreached } from './fleet.ts';
import type { Running } from './stale.ts';
import { type HostState, readState } from './state.ts';

export interface Site extends Reached {
  readonly state: HostState;
  readonly decided: Decided;
}

/** A site that is to be changed. */
export type Changing = Site & { readonly decided: Extract<Decided, { kind: 'switch' }> };

/** Reads every host, side by side; touches nothing. */
export function look(plan: DeployPlan, aim: Aim, reached: readonly Reached[]): Promise<readonly Site[]> {
  return Promise.all(
    reached.map(async (one) => {
      const state = await readState(plan, one.link);
      return { ...one, state, decided: decide(plan, state, aim) };
    }),
  );
}

export function isChanging(site: Site): site is Changing {
  return site.decided.kind === 'switch';
}

/** What is to be replaced, host by host. */
export function replacedOn(sites: readonly Site[]): Running[] {
  return sites
    .filter(isChanging)
    .flatMap(({ link, decided: { from } }) => (from === undefined ? [] : [{ host: link.host.label, from }]));
}

/** Also what is as it should be, when somebody may be changing it or has left it in the middle. */
export function needsLock(site: Site): boolean {
  if (site.decided.kind === 'left' && site.decided.has === 'another') return false;
  return isChanging(site) || site.state.lock !== undefined || site.state.abandoned.length > 0;
}

/** Rejects with a ToolError that names every host on which something bars the way. */
export function refuseBarred(sites: readonly Site[]): void {
  const barred = sites.flatMap(({ link, decided }) =>
    decided.kind === 'refused' ? [{ host: link.host.label, ...decided }] : [],
  );
  const [first, ...others] = barred;
  if (first === undefined) return;
  const more = others.map(
    ({ host, because, cure }) => `on ${host}: it ${because}${cure === first.cure ? '' : `; ${cure}`}`,
  );
  throw new ToolError(`Not deployed: ${first.host} ${first.because}`, { cure: [first.cure, ...more].join('\n') });
}

/** A host on which nothing was done. */
export function untouched({ link, state }: Site, kind: 'untouched' | 'unchanged'): HostResult {
  const digest = state.current?.digest;
  const health = state.current?.running === true ? (state.current.health ?? 'running') : 'not running';
  return { ...nothing, host: link.host.label, state: kind, from: digest, to: digest, health };
}

/** The same, of one on which nothing was to be done or nothing came to be done. */
export function leftAlone(site: Site): HostResult {
  return untouched(site, ['unchanged', 'left'].includes(site.decided.kind) ? 'unchanged' : 'untouched');
}

export function unavailable({ host, error }: Unreached): HostResult {
  return { ...nothing, host, state: 'unavailable', from: undefined, to: undefined, health: error.message };
}

/** What no host has that was not switched. */
export const nothing = { seconds: 0, gapSeconds: undefined, mend: [] } as const;
