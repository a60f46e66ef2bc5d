/** What lint found, as a sentence. */
import type { Finding } from '../model/outcome.ts';

/** `The image runs as root; add a USER instruction that names another user (https://…)`. */
export function findingText({ message, cure, url }: Finding): string {
  return `${message}; ${cure}${url === undefined ? '' : ` (${url})`}`;
}
