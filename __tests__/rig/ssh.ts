/** Logs in to the hosts of the rig as a deployment does: own key, known host keys, nothing of the user's configuration. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, run } from '../../script/rig/command.ts';
import { answers } from '../../script/rig/daemon.ts';
import { deployKey } from '../../script/rig/hosts/keys.ts';
import type { Machine } from '../../script/rig/hosts/machine.ts';
import { programEnvironment } from '../../script/rig/hosts/programs.ts';
import { waitFor } from '../../script/rig/processes.ts';

export interface Login extends AsyncDisposable {
  /** Runs a command on the machine, in the shell of the user. */
  run(machine: Machine, command: string, options?: readonly string[]): Promise<Ended>;
  /** The words of an ssh that knows these machines. */
  words(machine: Machine, options?: readonly string[]): string[];
  /** Leads a socket here to the engine's there; gives the value of DOCKER_HOST, and a promise of ssh's end. */
  forward(machine: Machine): Promise<Forward>;
}

export interface Forward extends AsyncDisposable {
  readonly dockerHost: string;
  readonly ended: Promise<number | null>;
}

/** `knownHosts` are the lines of the file. */
export async function openLogin(knownHosts: readonly string[]): Promise<Login> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-login-'));
  const [key, known] = [join(folder, 'key'), join(folder, 'known')];
  await writeFile(key, (await deployKey()).privateKey, { mode: 0o600 });
  await writeFile(known, `${knownHosts.join('\n')}\n`);
  const settings = [
    ...[`UserKnownHostsFile=${known}`, 'GlobalKnownHostsFile=/dev/null', 'StrictHostKeyChecking=yes'],
    ...['IdentitiesOnly=yes', 'BatchMode=yes', 'ConnectTimeout=1'],
  ].flatMap((setting) => ['-o', setting]);
  const words = ({ user, address, port }: Machine, options: readonly string[] = []) => {
    return ['ssh', '-F', 'none', '-i', key, ...settings, ...options, '-p', `${port}`, `${user}@${address}`];
  };
  return {
    words,
    run: (machine, command, options) => run([...words(machine, options), command], { env: programEnvironment() }),
    forward: async (machine) => {
      const socket = join(folder, `${machine.name}.sock`);
      const options = ['-N', '-o', 'StreamLocalBindUnlink=yes', '-L', `${socket}:/var/run/docker.sock`];
      const [program = '', ...rest] = words(machine, options);
      const child = spawn(program, rest, { env: { ...process.env, ...programEnvironment() }, stdio: 'ignore' });
      const ended = endOf(child);
      await waitFor(async () => child.exitCode !== null || (await answers(socket)), 10_000);
      const stop = async () => {
        child.kill();
        await ended;
      };
      return { dockerHost: `unix://${socket}`, ended, [Symbol.asyncDispose]: stop };
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on('close', resolve));
}
