/** Runs the tests with everything they need; arguments go to jest: `npm test -- __tests__/unit`. */
import { join } from 'node:path';
import { ensureBases } from './rig/bases.ts';
import { bringUpEngine } from './rig/engine.ts';
import { enter } from './rig/enter.ts';
import { repository } from './rig/paths.ts';

/** Folders whose tests start nothing but Node. */
const withoutEngine = ['__tests__/unit', '__tests__/flow', '__tests__/runner'];

const words = process.argv.slice(2);
const paths = words.filter((word) => !word.startsWith('-'));
const needsEngine =
  paths.length === 0 || !paths.every((path) => withoutEngine.some((folder) => path.startsWith(folder)));

const jest = [
  process.execPath,
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  join(repository, 'node_modules', 'jest', 'bin', 'jest.js'),
  ...words,
];
process.exitCode = needsEngine ? await withEngine(jest) : await enter(jest);

/** The tests share one engine, so their files run one after the other. */
async function withEngine(argv: readonly string[]): Promise<number> {
  const say = (line: string) => console.log(line);
  const engine = await bringUpEngine(say);
  await ensureBases(engine, say);
  return enter([...argv, '--runInBand'], engine.env);
}
