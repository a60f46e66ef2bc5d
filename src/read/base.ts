/** Which image the final stage is built on, as far as the Dockerfile and the inputs tell without building. */
import type { BaseImage, Inputs, Pair } from '../model.ts';
import type { ReadStage, Scan } from './dockerfile.ts';
import { readReference } from './image-name.ts';

type BaseInputs = Pick<Inputs, 'target' | 'buildArgs' | 'buildContexts'>;

/** Follows FROM from the stage that is built down to an image. Undefined for `scratch`, and for what is not certain. */
export function readBase(
  { stages, args }: Scan,
  { target, buildArgs, buildContexts }: BaseInputs,
): BaseImage | undefined {
  const values = argValues(args, buildArgs);
  const contexts = new Map(buildContexts.map(({ key, value }) => [key.toLowerCase(), value]));
  let index = target === undefined ? stages.length - 1 : indexOfTarget(stages, target);
  // Every step leads to an earlier stage, so this ends.
  for (let stage = stages[index]; stage !== undefined; stage = stages[index]) {
    const replaced = stage.name === undefined ? undefined : contexts.get(stage.name);
    if (replaced !== undefined) return ofContext(replaced);
    const from = expand(stage.from, values)?.toLowerCase();
    if (from === undefined || from === 'scratch') return undefined;
    const context = contexts.get(from);
    if (context !== undefined) return ofContext(context);
    const earlier = indexOf(stages.slice(0, index), from);
    if (earlier < 0) return replacedImage(readReference(expand(stage.from, values) ?? ''), contexts);
    index = earlier;
  }
  return undefined;
}

/** An ARG before the first FROM may use those before it; `build-args` win. */
function argValues(args: readonly Pair[], given: readonly Pair[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { key, value } of args) {
    const own = given.findLast((argument) => argument.key === key)?.value;
    values.set(key, own ?? expand(value, values) ?? '');
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

/** A named context may spell the image in full where FROM does not, or the other way round. */
function replacedImage(base: BaseImage | undefined, contexts: ReadonlyMap<string, string>): BaseImage | undefined {
  const context = [...contexts].find(([key]) => base !== undefined && readReference(key)?.reference === base.reference);
  return context === undefined ? base : ofContext(context[1]);
}

/** Folders, layouts and other targets have no name in a registry. */
function ofContext(context: string): BaseImage | undefined {
  return context.startsWith('docker-image://') ? readReference(context.slice('docker-image://'.length)) : undefined;
}

/** Variables with a value, and `${NAME:-default}`. BuildKit's own (TARGETARCH) differ by platform. */
function expand(text: string, values: ReadonlyMap<string, string>): string | undefined {
  const expanded = text.replace(/\$(?:(\w+)|\{(\w+)(?::?-([^{}$]*))?\})/g, (whole, plain, braced, fallback) => {
    return (values.get(plain ?? braced) || fallback) ?? whole;
  });
  return expanded.includes('$') ? undefined : expanded;
}
