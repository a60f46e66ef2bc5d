/** A container as the Debian machine that the private engine needs, where the engine is the user's own. */
import { repository } from './paths.ts';

/** The words that run `npm …` in a copy of this repository there; nothing of it stays. */
export function npmInContainer(words: readonly string[], mounts: readonly string[] = []): string[] {
  const commands = [
    'apt-get update -qq && apt-get install -qq --yes ca-certificates git iproute2 > /dev/null',
    'tar -C /source --exclude=./node_modules --exclude=./.rig --exclude=./.git -cf - . | tar -C /slipway -xf -',
    'cd /slipway && exec npm "$@"',
  ];
  // Engines inside of a container need the machine's control groups, and folders that are no layers of an image.
  const folders = ['/slipway', '/etc', '/opt', '/run'].map((folder) => `--volume=${folder}`);
  const rights = ['--privileged', '--cgroupns=host', ...folders];
  const source = `--mount=type=bind,source=${repository},target=/source,readonly`;
  const run = ['docker', 'run', '--rm', '--init', ...rights, source, ...mounts, 'node:24-slim'];
  return [...run, 'sh', '-ec', commands.join('\n'), 'npm', ...words];
}
