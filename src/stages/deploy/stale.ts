/** A deploy never goes backwards by accident: what runs is compared with what is to run, by the history of the repository. */
import { OvertakenError, ToolError } from '../../errors.ts';
import type { Ancestry, Context, Deployed, DeployPlan, HostResult, Login, Secret, Tag } from '../../model.ts';
import type { World } from '../../world/ports.ts';
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

/** The commit that the image names, as its registry tells; empty when nobody says. */
export async function readRevision({ image }: DeployPlan, logins: readonly Login[], world: World): Promise<string> {
  if (image === undefined) return '';
  const tag: Tag = { ...image, order: { kind: 'fixed' } };
  const [state] = await readShownSurely([tag], logins, world);
  return state?.kind === 'present' ? state.shown.revision : '';
}

/** A host whose container is newer, or of another line of history. */
export interface Newer {
  readonly host: string;
  readonly from: Deployed;
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
  running: readonly { readonly host: string; readonly from: Deployed }[],
  world: World,
): Promise<Comparison> {
  const { plan, context, revision, token } = wish;
  if (plan.force || plan.action === 'rollback') return { newer: [], unsure: [] };
  if (!isCommit(revision)) {
    const unsure = running.flatMap(({ host, from }) =>
      isCommit(from.revision) ? [unsureLine(host, from.revision, 'its registry tells no commit of this image')] : [],
    );
    return { newer: [], unsure };
  }
  const ours = { ...context, revision };
  const revisions = [...new Set(running.map(({ from }) => from.revision))].filter(isCommit);
  const asked = await Promise.all(
    revisions.map(async (one) => [one, await readAncestry(one, ours, token, world)] as const),
  );
  const known = new Map<string, Ancestry>(asked);
  const unsure: string[] = [];
  const newer = running.flatMap(({ host, from }): Newer[] => {
    const ancestry = known.get(from.revision);
    const [theirs, own] = [from.revision.slice(0, 7), revision.slice(0, 7)];
    switch (ancestry?.kind) {
      case 'older':
        return [{ host, from, because: `runs ${theirs}, which is newer than ${own}`, overtaken: true }];
      case 'diverged':
        return [{ host, from, because: `runs ${theirs}, of which ${own} is no descendant`, overtaken: false }];
      case 'unknown':
        unsure.push(unsureLine(host, from.revision, ancestry.because));
        return [];
      default:
        return [];
    }
  });
  return { newer, unsure };
}

function unsureLine(host: string, revision: string, because: string): string {
  return `Nobody can say whether ${revision.slice(0, 7)}, which runs on ${host}, is newer; it is replaced all the same: ${because}`;
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
