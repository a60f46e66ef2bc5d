/** Brings the whole rig up and says how long each part took: `node script/rig/up.ts`. */
import { ensureBases } from './bases.ts';
import type { Say } from './command.ts';
import { bringUpEngine } from './engine.ts';
import { startLastingRegistry } from './lasting.ts';

const say: Say = (line) => console.log(line);

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  say(`${what}: ${((performance.now() - start) / 1000).toFixed(2)} s`);
  return result;
}

const engine = await timed('engine', () => bringUpEngine(say));
const bases = await timed('bases', () => ensureBases(engine, say));
const registry = await timed('registry', startLastingRegistry);
say(`${engine.kind} engine, ${bases.busybox}, ${bases.node}, registry at ${registry.host}`);
