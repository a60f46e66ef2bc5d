/** GitHub's REST API as far as a described repository answers it. */
import { type Kept, tell } from '../../script/github-api/repository.ts';
import type { GitHubAnswer } from '../../src/world/ports.ts';

const operations: readonly (readonly [method: 'GET' | 'POST' | 'PATCH', name: string, path: RegExp])[] = [
  ['GET', '/git/matching-refs/{ref}', /^\/git\/matching-refs\/(?<ref>.*)$/],
  ['GET', '/git/ref/{ref}', /^\/git\/ref\/(?<ref>.+)$/],
  ['GET', '/commits/{ref}', /^\/commits\/(?<ref>[^?]+)/],
  ['GET', '/compare/{basehead}', /^\/compare\/(?<basehead>[^?]+)/],
  ['GET', '/pulls/{pull_number}', /^\/pulls\/(?<pull_number>\d+)$/],
  ['GET', '/actions/runs/{run_id}', /^\/actions\/runs\/(?<run_id>\d+)$/],
  ['GET', '/actions/workflows/{workflow_id}/runs', /^\/actions\/workflows\/(?<workflow_id>\d+)\/runs\?/],
  ['GET', '/issues', /^\/issues\?/],
  ['POST', '/issues', /^\/issues$/],
  ['PATCH', '/issues/{issue_number}', /^\/issues\/(?<issue_number>\d+)$/],
  ['POST', '/issues/{issue_number}/comments', /^\/issues\/(?<issue_number>\d+)\/comments$/],
  ['POST', '/deployments', /^\/deployments$/],
  ['POST', '/deployments/{deployment_id}/statuses', /^\/deployments\/(?<deployment_id>\d+)\/statuses$/],
];

export interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: unknown;
}

/** Undefined is a GitHub that does not answer. */
export function answerOfGitHub(repository: Kept | undefined, { method, path, body: sent }: Request): GitHubAnswer {
  if (repository === undefined) return { kind: 'silent', words: 'GitHub did not answer: connect ECONNREFUSED' };
  const [, owner = '', repo = '', rest = ''] = /^\/repos\/([^/]+)\/([^/]+)(.*)$/.exec(path) ?? [];
  for (const [own, name, pattern] of operations) {
    const groups = own === method ? pattern.exec(rest) : null;
    if (groups === null) continue;
    const operation = `${method} /repos/{owner}/{repo}${name}`;
    const { status, body } = tell(operation, repository, { owner, repo, ...groups.groups }, sent);
    if (status < 300) return { kind: 'answer', body };
    return { kind: 'refused', status, words: `GitHub answered ${status}: ${(body as { message: string }).message}` };
  }
  throw new Error(`The flow tests know no such path of GitHub: ${path}`);
}
