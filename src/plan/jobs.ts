/** The jobs of a workflow in which platforms are built on runners of their own: what each does, and where. */
import type { Decision, Problem } from '../model/decision.ts';
import type { Context } from '../model/event.ts';
import type { Inputs } from '../model/inputs.ts';
import type { JobBuild, JobsPlan } from '../model/plan.ts';
import { noHosts, whyNoEvent } from './deploy/deploy.ts';

/** The workflow has an output for the proof of each. */
export const mostBuilds = 12;

export interface PlannedJobs {
  readonly jobs: JobsPlan;
  readonly problems: readonly Problem[];
}

export function planJobs(inputs: Inputs, context: Context): PlannedJobs {
  const { runners, platforms } = inputs;
  const builds = buildsOf(inputs);
  const unknown = runners
    .filter(({ platform }) => !platforms.includes(platform))
    .map(({ platform }): Problem => {
      const cure = platforms.length === 0 ? `name it in \`platforms\`` : `\`platforms\` has ${platforms.join(', ')}`;
      return { input: 'runners', value: platform, wrong: 'is not built', cure };
    });
  const many: Problem[] =
    builds.length > mostBuilds
      ? [
          {
            input: 'platforms',
            wrong: `names ${builds.length}, and there are ${mostBuilds} jobs at most`,
            cure: 'build some together',
          },
        ]
      : [];
  return {
    jobs: { version: 1, builds, joins: builds.length > 1, deploy: planDeployJob(inputs, context) },
    problems: [...unknown, ...many],
  };
}

/** One for each platform when runners are named, or one for all. */
function buildsOf({ runners, runsOn, platforms }: Inputs): readonly JobBuild[] {
  if (runners.length === 0 || platforms.length < 2) {
    const labels = runners.find(({ platform }) => platform === platforms[0])?.labels ?? runsOn;
    return [{ slot: 1, stage: 'all', platforms: platforms.join(','), 'runs-on': labels }];
  }
  return platforms.map((platform, index) => ({
    slot: index + 1,
    stage: 'build',
    platforms: platform,
    'runs-on': runners.find((one) => one.platform === platform)?.labels ?? runsOn,
  }));
}

/** Whether there is a job that deploys; its key may be one of an environment, which that job alone sees. */
function planDeployJob({ deploy, dryRun }: Inputs, { trust, event }: Context): Decision<object> {
  if (!deploy.asked) return { run: false, because: noHosts };
  if (!trust.trusted) return { run: false, because: trust.because.replace(/right to push$/, 'right to deploy') };
  const because = dryRun ? '`dry-run` is true' : whyNoEvent(event);
  return because === undefined ? { run: true } : { run: false, because };
}
