/** Says which jobs a workflow needs. */
import { InputError, ToolError } from '../errors.ts';
import type { Context } from '../model/event.ts';
import type { JobsPlan } from '../model/plan.ts';
import { planJobs } from '../plan/jobs.ts';
import { matchProblems, newestRelease } from '../plan/rebuild/newest-release.ts';
import { allProblems, type InputsReading } from '../read/inputs.ts';
import { readHistory } from '../stages/history.ts';
import type { World } from '../world/ports.ts';

/** The checkout and the engine are those of the jobs; what the inputs say is looked at here, and what a rebuild is of. */
export async function jobsFor(
  context: Context,
  { inputs, problems: read }: InputsReading,
  world: World,
): Promise<JobsPlan> {
  const { jobs, problems } = await planJobs(inputs, context, new Date(world.time()).toISOString());
  const unread = inputs.rebuild === 'false' ? [] : await matchProblems(inputs.tagRules);
  const all = allProblems(read, [...problems, ...unread]);
  if (all.length > 0) throw new InputError(all);
  if (inputs.rebuild === 'false') return jobs;
  const wants = { gitTags: true, commitDate: false };
  const { gitTags } = await readHistory(wants, context, inputs.githubToken, world);
  const newest = await newestRelease(gitTags, context.defaultBranch, inputs.tagRules);
  if (newest.kind !== 'unknown') return { ...jobs, ref: newest.ref };
  throw new ToolError(`Nobody can say which release is the newest: ${newest.because}`, {
    cure: 'give the job `permissions: contents: read`',
  });
}
