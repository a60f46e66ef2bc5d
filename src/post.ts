/** What the job's end removes: the image that later steps could still use, and whatever a killed run left. */

import type { DeployPlan } from './model/deploy.ts';
import { testImageOf } from './plan/build.ts';
import { giveBack, readBorrowed } from './stages/borrowed-names.ts';
import { removeBuilder } from './stages/builder.ts';
import { finishDeploy } from './stages/deploy/finish.ts';
import { endLinks } from './stages/deploy/link.ts';
import { closeLeftRecord } from './stages/deploy/record.ts';
import { removeGates } from './stages/gates/gates.ts';
import type { World } from './world/ports.ts';

/** What the run has kept for its clean-up; all texts are empty when there is nothing to do. */
export interface Left {
  readonly candidate: string;
  readonly borrowed: string;
  /** Name of the builder that the run made. */
  readonly builder: string;
  /** The owner of the containers that gates started. */
  readonly gates: string;
  /** A deploy that did not come to its end. */
  readonly deploy: DeployPlan | undefined;
  /** The record at GitHub that is still in progress. */
  readonly deployment: string;
  /** `github-token` once more. */
  readonly token: string;
  /** The run's own. */
  readonly folder: string;
}

/** Removes what the run has left. Nothing here can fail a job that was good. */
export async function post(left: Left, world: World): Promise<void> {
  const { candidate, borrowed, builder, gates, deploy } = left;
  try {
    await endLinks(left.folder, world);
    if (left.deployment !== '') await closeLeftRecord(left.deployment, left.token, world);
    if (candidate === '' && gates === '' && builder === '' && deploy === undefined) return;
    await world.files.openRunFolder({ keep: false });
    if (deploy !== undefined) await finishDeploy(deploy, world);
    if (gates !== '') await removeGates(gates, world);
    if (builder !== '') await removeBuilder(builder, world);
    if (candidate !== '') await giveBack(readBorrowed(borrowed), [candidate, testImageOf(candidate)], world);
  } catch (error) {
    world.log.line(`Could not clean up: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await world.files.removeRunFolder();
  }
}
