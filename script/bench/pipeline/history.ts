/** GitHub as the action asks it: one line of commits, which grows by one with every run. */
import { randomBytes } from 'node:crypto';
import type { CommitFacts } from '../../github-api/repository.ts';
import { startGitHub } from '../../github-api/server.ts';

export interface History extends AsyncDisposable {
  /** `owner/name`. */
  readonly name: string;
  readonly apiUrl: string;
  /** Adds a commit to `main` and gives its id: one that was built already would not be built again. */
  commit(): string;
}

/** Starts a double of GitHub, which answers whether a tag moves forward. */
export async function openHistory(): Promise<History> {
  const name = 'acme/bench';
  const commits: Record<string, CommitFacts> = {};
  const branches: Record<string, string> = {};
  const github = await startGitHub({ name, commits, branches });
  const commit = () => {
    const sha = randomBytes(20).toString('hex');
    commits[sha] = { parents: branches['main'] === undefined ? [] : [branches['main']] };
    branches['main'] = sha;
    return sha;
  };
  return { name, apiUrl: github.url, commit, [Symbol.asyncDispose]: () => github[Symbol.asyncDispose]() };
}
