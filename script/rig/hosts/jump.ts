/** A jump host: an sshd and nothing else, on the way to hosts that are to be reached only through it. */
import { type Machine, type MachineOptions, startMachine } from './machine.ts';

export type JumpHost = Machine;

/** Starts it; whoever has the deploy key may log in and connect further. */
export async function startJumpHost(options: Partial<MachineOptions> = {}): Promise<JumpHost> {
  return (await startMachine({ name: 'jump', ...options }, [])).machine;
}
