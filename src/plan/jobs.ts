/** The jobs of a workflow in which platforms are built on runners of their own: what each does, and where. */
import type { Decision, Problem } from '../model/decision.ts';
import type { Context } from '../model/event.ts';
import type { Facts, History } from '../model/facts.ts';
import type { Inputs } from '../model/inputs.ts';
import type { JobBuild, JobsPlan } from '../model/plan.ts';
import { noHosts, settingProblems, unpushedProblem, whyNoEvent } from './deploy/deploy.ts';
import { planPublish } from './publish.ts';
import { planTags } from './tags/tags.ts';

/** The workflow has an output for the proof of each. */
export const mostBuilds = 12;

export interface PlannedJobs {
  readonly jobs: JobsPlan;
  readonly problems: readonly Problem[];
}

/** Decides by inputs and event alone. `now` is the time, since a tag may have it. */
export async function planJobs(inputs: Inputs, context: Context, now: Facts['now']): Promise<PlannedJobs> {
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
  const { deploy, problems } = await planDeployJob(inputs, context, now);
  return {
    jobs: { version: 1, builds, joins: builds.length > 1, deploy },
    problems: [...unknown, ...many, ...problems],
  };
}

/** One for each platform when runners are named, or one for all. */
function buildsOf({ runners, runsOn, platforms, artifactName }: Inputs): readonly JobBuild[] {
  if (runners.length === 0 || platforms.length < 2) {
    const labels = runners.find(({ platform }) => platform === platforms[0])?.labels ?? runsOn;
    return [{ slot: 1, stage: 'all', platforms: platforms.join(','), 'runs-on': labels, artifact: artifactName }];
  }
  return platforms.map((platform, index) => ({
    slot: index + 1,
    stage: 'build',
    platforms: platform,
    'runs-on': runners.find((one) => one.platform === platform)?.labels ?? runsOn,
    artifact: `${artifactName}-${index + 1}`,
  }));
}

interface DeployJob {
  readonly deploy: Decision<object>;
  readonly problems: readonly Problem[];
}

/** Whether there is a job that deploys; its key may be one of an environment, which that job alone sees. */
async function planDeployJob(inputs: Inputs, context: Context, now: Facts['now']): Promise<DeployJob> {
  const { deploy, dryRun } = inputs;
  const { trust, event } = context;
  if (!deploy.asked) return without(noHosts);
  if (!trust.trusted) return without(trust.because.replace(/right to push$/, 'right to deploy'));
  const because = dryRun ? '`dry-run` is true' : whyNoEvent(event);
  if (because !== undefined) return without(because);
  const push = await planPush(inputs, context, now);
  if (push.because !== undefined) return without(push.because);
  const problems = [...push.problems, ...settingProblems(deploy, context), ...unknownHosts(deploy)];
  return { deploy: { run: true }, problems };
}

/** A run that deploys by itself asks the hosts first, and tells their lines; a job for it would do so after the push. */
function unknownHosts({ knownHosts }: Inputs['deploy']): Problem[] {
  if (knownHosts.length > 0) return [];
  const wrong = 'is empty, and a host whose key it does not have is refused';
  const cure =
    'give the lines that `ssh-keyscan HOST` prints, after a look at their fingerprints; ' +
    'a variable of an environment is not known before the job that is in it';
  return [{ input: 'deploy-known-hosts', wrong, cure }];
}

function without(because: string): DeployJob {
  return { deploy: { run: false, because }, problems: [] };
}

const notAsked: History = { gitTags: { kind: 'not-asked' }, commitDate: { kind: 'not-asked' } };

interface PushForeseen {
  /** Why there will be nothing to deploy; undefined as far as nobody knows. */
  readonly because?: string;
  readonly problems: readonly Problem[];
}

/** What the jobs that build will make of the push. Which tag moves is theirs to find out; the rules say if there is one. */
async function planPush(inputs: Inputs, context: Context, now: Facts['now']): Promise<PushForeseen> {
  // It is of a release that is not checked out yet, and has the tags of that.
  if (inputs.rebuild !== 'false') return { problems: [] };
  const tagging = await planTags(inputs, context, { now }, notAsked);
  const { publish, missing } = planPublish(inputs, context, { knownLogins: [] }, tagging);
  // Without any half of a login, the machine that builds may have one.
  if (missing?.half === true) return { problems: [unpushedProblem(missing)] };
  if (publish.run || missing !== undefined || tagging.problems.length > 0) return { problems: tagging.problems };
  return { because: `nothing is pushed: ${publish.because}`, problems: [] };
}
