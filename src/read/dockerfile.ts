/** A Dockerfile's text -> its stages. */
import type { DockerfileStage } from '../model.ts';

/** Lists the stages in order; heredocs, comments and continuation lines are not mistaken for instructions. */
export async function readStages(text: string): Promise<readonly DockerfileStage[]> {
  // Most Dockerfiles mention no name at all; the parser costs a few milliseconds to load.
  // `AS` may stand on a line of its own.
  if (!/\sas\b/i.test(text)) return [];
  const { DockerfileParser } = await import('dockerfile-ast');
  return DockerfileParser.parse(text)
    .getFROMs()
    .map((from) => ({
      name: from.getBuildStage()?.toLowerCase(),
      line: from.getRange().start.line + 1,
    }));
}
