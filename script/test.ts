/** Runs the tests with everything they need; arguments go to jest: `npm test -- __tests__/unit`. */
import { join } from 'node:path';
import { ensureAct } from './rig/act.ts';
import { ensureBases } from './rig/bases.ts';
import type { Say } from './rig/command.ts';
import { bringUpEngine, type Engine, secondEngine, startExtraEngine } from './rig/engine.ts';
import { enter } from './rig/enter.ts';
import { ensureActionlint, ensureZizmor } from './rig/linters.ts';
import { repository } from './rig/paths.ts';

/** Folders whose tests start nothing but Node. */
const withoutEngine = ['__tests__/unit', '__tests__/flow', '__tests__/runner'];

/** Files whose tests look at nothing of the engine but their own: several go at once, after the ones that look at all of it. */
const sideBySide = [
  ...withoutEngine,
  '__tests__/workflows',
  '__tests__/edge/(?:cleanup|deploy)',
  '__tests__/edge/routes/(?:faults|stalls)',
  '__tests__/edge/(?:foreign-output|marks|never-backwards|no-rights|options|platforms)',
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

/** Files that look at the whole engine go one after the other on each of two; those that hardly use it go beside them. */
async function withEngine(): Promise<number> {
  const say: Say = (line) => console.log(line);
  const engine = await bringUpEngine(say);
  const { env } = engine;
  await ensureBases(engine, say);
  await ensureWorkflowTools(say);
  const some =
    paths.length > 0 && paths.every((path) => sideBySide.some((start) => new RegExp(`^${start}`).test(path)));
  if (some) return enter(jest([...words, `--maxWorkers=${atOnce}`]), env);
  if (paths.length === 1) return enter(jest([...words, '--runInBand']), env);
  if (paths.length > 1) return onTwoEngines(engine, words, say);
  const pattern = sideBySide.join('|');
  const first = await onTwoEngines(engine, [...words, `--testPathIgnorePatterns=${pattern}`], say);
  const others = words.map((word) => word.replace(/^--outputFile=.+$/, '$&.more'));
  const second = await enter(jest([...others, `--maxWorkers=${atOnce}`, `--testPathPatterns=${pattern}`]), env);
  return first === 0 ? second : first;
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
  const wanted = paths.length === 0 || paths.some((path) => path.startsWith('__tests__/workflows'));
  if (!wanted) return;
  await ensureAct(say);
  await ensureActionlint(say);
  await ensureZizmor(say);
}
