/** What is said of files that are copied out of stages. */
import type { ArtifactInput } from '../model/inputs.ts';
import type { PlacedArtifact } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import { counted, megabytes, shown } from './text.ts';

/** For the plan: `copy build:/out to dist`. */
export function artifactWords({ artifacts }: Plan): string[] {
  return artifacts.map((artifact) => `copy ${source(artifact)} to ${artifact.folder}`);
}

function source({ stage, path }: ArtifactInput): string {
  return `${stage}:${path}`;
}

/** `Copied 3 files of build:/out to dist, 1.2 MB`. */
export function artifactLines(placed: readonly PlacedArtifact[]): string[] {
  return placed.map(({ artifact, files }) => {
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const what = `${counted(files.length, 'file')} of ${source(artifact)}`;
    return shown(`Copied ${what} to ${artifact.folder}, ${megabytes(bytes)}`);
  });
}

/** Path below the workspace, size and SHA-256 of each; the first ones of many. */
export function artifactRows(placed: readonly PlacedArtifact[]): readonly (readonly [string, string, string])[] {
  const all = placed.flatMap(({ artifact, files }) =>
    files.map(({ path, bytes, sha256 }): [string, string, string] => [
      `${topOf(artifact)}/${path}`,
      megabytes(bytes),
      sha256,
    ]),
  );
  return all.slice(0, mostRows);
}

const mostRows = 20;

/** A part of an image has a folder of its own below the one that was asked for. */
function topOf({ to, folder }: PlacedArtifact['artifact']): string {
  return to.slice(to.lastIndexOf(`/${folder}`) + 1);
}

/** The folders that were asked for. */
export function artifactsOutput(placed: readonly PlacedArtifact[]): Record<string, string> {
  return placed.length === 0 ? {} : { artifacts: placed.map(({ artifact }) => artifact.folder).join('\n') };
}
