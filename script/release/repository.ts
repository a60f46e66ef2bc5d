/** A clone of this project and what its remote has, asked at the remote itself: a clone may be of an hour ago. */
import { must, run } from '../rig/command.ts';

export interface RemoteTag {
  /** What the tag is: a commit, or the object of an annotated tag. */
  readonly object: string;
  readonly commit: string;
}

export interface Clone {
  readonly head: string;
  /** The newest commit of `main` at the remote. */
  readonly main: string;
  /** Tags at the remote by their names. */
  readonly tags: ReadonlyMap<string, RemoteTag>;
  /** Whether the one commit is the other, or comes before it. */
  leadsTo(before: string, after: string): Promise<boolean>;
  /** Sets a tag at the remote; fails when the tag is no longer what it was here. */
  setTag(tag: string, commit: string): Promise<void>;
}

/** `token` is that of a job at GitHub; it is no word of a command and stays out of the clone. */
export async function openClone(path: string, token?: string): Promise<Clone> {
  const env = token === undefined ? {} : withToken(token);
  const git = async (...words: string[]) => (await must(['git', '-C', path, ...words], { env })).trim();
  await git('fetch', '--quiet', '--no-tags', 'origin', 'refs/heads/main');
  const main = await git('rev-parse', 'FETCH_HEAD');
  const tags = readTags(await git('ls-remote', '--tags', 'origin'));
  return {
    head: await git('rev-parse', 'HEAD'),
    main,
    tags,
    leadsTo: async (before, after) =>
      (await run(['git', '-C', path, 'merge-base', '--is-ancestor', before, after])).code === 0,
    setTag: async (tag, commit) => {
      const name = `refs/tags/${tag}`;
      const lease = `--force-with-lease=${name}:${tags.get(tag)?.object ?? ''}`;
      await git('push', '--quiet', lease, 'origin', `${commit}:${name}`);
    },
  };
}

/** As actions/checkout does it, but for the length of one command. */
function withToken(token: string): Record<string, string> {
  const login = Buffer.from(`x-access-token:${token}`).toString('base64');
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.https://github.com/.extraheader',
    GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${login}`,
  };
}

/** An annotated tag has a second line with `^{}`, its commit. */
function readTags(text: string): Map<string, RemoteTag> {
  const tags = new Map<string, RemoteTag>();
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const [object = '', ref = ''] = line.split('\t');
    const name = ref.replace('refs/tags/', '').replace('^{}', '');
    const known = tags.get(name)?.object ?? object;
    tags.set(name, { object: known, commit: object });
  }
  return tags;
}
