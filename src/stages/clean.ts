/** Removes what a run made, and nothing else. */
import type { World } from '../world/ports.ts';

/** Removes the candidate image; one that is gone already is no matter. */
export async function removeCandidate(candidate: string, world: World): Promise<void> {
  await world.run(
    { title: 'Remove the candidate', argv: ['docker', 'image', 'rm', candidate] },
    { evenWhenCancelled: true },
  );
}
