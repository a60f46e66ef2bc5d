/** The build: test stage and final image in one solve, so that they share work and run side by side. */
import type { Decision } from '../model/decision.ts';
import type { Context } from '../model/event.ts';
import type { BaseImage, Facts } from '../model/facts.ts';
import type { Attestation, ImageAnnotation, Inputs, Pair } from '../model/inputs.ts';
import type { ImageName } from '../model/names.ts';
import type { ArtifactPlan, BuildPlan, CacheImports, GatesPlan, Route, TestPlan } from '../model/plan.ts';
import { artifactTargets } from './artifacts.ts';
import { type BakeTarget, bakeCommand, record, type Sources, secretFiles, sharedFields } from './bake.ts';
import { annotationText, candidateOf, displayName } from './names.ts';
import { loadedPlatform } from './platforms.ts';

export interface BuildWish extends Sources {
  readonly base: BaseImage | undefined;
  readonly test: Decision<TestPlan>;
  readonly gates: Pick<GatesPlan, 'command' | 'stageReports'>;
  readonly labels: readonly Pair[];
  readonly annotations: readonly ImageAnnotation[];
  readonly cacheFrom: CacheImports['from'];
  readonly artifacts: readonly ArtifactPlan[];
  /** Inline cache, which is part of the image itself. */
  readonly inlineCache: readonly string[];
  readonly route: Route;
  /** Names that the image is to be pushed to. */
  readonly names: readonly ImageName[];
}

/** Plans the build into the engine, under the candidate's name, or by digest into the registries. */
export function planBuild(wish: BuildWish): BuildPlan {
  const { inputs, context, facts, route } = wish;
  const candidate = candidateOf(facts);
  const { command, stageReports } = wish.gates;
  const needsStage = (command.run && command.image === 'test') || stageReports.run;
  const testImage = needsStage ? testImageOf(candidate) : undefined;
  const metadataFile = `${facts.runFolder}/metadata.json`;
  const solve = (fresh: BakeTarget) => {
    const targets = {
      ...testTarget(wish, fresh, testImage),
      ...finalTargets(wish, fresh, candidate),
      ...artifactTargets(wish, fresh),
    };
    return bakeCommand('Build and test', { inputs, route }, targets, [`--metadata-file=${metadataFile}`]);
  };
  return {
    base: wish.base,
    platforms: inputs.platforms,
    candidate,
    route,
    pushTo: pushTo(wish),
    archive: archiveOf(wish),
    testImage,
    metadataFile,
    command: solve({ pull: inputs.pull, ...anew(inputs) }),
    again: solve({ pull: inputs.pull }),
    secretFiles: secretFiles(inputs, context, facts),
    dockerfile: relativeDockerfile(facts),
    context: inputs.context.kind === 'path' ? inputs.context.path : withoutLogin(inputs.context.url),
  };
}

/** Name of the test stage's image beside a candidate. */
export function testImageOf(candidate: string): string {
  return `${candidate}-test`;
}

/** What is to be built without the cache; without a word of it where nothing is, so that the same build is the same words. */
function anew({ noCache, noCacheFilters }: Inputs): BakeTarget {
  return {
    ...(noCache && { 'no-cache': true }),
    ...(noCacheFilters.length > 0 && { 'no-cache-filter': noCacheFilters }),
  };
}

/** A URL as it may be shown. */
function withoutLogin(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//');
}

/**
 * Built for its exit code alone, and stored only when a command is to run in it. BuildKit would skip a stage that the
 * image does not need.
 */
function testTarget(wish: BuildWish, fresh: BakeTarget, image: string | undefined): Record<string, BakeTarget> {
  if (!wish.test.run) return {};
  const { platforms } = wish.inputs;
  const one = wish.route.kind === 'builder' && platforms.length > 1;
  const stored = {
    tags: [image ?? ''],
    output: [inEngine(wish.route)],
    ...(one && { platforms: [loadedPlatform(wish.inputs, wish.facts) ?? ''] }),
    attest: ['type=provenance,disabled=true'],
  };
  return {
    test: {
      ...sharedFields(wish),
      ...fresh,
      target: wish.test.target,
      'cache-from': wish.cacheFrom.test,
      ...(image === undefined ? { output: ['type=cacheonly'] } : stored),
    },
  };
}

/** What a builder sends to the engine is one platform's image; the others are built for their own sake. */
function finalTargets(wish: BuildWish, fresh: BakeTarget, candidate: string): Record<string, BakeTarget> {
  const final = finalTarget(wish, fresh, candidate);
  if (!loads(wish) || wish.inputs.platforms.length < 2) return { final };
  const others = { ...final, tags: [], output: ['type=cacheonly'] };
  return { final: { ...final, platforms: [loadedPlatform(wish.inputs, wish.facts) ?? ''] }, others };
}

function finalTarget(wish: BuildWish, fresh: BakeTarget, candidate: string): BakeTarget {
  const { inputs, context } = wish;
  const pushes = pushTo(wish).length > 0;
  return {
    ...sharedFields(wish),
    ...fresh,
    ...(inputs.target !== undefined && { target: inputs.target }),
    labels: record(wish.labels),
    annotations: loads(wish) ? [] : wish.annotations.map(annotationText),
    'cache-from': wish.cacheFrom.final,
    'cache-to': wish.inlineCache,
    attest: loads(wish) || wish.epoch !== undefined ? noAttestations : attestations(inputs, context),
    ...(pushes ? { output: [pushByDigest(wish)] } : { tags: [candidate], output: [toEngine(wish)] }),
  };
}

function pushTo({ route, names }: BuildWish): string[] {
  return route.kind === 'builder' ? names.map(displayName) : [];
}

/** A builder has no store that the engine could see: what is not pushed is sent there. */
function inEngine({ kind }: Route): string {
  return kind === 'builder' ? 'type=docker' : 'type=image';
}

/** All names in one output, so that each registry gets the same bytes of the same build. */
function pushByDigest(wish: BuildWish): string {
  const names = `"name=${pushTo(wish).join(',')}"`;
  return rewritten(`type=image,${names},push-by-digest=true,name-canonical=true,push=true${oci(wish)}`, wish);
}

/** buildx makes a list of Docker's older type, which has no annotations, of manifests of that type. */
function oci({ inputs, ...wish }: BuildWish): string {
  return inputs.stage === 'build' && !loads(wish) ? ',oci-mediatypes=true' : '';
}

function toEngine(wish: BuildWish): string {
  const archive = archiveOf(wish);
  return rewritten(archive === undefined ? `${inEngine(wish.route)}${oci(wish)}` : `type=oci,dest=${archive}`, wish);
}

/** Into the engine's own store BuildKit unpacks layers as they were made, with the times of today. */
function archiveOf({ route, epoch, facts }: BuildWish): string | undefined {
  return route.kind === 'image-store' && epoch !== undefined ? `${facts.runFolder}/image.tar` : undefined;
}

function rewritten(output: string, { epoch }: BuildWish): string {
  return epoch === undefined ? output : `${output},rewrite-timestamp=true`;
}

/** What is sent to the engine is one manifest, which holds no attestations, and no annotations. */
function loads(wish: Pick<BuildWish, 'route' | 'names'>): boolean {
  return wish.route.kind === 'builder' && wish.names.length === 0;
}

const noAttestations = ['type=provenance,disabled=true', 'type=sbom,disabled=true'];

/** Whether the image gets an index, which BuildKit makes of one platform only to hold its attestations. */
export function hasIndex({ platforms, provenance, sbom, reproducible }: Inputs): boolean {
  if (platforms.length > 1 || reproducible) return platforms.length > 1;
  const disabled = /(?:^|,)disabled=true(?:,|$)/;
  return [provenance, sbom].some(
    (wish) => wish.kind === 'default' || (wish.kind === 'set' && !disabled.test(wish.attributes)),
  );
}

/** Whether the provenance holds the build arguments, for everybody to read who can pull the image. */
export function showsBuildArgs({ provenance, reproducible }: Inputs, { privateRepository }: Context): boolean {
  if (reproducible) return false;
  switch (provenance.kind) {
    case 'off':
      return false;
    case 'default':
      return !privateRepository;
    case 'set':
      return /(?:^|,)mode=max(?:,|$)/.test(provenance.attributes);
  }
}

/** Private repositories get the small provenance by default, since `mode=max` holds build arguments. */
function attestations(inputs: Inputs, context: Context): string[] {
  const byVisibility = context.privateRepository ? 'mode=min,inline-only=true' : 'mode=max';
  return [
    attestation('provenance', inputs.provenance, `${byVisibility},builder-id=${context.runUrl}`),
    attestation('sbom', inputs.sbom, ''),
  ];
}

function attestation(type: string, wish: Attestation, byDefault: string): string {
  switch (wish.kind) {
    case 'off':
      return `type=${type},disabled=true`;
    case 'default':
      return words(`type=${type}`, byDefault);
    case 'set':
      return words(`type=${type}`, wish.attributes);
  }
}

function words(...parts: string[]): string {
  return parts.filter((part) => part !== '').join(',');
}

function relativeDockerfile(facts: Facts): string | undefined {
  if (facts.dockerfile.kind === 'remote') return undefined;
  const inside = `${facts.workspace}/`;
  const path = facts.dockerfile.path;
  return path.startsWith(inside) ? path.slice(inside.length) : path;
}
