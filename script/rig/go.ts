/** Builds programs that no distribution packages, from the Go modules whose versions are written down here. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { must, works } from './command.ts';
import { isDebian, unpackPackages } from './packages.ts';
import { basesHome } from './paths.ts';

export interface GoPrograms {
  /** The folder whose go.mod says which version. */
  readonly module: string;
  /** Import paths of the programs. */
  readonly packages: readonly string[];
  readonly into: string;
  /** A go.mod in place of the module's own. */
  readonly modfile?: string;
  /** Strings of the programs that are set when they are linked, by import path and name. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Builds the programs for containers of any distribution; the first time takes minutes. */
export async function buildPrograms({ module, packages, into, modfile, variables = {} }: GoPrograms): Promise<void> {
  await mkdir(into, { recursive: true });
  const set = Object.entries(variables).map(([name, value]) => ` -X ${name}=${value}`);
  // Inlining and debugging data are a third of the work, and tests need neither.
  const quick = [`-ldflags=-s -w${set.join('')}`, '-gcflags=all=-l -dwarf=false'];
  const options = ['-trimpath', '-buildvcs=false', ...quick, '-o', `${into}/`];
  if (modfile !== undefined) options.push(`-modfile=${modfile}`);
  const env = { CGO_ENABLED: '0', GOFLAGS: '' };
  await must([await goProgram(), 'build', '-C', module, ...options, ...packages], { env });
}

/** The folder where the sources of a module lie that another one requires; they are downloaded first. */
export async function moduleFolder(module: string, path: string): Promise<string> {
  const go = await goProgram();
  await must([go, 'mod', 'download', '-C', module, path], { env: { GOFLAGS: '' } });
  return (await must([go, 'list', '-C', module, '-m', '-f', '{{.Dir}}', path], { env: { GOFLAGS: '' } })).trim();
}

/** The machine's own, or Debian's unpacked beside the rig. */
async function goProgram(): Promise<string> {
  if (await works(['go', 'version'])) return 'go';
  if (!(await isDebian())) throw new Error('There is no Go here; install it (1.26 or newer), then try again.');
  const into = join(basesHome, 'go');
  const program = join(into, 'usr', 'lib', 'go-1.26', 'bin', 'go');
  if (await works([program, 'version'])) return program;
  await unpackPackages({ suite: 'sid', packages: ['golang-1.26-go', 'golang-1.26-src'], into });
  return program;
}
