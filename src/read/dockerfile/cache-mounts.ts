/** A Dockerfile's text -> its cache mounts, as far as they can be named without building. */
import type { CacheMount, CacheMountsFound, StageOrigin } from '../../model/facts.ts';
import type { Inputs } from '../../model/inputs.ts';
import { argValues, expand } from './base.ts';
import { type Argument, beginsStage, type Instruction, instructionsOf, readSettings } from './dockerfile.ts';
import { neededStages } from './needed-stages.ts';

export interface MountsWish extends Pick<Inputs, 'buildArgs' | 'buildContexts' | 'target' | 'testTarget'> {
  readonly origins: readonly StageOrigin[];
  /** The machine's own platform. */
  readonly native: string;
  /** What is built for. */
  readonly platforms: readonly string[];
}

/**
 * Every `RUN --mount=type=cache` of the stages that are built, each once, in the order of the file. Variables in it have the values that the
 * Dockerfile and the inputs give them; what only the build can know is left, with the reason.
 */
export function readCacheMounts(text: string, wish: MountsWish): CacheMountsFound {
  const instructions = [...instructionsOf(text)];
  const read = wish.platforms.flatMap((platform) => readFor(platform, instructions, wish));
  const mounts = new Map<string, CacheMount>();
  for (const found of read)
    if (found.kind === 'mount' && !mounts.has(identity(found.mount))) mounts.set(identity(found.mount), found.mount);
  const users = read.flatMap((found) => (found.kind === 'mount' ? imageOf(found.mount.stage, wish.origins) : []));
  return {
    mounts: [...mounts.values()],
    images: [...new Set(users)],
    left: [...new Set(read.flatMap((found) => (found.kind === 'left' ? found.because : [])))],
  };
}

/** What BuildKit tells cache mounts apart by. */
function identity({ id, owner }: CacheMount): string {
  return [id, ...owner].join(' ');
}

type Found =
  | { readonly kind: 'mount'; readonly mount: CacheMount }
  | { readonly kind: 'left'; readonly because: string };

type Values = ReadonlyMap<string, string>;

/** What a stage knows at an instruction; ENV hides ARG. */
interface Known {
  readonly args: Map<string, string>;
  readonly env: Map<string, string>;
}

function readFor(platform: string, instructions: readonly Instruction[], wish: MountsWish): Found[] {
  const first = instructions.findIndex(beginsStage);
  const global = argValues(instructions.slice(0, Math.max(first, 0)).flatMap(readSettings), wish.buildArgs);
  const outer: Values = new Map([...platformArguments(platform, wish.native), ...global]);
  const stages: Known[] = [];
  const found: Found[] = [];
  const needed = neededStages(instructions, wish.origins, wish);
  for (const instruction of instructions) {
    if (beginsStage(instruction)) stages.push(inherited(stages, wish.origins[stages.length]));
    const known = stages.at(-1);
    if (known === undefined || isReplaced(wish.origins[stages.length - 1], wish)) continue;
    learn(known, instruction, outer, wish);
    if (needed.has(stages.length - 1)) found.push(...mountsOf(instruction, known, stages.length - 1));
  }
  return found;
}

/** A stage has what the stage has that it is built on. */
function inherited(before: readonly Known[], origin: StageOrigin | undefined): Known {
  const base = origin?.from.kind === 'stage' ? before[origin.from.stage] : undefined;
  return { args: new Map(base?.args), env: new Map(base?.env) };
}

/** A context in the place of a stage: its instructions are not carried out. */
function isReplaced(stage: StageOrigin | undefined, { buildContexts }: MountsWish): boolean {
  return stage?.name !== undefined && buildContexts.some(({ key }) => key.split('::')[0] === stage.name);
}

function learn({ args, env }: Known, instruction: Instruction, outer: Values, { buildArgs }: MountsWish): void {
  const isEnv = /^\s*ENV\s/i.test(instruction.text);
  for (const { key, value } of readSettings(instruction)) {
    const given = isEnv ? undefined : buildArgs.findLast((argument) => argument.key === key)?.value;
    const own = given ?? ownValue({ key, value }, new Map([...args, ...env])) ?? outerValue({ key, value }, outer);
    const known = isEnv ? env : args;
    if (own === undefined) known.delete(key);
    else known.set(key, own);
  }
}

function ownValue({ value }: Argument, values: Values): string | undefined {
  return value === undefined || value === '' ? value : expand(value, values);
}

/** `ARG NAME` alone has the value of before the first FROM. */
function outerValue({ key, value }: Argument, outer: Values): string | undefined {
  return value === undefined ? outer.get(key) : undefined;
}

/** The arguments that BuildKit sets by itself (docs.docker.com, Dockerfile reference, automatic platform arguments). */
function platformArguments(target: string, native: string): [string, string][] {
  return [
    ['TARGET', target],
    ['BUILD', native],
  ].flatMap(([name, platform = '']) => {
    const [os = '', architecture = '', variant = ''] = platform.split('/');
    return [
      [`${name}PLATFORM`, platform],
      [`${name}OS`, os],
      [`${name}ARCH`, architecture],
      [`${name}VARIANT`, variant],
    ] satisfies [string, string][];
  });
}

/** Flags come first. */
function mountsOf(instruction: Instruction, known: Known, stage: number): Found[] {
  if (!/^\s*RUN\s/i.test(instruction.text)) return [];
  const words = instruction.words.split(instruction.text).slice(1);
  const end = words.findIndex((word) => !word.startsWith('--'));
  const flags = words.slice(0, end < 0 ? words.length : end).map(instruction.words.unquote);
  const values = new Map([...known.args, ...known.env]);
  return flags
    .filter((flag) => /^--mount=(?:.*,)?type=cache(?:,|$)/i.test(flag))
    .map((flag) => readMount(flag.slice('--mount='.length), values, { stage, line: instruction.line }));
}

interface Whereabouts {
  readonly stage: number;
  readonly line: number;
}

function readMount(text: string, values: Values, { stage, line }: Whereabouts): Found {
  const options = readOptions(text);
  const left = (because: string): Found => ({
    kind: 'left',
    because: `The cache mount in line ${line} is not kept: ${because}`,
  });
  if (options.has('from') || options.has('source')) return left('it begins with the content of an image or a stage');
  const written = options.get('id') ?? options.get('target') ?? '';
  const id = expand(written, values);
  if (id === undefined) return left(`only the build knows what "${written}" is`);
  const owner = ownerNames.filter((name) => options.has(name)).map((name) => `${name}=${options.get(name)}`);
  const odd = owner.find((option) => !/^[ug]id=\d+$|^mode=[0-7]+$/.test(option));
  if (odd !== undefined) return left(`only the build knows what "${odd}" is`);
  const whole = options.has('id') ? id : cleanPath(id);
  if (!/^[\w./:@+~=-]+$/.test(whole)) return left(`"${whole}" has characters that cannot be passed on`);
  const sharing = options.get('sharing')?.toLowerCase() ?? 'shared';
  return { kind: 'mount', mount: { id: whole, owner, sharing, stage } };
}

function readOptions(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(',').map((item): [string, string] => {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(item) ?? [];
    const key = name.toLowerCase();
    return [aliases[key] ?? key, value];
  });
  return new Map(pairs);
}

/** Other names of options (moby/buildkit, frontend/dockerfile/instructions/commands_runmount.go). */
const aliases: Readonly<Record<string, string>> = { dst: 'target', destination: 'target', src: 'source' };
const ownerNames = ['uid', 'gid', 'mode'] as const;

/** Without an id a mount is known by its target, cleaned as Go does it; one that is relative stays so. */
function cleanPath(path: string): string {
  const words: string[] = [];
  for (const word of path.split('/')) {
    if (word === '' || word === '.') continue;
    if (word !== '..') words.push(word);
    else if (words.length > 0 && words.at(-1) !== '..') words.pop();
    else if (!path.startsWith('/')) words.push(word);
  }
  return path.startsWith('/') ? `/${words.join('/')}` : words.join('/') || '.';
}

/** The image that a stage is built on in the end. Every step leads to an earlier stage, so this ends. */
function imageOf(stage: number, origins: readonly StageOrigin[]): string[] {
  let from = origins[stage]?.from;
  while (from?.kind === 'stage') from = origins[from.stage]?.from;
  if (from?.kind !== 'image') return [];
  const { reference, digest } = from.image;
  return [digest === undefined || reference.endsWith(digest) ? reference : `${reference}@${digest}`];
}
