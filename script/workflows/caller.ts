/** A repository that uses Slipway: a temporary one, with real commits, whose workflows can be run. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { must } from '../rig/command.ts';
import type { RunEvent } from '../runner/model.ts';

export type Files = Readonly<Record<string, string>>;

export interface Caller extends AsyncDisposable {
  readonly path: string;
  /** The newest commit. */
  readonly head: string;
  /** Writes files, commits everything and gives the commit. */
  commit(files: Files, message?: string): Promise<string>;
  /** Runs git in it and gives what it printed. */
  git(...words: string[]): Promise<string>;
}

/** Nothing of the user's configuration counts, and commits have the same name every time. */
const environment = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  ...{ GIT_AUTHOR_NAME: 'Octo Cat', GIT_AUTHOR_EMAIL: 'octocat@example.com', GIT_AUTHOR_DATE: '2026-03-01T09:30:00Z' },
  ...{ GIT_COMMITTER_NAME: 'Octo Cat', GIT_COMMITTER_EMAIL: 'octocat@example.com' },
  GIT_COMMITTER_DATE: '2026-03-01T09:30:00Z',
};

/** Makes it with one commit on `main`. */
export async function openCaller(files: Files): Promise<Caller> {
  const path = await mkdtemp(join(tmpdir(), 'slipway-caller-'));
  const git = async (...words: string[]) => (await must(['git', '-C', path, ...words], { env: environment })).trim();
  await git('init', '--quiet', '--initial-branch=main');
  // A checkout asks for the commit of its event, which need not be the end of a branch.
  await git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  let head = '';
  const commit = async (more: Files, message = 'Change') => {
    for (const [name, content] of Object.entries(more)) {
      await mkdir(dirname(join(path, name)), { recursive: true });
      await writeFile(join(path, name), content);
    }
    await git('add', '--all');
    await git('commit', '--quiet', '--allow-empty', `--message=${message}`);
    head = await git('rev-parse', 'HEAD');
    return head;
  };
  await commit(files, 'Begin');
  return {
    path,
    get head() {
      return head;
    },
    commit,
    git,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** The same event for another commit, which takes the place of the event's own wherever it stands. */
export function eventAt(event: RunEvent, commit: string): RunEvent {
  return JSON.parse(JSON.stringify(event).replaceAll(event.sha, commit)) as RunEvent;
}
