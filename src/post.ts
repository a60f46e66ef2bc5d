/** What the job's end removes: the image that later steps could still use, and whatever a killed run left. */
import { giveBack, readBorrowed } from './stages/borrowed-names.ts';
import type { World } from './world/ports.ts';

/** What the run has kept for its clean-up; both texts are empty when there is nothing to do. */
export interface Left {
  readonly candidate: string;
  readonly borrowed: string;
}

/** Removes what the run has left. Nothing here can fail a job that was good. */
export async function post({ candidate, borrowed }: Left, world: World): Promise<void> {
  try {
    if (candidate === '') return;
    await world.files.openRunFolder({ keep: false });
    await giveBack(readBorrowed(borrowed), [candidate], world);
  } catch (error) {
    world.log.line(`Could not clean up: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await world.files.removeRunFolder();
  }
}
