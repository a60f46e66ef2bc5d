/**
 * Builds the docker command, for runs of all tests: Debian's works out a table of character widths at every start, which
 * is half of what a quick command costs, and the tests start it thousands of times.
 */
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Say, works } from './command.ts';
import { buildPrograms } from './go.ts';
import { builtClient } from './install.ts';
import { withLock } from './processes.ts';

const path = 'github.com/docker/cli';
const module = join(import.meta.dirname, 'docker-client');

/** Puts it where everything that talks to the engine looks first. The first time takes a minute; go.mod says which version. */
export async function ensureDockerClient(say: Say): Promise<void> {
  const required = await readFile(join(module, 'go.mod'), 'utf8');
  const version = new RegExp(`${path} v([\\d.]+)`).exec(required)?.[1] ?? '';
  const stamp = join(builtClient, version);
  await mkdir(builtClient, { recursive: true });
  await withLock(join(builtClient, 'lock'), async () => {
    if (await works(['test', '-e', stamp])) return;
    say(`client: build docker ${version} (once)`);
    const half = join(builtClient, 'half');
    await rm(half, { recursive: true, force: true });
    const variables = { [`${path}/cli/version.Version`]: version };
    await buildPrograms({ module, packages: [`${path}/cmd/docker`], into: half, variables });
    await rename(join(half, 'docker'), join(builtClient, 'docker'));
    await rename(half, stamp);
  });
}
