/** The plan of a workflow's jobs, as lines and as its output. */
import type { JobBuild, JobsPlan } from '../model/plan.ts';
import { counted, listed, shown } from './text.ts';

/** `Plan: 2 jobs build linux/amd64 on ubuntu-24.04 and linux/arm64 on ubuntu-24.04-arm, one joins them`. */
export function jobsLine({ builds, ref, joins, deploy }: JobsPlan): string {
  const built = `${counted(builds.length, 'job')} build${builds.length === 1 ? 's' : ''} ${listed(builds.map(buildText))}`;
  const more = [...(joins ? ['one joins what they have built'] : []), ...(deploy.run ? ['one deploys'] : [])];
  const of = ref === undefined ? '' : ` of ${ref.replace(/^refs\/(?:tags|heads)\//, '')}`;
  return shown(`Plan${of}: ${[built, ...more].join(', ')}`);
}

function buildText({ platforms, 'runs-on': labels }: JobBuild): string {
  return `${platforms === '' ? "the engine's platform" : platforms} on ${labels.join(', ')}`;
}

/** The output `plan`, for `fromJSON` in a workflow. */
export function jobsOutput({ version, builds, ref = '', joins, deploy }: JobsPlan): string {
  return JSON.stringify({ version, ref, builds, joins, deploys: deploy.run });
}
