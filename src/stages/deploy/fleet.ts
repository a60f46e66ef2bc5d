/** The connections to all hosts of a deploy. */
import { ToolError } from '../../errors.ts';
import type { DeployPlan } from '../../model/deploy.ts';
import { counted, listed } from '../../report/text.ts';
import type { World } from '../../world/ports.ts';
import { type HostEngine, readEngine } from './fit.ts';
import { type Link, makeLink, writeSshFiles } from './link.ts';

/** A host that is reached, and whose engine answers. */
export interface Reached {
  readonly link: Link;
  readonly engine: HostEngine;
}

export interface Unreached {
  readonly host: string;
  readonly error: ToolError;
}

export interface Fleet extends AsyncDisposable {
  /** In the order of `deploy-hosts`. */
  readonly reached: readonly Reached[];
  /** No more of them than `deploy-max-unavailable` allows. */
  readonly unreached: readonly Unreached[];
}

/** Connects to every host at once. Rejects with a ToolError that names every host that cannot be used. */
export async function connectFleet(plan: DeployPlan, world: World): Promise<Fleet> {
  const { access } = plan;
  const start = world.now();
  await writeSshFiles(access, world);
  const jump = access.jump === undefined ? undefined : makeLink(access.jump, access, world);
  const links = access.hosts.map((host) => makeLink(host, access, world, jump));
  const close = async () => {
    await Promise.all(links.map((link) => link.close()));
    await jump?.close();
  };
  try {
    // All others go through its one connection.
    await jump?.open();
    const tries = await Promise.all(links.map((link) => reach(plan, link)));
    const unreached = tries.flatMap((one) => ('error' in one ? [one] : []));
    if (unreached.length > access.maxUnavailable) throw unreachable(unreached, links.length);
    const reached = tries.flatMap((one) => ('link' in one ? [one] : []));
    if (reached.length === 0) throw unreachable(unreached, links.length);
    world.log.line(`Connected to ${counted(reached.length, 'host')}, ${((world.now() - start) / 1000).toFixed(1)} s`);
    for (const { error } of unreached) world.log.line(`Left out: ${error.message}`);
    return { reached, unreached, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function reach(plan: DeployPlan, link: Link): Promise<Reached | Unreached> {
  try {
    await link.open();
    return { link, engine: await readEngine(plan, link) };
  } catch (error) {
    if (error instanceof ToolError) return { host: link.host.label, error };
    throw error;
  }
}

/** One is told whole; of several, each with its reason and cure. */
function unreachable(unreached: readonly Unreached[], of: number): ToolError {
  const [first, ...others] = unreached;
  if (first !== undefined && others.length === 0)
    return new ToolError(first.error.message, { cure: first.error.cure, tail: first.error.tail });
  return new ToolError(
    `${unreached.length} of ${of} hosts cannot be used: ${unreached.map(({ host }) => host).join(', ')}`,
    { cure: ['nothing was touched', ...reasons(unreached)].join('\n') },
  );
}

/** A reason that several hosts have is told once. */
function reasons(unreached: readonly Unreached[]): string[] {
  const hosts = new Map<string, string[]>();
  for (const { host, error } of unreached) {
    const reason = [
      error.message.replace(`${host} `, '').replace('cannot be reached: ', ''),
      ...(error.cure?.split('\n') ?? []),
    ].join('; ');
    hosts.set(reason, [...(hosts.get(reason) ?? []), host]);
  }
  return [...hosts].map(([reason, names]) => `on ${listed(names)}: ${reason}`);
}
