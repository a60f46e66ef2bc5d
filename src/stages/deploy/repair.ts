/** Undoes what runs have left that ended in the middle. */
import { ToolError } from '../../errors.ts';
import type { DeployPlan } from '../../model/deploy.ts';
import { notRepairedLine, putBackLine } from '../../report/deploy.ts';
import type { World } from '../../world/ports.ts';
import { must } from './docker.ts';
import { removeEmptyImage } from './lock.ts';
import { forget } from './pull.ts';
import { putBack } from './put-back.ts';
import type { Site } from './site.ts';

/**
 * Puts a host back to what served before the runs whose locks were taken from them, the last one first. The caller holds
 * the lock. What cannot be put back is told, and bars nobody: a deploy is what mends such a host.
 */
export async function repair(plan: DeployPlan, { link, state }: Site, world: World): Promise<void> {
  for (const { id, owner, previous, run } of state.abandoned) {
    try {
      const back = await putBack({ plan, owner, previous, atMostSeconds: undefined }, link);
      if (back.changed) world.log.line(putBackLine(link.host.label, back));
      for (const image of back.images) await forget(image, link);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      world.log.line(notRepairedLine(link.host.label, run || owner, error.message));
    }
    // Only now: whoever comes after a run that ends here does the same once more.
    const argv = ['docker', 'container', 'rm', '--force', '--volumes', id] as const;
    await must(link, { title: 'Remove the lock of a dead run', argv });
    await removeEmptyImage(owner, link);
  }
}
