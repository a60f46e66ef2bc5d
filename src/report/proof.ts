/** Outcome -> what a job with `stage: build` tells the one that gives the tags. */
import type { Proof, ProvenGate } from '../model/facts.ts';
import type { GateResult, Outcome } from '../model/outcome.ts';
import { displayName } from '../plan/names.ts';
import { listed } from './text.ts';

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
    gates: gates.map(provenGate),
  };
}

/** A run that went through has no gate that failed. */
function provenGate(result: GateResult): ProvenGate {
  const { gate } = result;
  return result.state === 'passed' ? { gate, state: 'passed' } : { gate, state: 'skipped', because: result.because };
}

/** `linux/arm64 passed test stage and smoke test in its job`. */
export function partLine({ platforms, gates }: Proof): string {
  const passed = gates.filter(({ gate, state }) => state === 'passed' && gate !== 'lint').map(({ gate }) => gate);
  const what = passed.length === 0 ? 'was not tested' : `passed ${listed(passed)}`;
  return `${platforms.join(', ')} ${what} in its job`;
}
