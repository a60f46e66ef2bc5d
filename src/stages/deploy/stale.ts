/** A deploy never goes backwards by accident: what runs is compared with what is to run, by the history of the repository. */
import { ToolError } from '../../errors.ts';
import type { Ancestry, Context, Deployed, DeployPlan, Login, Secret, Tag } from '../../model.ts';
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

/**
 * Hosts that this commit must not be deployed to. What names no commit is compared with nothing; where nobody can tell,
 * a line says so and it goes on: what runs has been deployed from this repository before.
 */
export async function findNewer(
  wish: StaleWish,
  running: readonly { readonly host: string; readonly from: Deployed }[],
  world: World,
): Promise<readonly Newer[]> {
  const { plan, context, revision, token } = wish;
  if (plan.force || plan.action === 'rollback' || !isCommit(revision)) return [];
  const ours = { ...context, revision };
  const revisions = [...new Set(running.map(({ from }) => from.revision))].filter(isCommit);
  const asked = await Promise.all(
    revisions.map(async (one) => [one, await readAncestry(one, ours, token, world)] as const),
  );
  const known = new Map<string, Ancestry>(asked);
  return running.flatMap(({ host, from }): Newer[] => {
    const ancestry = known.get(from.revision);
    const short = from.revision.slice(0, 7);
    switch (ancestry?.kind) {
      case 'older':
        return [{ host, from, because: `runs ${short}, which is newer than ${revision.slice(0, 7)}`, overtaken: true }];
      case 'diverged':
        return [
          { host, from, because: `runs ${short}, of which ${revision.slice(0, 7)} is no descendant`, overtaken: false },
        ];
      case 'unknown':
        world.log.line(
          `Deployed to ${host} although nobody can say whether ${short}, which runs there, is newer: ${ancestry.because}`,
        );
        return [];
      default:
        return [];
    }
  });
}

/** Rejects with a ToolError when there are any. */
export function refuseNewer(newer: readonly Newer[]): void {
  const [first] = newer;
  if (first === undefined) return;
  const others = newer.length === 1 ? '' : ` (and ${newer.length - 1} more)`;
  throw new ToolError(`Not deployed: ${first.host} ${first.because}${others}`, {
    cure: first.overtaken
      ? 'deploy the newest commit; `stage: rollback` goes back to what ran before, and `deploy-force: true` deploys this one'
      : 'merge what runs into this commit, or say `deploy-force: true`',
  });
}
