/**
 * `npm run bench`: raw docker commands against the action on the same sample, in paired rounds. They run in a network
 * of their own, with an engine and a registry of their own: nothing of the machine is in their cache or in their way.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ensureBases } from '../rig/bases.ts';
import { ensureBuildKit } from '../rig/buildkit.ts';
import { bringUpEngine } from '../rig/engine.ts';
import { type Options, readOptions } from './pipeline/options.ts';

const words = process.argv.slice(2);
const say = (line: string) => console.log(line);
const inside = join(import.meta.dirname, 'pipeline', 'inside.ts');
process.exitCode = await bench(chosen());

function chosen(): Options {
  try {
    return readOptions(words);
  } catch (error) {
    console.error(`npm run bench: ${(error as Error).message}`);
    process.exit(2);
  }
}

async function bench({ routes }: Options): Promise<number> {
  const engine = await bringUpEngine(say);
  if (engine.kind === 'found') {
    console.error('npm run bench: the cache of the engine that answers is not ours to empty; set SLIPWAY_RIG=private');
    return 2;
  }
  // What is downloaded or compiled for these is kept; inside there is no way out.
  await ensureBases(engine, say);
  if (routes.includes('builder')) await ensureBuildKit(engine, say);
  const env = { ...process.env, ...engine.env };
  const alone = ['--pdeathsig', 'KILL', 'unshare', '--net', '--', process.execPath, inside, ...words];
  const child = spawn('setpriv', alone, { env, stdio: 'inherit' });
  // Ctrl-C reaches the child as well, which closes everything; this process waits for it.
  process.on('SIGINT', () => undefined);
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
