/** What the job's end removes: the image that later steps could still use, and whatever a killed run left. */
import { removeCandidate } from './stages/clean.ts';
import type { World } from './world/ports.ts';

/** Removes the candidate of the run and its private folder. Nothing here can fail a job that was good. */
export async function post(candidate: string, world: World): Promise<void> {
  try {
    if (candidate === '') return;
    await world.files.openRunFolder('drop');
    await removeCandidate(candidate, world);
  } catch (error) {
    world.log.line(`Could not clean up: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await world.files.removeRunFolder();
  }
}
