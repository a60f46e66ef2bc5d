/** This project as GitHub would give it to a workflow, for a program that cannot fetch it. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repository } from '../rig/paths.ts';

export const ownName = 'slipway-ci/slipway';

/** What is fetched of it: the action, and the workflows that others call. */
const parts = ['action.yml', 'dist', join('.github', 'workflows')];

/**
 * A copy in which `uses: $/…` names the version, since act does not know the short form of a workflow's own repository.
 * `more` are files that it gets beside its own.
 */
export async function copyProject(
  version: string,
  more: Readonly<Record<string, string>> = {},
): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'slipway-project-'));
  for (const part of parts) await cp(join(repository, part), join(path, part), { recursive: true });
  for (const [name, content] of Object.entries(more)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  const workflows = join(path, '.github', 'workflows');
  for (const name of await readdir(workflows)) {
    const text = await readFile(join(workflows, name), 'utf8');
    await writeFile(join(workflows, name), withOwnName(text, version));
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** `$/` alone is the action, `$/FOLDER` one below it, `$/.github/workflows/FILE` a workflow. */
export function withOwnName(text: string, version: string): string {
  const short = /(\buses:\s*['"]?)\$\/([^\s'"#]*)/g;
  return text.replace(short, (_, before: string, below: string) => {
    const place = below === '' ? '' : `/${below.replace(/\/$/, '')}`;
    return `${before}${ownName}${place}@${version}`;
  });
}
