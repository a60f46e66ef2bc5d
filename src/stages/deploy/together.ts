/** Work on several hosts at a time, of which the first failure ends all. */
import { ToolError } from '../../errors.ts';
import type { World } from '../../world/ports.ts';
import type { Link } from './link.ts';
import type { Changing } from './site.ts';

/** An error and the host that it is of. */
export class HostError extends Error {
  readonly site: Changing;

  constructor(site: Changing, cause: unknown) {
    super('a host failed', { cause });
    this.site = site;
  }
}

/** Another host has failed meanwhile. */
class HaltError extends Error {}

/**
 * Rejects with a HostError of the first that failed. The others do not wait any longer for what will be put back anyway:
 * they end what they are at, and begin nothing more through the link that the work gets. When others failed by themselves, too, its tail says so.
 */
export async function together(
  sites: readonly Changing[],
  work: (site: Changing, link: Link) => Promise<void>,
): Promise<void> {
  const failed: HostError[] = [];
  const halted = ({ link }: Changing): Link => ({ ...link, world: haltedBy(() => failed.length > 0, link.world) });
  await Promise.all(
    sites.map(async (site) => {
      try {
        await work(site, halted(site));
      } catch (error) {
        if (!(error instanceof HaltError)) failed.push(new HostError(site, error));
      }
    }),
  );
  const [first, ...others] = failed;
  if (first === undefined) return;
  throw others.length === 0 ? first : new HostError(first.site, withOthers(first.cause, others));
}

function haltedBy(isOver: () => boolean, world: World): World {
  const check = () => {
    if (isOver()) throw new HaltError('another host failed');
  };
  return {
    ...world,
    async run(command, watch) {
      check();
      return await world.run(command, watch);
    },
    async pause(milliseconds, watch) {
      check();
      await world.pause(milliseconds, watch);
      check();
    },
  };
}

function withOthers(cause: unknown, others: readonly HostError[]): unknown {
  if (!(cause instanceof ToolError)) return cause;
  const lines = others.flatMap(({ site, cause: other }) =>
    other instanceof ToolError ? [`${site.link.host.label} failed, too: ${other.message}`] : [],
  );
  const { message, cure, tail } = cause;
  return new ToolError(message, { cure, tail: [...tail, ...lines], cause });
}
