/** Saves the build cache after every gate has passed. Whatever goes wrong here is told and forgotten. */
import { CancelError } from '../errors.ts';
import type { BuildStep, CacheExport, CacheResult, Decision, Login } from '../model.ts';
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

/** Skips the work when nothing was executed: then there is nothing that an earlier run has not saved. */
export async function saveCache(
  plan: Decision<CacheExport>,
  steps: readonly BuildStep[],
  logins: readonly Login[],
  world: World,
): Promise<CacheResult> {
  if (!plan.run) return { state: 'skipped', because: plan.because };
  const work = workSteps(steps);
  if (work.length === 0) return { state: 'skipped', because: 'the build has no step that could be cached' };
  if (work.every((step) => step.state === 'cached') && (await isKept(plan, logins, world)))
    return { state: 'skipped', because: 'every step came from the cache' };
  try {
    return await write(plan, world);
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

async function write(plan: CacheExport, world: World): Promise<CacheResult> {
  const deadline = world.now() + mostSeconds * 1000;
  for (let tried = 1; ; tried++) {
    let words = '';
    const finished = await world.run(plan.command, {
      limitSeconds: Math.max((deadline - world.now()) / 1000, 1),
      onErrorLine: (line) => {
        const last = readProgress(line).at(-1);
        if (last?.kind === 'text' && last.text.startsWith('ERROR: ')) words = last.text;
      },
    });
    if (finished.timedOut === true) return { state: 'failed', to: plan.to, message: `not done after ${mostSeconds} s` };
    if (finished.exitCode === 0) {
      for (const { from, to } of plan.replace) await world.files.replaceFolder(from, to);
      return { state: 'saved', to: plan.to, seconds: finished.seconds };
    }
    const failed = { what: 'Saving the cache', words, tried, most: mostTries, deadline };
    const again = isPassing(words) && (await waitAfter(failed, world));
    if (!again) return { state: 'failed', to: plan.to, message: explain(words)?.why ?? lastWords(words) };
  }
}
