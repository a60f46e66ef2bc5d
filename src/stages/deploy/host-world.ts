/** The world as it is on a host: the same, but docker commands go to the host's engine, and requests leave from there. */
import type { World } from '../../world/ports.ts';

/** Gives a socket of this machine that leads to `HOST:PORT` as the host sees it; undefined when there is no way. */
export type Tunnel = (target: string) => Promise<string | undefined>;

export function atHost(world: World, socket: string, tunnel: Tunnel): World {
  // Whatever else names an engine is the runner's own.
  const env = { DOCKER_HOST: `unix://${socket}`, DOCKER_CONTEXT: '', DOCKER_TLS_VERIFY: '', DOCKER_API_VERSION: '' };
  return {
    ...world,
    run: (command, watch) => world.run({ ...command, env: { ...command.env, ...env } }, watch),
    async probe(url, limitSeconds) {
      const way = await tunnel(new URL(url).host);
      if (way === undefined) return { kind: 'silent', words: 'the connection to the host is gone' };
      return world.probe(url, limitSeconds, way);
    },
  };
}

/** A world for putting things back: it goes on after a cancel. */
export function persistent(world: World): World {
  return {
    ...world,
    run: (command, watch) => world.run(command, { ...watch, evenWhenCancelled: true }),
    pause: (milliseconds) => world.pause(milliseconds, { evenWhenCancelled: true }),
  };
}
