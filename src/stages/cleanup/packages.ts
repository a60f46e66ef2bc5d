/** Versions of a package at GitHub: its registry deletes nothing by itself (docs.github.com/rest/packages). */
import type { Secret } from '../../model/inputs.ts';
import type { ImageName } from '../../model/names.ts';
import { displayName } from '../../plan/names.ts';
import type { GitHubAnswer, World } from '../../world/ports.ts';
import { refusalWords } from '../deploy/rights.ts';
import { UnreadError } from './unread.ts';

/** A version is what a digest means, with all tags that show it. */
export interface Version {
  readonly id: number;
  /** In milliseconds since 1970. */
  readonly updated: number;
}

export interface Package {
  /** Path of its versions. */
  readonly path: string;
  /** By digest. */
  readonly versions: ReadonlyMap<string, Version>;
}

const permission = 'packages: write';

/** Whether an image is in GitHub's registry. */
export function isPackage({ registry }: ImageName): boolean {
  return registry.replace(/:\d+$/, '') === 'ghcr.io';
}

/** All versions of an image. Its owner is an organization or a user, and only GitHub knows which. */
export async function readPackage(image: ImageName, token: Secret | undefined, world: World): Promise<Package> {
  const [owner = '', ...rest] = image.repository.split('/');
  const name = encodeURIComponent(rest.join('/'));
  const paths = ['orgs', 'users'].map(
    (kind) => `/${kind}/${encodeURIComponent(owner)}/packages/container/${name}/versions`,
  );
  let last: GitHubAnswer | undefined;
  for (const path of paths) {
    // Those of a user come in pages of GitHub's choice.
    last = await world.askGitHub(path.startsWith('/orgs/') ? `${path}?per_page=100` : path, token);
    if (last.kind === 'answer') return { path, versions: await readVersions(last, image, token, world) };
    if (last.kind !== 'refused' || last.status !== 404) break;
  }
  throw unlisted(image, last);
}

async function readVersions(
  first: Extract<GitHubAnswer, { kind: 'answer' }>,
  image: ImageName,
  token: Secret | undefined,
  world: World,
): Promise<ReadonlyMap<string, Version>> {
  const versions = new Map<string, Version>();
  for (let page: GitHubAnswer = first; ; ) {
    if (page.kind !== 'answer' || !Array.isArray(page.body)) throw unlisted(image, page);
    for (const entry of page.body) {
      const { id, name, updated_at: updated } = Object(entry) as Readonly<Record<string, unknown>>;
      if (typeof id !== 'number' || typeof name !== 'string') throw unlisted(image, page);
      versions.set(name, { id, updated: Date.parse(String(updated)) });
    }
    if (page.next === undefined) return versions;
    page = await world.askGitHub(page.next, token);
  }
}

function unlisted(image: ImageName, answer: GitHubAnswer | undefined): UnreadError {
  const words =
    answer === undefined || answer.kind === 'answer'
      ? "GitHub's answer is not a list of versions"
      : refusalWords(answer, permission);
  return new UnreadError(`the versions of ${displayName(image)} are not listed: ${words}`, adminCure);
}

/** For who may not do what an Admin of a package may. */
export const adminCure =
  "in the package's settings, `Manage Actions access` has to name this repository with the role Admin";

/** What came of deleting a version. GitHub does not find what is gone, and what the token may not delete. */
export type Ended = { readonly kind: 'gone' | 'not found' } | { readonly kind: 'refused'; readonly because: string };

/** Asks GitHub to delete a version. */
export async function deleteVersion(
  { path }: Package,
  { id }: Version,
  token: Secret | undefined,
  world: World,
): Promise<Ended> {
  // A cancelled run removes nothing more.
  await world.pause(0);
  const answer = await world.deleteAtGitHub(`${path}/${id}`, token);
  if (answer.kind === 'answer') return { kind: 'gone' };
  if (answer.kind === 'refused' && answer.status === 404) return { kind: 'not found' };
  return { kind: 'refused', because: refusalWords(answer, permission) };
}
