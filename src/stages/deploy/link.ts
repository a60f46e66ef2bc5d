/** One ssh connection to a host, on which everything of a deploy goes to its Docker engine. */
import { ToolError } from '../../errors.ts';
import type { HostsPlan, SshHost } from '../../model/deploy.ts';
import { sealed } from '../../read/secret.ts';
import type { Finished, World } from '../../world/ports.ts';
import { explainSsh } from './explain-ssh.ts';
import { offeredKey, ownKeyLine } from './host-key.ts';
import { atHost } from './host-world.ts';
import { aliasOf, isAlias, socketOf, sshConfig, sshFiles } from './ssh-config.ts';

const pollMilliseconds = 20;
/** sshd turns connections away at random when it has too many of them. */
const mostTries = 4;
const tryAgainMilliseconds = 1_000;

const forwardingCure =
  'its sshd forbids forwarding: set AllowTcpForwarding and AllowStreamLocalForwarding to yes, and DisableForwarding to no; nor may the line in authorized_keys say `restrict` or `no-port-forwarding`';

/** A host that is reached. */
export interface Link {
  readonly host: SshHost;
  /** Docker commands go to the host's engine, and HTTP requests start from the host. */
  readonly world: World;
  /**
   * Makes sure that there is a connection, also after it broke. Rejects with a ToolError that says why there is none.
   * `by` waits: one that goes on after a cancel, where something has to be put back.
   */
  open(by?: World): Promise<void>;
  close(): Promise<void>;
  /** What sshd refused of what went through it, when that may explain a failure. */
  hint(): string | undefined;
}

/** Writes the files that ssh needs. They go with the run's folder. */
export async function writeSshFiles(plan: HostsPlan, world: World): Promise<void> {
  const { config, key, knownHosts } = sshFiles(plan.folder);
  if (plan.jump !== undefined && !/^[\w./-]+$/.test(plan.folder))
    throw new ToolError(`ssh cannot go through a jump host from ${plan.folder}`, {
      cure: 'RUNNER_TEMP must be a path without spaces and signs',
    });
  await world.files.writeSecret(config, sealed(sshConfig(plan)));
  await world.files.writeSecret(key, plan.key);
  await world.files.writeSecret(knownHosts, sealed(plan.knownHosts.map((line) => `${line}\n`).join('')));
}

/** Ends the connections that a killed run has left in its folder: their ssh went on without it. Never rejects. */
export async function endLinks(folder: string, world: World): Promise<void> {
  const { config } = sshFiles(folder);
  const found = await world.files.list(folder);
  const left = found.filter(({ kind, path }) => kind === 'other' && isAlias(path));
  await Promise.all(
    left.map(({ path }) =>
      world.run({ title: 'End a connection', argv: ['ssh', '-F', config, '-O', 'exit', path] }).catch(() => undefined),
    ),
  );
}

/** Nothing is started yet. `jump` is the way there, when there is a jump host. */
export function makeLink(host: SshHost, plan: HostsPlan, world: World, jump?: Link): Link {
  const alias = aliasOf(host, plan);
  const socket = host === plan.jump ? `${plan.folder}/${alias}` : socketOf(alias, plan.folder);
  const { config } = sshFiles(plan.folder);
  let running: Running | undefined;
  const tunnels = new Map<string, Promise<string | undefined>>();
  const said: string[] = [];

  async function connect(by: World): Promise<void> {
    tunnels.clear();
    said.length = 0;
    // ssh leaves its socket behind when the connection breaks, and by that socket it is known to be connected.
    await world.files.removeFolder(socket);
    const argv = ['ssh', '-F', config, '-N', alias] as const;
    const begun = begin({ title: `Connect to ${host.label}`, argv }, said, world);
    try {
      await untilThere(socket, begun, by);
    } catch (error) {
      await begun.stop();
      throw error;
    }
    if (begun.ended() === undefined) running = begun;
    else await begun.stop();
  }

  async function openTunnel(target: string): Promise<string | undefined> {
    const path = `${plan.folder}/${alias}.${tunnels.size}`;
    const words = ['-F', config, '-O', 'forward', '-L', `${path}:${target}`, alias];
    const title = `Open a way to ${target} on ${host.label}`;
    const finished = await world.run({ title, argv: ['ssh', ...words] }, { evenWhenCancelled: true });
    return finished.exitCode === 0 ? path : undefined;
  }

  function tunnel(target: string): Promise<string | undefined> {
    const known = tunnels.get(target);
    const way = known ?? openTunnel(target);
    if (known === undefined) tunnels.set(target, way);
    return way;
  }

  return {
    host,
    world: atHost(world, socket, tunnel),
    async open(by = world) {
      if (running !== undefined && running.ended() === undefined) return;
      await running?.stop();
      running = undefined;
      for (let tried = 1; ; tried++) {
        await connect(by);
        if (running !== undefined) return;
        const words = said.join('\n');
        const known = explainSsh(words);
        if (known.passing !== true || tried === mostTries) throw await refusal({ host, plan, jump }, words, by);
        await by.pause(tryAgainMilliseconds * tried * (1 + world.random()));
      }
    },
    async close() {
      await running?.stop();
      running = undefined;
    },
    hint() {
      return said.some((line) => /administratively prohibited/.test(line)) ? forwardingCure : undefined;
    },
  };
}

interface Running {
  /** How it ended, as soon as it has. */
  ended(): Finished | undefined;
  stop(): Promise<void>;
}

/** ssh stays as long as the connection. It survives a cancel, since what was begun has to be put back through it. */
function begin(command: Parameters<World['run']>[0], said: string[], world: World): Running {
  const ending = new AbortController();
  let ended: Finished | undefined;
  const onLine = (line: string) => void said.push(line);
  const whole = world.run(command, { evenWhenCancelled: true, ending: ending.signal, onLine }).then(
    (finished) => {
      ended = finished;
    },
    (error: unknown) => {
      said.push(error instanceof Error ? error.message : String(error));
      ended = { exitCode: 255, stdout: '', stderr: '', seconds: 0 };
    },
  );
  return {
    ended: () => ended,
    async stop() {
      ending.abort();
      await whole;
    },
  };
}

/** ssh makes the socket when it is logged in. */
async function untilThere(socket: string, running: Running, world: World): Promise<void> {
  while (running.ended() === undefined && (await world.files.list(socket)).length === 0)
    await world.pause(pollMilliseconds);
}

interface Place {
  readonly host: SshHost;
  readonly plan: HostsPlan;
  readonly jump: Link | undefined;
}

async function refusal({ host, plan, jump }: Place, words: string, world: World): Promise<ToolError> {
  const { why, cure, hostKey, ownKey, silent } = explainSsh(words);
  const offered = hostKey === true ? await offeredKey(host, plan, world) : [];
  const own = ownKey === true ? await ownKeyLine(plan, world) : [];
  const name = host === plan.jump ? `The jump host ${host.label}` : host.label;
  const otherWay = silent === true && plan.jump === undefined;
  const more = otherWay ? ['`deploy-jump-host` goes through another machine'] : [...offered, ...own];
  const hint = jump?.hint();
  const ours = host === plan.jump ? cure.replaceAll('deploy-hosts', 'deploy-jump-host') : cure;
  const cures = hint === undefined ? [ours, ...more] : [`on the jump host, ${hint}`];
  // What ssh itself says of host keys sends people to a file that is gone with the run.
  const tail = hostKey === true ? [] : words.split('\n').filter((line) => line.trim() !== '');
  return new ToolError(`${name} cannot be reached: ${why}`, { cure: cures.join('\n'), tail });
}
