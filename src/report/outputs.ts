/** Results -> the outputs of action.yml, named as docker's own actions name them. */
import type { Decision } from '../model/decision.ts';
import type { DeployOutcome } from '../model/deploy.ts';
import type { Tag } from '../model/names.ts';
import type { JoinOutcome, Outcome, PublishResult, UnchangedOutcome, Undeployed } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import { annotationText, displayName } from '../plan/names.ts';
import { artifactsOutput } from './artifacts.ts';
import { deployedOutput } from './deploy.ts';
import { pullReferences } from './lines.ts';
import { changesOutput } from './rebuild.ts';
import { cachedPercent } from './steps.ts';
import { testOutput } from './tests.ts';

/** What is known before anything ran: all that `dry-run` can give. */
export function plannedOutputs(plan: Plan): Record<string, string> {
  return outputsFor(plan, plan.tags);
}

function outputsFor(plan: Plan, tagged: readonly Tag[]): Record<string, string> {
  const labels = plan.labels.map(({ key, value }) => [key, value] as const);
  const tags = tagged.map((tag) => tag.reference);
  const names = [...new Set(tagged.map((tag) => tag.name))];
  const annotations = plan.annotations.map(annotationText);
  return {
    tags: tags.join('\n'),
    'tag-names': names.join('\n'),
    labels: labels.map(([key, value]) => listItem(`${key}=${value}`)).join('\n'),
    annotations: annotations.map(listItem).join('\n'),
    version: plan.mainTag,
    json: JSON.stringify({ tags, 'tag-names': names, labels: Object.fromEntries(labels), annotations }),
    pushed: 'false',
  };
}

/** An item as `labels` and `annotations` of docker's actions and of this one read it back: as CSV where it must be. */
function listItem(text: string): string {
  return /[\r\n]|,"/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** All outputs of a run before its deploy. */
export function undeployedOutputs(outcome: Undeployed): Record<string, string> {
  return 'build' in outcome ? finalOutputs(outcome) : unchangedOutputs(outcome);
}

function finalOutputs(outcome: Omit<Outcome, 'seconds' | 'deploy'>): Record<string, string> {
  const { plan, build, publish, tests } = outcome;
  // A tag that is held back is somebody else's; without a push the tags are what the image would be called.
  const tags = publish.run ? publish.tags.map(({ tag }) => tag) : plan.tags;
  const pull = publish.run ? pullReferences(plan, publish, build.built.digest)[0] : undefined;
  const cached = cachedPercent(build.steps);
  return {
    ...outputsFor(plan, tags),
    digest: build.built.digest,
    imageid: build.built.id,
    metadata: build.built.metadata,
    ...(tests !== undefined && { 'test-results': testOutput(tests) }),
    image: pull ?? build.built.id,
    ...artifactsOutput(outcome.artifacts),
    ...(cached !== undefined && { 'cached-percent': String(cached) }),
    pushed: String(publish.run && publish.tags.length > 0),
    changed: String(publish.run && hasChanged(publish)),
    ...changesOutput(outcome.rebuilt),
  };
}

/** What became of the hosts; nothing without a deploy. */
export function deployOutputs(deploy: Decision<DeployOutcome>): Record<string, string> {
  return deploy.run ? { deployed: deployedOutput(deploy.hosts) } : {};
}

/** Whether a tag shows another image than before, as far as the registry told. */
function hasChanged({ tags }: PublishResult): boolean {
  return tags.some(({ change }) => change.kind !== 'unchanged');
}

/** Of a run that found its image published. */
function unchangedOutputs({
  plan,
  tags,
  digest,
  rebuilt,
}: Omit<UnchangedOutcome, 'seconds' | 'deploy'>): Record<string, string> {
  const [name] = plan.names.map(displayName);
  return {
    ...outputsFor(plan, tags),
    digest,
    image: `${name}@${digest}`,
    pushed: 'true',
    changed: 'false',
    ...changesOutput(rebuilt),
  };
}

/** All outputs of `stage: publish`. */
export function joinedOutputs({ plan, publish, digest }: JoinOutcome): Record<string, string> {
  if (!publish.run || digest === undefined) return outputsFor(plan, publish.run ? [] : plan.tags);
  const tags = publish.tags.map(({ tag }) => tag);
  const [pull] = pullReferences(plan, publish, digest);
  return {
    ...outputsFor(plan, tags),
    ...(pull !== undefined && { digest, image: pull }),
    pushed: String(tags.length > 0),
    changed: String(hasChanged(publish)),
  };
}
