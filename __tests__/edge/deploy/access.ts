/** What tests of the way to a host share: an attempt that must fail before anything happens there, and one that gets in. */
import { dirname, join } from 'node:path';
import { expect } from '@jest/globals';
import type { Host } from '../../../script/rig/hosts/host.ts';
import type { Machine } from '../../../script/rig/hosts/machine.ts';
import { programEnvironment } from '../../../script/rig/hosts/programs.ts';
import { waitFor } from '../../../script/rig/processes.ts';
import type { Wish } from '../stand.ts';
import { containers, type Yard } from './yard.ts';

type Inputs = Readonly<Record<string, string>>;

/** Nobody has pushed it. */
function imageOf({ registry }: Yard): string {
  return `${registry.host}/acme/app@sha256:${'0'.repeat(64)}`;
}

export interface Refusal {
  /** What the annotation says, a line each. */
  readonly lines: readonly string[];
  /** What is below it in the log. */
  readonly log: string;
}

/** Inputs for these hosts alone. */
export function only(...hosts: readonly Machine[]): Inputs {
  return {
    'deploy-hosts': hosts.map(({ name, target }) => `${name}=${target}`).join('\n'),
    'deploy-known-hosts': hosts.map(({ knownHosts }) => knownHosts).join('\n'),
  };
}

/** A deploy that is refused. Hosts that `stay` have no login more than before, so that nothing can have been asked there. */
export async function refused(yard: Yard, inputs: Inputs, stay: readonly Machine[], more?: Partial<Wish>) {
  const before = await logins(stay);
  const seen = await Promise.all(yard.hosts.map(containers));
  const { main, leftovers } = await yard.deploy(undefined, { image: imageOf(yard), ...inputs }, more);
  if (main.exitCode !== 1) throw new Error(main.log);
  expect(main.outputs['deployed'] ?? '').toBe('');
  expect(leftovers).toEqual([]);
  expect(await logins(stay)).toEqual(before);
  expect(await Promise.all(yard.hosts.map(containers))).toEqual(seen);
  return { lines: main.annotations[0]?.message.split('\n') ?? [], log: main.log } satisfies Refusal;
}

/** A plan for the hosts: it logs in, asks their engines, and sees only then that there is no such image. */
export async function getsIn(yard: Yard, inputs: Inputs, more?: Partial<Wish>): Promise<void> {
  const image = imageOf(yard);
  const { main } = await yard.deploy(undefined, { image, 'dry-run': 'true', ...inputs }, more);
  expect(main.log).toContain(`Not deployed: the registry has no ${image}`);
  expect(main.log).toMatch(/^Connected to \d+ hosts?, /m);
}

function logins(machines: readonly Machine[]): Promise<readonly number[]> {
  return Promise.all(machines.map((machine) => machine.logins()));
}

/** The fingerprint of the key that a host has, by its own files. */
export async function fingerprint(host: Host): Promise<string> {
  const told = await host.inside(['ssh-keygen', '-lf', await hostKey(host)]);
  return told.split(' ')[1] ?? '';
}

/** Comes back when the sshd of the host has turned somebody away. */
export async function turnedAway(host: Host): Promise<void> {
  const log = join(await homeOf(host), 'sshd.log');
  const seen = async () => (await host.inside(['cat', log])).includes('drop connection');
  if (!(await waitFor(seen, 20_000))) throw new Error(`${host.name} has turned nobody away.`);
}

/** The folder with the files and the data of the host's daemons. */
export async function homeOf(host: Host): Promise<string> {
  return dirname(await hostKey(host));
}

async function hostKey(host: Host): Promise<string> {
  const line = await host.inside(['grep', '^HostKey', '/etc/ssh/sshd_config']);
  return line.trim().split(' ')[1] ?? '';
}

/** For `ssh-keygen` and its like. */
export const sshPrograms: Inputs = Object.fromEntries(
  Object.entries({ ...process.env, ...programEnvironment() }).map(([name, value]) => [name, value ?? '']),
);
