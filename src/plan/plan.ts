/** Inputs x Context x Facts x History -> Plan: everything that can be decided before work starts. */
import { ExpressionError, render } from '../language/expressions.ts';
import type { Problem } from '../model/decision.ts';
import type { Context } from '../model/event.ts';
import type { BaseImage, Dockerfile, Facts, History } from '../model/facts.ts';
import type { Inputs } from '../model/inputs.ts';
import type { Plan } from '../model/plan.ts';
import { type Indexed, planAnnotations } from './annotations.ts';
import { planArtifacts } from './artifacts.ts';
import { hasIndex, planBuild } from './build.ts';
import { planCache } from './cache.ts';
import { planCacheMounts } from './cache-mounts.ts';
import { planDeploy } from './deploy/deploy.ts';
import { planGates } from './gates.ts';
import { baseDigestKey, type Expand, planLabels } from './labels.ts';
import { agreedInputs, planParts } from './parts.ts';
import { planPublish, unpushedWarning } from './publish.ts';
import { planRebuild, rebuildInputs, rebuildProblems } from './rebuild/rebuild.ts';
import { planRecipe } from './recipe.ts';
import { planReproducible } from './reproducible.ts';
import { planRoute, routeNotes } from './route.ts';
import { scopeOf } from './scope.ts';
import { planSign } from './sign.ts';
import { stageProblem } from './stages.ts';
import { planTags } from './tags/tags.ts';
import { planTest } from './test.ts';

export interface Planned {
  readonly plan: Plan;
  /** What must change before the plan may be carried out; empty for a good one. */
  readonly problems: readonly Problem[];
}

/** Makes the plan. It is complete also when there are problems, so that all of them can be told at once. */
export async function makePlan(given: Inputs, context: Context, facts: Facts, history: History): Promise<Planned> {
  const inputs = rebuildInputs(given);
  const tagging = await planTags(inputs, context, facts, history);
  const testing = planTest(inputs, facts.dockerfile);
  const { route, problems: routeProblems } = planRoute(inputs, facts);
  const publishing = planPublish(inputs, context, facts, tagging);
  const pushesTags = publishing.publish.run && tagging.tags.length > 0;
  const loads = route.kind === 'builder' && !pushesTags;
  const gating = planGates(inputs, context, facts, testing.test, { route, loads });
  const base = isBuilt(inputs) ? facts.base : undefined;
  const { epoch, problems: epochProblems } = planReproducible(inputs, facts, history);
  const timed = epoch === undefined ? facts : { ...facts, sourceDateEpoch: epoch };
  const marksAt = (time: Pick<Facts, 'now'>, version: string) =>
    planMarks({ inputs, context, facts: { ...timed, ...time }, history, base, version });
  const marking = await marksAt(timed, tagging.mainTag);
  const { labels, annotations } = marking;
  const named = [...tagging.tags, ...tagging.heldBack.map(({ tag }) => tag)];
  const names = [...new Map(named.map((tag) => [`${tag.image.registry}/${tag.image.repository}`, tag.image])).values()];
  const name = named[0]?.image ?? inputs.images[0] ?? { registry: 'local', repository: 'image' };
  const pushes = publishing.publish.run;
  const { publish, missing } = publishing;
  const joining = planParts(inputs, context, facts, { publish, tags: tagging.tags, mainTag: tagging.mainTag });
  const signing = planSign(inputs, facts, pushesTags);
  const deploying = planDeploy(inputs, context, facts, { publish, missing, names });
  const cache = planCache({
    inputs,
    context,
    facts,
    name,
    test: testing.test,
    pushes,
    route,
    epoch,
    tags: tagging.tags,
  });
  const copying = planArtifacts(inputs, facts);
  const keeping = planCacheMounts({ inputs, context, facts, name, route });
  const cacheFrom = cache.read.run ? cache.read.from : { final: [], test: [] };
  const build = planBuild({
    inputs,
    context,
    facts,
    // Whoever says the digest need not be told it.
    base: inputs.labels.some(({ key }) => key === baseDigestKey) ? undefined : base,
    test: testing.test,
    gates: gating.gates,
    labels,
    annotations,
    cacheFrom,
    artifacts: copying.artifacts,
    inlineCache: cache.inline,
    route,
    epoch,
    names: pushesTags ? names : [],
  });
  const plan: Plan = {
    version: 1,
    stage: inputs.stage,
    context,
    names,
    tags: tagging.tags,
    heldBack: tagging.heldBack,
    notes: [
      ...tagging.notes,
      ...(isBuilt(inputs) ? [...gating.notes, ...keeping.notes] : []),
      ...routeNotes(route),
      ...signing.notes,
    ],
    warnings: unpushedWarning(inputs, context, missing),
    mainTag: tagging.mainTag,
    mainAffixes: tagging.mainAffixes,
    labels,
    annotations,
    logins: publishing.logins,
    build,
    artifacts: copying.artifacts,
    test: testing.test,
    gates: gating.gates,
    cacheRead: cache.read,
    cacheWrite: cache.write,
    cacheMounts: keeping.mounts,
    publish,
    sign: signing.sign,
    deploy: deploying.deploy,
    recipe: planRecipe({
      inputs,
      context,
      facts,
      tags: tagging.tags,
      labels,
      annotations,
      gates: gating.gates,
      pushes: pushesTags,
    }),
    rebuild: await planRebuild(inputs, context, facts, { ...tagging, labels }, async (then) => {
      const { tags, mainTag } = await planTags(inputs, context, then, history);
      return { tags, labels: (await marksAt(then, mainTag)).labels };
    }),
    parts: joining.parts,
    fingerprints: agreedInputs(inputs),
  };
  // Nothing is built, so nothing of the build can be wrong.
  const marks = [...rebuildProblems(inputs), ...tagging.problems, ...marking.problems];
  if (inputs.stage === 'metadata') return { plan, problems: marks };
  if (inputs.stage === 'deploy' || inputs.stage === 'rollback')
    return { plan, problems: [...rebuildProblems(inputs), ...deploying.problems] };
  const publishes = [...joining.problems, ...routeProblems, ...signing.problems, ...marks, ...publishing.problems];
  if (inputs.stage === 'cleanup') return { plan, problems: [] };
  if (inputs.stage === 'publish') return { plan, problems: publishes };
  const stage = inputs.target === undefined ? [] : stageProblem('target', inputs.target, facts.dockerfile);
  const problems = [
    ...dockerfileProblems(build.context, facts.dockerfile),
    ...stage,
    ...testing.problems,
    ...copying.problems,
    ...gating.problems,
    ...epochProblems,
    ...publishes,
    ...deploying.problems,
  ];
  return { plan, problems: [...problems, ...pathProblems(facts)] };
}

/** Whether this run builds the image; else others do, or have. */
function isBuilt({ stage }: Inputs): boolean {
  return stage === 'all' || stage === 'build';
}

interface MarkWish {
  readonly inputs: Inputs;
  readonly context: Context;
  readonly facts: Facts;
  readonly history: History;
  readonly base: BaseImage | undefined;
  readonly version: string;
}

/** Labels and annotations. An expression that cannot be worked out is a problem of the line that it is in. */
async function planMarks({
  inputs,
  context,
  facts,
  history,
  base,
  version,
}: MarkWish): Promise<Pick<Plan, 'labels' | 'annotations'> & Pick<Planned, 'problems'>> {
  const scope = scopeOf(context, facts, history);
  const problems: Problem[] = [];
  const expandFor =
    (input: 'labels' | 'annotations'): Expand =>
    async (text, line) => {
      try {
        return await render(text, scope);
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error;
        const { message, cure } = error;
        problems.push({ input, value: line, wrong: message, ...(cure !== undefined && { cure }) });
        return '';
      }
    };
  const labels = await planLabels({ own: inputs.labels, context, facts, base, version, expand: expandFor('labels') });
  const annotating = await planAnnotations({
    own: inputs.annotations,
    labels,
    indexed: indexed(inputs),
    levels: inputs.annotationLevels,
    recipe: facts.recipe,
    expand: expandFor('annotations'),
  });
  return { labels, annotations: annotating.annotations, problems: [...problems, ...annotating.problems] };
}

function indexed(inputs: Inputs): Indexed {
  if (inputs.stage === 'metadata') return 'decided elsewhere';
  // What is joined is an index, but a single image, which has its annotations already.
  if (inputs.stage === 'publish') return 'yes';
  return hasIndex(inputs) ? 'yes' : 'no';
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
