/** Looks at the image that was built, and at what BuildKit said of its Dockerfile. */
import { ToolError } from '../../errors.ts';
import type { BuildWarning, Finding } from '../../model/outcome.ts';
import type { LintPlan } from '../../model/plan.ts';
import { applyLint, fromBuildKit, judgeImage, secretsTold } from '../../plan/lint.ts';
import { readEnvironment, readHistory } from '../../read/image-history.ts';
import { cureOf } from '../../report/failure.ts';
import { counted } from '../../report/text.ts';
import type { World } from '../../world/ports.ts';
import type { StoredImage } from '../image-store.ts';

export interface LintRun {
  readonly plan: LintPlan;
  readonly dockerfile: string | undefined;
  readonly warnings: readonly BuildWarning[];
  readonly image: StoredImage;
}

export interface LintResult {
  readonly detail: string;
  readonly findings: readonly Finding[];
  readonly failed: boolean;
}

/** What is found and whether it shuts the gate. */
export async function runLint({ plan, dockerfile, warnings, image }: LintRun, world: World): Promise<LintResult> {
  const { policy, stages, target, testTarget, needsHealthCheck } = plan;
  const environment = readEnvironment(image.environment);
  const declared = stages.flatMap(({ variables }) => variables.map(({ name }) => name));
  const known = [...declared, ...environment.map(({ key }) => key), ...plan.buildArgs.map(({ key }) => key)];
  const variables = {
    environment,
    history: readHistory(image.history ?? (await imageHistory(image.id, world)), known),
    provenance: plan.inProvenance,
  };
  const ofBuildKit = warnings.map(fromBuildKit);
  const own = judgeImage({
    dockerfile,
    stages,
    target,
    testTarget,
    needsHealthCheck,
    variables,
    user: image.user,
    healthCheck: image.healthCheck,
    told: secretsTold(applyLint(policy, ofBuildKit).findings),
  });
  const { findings, silenced, failed, notes } = applyLint(policy, [...ofBuildKit, ...own]);
  for (const note of notes) world.log.line(note);
  const ignored = silenced === 0 ? '' : `, ${silenced} ignored`;
  const count = findings.length === 0 ? 'nothing found' : counted(findings.length, 'warning');
  return { detail: `${count}${ignored}`, findings, failed };
}

/** An engine that does not tell it has nothing to be found in it. */
async function imageHistory(digest: string, world: World): Promise<string> {
  const argv = ['docker', 'image', 'history', '--no-trunc', '--format=json', digest] as const;
  const finished = await world.run({ title: "Read the image's history", argv });
  return finished.exitCode === 0 ? finished.stdout : '';
}

/** The error of a shut gate: the first finding is the headline, all are annotations. */
export function lintError({ detail, findings }: LintResult): ToolError {
  const first = findings[0];
  const more = findings.length > 1 ? `, and ${findings.length - 1} more` : '';
  const message = first === undefined ? detail : `${first.rule}: ${first.message}${more}`;
  return new ToolError(message, {
    cure: cureOf(first?.cure, 'leave a rule out with `lint-ignore`, or write lint: warn'),
    findings,
  });
}
