/** Platforms that an image is built for, and those of them that this machine can run. */
import type { Facts } from '../model/facts.ts';
import type { Inputs } from '../model/inputs.ts';

export interface GatePlatforms {
  /** On which the gates run; `undefined` is the engine's own. */
  readonly run: readonly (string | undefined)[];
  /** Which they leave out, one sentence. */
  readonly notes: readonly string[];
}

/** Gates run everywhere where a container can; what cannot be run is said. */
export function gatePlatforms({ platforms }: Inputs, facts: Facts, loads: boolean): GatePlatforms {
  if (platforms.length === 0) return { run: [undefined], notes: [] };
  const possible = platforms.filter((platform) => canRun(platform, facts));
  const single = oneAtATime(facts, loads);
  const run = single === undefined ? possible : possible.slice(0, 1);
  const left = platforms.filter((platform) => !run.includes(platform));
  if (left.length === 0) return { run, notes: [] };
  const why =
    single !== undefined && left.some((platform) => possible.includes(platform))
      ? single
      : 'this machine cannot execute it without docker/setup-qemu-action';
  return { run, notes: [`No gate runs on ${left.join(', ')}: ${why}`] };
}

/** Why the engine has the image for one platform only; undefined when it has all. */
function oneAtATime({ engine }: Facts, loads: boolean): string | undefined {
  if (engine === 'classic') return 'the classic image store holds one platform at a time';
  return loads ? 'a builder sends the engine one platform, and this run does not push' : undefined;
}

/** Where nobody can tell it is tried, and a container that cannot run says so. */
function canRun(platform: string, { nativePlatform, emulated }: Facts): boolean {
  const [, architecture = ''] = platform.split('/');
  const own = nativePlatform.split('/')[1] ?? '';
  if (emulated === undefined) return true;
  return architecture === own || (own === 'amd64' && architecture === '386') || emulated.includes(architecture);
}

/** The platform whose image a builder sends to the engine, where it can hold only one. */
export function loadedPlatform({ platforms }: Inputs, facts: Facts): string | undefined {
  return platforms.find((platform) => canRun(platform, facts)) ?? platforms[0];
}
