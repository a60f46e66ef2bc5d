/** The lines of `artifacts`: which files of which stage go where. */
import type { Problem } from '../model/decision.ts';
import type { ArtifactInput } from '../model/inputs.ts';

const wanted = 'STAGE:/PATH=FOLDER, for example build:/out/libparcel.so=dist';

/** The path is a word of a Dockerfile, where these mean something. */
const line = /^([\w.-]+):(\/[^$\\"'`\p{Cc}]*?)\/*\s*=\s*([^=]*?)\/*$/u;

/** Letters that mean nothing in the patterns of actions/upload-artifact either. */
const folderName = /^[\w.@+](?:[\w.@+/-]*[\w.@+-])?$/;

/** Reads one artifact a line, and tells what is wrong with each. */
export function readArtifacts(lines: readonly string[]): {
  readonly value: readonly ArtifactInput[];
  readonly problems: readonly Problem[];
} {
  const value: ArtifactInput[] = [];
  const problems: Problem[] = [];
  for (const text of lines) {
    const read = readLine(text);
    const wrong = 'wrong' in read ? read : clashOf(read, value);
    if (wrong !== undefined) problems.push({ input: 'artifacts', value: text, ...wrong });
    else if (!('wrong' in read)) value.push(read);
  }
  return { value, problems };
}

type Wrong = Pick<Problem, 'wrong' | 'cure'>;

function readLine(text: string): ArtifactInput | Wrong {
  const [, stage, path = '', named = ''] = line.exec(text) ?? [];
  if (stage === undefined) return { wrong: `is not ${wanted}` };
  if (path.split('/').includes('..')) return { wrong: 'has a path with `..`', cure: 'write where it leads' };
  const folder = named.replace(/^(?:\.\/+)+/, '');
  const names = folder.split('/');
  const outside = named.startsWith('/') || names.includes('..');
  if (outside) return { wrong: 'leads out of the workspace', cure: 'name a folder below it, for example dist' };
  if (!folderName.test(folder) || ['', '.', '.git'].some((name) => names.includes(name)))
    return { wrong: 'names no folder', cure: 'name one below the workspace, for example dist' };
  return { stage: stage.toLowerCase(), path: path === '' ? '/' : path, folder };
}

/** Files of two lines in one folder could not be told apart any more. */
function clashOf({ folder }: ArtifactInput, others: readonly ArtifactInput[]): Wrong | undefined {
  const clash = others.find((other) => isIn(folder, other.folder) || isIn(other.folder, folder));
  if (clash === undefined) return undefined;
  const same = clash.folder === folder;
  const wrong = same ? 'names a folder of another line' : `and the folder ${clash.folder} of another line overlap`;
  return { wrong, cure: 'give each line a folder of its own, for example dist/one and dist/two' };
}

function isIn(folder: string, other: string): boolean {
  return `${folder}/`.startsWith(`${other}/`);
}
