/** Outcome -> what a job with `stage: build` tells the one that gives the tags. */
import type { Outcome, Proof } from '../model.ts';
import { displayName } from '../plan/names.ts';

export type ProofOutput = 'proof' | 'proof-file';

/** Only of a run that went through: every gate that ran has passed. */
export function proofOf({ plan, build, publish, gates }: Outcome): Proof {
  const { platforms } = plan.build;
  return {
    version: 1,
    revision: plan.context.revision,
    digest: build.built.digest,
    names: publish.run && publish.content.length > 0 ? plan.names.map(displayName) : [],
    imageVersion: plan.mainTag,
    platforms: platforms.length > 0 ? platforms : [build.built.platform],
    inputs: plan.fingerprints,
    gates: gates.map(({ gate, state }) => ({ gate, state: state === 'passed' ? state : 'skipped' })),
  };
}
