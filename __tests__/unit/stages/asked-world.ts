/** A world that can only be asked: GitHub's answers and git's from two tables, and what was asked in a diary. */
import { ToolError } from '../../../src/errors.ts';
import type { Context, Event } from '../../../src/model.ts';
import type { Finished, GitHubAnswer, World } from '../../../src/world/ports.ts';

/** `A` and `B` are commits that no repository has. */
export const commitA = 'a'.repeat(40);
export const commitB = 'b'.repeat(40);

export interface Answers {
  /** By path; what is not here is 404. */
  readonly github?: Readonly<Record<string, GitHubAnswer>>;
  /** By command line; what is not here ends with 128. Without a table there is no git. */
  readonly git?: Readonly<Record<string, Partial<Finished> | Error>>;
}

export interface AskedWorld {
  readonly world: World;
  /** `? PATH` for GitHub and `$ WORDS` for git. */
  readonly diary: readonly string[];
}

export function worldThatSays({ github = {}, git }: Answers): AskedWorld {
  const diary: string[] = [];
  const world: Pick<World, 'askGitHub' | 'run'> = {
    async askGitHub(path) {
      diary.push(`? ${path}`);
      return github[path] ?? { kind: 'refused', status: 404, words: 'GitHub answered 404: Not Found' };
    },
    async run({ argv }) {
      const words = argv.join(' ');
      diary.push(`$ ${words}`);
      if (git === undefined) throw new ToolError('Cannot build: there is no `git` on this runner');
      const answer = git[words] ?? { exitCode: 128, stderr: 'fatal: not a git repository\n' };
      if (answer instanceof Error) throw answer;
      return { exitCode: 0, stdout: '', stderr: '', seconds: 0, ...answer };
    },
  };
  return { world: world as World, diary };
}

export function contextOf(event: Event, changes: Partial<Context> = {}): Context {
  return {
    event,
    eventName: 'push',
    revision: commitB,
    shortRevision: commitB.slice(0, 7),
    sha: commitB,
    repository: 'acme/app',
    privateRepository: false,
    defaultBranch: 'main',
    about: { title: '', description: '', license: '', url: '' },
    commitDate: undefined,
    serverUrl: 'https://github.com',
    runUrl: '',
    actor: 'octocat',
    trust: { trusted: true },
    ...changes,
  };
}

export const said = (body: unknown, next?: string): GitHubAnswer =>
  next === undefined ? { kind: 'answer', body } : { kind: 'answer', body, next };

export const limited: GitHubAnswer = { kind: 'refused', status: 429, words: 'GitHub answered 429: too many requests' };
