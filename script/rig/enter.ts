/** Runs a command where the names and certificates of the rig are known: inside the private engine's mount namespace. */
import { spawn } from 'node:child_process';
import type { Environment } from './command.ts';
import { bringUpEngine } from './engine.ts';
import { findNamespace } from './namespace.ts';
import { engineHome } from './paths.ts';

/** Runs the command on this terminal, with the environment laid over ours; gives its exit code. */
export async function enter(argv: readonly string[], env: Environment = {}): Promise<number> {
  const [program = '', ...rest] = await enteringArguments(argv, env);
  const child = spawn(program, rest, { stdio: 'inherit', env: { ...process.env, ...env } });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 128));
  });
}

/** The words that run this command inside; the command itself where there is no namespace, as with a found engine. */
async function enteringArguments(argv: readonly string[], env: Environment): Promise<readonly string[]> {
  if (env['SLIPWAY_RIG'] !== 'private') return argv;
  const space = await findNamespace(engineHome, 'shared');
  // Entering a mount namespace leads to its root folder.
  return space ? space.inside(['env', '-C', process.cwd(), ...argv]) : argv;
}

if (import.meta.main) {
  const engine = await bringUpEngine((line) => console.log(line));
  process.exitCode = await enter(process.argv.slice(2), engine.env);
}
