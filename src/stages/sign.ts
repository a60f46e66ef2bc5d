/** Signs what was tested, in every registry that it is in, before a tag moves. */
import { ToolError } from '../errors.ts';
import type { Command, Decision } from '../model/decision.ts';
import type { SignPlan } from '../model/plan.ts';
import { cureOf } from '../report/failure.ts';
import type { Finished, World } from '../world/ports.ts';
import { reasonOf, tailOf } from './explain.ts';
import { persist } from './retry.ts';

/** Rejects with a ToolError; `references` name the image by its digest. */
export async function signImages(
  plan: Decision<SignPlan>,
  references: readonly string[],
  deadline: number,
  world: World,
): Promise<void> {
  if (!plan.run) return;
  const options = await keyOptions(plan.with, world);
  for (const reference of references) {
    const command: Command = {
      title: `Sign ${reference}`,
      argv: ['cosign', 'sign', '--yes', ...options, reference],
    };
    const finished = await persist(command, { what: `Signing of ${reference}`, deadline }, world);
    if (finished.exitCode !== 0) throw refused(reference, finished);
    world.log.line(`Signed ${reference}`);
  }
}

/** With a key of one's own nothing is told to the public log: it would name the image. */
async function keyOptions(key: SignPlan['with'], world: World): Promise<readonly string[]> {
  const unlogged = ['--use-signing-config=false', '--tlog-upload=false'];
  switch (key.kind) {
    case 'identity':
      return [];
    case 'name':
      return [`--key=${key.name.reveal()}`, ...unlogged];
    case 'file':
      await world.files.writeSecret(key.file.path, key.file.content);
      return [`--key=${key.file.path}`, ...unlogged];
  }
}

function refused(reference: string, finished: Finished): ToolError {
  const old = { why: 'this cosign is too old', cure: 'install cosign 3 or newer' };
  const { why, cure } = /unknown flag/.test(finished.stderr) ? old : reasonOf(finished);
  return new ToolError(`Signing ${reference} failed: ${why}`, {
    cure: cureOf(cure ?? "check `sign-key`, and COSIGN_PASSWORD in the step's environment", 'no tag was moved'),
    tail: tailOf(finished),
  });
}
