/** Cache mounts between runs: unpacked before the build, packed after the gates. No trouble here fails a build. */
import { CancelError } from '../errors.ts';
import type { Command, Decision } from '../model/decision.ts';
import type { BuildStep, CacheMountsResult } from '../model/outcome.ts';
import type { CacheMountsPlan, MountsWay } from '../model/plan.ts';
import { noTarCode, unpacked } from '../plan/cache-mounts.ts';
import { readProgress } from '../read/progress.ts';
import { restoredMountsLine } from '../report/lines.ts';
import type { World } from '../world/ports.ts';
import { BuildProgress } from './build-progress.ts';
import { explain, lastWords } from './explain.ts';

/** A cache that is slower than this is no help. Unpacking may have to pull the base image, which the build needs anyway. */
const mostSeconds = { fetch: 120, unpack: 300, pack: 300, send: 300 } as const;

/** What is in the mounts when the build begins. */
export interface RestoredMounts {
  /** The key of what was put into them. */
  readonly key: string | undefined;
  /** The way that worked. */
  readonly way: MountsWay | undefined;
}

const nothing: RestoredMounts = { key: undefined, way: undefined };

/** Puts what an earlier run has kept into mounts that are empty. */
export async function restoreMounts(plan: Decision<CacheMountsPlan>, world: World): Promise<RestoredMounts> {
  if (!plan.run) return nothing;
  const begun = world.now();
  try {
    const { folder, key, beginning } = plan;
    const found = await world.restoreEntry({ folder, key, beginnings: [beginning], limitSeconds: mostSeconds.fetch });
    if (found.kind === 'failed') return refused(found.because, world);
    if (found.kind === 'absent') {
      world.log.line('Restored no cache mounts: none are kept yet');
      return nothing;
    }
    const { way, trouble, said } = await firstWay(plan.ways, 'unpack', world);
    if (trouble !== undefined) return refused(trouble, world);
    const seconds = (world.now() - begun) / 1000;
    const count = said.filter((line) => line === unpacked).length;
    world.log.line(restoredMountsLine({ count, of: plan.count, bytes: found.bytes, seconds }));
    return { key: found.key, way };
  } catch (error) {
    if (error instanceof CancelError) throw error;
    return refused(error instanceof Error ? error.message : String(error), world);
  } finally {
    await world.files.removeFolder(plan.folder);
  }
}

function refused(because: string, world: World): RestoredMounts {
  world.log.annotate({ level: 'warning', message: `Cache mounts not restored: ${because}` });
  return nothing;
}

/** Keeps what is in the mounts, when there is something new in them. Undefined when none are to be kept. */
export async function saveMounts(
  plan: Decision<CacheMountsPlan>,
  restored: RestoredMounts,
  steps: readonly BuildStep[],
  world: World,
): Promise<CacheMountsResult | undefined> {
  if (!plan.run) return undefined;
  if (!plan.write.run) return { state: 'skipped', because: plan.write.because };
  if (restored.key === plan.key) return { state: 'skipped', because: 'they are kept already for these lock files' };
  // Of a step that came from the cache a mount may be empty, and would be kept so.
  if (!steps.some(fillsMount)) return { state: 'skipped', because: 'no step that has one was executed' };
  try {
    return await write(plan, restored, world);
  } catch (error) {
    if (error instanceof CancelError) throw error;
    return { state: 'failed', message: error instanceof Error ? error.message : String(error) };
  } finally {
    await world.files.removeFolder(plan.folder);
  }
}

function fillsMount({ state, instruction }: BuildStep): boolean {
  return state === 'done' && /^RUN\s.*--mount=\S*type=cache/is.test(instruction);
}

async function write(plan: CacheMountsPlan, { way }: RestoredMounts, world: World): Promise<CacheMountsResult> {
  const begun = world.now();
  // The build took its time, and a service that has become silent would hold up what is pushed.
  const silent = await world.askCacheService();
  if (silent !== undefined) return { state: 'failed', message: silent };
  const packed = await firstWay(way === undefined ? plan.ways : [way], 'pack', world);
  if (packed.trouble !== undefined) return { state: 'failed', message: packed.trouble };
  const { folder, key, count } = plan;
  const sent = await world.saveEntry({ folder, key, limitSeconds: mostSeconds.send });
  switch (sent.kind) {
    case 'saved':
      return { state: 'saved', count, bytes: sent.bytes, seconds: (world.now() - begun) / 1000 };
    case 'there':
      return { state: 'skipped', because: 'another run has kept some for these lock files' };
    case 'failed':
      return { state: 'failed', message: sent.because };
  }
}

interface Tried {
  readonly way: MountsWay | undefined;
  /** Why none worked. */
  readonly trouble: string | undefined;
  /** Lines that it printed. */
  readonly said: readonly string[];
}

/** Only where an image lacks the program another one may have it. */
async function firstWay(ways: readonly MountsWay[], what: 'pack' | 'unpack', world: World): Promise<Tried> {
  for (const way of ways) {
    const said: string[] = [];
    const trouble = await solve(way[what], { limitSeconds: mostSeconds[what], said }, world);
    if (trouble !== lacksTar) return { way: trouble === undefined ? way : undefined, trouble, said };
  }
  const images = ways.map(({ image }) => image).join(', nor in ');
  return { way: undefined, trouble: `there is no \`tar\` in ${images}`, said: [] };
}

const lacksTar = 'no tar';

/** Why it failed; undefined when it did not. */
async function solve(
  command: Command,
  { limitSeconds, said }: { readonly limitSeconds: number; readonly said: string[] },
  world: World,
): Promise<string | undefined> {
  const progress = new BuildProgress({
    severalTargets: false,
    severalPlatforms: false,
    dockerfile: undefined,
    onStep: () => undefined,
  });
  const finished = await world.run(command, {
    limitSeconds,
    onErrorLine: (line) => {
      for (const update of readProgress(line)) {
        progress.take(update);
        if (update.kind === 'log') said.push(...new TextDecoder().decode(update.data).split('\n'));
      }
    },
  });
  if (finished.timedOut === true) return `not done after ${limitSeconds} s`;
  if (finished.exitCode === 0) return undefined;
  const { exitCode, message, tail } = progress.failure();
  if (exitCode === noTarCode || /"sh": executable file not found/.test([message, ...tail].join('\n'))) return lacksTar;
  if (exitCode !== undefined && tail.length > 0) return lastWords(tail.join('\n'));
  return explain(message)?.why ?? lastWords(message);
}
