/** What is told around a rebuild, which runs when nobody looks: that it fails, and that GitHub may soon stop starting it. */
import { CancelError } from '../../errors.ts';
import type { Context } from '../../model/event.ts';
import type { Inputs } from '../../model/inputs.ts';
import type { Report } from '../../model/outcome.ts';
import { displayName } from '../../plan/names.ts';
import type { World } from '../../world/ports.ts';
import { closeIssue, openIssue } from './issue.ts';
import { warnOfLongGap } from './schedule.ts';

/** The work, with one issue in the repository for as long as it fails. What it rejects with stays what it is. */
export async function watchRebuild(
  context: Context,
  inputs: Inputs,
  world: World,
  work: () => Promise<Report>,
): Promise<Report> {
  const { stage, images, image, deploy, githubToken: token, dryRun } = inputs;
  if (dryRun || !context.trust.trusted) return work();
  const [name] = [...(image === undefined ? [] : [image.image]), ...images].map(displayName);
  const reaches = deploy.asked ? 'hosts' : 'registry';
  const subject = { image: name ?? context.repository, reaches, context, token } as const;
  if (stage !== 'deploy') await warnOfLongGap(context, token, world);
  try {
    const report = await work();
    await closeIssue(subject, report.outputs['changed'] === 'true', world);
    return report;
  } catch (error) {
    if (!(error instanceof CancelError)) await openIssue(subject, error, world);
    throw error;
  }
}
