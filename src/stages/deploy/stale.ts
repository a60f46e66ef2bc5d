/** A deploy never goes backwards by accident: what runs is compared with what is to run, by the history of the repository. */
import { OvertakenError, ToolError } from '../../errors.ts';
import type { Deployed, DeployPlan, HostResult } from '../../model/deploy.ts';
import type { Context } from '../../model/event.ts';
import type { Login, Secret } from '../../model/inputs.ts';
import type { Ancestry, Tag } from '../../model/names.ts';
import { listed } from '../../report/text.ts';
import type { ShownState, World } from '../../world/ports.ts';
import { readAncestry } from '../ancestry.ts';
import { isCommit } from '../git.ts';
import { readShownSurely } from '../registry.ts';

export interface StaleWish {
  readonly plan: DeployPlan;
  readonly context: Context;
  /** Commit of the image; empty when it names none. */
  readonly revision: string;
  readonly token: Secret | undefined;
}

/** What the registry shows of the image. Rejects when it is not there. */
export async function readImage(
  image: NonNullable<DeployPlan['image']>,
  logins: readonly Login[],
  world: World,
): Promise<Exclude<ShownState, { kind: 'absent' }>> {
  const tag: Tag = { ...image, order: { kind: 'fixed' } };
  const [state] = await readShownSurely([tag], logins, world);
  if (state?.kind === 'absent')
    throw new ToolError(`Not deployed: the registry has no ${image.reference}`, {
      cure: 'check `image`, and whether this login may see it',
    });
  return state ?? { kind: 'unknown', words: 'no answer' };
}

/** The commit that the image names, as its registry tells; empty when nobody says. Rejects when the image is not there. */
export async function readRevision({ image }: DeployPlan, logins: readonly Login[], world: World): Promise<string> {
  if (image === undefined) return '';
  const state = await readImage(image, logins, world);
  return state.kind === 'present' ? state.shown.revision : '';
}

/** The same, of an image that may not be built yet: then it will be of this run's commit. */
export async function readRevisionToBe(
  { plan, context, logins }: { readonly logins: readonly Login[] } & Pick<StaleWish, 'plan' | 'context'>,
  world: World,
): Promise<string> {
  return plan.image === undefined ? context.revision : readRevision(plan, logins, world);
}

/** What runs on a host. */
export interface Running {
  readonly host: string;
  readonly from: Deployed;
}

/** A host whose container is newer, or of another line of history. */
export interface Newer extends Running {
  readonly because: string;
  /** It is simply newer: somebody else has been faster. */
  readonly overtaken: boolean;
}

/** `unsure` are sentences on hosts of which nobody can tell. */
export interface Comparison {
  readonly newer: readonly Newer[];
  readonly unsure: readonly string[];
}

/**
 * Compares this commit with what runs. What runs and names no commit is compared with nothing; where nobody can tell, a deploy goes
 * on and says so: what runs has been deployed from this repository before.
 */
export async function compareWithRunning(
  wish: StaleWish,
  running: readonly Running[],
  world: World,
): Promise<Comparison> {
  const { plan, context, revision, token } = wish;
  if (plan.force || plan.action === 'rollback') return { newer: [], unsure: [] };
  if (!isCommit(revision)) {
    const known = running.filter(({ from }) => isCommit(from.revision));
    return { newer: [], unsure: unsureLines(known, () => 'its registry tells no commit of this image') };
  }
  const ours = { ...context, revision };
  const revisions = [...new Set(running.map(({ from }) => from.revision))].filter(isCommit);
  const asked = await Promise.all(
    revisions.map(async (one) => [one, await readAncestry(one, ours, token, world)] as const),
  );
  const known = new Map<string, Ancestry>(asked);
  const newer = running.flatMap(({ host, from }): Newer[] => {
    const ancestry = known.get(from.revision);
    const [theirs, own] = [from.revision.slice(0, 7), revision.slice(0, 7)];
    switch (ancestry?.kind) {
      case 'older':
        return [{ host, from, because: `runs ${theirs}, which is newer than ${own}`, overtaken: true }];
      case 'diverged':
        return [{ host, from, because: `runs ${theirs}, of which ${own} is no descendant`, overtaken: false }];
      default:
        return [];
    }
  });
  const untold = running.filter(({ from }) => known.get(from.revision)?.kind === 'unknown');
  const because = (one: string) => {
    const ancestry = known.get(one);
    return ancestry?.kind === 'unknown' ? ancestry.because : '';
  };
  return { newer, unsure: unsureLines(untold, because) };
}

/** One for each commit, with all hosts that run it. */
function unsureLines(running: readonly Running[], because: (revision: string) => string): string[] {
  const revisions = [...new Set(running.map(({ from }) => from.revision))];
  return revisions.map((revision) => {
    const hosts = running.filter(({ from }) => from.revision === revision).map(({ host }) => host);
    const what = `whether ${revision.slice(0, 7)}, which runs on ${listed(hosts)}, is newer`;
    return `Nobody can say ${what}; it is replaced all the same: ${because(revision)}`;
  });
}

/** Throws a ToolError when there are any; an OvertakenError when all of them are simply newer. `hosts` is what is told of all. */
export function refuseNewer(newer: readonly Newer[], hosts: readonly HostResult[] = []): void {
  const [first] = newer;
  if (first === undefined) return;
  const others = newer.length === 1 ? '' : ` (and ${newer.length - 1} more)`;
  const message = `Not deployed: ${first.host} ${first.because}${others}`;
  if (newer.every(({ overtaken }) => overtaken)) throw new OvertakenError(message, { cure: cures.overtaken, hosts });
  throw new ToolError(message, { cure: cureOf(first), hosts });
}

/** What a person can do about it. */
export function cureOf({ overtaken }: Newer): string {
  return overtaken ? cures.overtaken : cures.diverged;
}

const cures = {
  overtaken:
    'deploy the newest commit; `stage: rollback` goes back to what ran before, and `deploy-force: true` deploys this one',
  diverged: 'merge what runs into this commit, or say `deploy-force: true`',
} as const;
