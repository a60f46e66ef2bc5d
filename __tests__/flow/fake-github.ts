/** GitHub's REST API as far as a described repository answers it. */
import { type Repository, tell } from '../../script/github-api/repository.ts';
import type { GitHubAnswer } from '../../src/world/ports.ts';

const operations: readonly (readonly [name: string, path: RegExp])[] = [
  ['/git/matching-refs/{ref}', /^\/git\/matching-refs\/(?<ref>.*)$/],
  ['/git/ref/{ref}', /^\/git\/ref\/(?<ref>.+)$/],
  ['/commits/{ref}', /^\/commits\/(?<ref>[^?]+)/],
  ['/compare/{basehead}', /^\/compare\/(?<basehead>[^?]+)/],
  ['/pulls/{pull_number}', /^\/pulls\/(?<pull_number>\d+)$/],
];

/** Undefined is a GitHub that does not answer. */
export function answerOfGitHub(repository: Repository | undefined, path: string): GitHubAnswer {
  if (repository === undefined) return { kind: 'silent', words: 'GitHub did not answer: connect ECONNREFUSED' };
  const [, owner = '', repo = '', rest = ''] = /^\/repos\/([^/]+)\/([^/]+)(.*)$/.exec(path) ?? [];
  for (const [name, pattern] of operations) {
    const values = pattern.exec(rest)?.groups;
    if (values === undefined) continue;
    const { status, body } = tell(`/repos/{owner}/{repo}${name}`, repository, { owner, repo, ...values });
    if (status === 200) return { kind: 'answer', body };
    return { kind: 'refused', status, words: `GitHub answered ${status}: ${(body as { message: string }).message}` };
  }
  throw new Error(`The flow tests know no such path of GitHub: ${path}`);
}
