/** Saves the build cache after every gate has passed. Whatever goes wrong here is told and forgotten. */
import { CancelError } from '../errors.ts';
import type { Decision } from '../model/decision.ts';
import type { Login } from '../model/inputs.ts';
import type { BuildStep, CacheResult } from '../model/outcome.ts';
import type { CacheExport } from '../model/plan.ts';
import { digestsIn, layersIn } from '../read/manifest.ts';
import { readProgress } from '../read/progress.ts';
import { workSteps } from '../report/steps.ts';
import type { World } from '../world/ports.ts';
import { explain, lastWords } from './explain.ts';
import { loginFor } from './registry.ts';
import { isPassing, waitAfter } from './retry.ts';

/** A registry that hangs must not hold up a run whose image is pushed. */
const mostSeconds = 600;
/** A cache is not worth more waiting. */
const mostTries = 2;
/** Neither is its size, which is asked for beside the push. */
const weighSeconds = 5;

export interface Saving {
  readonly steps: readonly BuildStep[];
  readonly logins: readonly Login[];
  /** Nobody waits for the cache any more. */
  readonly ending: AbortSignal;
}

/** Skips the work when nothing was executed: then there is nothing that an earlier run has not saved. */
export async function saveCache(plan: Decision<CacheExport>, saving: Saving, world: World): Promise<CacheResult> {
  const { steps, logins } = saving;
  if (!plan.run) return { state: 'skipped', because: plan.because };
  const work = workSteps(steps);
  if (work.length === 0) return { state: 'skipped', because: 'the build has no step that could be cached' };
  if (work.every((step) => step.state === 'cached') && (await isKept(plan, logins, world)))
    return { state: 'skipped', because: 'every step came from the cache' };
  try {
    return await write(plan, saving, world);
  } catch (error) {
    if (error instanceof CancelError) throw error;
    return { state: 'failed', to: plan.to, message: error instanceof Error ? error.message : String(error) };
  } finally {
    for (const { from } of plan.replace) await world.files.removeFolder(from);
  }
}

/** The engine's own store may have steps of a run that failed, and so has saved nothing. */
async function isKept({ tags }: CacheExport, logins: readonly Login[], world: World): Promise<boolean> {
  const states = await Promise.all(tags.map((tag) => world.askRegistry(tag, loginFor(tag, logins))));
  return !states.some(({ kind }) => kind === 'absent');
}

async function write(plan: CacheExport, { logins, ending }: Saving, world: World): Promise<CacheResult> {
  const deadline = world.now() + mostSeconds * 1000;
  for (let tried = 1; ; tried++) {
    let words = '';
    const finished = await world.run(plan.command, {
      ending,
      limitSeconds: Math.max((deadline - world.now()) / 1000, 1),
      onErrorLine: (line) => {
        const last = readProgress(line).at(-1);
        if (last?.kind === 'text' && last.text.startsWith('ERROR: ')) words = last.text;
      },
    });
    if (finished.timedOut === true) return { state: 'failed', to: plan.to, message: `not done after ${mostSeconds} s` };
    if (finished.exitCode === 0) {
      for (const { from, to } of plan.replace) await world.files.replaceFolder(from, to);
      return { state: 'saved', to: plan.to, bytes: await weigh(plan, logins, world), seconds: finished.seconds };
    }
    const failed = { what: 'Saving the cache', words, tried, most: mostTries, deadline };
    const again = isPassing(words) && (await waitAfter(failed, world));
    if (!again) return { state: 'failed', to: plan.to, message: explain(words)?.why ?? lastWords(words) };
  }
}

/** BuildKit says nothing of bytes when it writes a cache. What was written says how large it is, shared layers once. */
async function weigh(
  { tags, replace }: CacheExport,
  logins: readonly Login[],
  world: World,
): Promise<number | undefined> {
  const read = await Promise.all([
    ...tags.map((tag) => world.readManifest(tag, loginFor(tag, logins), weighSeconds)),
    ...replace.map(({ to }) => readLayout(to, world)),
  ]);
  const sizes = [...layersIn(read.filter((text) => text !== undefined)).values()];
  if (sizes.length === 0 || read.includes(undefined)) return undefined;
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The manifest in a folder (OCI image layout). */
async function readLayout(folder: string, world: World): Promise<string | undefined> {
  try {
    const [digest = ''] = digestsIn(await world.files.read(`${folder}/index.json`));
    return await world.files.read(`${folder}/blobs/${digest.replace(':', '/')}`);
  } catch {
    return undefined;
  }
}
