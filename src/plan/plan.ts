/** Inputs x Context x Facts -> Plan: everything that can be decided before work starts. */
import type { Context, Dockerfile, Facts, Inputs, Plan, Problem } from '../model.ts';
import { planBuild } from './build.ts';
import { planCache } from './cache.ts';
import { planLabels } from './labels.ts';
import { planPublish } from './publish.ts';
import { stageProblem } from './stages.ts';
import { planTags } from './tags.ts';
import { planTest } from './test.ts';

export interface Planned {
  readonly plan: Plan;
  /** What must change before the plan may be carried out; empty for a good one. */
  readonly problems: readonly Problem[];
}

/** Makes the plan. It is complete also when there are problems, so that all of them can be told at once. */
export function makePlan(inputs: Inputs, context: Context, facts: Facts): Planned {
  const tagging = planTags(inputs, context);
  const testing = planTest(inputs, facts.dockerfile);
  const publishing = planPublish(inputs, context, facts, tagging.tags);
  const labels = planLabels(inputs.labels, context, tagging.mainTag);
  const name = tagging.tags[0]?.image ?? inputs.images[0] ?? { registry: 'local', repository: 'image' };
  const pushes = publishing.publish.run;
  const cache = planCache({ inputs, context, facts, name, test: testing.test, pushes });
  const cacheFrom = cache.read.run ? cache.read.from : [];
  const build = planBuild({ inputs, context, facts, test: testing.test, labels, cacheFrom, inlineCache: cache.inline });
  const plan: Plan = {
    version: 1,
    context,
    names: [
      ...new Map(tagging.tags.map((tag) => [`${tag.image.registry}/${tag.image.repository}`, tag.image])).values(),
    ],
    tags: tagging.tags,
    mainTag: tagging.mainTag,
    labels,
    logins: publishing.logins,
    build,
    test: testing.test,
    cacheRead: cache.read,
    cacheWrite: cache.write,
    publish: publishing.publish,
  };
  const stage = inputs.target === undefined ? [] : stageProblem('target', inputs.target, facts.dockerfile);
  const problems = [
    ...dockerfileProblems(build.context, facts.dockerfile),
    ...stage,
    ...testing.problems,
    ...tagging.problems,
  ];
  return { plan, problems: [...problems, ...publishing.problems, ...pathProblems(facts)] };
}

function dockerfileProblems(context: string, dockerfile: Dockerfile): Problem[] {
  if (dockerfile.kind !== 'missing') return [];
  const { path } = dockerfile;
  const checkout = 'add actions/checkout before this step';
  if (dockerfile.emptyWorkspace)
    return [{ input: 'context', value: context, wrong: 'is in an empty workspace', cure: checkout }];
  if (dockerfile.emptyContext) return [{ input: 'context', value: context, wrong: 'is not a folder with files in it' }];
  return [
    {
      input: 'file',
      value: path,
      wrong: 'is not there; a Dockerfile is needed',
      cure: 'set `file` to its path in the workspace',
    },
  ];
}

function pathProblems(facts: Facts): Problem[] {
  return facts.missingPaths.map(({ input, path }) => ({ input, value: path, wrong: 'does not exist' }));
}
