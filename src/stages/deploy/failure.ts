/** When a deploy fails on a host: every host that was touched goes back, and the report says what runs where. */
import { CancelError, ToolError } from '../../errors.ts';
import type { DeployPlan, HostResult } from '../../model/deploy.ts';
import { shortDigest } from '../../plan/names.ts';
import { failedLine, hostLines, laterLine, putBackLine } from '../../report/deploy.ts';
import { listed } from '../../report/text.ts';
import type { World } from '../../world/ports.ts';
import { isBroken, whyOnHost } from './docker.ts';
import type { Unreached } from './fleet.ts';
import type { Link } from './link.ts';
import { forget, type Pulled } from './pull.ts';
import { putBack } from './put-back.ts';
import { type Changing, leftAlone, nothing, type Site, unavailable } from './site.ts';
import { readStranded } from './stranded.ts';

export interface Failure {
  readonly plan: DeployPlan;
  readonly cause: unknown;
  /** The host that it is of, if it is of one. */
  readonly where: string | undefined;
  readonly sites: readonly Site[];
  /** Those that were left out from the beginning. */
  readonly unreached: readonly Unreached[];
  readonly touched: readonly Changing[];
  readonly prepared: ReadonlyMap<Changing, Pulled>;
}

export interface Failed {
  /** To be thrown. */
  readonly error: unknown;
  /** Where nothing could be put back. */
  readonly stranded: readonly Link[];
}

/** A cancelled run has some seconds; what is not healthy by then is so later, or the post step sees to it. */
const cancelledHealthSeconds = 2;

export async function failure(wish: Failure, world: World): Promise<Failed> {
  const { plan, cause, where, sites, unreached, touched, prepared } = wish;
  const cancelled = cause instanceof CancelError;
  const atMostSeconds = cancelled ? cancelledHealthSeconds : undefined;
  const results = new Map<Site, HostResult>();
  if (where !== undefined && touched.length > 0 && cause instanceof ToolError)
    world.log.line(failedLine(where, reasonOf(cause, where)));
  await Promise.all(touched.map(async (site) => results.set(site, await goBack(wish, site, atMostSeconds, world))));
  const brought = [...prepared].filter(([, { known }]) => !known);
  await Promise.all(brought.map(([{ link }]) => forget(plan.image?.reference ?? '', link).catch(() => undefined)));
  const stranded = touched.filter((site) => results.get(site)?.state === 'unknown').map(({ link }) => link);
  const hosts = [...sites.map((site) => results.get(site) ?? leftAlone(site)), ...unreached.map(unavailable)];
  if (cancelled) {
    // Nobody should do by hand what the job's end is about to do.
    for (const line of hostLines(hosts.map((host) => ({ ...host, mend: [] })))) world.log.line(line);
    if (stranded.length > 0) world.log.line(laterLine(stranded.map(({ host }) => host.label)));
    return { error: cause, stranded };
  }
  return { error: cause instanceof ToolError ? told(wish, cause, hosts) : cause, stranded };
}

function told({ plan, where, touched }: Failure, cause: ToolError, hosts: readonly HostResult[]): ToolError {
  const { why, cure } = isBroken(cause.message) ? whyOnHost(cause.message) : { why: cause.message, cure: cause.cure };
  const digest = plan.image?.digest;
  const what = digest === undefined ? 'Rollback' : `Deploy of ${shortDigest(digest)}`;
  const place = where === undefined ? '' : ` on ${where}`;
  // What fails before anything is switched names its host itself.
  const message = touched.length === 0 ? why : `${what} failed${place}: ${reasonOf(cause, where)}`;
  const passing = isBroken(cause.message) ? again(plan) : '';
  return new ToolError(message, {
    cure: [cure, endState(hosts), passing].filter((part) => part !== undefined && part !== '').join('. '),
    tail: cause.tail,
    hosts,
    cause,
  });
}

/** Without the host, which is named beside it. */
function reasonOf({ message }: ToolError, where: string | undefined): string {
  const { why } = isBroken(message) ? whyOnHost(message) : { why: message };
  return why.replace(`${where} `, '');
}

async function goBack(
  { plan, cause, where }: Failure,
  site: Changing,
  atMostSeconds: number | undefined,
  world: World,
): Promise<HostResult> {
  const { link, decided } = site;
  const start = world.now();
  const { from } = decided;
  const host = link.host.label;
  try {
    const back = await putBack({ plan, owner: plan.owner, previous: from?.id ?? '', atMostSeconds }, link);
    world.log.line(putBackLine(host, back));
    const seconds = (world.now() - start) / 1000;
    return {
      ...nothing,
      host,
      state: 'rolled back',
      from: from?.digest,
      to: from?.digest,
      health: back.health,
      ...(host === where && cause instanceof ToolError && { failed: true }),
      seconds,
    };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const { runs, words, mend } = await readStranded(plan, from, plan.owner, link);
    const why = error.message.replace(`${host} `, '');
    return { ...nothing, host, state: 'unknown', from: from?.digest, to: runs, health: `${why}; ${words}`, mend };
  }
}

/** `Every host runs 5c0e91d2ab77`, when that is so. */
function endState(hosts: readonly HostResult[]): string {
  const lost = hosts.filter(({ state }) => state === 'unknown').map(({ host }) => host);
  if (lost.length > 0) return `Mend ${listed(lost)} by hand: the commands are below`;
  const reached = hosts.filter(({ state }) => state !== 'unavailable');
  const every = reached.length === hosts.length ? 'Every host' : 'Every host that was reached';
  const digests = [...new Set(reached.map(({ to }) => to))];
  const [digest] = digests;
  if (digests.length > 1) return `${every} runs what it ran before`;
  return digest === undefined
    ? 'No host runs anything of this name, as before'
    : `${every} runs ${shortDigest(digest)}, as before`;
}

function again({ image, action }: DeployPlan): string {
  return action === 'rollback' || image === undefined
    ? ''
    : `Try the same image again: \`stage: deploy\` with \`image: ${image.reference}\``;
}
