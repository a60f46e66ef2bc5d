/** Keeps what this run has proven for the job that gives the tags. */
import type { Outcome } from '../model/outcome.ts';
import { type ProofOutput, proofOf } from '../report/proof.ts';
import type { World } from '../world/ports.ts';

/** The proof, and the path of a file with it, which is there until the job's end. */
export async function keepProof(outcome: Outcome, world: World): Promise<Readonly<Record<ProofOutput, string>>> {
  world.remember('kept-files', 'true');
  const proof = proofOf(outcome);
  const text = JSON.stringify(proof);
  const platforms = proof.platforms.map((platform) => platform.replaceAll('/', '-')).join('-');
  return { proof: text, 'proof-file': await world.files.keep(`slipway-proof-${platforms}.json`, `${text}\n`) };
}
