/** Files of stages: looked at as soon as they are built, and brought into the workspace when every gate has passed. */
import { ToolError } from '../errors.ts';
import type { BuildFailure, PlacedArtifact } from '../model/outcome.ts';
import type { ArtifactPlan, Plan } from '../model/plan.ts';
import { cureOf, nothingPushed } from '../report/failure.ts';
import { listed, shown } from '../report/text.ts';
import type { World } from '../world/ports.ts';
import { explain, lastWords } from './explain.ts';

/** Refuses what is not there, and what would not mean the same beside the image. */
export async function checkArtifacts(plan: Plan, world: World): Promise<void> {
  for (const artifact of plan.artifacts) {
    await unpack(plan, artifact, world);
    const why = await faultOf(artifact, world);
    if (why !== undefined) throw refused(plan, artifact, why.because, why.cure);
  }
}

/** Modes stay, but for what this user has to do with folders and files, as has whoever comes after this run. */
async function unpack(plan: Plan, artifact: ArtifactPlan, world: World): Promise<void> {
  const { archive, from, stage } = artifact;
  await world.files.openTree(from);
  // Letters that the programs of GNU, BSD and busybox have in common: files are this user's, with their modes.
  const argv = ['tar', '-x', '-o', '-p', '-f', archive, '-C', from] as const;
  const finished = await world.run({ title: 'Unpack files', argv });
  if (finished.exitCode !== 0) {
    const why = lastWords(finished.stderr.replaceAll(closingWords, ''));
    throw refused(plan, artifact, `what is in stage ${stage} cannot be unpacked: ${why}`);
  }
  await world.files.openTree(from);
  // They may be large, and are about to be there a third time.
  await world.files.removeFolder(archive);
}

/** What tar says at its end, whatever was wrong. */
const closingWords = /^.*(?:Exiting with failure status|Error exit delayed).*$/gm;

/** BuildKit's word for a path that is not in the stage. */
const missing = /(".*"): not found$/s;

/** Why the build could not copy it. */
export function artifactError(plan: Plan, artifact: ArtifactPlan, failure: BuildFailure): ToolError {
  if (missing.test(failure.message)) return refused(plan, artifact, nothingThere(artifact), lookThere);
  const known = explain(failure.message);
  return refused(plan, artifact, known?.why ?? failure.message, known?.cure);
}

const lookThere = 'correct the path in `artifacts`, or add the step that makes it to that stage';

function nothingThere({ stage, path }: ArtifactPlan): string {
  return `stage ${stage} has nothing at ${path}`;
}

function refused(plan: Plan, { folder }: ArtifactPlan, because: string, cure?: string): ToolError {
  return new ToolError(shown(`Nothing to copy to ${folder}: ${because}`), { cure: cureOf(cure, nothingPushed(plan)) });
}

interface Fault {
  readonly because: string;
  readonly cure: string;
}

async function faultOf(artifact: ArtifactPlan, world: World): Promise<Fault | undefined> {
  const { stage, from, platforms } = artifact;
  const entries = await world.files.list(from);
  // A pattern that fits nothing, or an empty folder.
  if (entries.length === 0) return { because: nothingThere(artifact), cure: lookThere };
  const found = new Set(entries.map(({ path }) => path.split('/')[0] ?? ''));
  if (platforms.length > 1 && found.size < platforms.length)
    return { because: `${nothingThere(artifact)} for every platform, only for ${listed([...found])}`, cure: lookThere };
  for (const { path, kind } of entries) {
    // Node.js has this letter for bytes that are none, and finds no such file.
    if (path.includes('\uFFFD'))
      return { because: `${path} of stage ${stage} has a name that is not UTF-8`, cure: 'rename it, or leave it out' };
    if (kind === 'other') return { because: `${path} of stage ${stage} is no file`, cure: 'leave it out' };
    const leadsOut = kind === 'link' && !(await world.files.staysInside(`${from}/${path}`, from));
    // Whatever reads the folder would find a file of this machine there.
    if (leadsOut)
      return {
        because: `${path} of stage ${stage} is a link that leads to nothing among the files`,
        cure: 'copy what it leads to, or make it a relative link to a file beside it',
      };
  }
  return undefined;
}

/** After the gates. Either all are there or none. */
export async function placeArtifacts({ artifacts }: Plan, world: World): Promise<readonly PlacedArtifact[]> {
  const placed: PlacedArtifact[] = [];
  try {
    for (const artifact of artifacts) {
      const { from, to, workspace } = artifact;
      placed.push({ artifact, files: await world.files.place(from, to, workspace) });
    }
  } catch (error) {
    await takeBackArtifacts(placed, world);
    throw error;
  }
  return placed;
}

/**
 * What a run leaves that is red must not be taken for what was published, nor be in the way of the next one. Never
 * rejects: why the image was not published is the story.
 */
export async function takeBackArtifacts(placed: readonly PlacedArtifact[], world: World): Promise<void> {
  for (const { artifact } of placed) {
    const { from, to, folder } = artifact;
    const line = await world.files.takeBack(from, to).then(
      () => `Removed what was copied to ${folder}: the image was not published`,
      (error: unknown) =>
        `Not removed what was copied to ${folder}, and the image was not published: ${wordsOf(error)}`,
    );
    world.log.line(shown(line));
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
