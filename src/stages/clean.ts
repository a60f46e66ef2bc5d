/** Removes what a run made, and nothing else. */
import type { Command } from '../model/decision.ts';
import type { World } from '../world/ports.ts';

/** Removes an image of this run. One that is gone already is no matter, nor is an engine that cannot be asked any more. */
export async function removeImage(name: string, world: World): Promise<void> {
  const command: Command = { title: 'Remove the image', argv: ['docker', 'image', 'rm', name] };
  try {
    await world.run(command, { evenWhenCancelled: true });
  } catch (error) {
    // Told beside the error that led here, and never in its place.
    world.log.debug(`${name} was not removed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
