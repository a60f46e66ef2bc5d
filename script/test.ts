/** Runs the tests with everything they need; arguments go to jest: `npm test -- __tests__/unit`. */
import { join } from 'node:path';
import { ensureAct } from './rig/act.ts';
import { ensureBases } from './rig/bases.ts';
import type { Say } from './rig/command.ts';
import { ensureDockerClient } from './rig/docker-client.ts';
import { bringUpEngine, type Engine, secondEngine, startExtraEngine } from './rig/engine.ts';
import { enter } from './rig/enter.ts';
import { ensureActionlint, ensureZizmor } from './rig/linters.ts';
import { repository } from './rig/paths.ts';

/** Folders whose tests start nothing but Node. */
const withoutEngine = ['__tests__/unit', '__tests__/flow', '__tests__/runner'];

/** Workflows run against a registry that is GitHub's by its name, of which there can be one at a time. */
const workflows = '__tests__/workflows';

/** Files whose tests look at nothing of the engine but their own: several go at once, after the ones that look at all of it. */
const sideBySide = [
  ...withoutEngine,
  '__tests__/edge/(?:cleanup|deploy)',
  '__tests__/edge/routes/(?:faults|stalls)',
  '__tests__/edge/(?:artifacts|foreign-output|marks|never-backwards|no-rights|options|platforms)',
  '__tests__/edge/(?:rebuild|reproducible|sign|versions)',
];
const atOnce = 4;

const words = process.argv.slice(2);
const paths = words.filter((word) => !word.startsWith('-'));
const needsEngine =
  paths.length === 0 || !paths.every((path) => withoutEngine.some((folder) => path.startsWith(folder)));

process.exitCode = needsEngine ? await withEngine() : await enter(jest(words));

function jest(more: readonly string[]): readonly string[] {
  const program = join(repository, 'node_modules', 'jest', 'bin', 'jest.js');
  return [process.execPath, '--experimental-vm-modules', '--disable-warning=ExperimentalWarning', program, ...more];
}

/**
 * Files that look at the whole engine go one after the other on each of two engines. Those that look at their own things
 * alone come after them, and beside them the workflows, one after the other.
 */
async function withEngine(): Promise<number> {
  const say: Say = (line) => console.log(line);
  const engine = await bringUpEngine(say);
  const { env, kind } = engine;
  // Its build takes longer than the few files of other runs save by it.
  if (paths.length === 0 && kind === 'private') await ensureDockerClient(say);
  await ensureBases(engine, say);
  await ensureWorkflowTools(say);
  const some = paths.length > 0 && paths.every((path) => startsWithOne(path, sideBySide));
  if (some) return enter(jest([...words, `--maxWorkers=${atOnce}`]), env);
  if (paths.length === 1) return enter(jest([...words, '--runInBand']), env);
  if (paths.length > 1) return onTwoEngines(engine, words, say);
  const others = sideBySide.join('|');
  const first = await onTwoEngines(engine, [...words, `--testPathIgnorePatterns=${others}|${workflows}`], say);
  // Two that draw their progress on one terminal would draw over each other.
  const plain = { ...env, TERM: 'dumb' };
  const second = await Promise.all([
    enter(jest([...into('others'), `--maxWorkers=${atOnce}`, `--testPathPatterns=${others}`]), plain),
    enter(jest([...into('workflows'), '--runInBand', `--testPathPatterns=${workflows}`]), plain),
  ]);
  return [first, ...second].find((code) => code !== 0) ?? 0;
}

function startsWithOne(path: string, starts: readonly string[]): boolean {
  return starts.some((start) => new RegExp(`^${start}`).test(path));
}

/** The words of this call, with a file of its own for the results, if any are wanted. */
function into(name: string): readonly string[] {
  return words.map((word) => word.replace(/^--outputFile=.+$/, `$&.${name}`));
}

/** An engine that was found has none of ours beside it: there all files go one after the other. */
async function onTwoEngines({ kind, env }: Engine, more: readonly string[], say: Say): Promise<number> {
  if (kind === 'found') return enter(jest([...more, '--runInBand']), env);
  await using second = await startExtraEngine({ name: 'second', store: 'containerd', reachesRegistries: true });
  await ensureBases(second, say);
  return await enter(jest([...more, '--maxWorkers=2']), { ...env, [secondEngine]: second.home });
}

/** What takes minutes to build is built before the tests, which have less time. */
async function ensureWorkflowTools(say: Say): Promise<void> {
  const wanted = paths.length === 0 || paths.some((path) => path.startsWith(workflows));
  if (!wanted) return;
  await ensureAct(say);
  await ensureActionlint(say);
  await ensureZizmor(say);
}
