/** Whether the image is signed, and with what. */
import type { Decision, Problem } from '../model/decision.ts';
import type { Facts } from '../model/facts.ts';
import type { Inputs } from '../model/inputs.ts';
import type { SignPlan } from '../model/plan.ts';

export interface SignDecision {
  readonly sign: Decision<SignPlan>;
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/** Asked for by `sign` or by a key. What is not pushed has no place for a signature. */
export function planSign({ sign, signKey, stage }: Inputs, facts: Facts, pushes: boolean): SignDecision {
  if (!sign && signKey === undefined) return no('`sign` is false');
  if (stage === 'build') return no('the job with `stage: publish` signs what it joins');
  if (!pushes) return { ...no('nothing is pushed'), notes: ['Not signed: nothing is pushed'] };
  const problems = [...toolProblem(facts), ...(signKey === undefined ? identityProblem(facts) : [])];
  if (signKey === undefined) return { sign: { run: true, with: { kind: 'identity' } }, problems, notes: [] };
  // A key that a service holds is named by a URI; any other is the text of a key file.
  const isName = /^[a-z][a-z0-9]*:\/\/\S+$/.test(signKey.reveal());
  const file = { path: `${facts.runFolder}/sign.key`, content: signKey };
  return {
    sign: { run: true, with: isName ? { kind: 'name', name: signKey } : { kind: 'file', file } },
    problems,
    notes: [],
  };
}

function no(because: string): SignDecision {
  return { sign: { run: false, because }, problems: [], notes: [] };
}

function toolProblem({ cosign }: Facts): Problem[] {
  if (cosign) return [];
  const cure = 'put sigstore/cosign-installer before this step';
  return [{ input: 'sign', wrong: 'needs cosign 3 or newer, which is not on this runner', cure }];
}

/** Without a key it is the job's own identity that signs. */
function identityProblem({ identity }: Facts): Problem[] {
  if (identity) return [];
  const cure = 'give the job `permissions: id-token: write`, or set `sign-key`';
  return [{ input: 'sign', value: 'true', wrong: "needs the job's identity, which it may not ask for", cure }];
}
