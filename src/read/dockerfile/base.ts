/** What the stages are built on, as far as the Dockerfile and the inputs tell without building. */
import type { BaseImage, Materials, Origin, StageOrigin } from '../../model/facts.ts';
import type { Inputs, Pair } from '../../model/inputs.ts';
import { readReference } from '../image-name.ts';
import type { Argument, Copy, ReadStage, Scan } from './dockerfile.ts';

type ContextInputs = Pick<Inputs, 'buildArgs' | 'buildContexts'>;

/** Follows FROM from the stage that is built down to an image. Undefined for `scratch`, and for what is not certain. */
export function readBase(scan: Scan, inputs: ContextInputs & Pick<Inputs, 'target'>): BaseImage | undefined {
  const origins = readOrigins(scan, inputs);
  const { target } = inputs;
  let from = origins[target === undefined ? origins.length - 1 : indexOfTarget(scan.stages, target)]?.from;
  // Every step leads to an earlier stage, so this ends.
  while (from?.kind === 'stage') from = origins[from.stage]?.from;
  return from?.kind === 'image' ? from.image : undefined;
}

/** All that a build takes from elsewhere than its context, as far as the Dockerfile and the inputs tell. */
export function readMaterials(scan: Scan, { buildArgs, buildContexts }: ContextInputs): Materials {
  const values = argValues(scan.args, buildArgs);
  const fetched = scan.added.find((source) => /^[a-z+]+:|@.*:|\$|^github\.com\//i.test(source));
  if (fetched !== undefined) return { kind: 'unknown', because: `the Dockerfile adds ${fetched}` };
  if (buildArgs.some(({ key }) => key === 'BUILDKIT_SYNTAX'))
    return { kind: 'unknown', because: '`build-args` name another frontend' };
  if (scan.unclear !== undefined)
    return { kind: 'unknown', because: `only the build can tell what ${scan.unclear} does` };
  const elsewhere = buildContexts.find(({ value }) => isRemote(value) && !value.startsWith('docker-image://'))?.value;
  if (elsewhere !== undefined) return { kind: 'unknown', because: `only the build can tell what ${elsewhere} is` };
  const before = (stage: ReadStage) => scan.stages.slice(0, scan.stages.indexOf(stage));
  const named = [
    ...scan.stages.map((stage) => ({ name: stage.from, stages: before(stage) })),
    ...scan.stages.flatMap((stage) => stage.copies.map(({ from }) => ({ name: from, stages: before(stage) }))),
    ...scan.mountedFrom.map((name) => ({ name, stages: scan.stages })),
    ...(scan.syntax === undefined ? [] : [{ name: scan.syntax, stages: [] }]),
    ...buildContexts.filter(({ value }) => isRemote(value)).map(({ value }) => ({ name: value, stages: [] })),
  ];
  const read = named.map(({ name, stages }) => readMaterial(name, stages, values, buildContexts));
  const unclear = named[read.indexOf('unclear')]?.name;
  if (unclear !== undefined) return { kind: 'unknown', because: `only the build can tell what ${unclear} is` };
  const images = read.filter((one) => typeof one === 'object');
  const folders = buildContexts.map(({ value }) => value).filter((value) => !isRemote(value));
  return { kind: 'known', images: [...new Map(images.map((image) => [image.reference, image])).values()], folders };
}

/** Whether a build context is elsewhere than in a folder. */
function isRemote(context: string): boolean {
  return /^[a-z0-9+.-]+:|^[^/]*@|^github\.com\//i.test(context);
}

function readMaterial(
  name: string,
  stages: readonly ReadStage[],
  values: ReadonlyMap<string, string>,
  contexts: readonly Pair[],
): BaseImage | 'own' | 'unclear' {
  const from = expand(name, values);
  if (from === undefined) return 'unclear';
  if (from === 'scratch' || indexOf(stages, from.toLowerCase()) >= 0 || /^\d+$/.test(from)) return 'own';
  const context = contextOf(from, contexts) ?? from;
  // A folder of the workspace, like the context itself.
  if (context !== from && context !== 'by platform' && !isRemote(context)) return 'own';
  return (context.startsWith('docker-image://') ? imageOf(context) : readReference(context)) ?? 'unclear';
}

/** The stages in order, each with where its content comes from. */
export function readOrigins({ stages, args }: Scan, { buildArgs, buildContexts }: ContextInputs): StageOrigin[] {
  const values = argValues(args, buildArgs);
  return stages.map((stage, index) => {
    const { name, line, variables } = stage;
    const before = stages.slice(0, index);
    const replaced = name === undefined ? undefined : contextOf(name, buildContexts);
    // A context in the place of a stage: its instructions are not carried out.
    if (replaced !== undefined) return { name, line, from: originOf(imageOf(replaced)), rootCopies: [], variables: [] };
    const rootCopies = stage.copies.filter(isOfRoot).flatMap((copy) => stageOfCopy(copy, before));
    return { name, line, from: readOrigin(stage, before, values, buildContexts), rootCopies, variables };
  });
}

function readOrigin(
  stage: ReadStage,
  before: readonly ReadStage[],
  values: ReadonlyMap<string, string>,
  contexts: readonly Pair[],
): Origin {
  const from = expand(stage.from, values);
  if (from === undefined || from === 'scratch') return { kind: 'other' };
  const context = contextOf(from, contexts);
  if (context !== undefined) return originOf(imageOf(context));
  const earlier = indexOf(before, from.toLowerCase());
  return earlier < 0 ? originOf(readReference(from)) : { kind: 'stage', stage: earlier };
}

function originOf(image: BaseImage | undefined): Origin {
  return image === undefined ? { kind: 'other' } : { kind: 'image', image };
}

/** `/`, `.`, `/.` and `/*`: a source of another stage is seen from its root. */
function isOfRoot({ sources }: Copy): boolean {
  return sources.some((source) => /^(?:\.?\/)*[.*]?$/.test(source));
}

/** Here too a number counts stages; everything else is an image or a context. */
function stageOfCopy({ from, line }: Copy, before: readonly ReadStage[]): { stage: number; line: number }[] {
  const stage = indexOfTarget(before, from);
  return before[stage] === undefined ? [] : [{ stage, line }];
}

/**
 * An ARG before the first FROM may use those before it; `build-args` win. One without a value is not set, unless an
 * earlier line or `build-args` set it.
 */
export function argValues(args: readonly Argument[], given: readonly Pair[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { key, value } of args) {
    const own = given.findLast((argument) => argument.key === key)?.value;
    const text = own ?? (value === undefined ? undefined : expand(value, values));
    if (text !== undefined) values.set(key, text);
    else if (value !== undefined) values.delete(key);
  }
  return values;
}

function indexOf(stages: readonly ReadStage[], name: string): number {
  return stages.findLastIndex((stage) => stage.name === name);
}

/** `target` is a name or the number of a stage. */
function indexOfTarget(stages: readonly ReadStage[], target: string): number {
  const byName = indexOf(stages, target.toLowerCase());
  return byName < 0 && /^\d+$/.test(target) ? Number(target) : byName;
}

/**
 * The named context in place of an image or a stage. BuildKit looks for the short name without `:latest`, to the letter,
 * and for the same with a platform behind it (dockerui, NamedContext); of the latter only the build knows whether it fits.
 */
function contextOf(name: string, contexts: readonly Pair[]): string | undefined {
  const key = familiar(name);
  if (contexts.some((context) => context.key.startsWith(`${key}::`))) return 'by platform';
  return contexts.findLast((context) => context.key === key)?.value;
}

function familiar(name: string): string {
  const image = readReference(name);
  if (image === undefined) return name;
  const digest = image.digest === undefined || image.name === image.digest ? '' : `@${image.digest}`;
  const short = image.reference.replace(/^docker\.io\/(?:library\/)?/, '');
  return `${digest === '' ? short.replace(/:latest$/, '') : short}${digest}`;
}

/** Folders, layouts and other targets have no name in a registry. */
function imageOf(context: string): BaseImage | undefined {
  return context.startsWith('docker-image://') ? readReference(context.slice('docker-image://'.length)) : undefined;
}

/** BuildKit's own variables differ by platform, whatever default is written for them. */
const builtIn = /^(?:TARGET|BUILD)(?:PLATFORM|OS|OSVERSION|ARCH|VARIANT|STAGE)$/;

/** Variables with a value, `${NAME:-default}` and `${NAME-default}`; undefined for everything else there is. */
export function expand(text: string, values: ReadonlyMap<string, string>): string | undefined {
  let certain = true;
  const expanded = text.replace(
    /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?)-([^{}$]*))?\})/g,
    (_, plain?: string, braced?: string, colon?: string, fallback?: string) => {
      const name = plain ?? braced ?? '';
      const value = values.get(name);
      const taken = value === undefined || (value === '' && colon === ':') ? fallback : value;
      if (taken === undefined || (builtIn.test(name) && value === undefined)) certain = false;
      return taken ?? '';
    },
  );
  return certain && expanded !== '' && !expanded.includes('$') ? expanded : undefined;
}
