/** Says where the rig keeps its things: everything lies below `.rig` in the repository, which git ignores. */
import { join } from 'node:path';

export const repository: string = join(import.meta.dirname, '..', '..');
export const rig: string = join(repository, '.rig');
export const engineHome: string = join(rig, 'engine');
export const extraHome: string = join(rig, 'extra');
export const basesHome: string = join(rig, 'bases');
export const tlsHome: string = join(rig, 'tls');
export const lastingHome: string = join(rig, 'registry');
export const hostsHome: string = join(rig, 'hosts');
