/** Removes what a run made, and nothing else. */
import type { Command } from '../model.ts';
import type { World } from '../world/ports.ts';

/** Removes the candidate image. One that is gone already is no matter, nor is an engine that cannot be asked any more. */
export async function removeCandidate(candidate: string, world: World): Promise<void> {
  const command: Command = { title: 'Remove the candidate', argv: ['docker', 'image', 'rm', candidate] };
  try {
    await world.run(command, { evenWhenCancelled: true });
  } catch (error) {
    // Told beside the error that led here, and never in its place.
    world.log.debug(`The candidate was not removed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
