/**
 * Files that are copied out of stages. They are targets of the build itself, so that they come from the very steps that
 * the image comes from, and nothing is built for them that is built already.
 */
import type { Decision, Problem } from '../model/decision.ts';
import type { Facts } from '../model/facts.ts';
import type { Inputs } from '../model/inputs.ts';
import type { ArtifactPlan, CacheImports, CopyStage, TestPlan } from '../model/plan.ts';
import { type BakeTarget, type Sources, sharedFields } from './bake.ts';
import { stageProblem } from './stages.ts';

export interface ArtifactsDecision {
  readonly artifacts: readonly ArtifactPlan[];
  readonly problems: readonly Problem[];
}

/** Where they wait: what fails a gate never reaches the workspace. */
export function artifactsFolder({ runFolder }: Pick<Facts, 'runFolder'>): string {
  return `${runFolder}/artifacts`;
}

/** Where each goes; problems are stages that are not there, and folders that are somebody's. */
export function planArtifacts(inputs: Inputs, facts: Facts): ArtifactsDecision {
  const { artifacts, platforms, stage } = inputs;
  // A job that builds one part of an image has a folder of its own, as if all parts were built together.
  const part = stage === 'build' && platforms.length === 1 ? platforms.map(folderName) : [];
  const planned = artifacts.map(
    (artifact, index): ArtifactPlan => ({
      ...artifact,
      archive: `${facts.runFolder}/artifact-${index}.tar`,
      from: `${artifactsFolder(facts)}/${index}`,
      to: [facts.workspace, artifact.folder, ...part].join('/'),
      workspace: facts.workspace,
      platforms,
    }),
  );
  const stages = artifacts.flatMap((artifact) => stageProblem('artifacts', artifact.stage, facts.dockerfile));
  const taken = facts.takenFolders.map(({ folder, because }) => ({
    input: 'artifacts',
    value: folder,
    wrong: because,
    cure: 'name a folder that is not there yet',
  }));
  return { artifacts: planned, problems: [...stages, ...taken] };
}

/** As BuildKit names the folder of a platform. */
function folderName(platform: string): string {
  return platform.replaceAll('/', '_');
}

export interface ArtifactWish extends Sources {
  readonly test: Decision<TestPlan>;
  readonly cacheFrom: CacheImports['from'];
  readonly artifacts: readonly ArtifactPlan[];
}

const copyStage: CopyStage = 'slipway-artifacts';

/** Two targets each: the stage, under the conditions of the build, and a copy out of it. */
export function artifactTargets(wish: ArtifactWish, fresh: BakeTarget): Record<string, BakeTarget> {
  const { artifacts } = wish;
  const stages = [...new Set(artifacts.map(({ stage }) => stage))];
  const source = (stage: string) => `stage-${stages.indexOf(stage)}`;
  const built = stages.map((stage): [string, BakeTarget] => [source(stage), stageTarget(stage, wish, fresh)]);
  const copies = artifacts.map((artifact, index): [string, BakeTarget] => [
    `artifact-${index}`,
    copyTarget(artifact, source(artifact.stage), wish),
  ]);
  return Object.fromEntries([...built, ...copies]);
}

function stageTarget(stage: string, wish: ArtifactWish, fresh: BakeTarget): BakeTarget {
  const tested = wish.test.run && wish.test.target.toLowerCase() === stage;
  return {
    ...sharedFields(wish),
    ...fresh,
    target: stage,
    'cache-from': tested ? wish.cacheFrom.test : wish.cacheFrom.final,
    output: ['type=cacheonly'],
  };
}

function copyTarget({ path, archive }: ArtifactPlan, source: string, { inputs, facts }: ArtifactWish): BakeTarget {
  return {
    context: `${facts.runFolder}/empty`,
    contexts: { [source]: `target:${source}` },
    'dockerfile-inline': [`FROM scratch AS ${copyStage}`, `COPY --from=${source} ${JSON.stringify([path, '/'])}`].join(
      '\n',
    ),
    ...(inputs.platforms.length > 0 && { platforms: inputs.platforms }),
    // They would be files beside the others.
    attest: ['type=provenance,disabled=true', 'type=sbom,disabled=true'],
    // buildx itself cannot write into a folder of a stage that nobody may write to, unless it is root.
    output: [`type=tar,dest=${archive}`],
  };
}
