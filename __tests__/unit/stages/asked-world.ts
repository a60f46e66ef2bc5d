/** A world that can only be asked and told: answers of GitHub and git from tables, and what was said in a diary. */
import { ToolError } from '../../../src/errors.ts';
import type { Context, Event } from '../../../src/model/event.ts';
import type { Finished, GitHubAnswer, World } from '../../../src/world/ports.ts';

/** `A` and `B` are commits that no repository has. */
export const commitA = 'a'.repeat(40);
export const commitB = 'b'.repeat(40);

export interface Answers {
  /** By path; what is not here is 404. */
  readonly github?: Readonly<Record<string, GitHubAnswer>>;
  /** To what GitHub is told, in this order; then it is 404. */
  readonly told?: readonly GitHubAnswer[];
  /** What every pause ends with. */
  readonly cancelled?: Error;
  /** By command line; what is not here ends with 128. Without a table there is no git. */
  readonly git?: Readonly<Record<string, Partial<Finished> | Error>>;
}

export interface AskedWorld {
  readonly world: World;
  /** `? PATH` for GitHub, `$ WORDS` for git, `! PATH` for what GitHub is told; pauses, and what is logged. */
  readonly diary: readonly string[];
  /** Bodies of what GitHub was told. */
  readonly bodies: readonly unknown[];
}

const notFound: GitHubAnswer = { kind: 'refused', status: 404, words: 'GitHub answered 404: Not Found' };

export function worldThatSays({ github = {}, told = [], cancelled, git }: Answers): AskedWorld {
  const diary: string[] = [];
  const bodies: unknown[] = [];
  const log: Pick<World['log'], 'annotate' | 'debug'> = {
    annotate: ({ level, message }) => diary.push(`${level}: ${message}`),
    debug: (text) => diary.push(`debug: ${text}`),
  };
  const world: Pick<World, 'askGitHub' | 'tellGitHub' | 'run' | 'pause'> = {
    async askGitHub(path) {
      diary.push(`? ${path}`);
      return github[path] ?? notFound;
    },
    async tellGitHub(path, body) {
      diary.push(`! ${path}`);
      return told[bodies.push(body) - 1] ?? notFound;
    },
    async pause(milliseconds) {
      diary.push(`[wait ${milliseconds} ms]`);
      if (cancelled !== undefined) throw cancelled;
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
  return { world: { ...world, log } as World, diary, bodies };
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
