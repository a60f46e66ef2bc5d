/** Removes what earlier deploys have left on a host, but for the last ones. */
import type { Deployed, DeployPlan } from '../../model/deploy.ts';
import type { Link } from './link.ts';
import { readState } from './state.ts';

/** Which of the earlier containers go: those of images beyond the last `keep`; never what served right before. */
export function outdated(
  current: Deployed | undefined,
  others: readonly Deployed[],
  keep: number,
): readonly Deployed[] {
  const stopped = others.filter(({ running }) => !running);
  const kept = new Set(current === undefined ? [] : [current.digest, ...digestOf(stopped, current.previous)]);
  for (const { digest } of stopped) if (kept.size < keep) kept.add(digest);
  // Of one image the newest is enough, and the one to go back to.
  const seen = new Set<string>();
  return stopped.filter(({ id, digest }) => {
    const first = !seen.has(digest) && digest !== current?.digest;
    seen.add(digest);
    return id !== current?.previous && (!kept.has(digest) || !first);
  });
}

function digestOf(all: readonly Deployed[], id: string): string[] {
  return all.filter((one) => one.id === id).map(({ digest }) => digest);
}

/** Never fails a deploy that went well: gives what did not work, one sentence each. */
export async function prune(plan: DeployPlan, link: Link): Promise<readonly string[]> {
  const { current, others, restingProxy } = await readState(plan, link);
  if (restingProxy !== undefined)
    await link.world.run({
      title: 'Remove the old proxy',
      argv: ['docker', 'container', 'rm', '--force', '--volumes', restingProxy.id],
    });
  const old = outdated(current, others, plan.keep);
  if (old.length === 0) return [];
  const ids = old.map(({ id }) => id);
  // Volumes that nobody named may hold what somebody misses.
  const argv = ['docker', 'container', 'rm', ...ids] as const;
  const removed = await link.world.run({ title: 'Remove old containers', argv });
  const left = new Set([current, ...others.filter(({ id }) => !ids.includes(id))].map((one) => one?.reference));
  // One that is in use, by whomever, stays.
  for (const reference of new Set(old.map((one) => one.reference)))
    if (!left.has(reference))
      await link.world.run({ title: 'Remove an old image', argv: ['docker', 'image', 'rm', reference] });
  return removed.exitCode === 0 ? [] : [`Old containers stay on ${link.host.label}: ${removed.stderr.trim()}`];
}
