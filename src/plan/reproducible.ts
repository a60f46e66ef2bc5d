/** The same image of the same commit, whenever and wherever it is built (reproducible-builds.org). */
import type { Problem } from '../model/decision.ts';
import type { Facts, History } from '../model/facts.ts';
import type { Attestation, Inputs } from '../model/inputs.ts';

export interface ReproducibleDecision {
  /** The time that everything in the image gets, in seconds since 1970; undefined when it is not asked for. */
  readonly epoch: number | undefined;
  readonly problems: readonly Problem[];
}

/** The time is that of the environment, else that of the commit. */
export function planReproducible(inputs: Inputs, facts: Facts, { commitDate }: History): ReproducibleDecision {
  if (!inputs.reproducible || inputs.stage === 'metadata') return { epoch: undefined, problems: [] };
  const problems = [...attested('provenance', inputs.provenance), ...attested('sbom', inputs.sbom)];
  const ofCommit = commitDate.kind === 'known' ? Date.parse(commitDate.value) / 1000 : Number.NaN;
  const epoch = facts.sourceDateEpoch ?? ofCommit;
  if (Number.isFinite(epoch)) return { epoch: Math.floor(epoch), problems };
  // Beside other problems nobody has asked yet.
  if (commitDate.kind === 'not-asked') return { epoch: undefined, problems };
  const wrong = "needs the commit's date, which nobody knows";
  const cure = "add actions/checkout before this step, or set SOURCE_DATE_EPOCH in the step's environment";
  return { epoch: undefined, problems: [...problems, { input: 'reproducible', value: 'true', wrong, cure }] };
}

/** An attestation holds the time of its build, and its digest is part of the image's. */
function attested(input: 'provenance' | 'sbom', { kind }: Attestation): Problem[] {
  if (kind !== 'set') return [];
  return [
    {
      input,
      wrong: 'is another for each build, and so is the digest of an image that has one',
      cure: 'remove it, or reproducible: true',
    },
  ];
}
