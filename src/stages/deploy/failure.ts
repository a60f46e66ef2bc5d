/** When a deploy fails on a host: every host that was touched goes back, and the report says what runs where. */
import { CancelError, ToolError } from '../../errors.ts';
import type { DeployPlan, HostResult } from '../../model.ts';
import { shortDigest } from '../../plan/names.ts';
import { hostLines, putBackLine } from '../../report/deploy.ts';
import { listed } from '../../report/text.ts';
import type { World } from '../../world/ports.ts';
import { forget, type Pulled } from './pull.ts';
import { putBack } from './put-back.ts';
import { type Changing, nothing, type Site, untouched } from './site.ts';
import { readStranded } from './stranded.ts';

export interface Failure {
  readonly plan: DeployPlan;
  readonly cause: unknown;
  /** The host that it is of, if it is of one. */
  readonly where: string | undefined;
  readonly sites: readonly Site[];
  readonly touched: readonly Changing[];
  readonly prepared: ReadonlyMap<Changing, Pulled>;
}

/** A cancelled run has some seconds; what is not healthy by then is so later, or the post step sees to it. */
const cancelledHealthSeconds = 2;

/** Gives the error to throw. */
export async function failure(wish: Failure, world: World): Promise<unknown> {
  const { plan, cause, where, sites, touched, prepared } = wish;
  const cancelled = cause instanceof CancelError;
  const healthSeconds = cancelled ? cancelledHealthSeconds : plan.health.timeoutSeconds;
  const results = new Map<Site, HostResult>();
  await Promise.all(touched.map(async (site) => results.set(site, await goBack(plan, site, healthSeconds, world))));
  const brought = [...prepared].filter(([, { known }]) => !known);
  await Promise.all(brought.map(([{ link }]) => forget(plan.image?.reference ?? '', link).catch(() => undefined)));
  const hosts = sites.map(
    (site) => results.get(site) ?? untouched(site, site.decided.kind === 'unchanged' ? 'unchanged' : 'untouched'),
  );
  if (cancelled) {
    for (const line of hostLines(hosts)) world.log.line(line);
    return cause;
  }
  if (!(cause instanceof ToolError)) return cause;
  const digest = plan.image?.digest;
  const what = digest === undefined ? 'Rollback' : `Deploy of ${shortDigest(digest)}`;
  const place = where === undefined ? '' : ` on ${where}`;
  return new ToolError(`${what} failed${place}: ${cause.message.replace(`${where} `, '')}`, {
    cure: [cause.cure, endState(hosts), again(plan)].filter((part) => part !== undefined && part !== '').join('. '),
    tail: cause.tail,
    hosts,
    cause,
  });
}

async function goBack(plan: DeployPlan, site: Changing, healthSeconds: number, world: World): Promise<HostResult> {
  const { link, decided } = site;
  const start = world.now();
  const { from } = decided;
  const host = link.host.label;
  try {
    const back = await putBack({ plan, owner: plan.owner, previous: from?.id ?? '', healthSeconds }, link);
    world.log.line(putBackLine(host, back));
    const seconds = (world.now() - start) / 1000;
    return {
      ...nothing,
      host,
      state: 'rolled back',
      from: plan.image?.digest,
      to: from?.digest,
      health: back.health,
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
  const digests = [...new Set(hosts.map(({ to }) => to))];
  const [digest] = digests;
  if (digests.length > 1) return 'Every host runs what it ran before';
  return digest === undefined
    ? 'No host runs anything of this name, as before'
    : `Every host runs ${shortDigest(digest)}`;
}

function again({ image, action }: DeployPlan): string {
  return action === 'rollback' || image === undefined
    ? ''
    : `Try the same image again: \`stage: deploy\` with \`image: ${image.reference}\``;
}
