/** Fetches cosign, which only a newer Debian has. */
import { ensureNewer } from './newer-programs.ts';

/** The folder that has the program `cosign`, for PATH; that of the machine when it has one. */
export function ensureCosign(): Promise<string> {
  return ensureNewer('cosign');
}
