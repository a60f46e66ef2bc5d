/** What a refusal of GitHub asks of the workflow file. */
import type { GitHubAnswer } from '../../world/ports.ts';

/** Limits and archived repositories are answered with 403 too, and no permission changes those. */
const otherReason = /rate limit|archived/i;

/**
 * Why GitHub did not do it, as the rest of a sentence, with the permission that a job needs for it
 * (`deployments: write`). What the token may not see is not there for it, so that a 404 may mean the same as a 403.
 */
export function refusalWords(answer: Exclude<GitHubAnswer, { kind: 'answer' }>, permission: string): string {
  const { words } = answer;
  const lacking = answer.kind === 'refused' && [403, 404].includes(answer.status) && !otherReason.test(words);
  return lacking ? `${words}: give the job \`permissions: ${permission}\`` : words;
}
