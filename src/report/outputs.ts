/** Results -> the outputs of action.yml, named as docker's own actions name them. */
import type { Outcome, Plan } from '../model.ts';
import { displayName } from '../plan/names.ts';

/** What is known before anything ran: all that `dry-run` can give. */
export function plannedOutputs(plan: Plan): Record<string, string> {
  const labels = plan.labels.map(({ key, value }) => [key, value] as const);
  const tags = plan.tags.map((tag) => tag.reference);
  return {
    tags: tags.join('\n'),
    labels: labels.map(([key, value]) => `${key}=${value}`).join('\n'),
    version: plan.mainTag,
    json: JSON.stringify({
      tags,
      'tag-names': [...new Set(plan.tags.map((tag) => tag.name))],
      labels: Object.fromEntries(labels),
    }),
    pushed: 'false',
  };
}

/** All outputs of a run that went through. */
export function finalOutputs(outcome: Outcome): Record<string, string> {
  const { plan, build, publish } = outcome;
  const name = plan.names[0];
  const pushed = publish.run && name !== undefined;
  return {
    ...plannedOutputs(plan),
    digest: build.built.digest,
    imageid: build.built.digest,
    metadata: build.built.metadata,
    image: pushed ? `${displayName(name)}@${build.built.digest}` : build.built.digest,
    pushed: String(pushed),
  };
}
