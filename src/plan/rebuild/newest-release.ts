/** Which release a scheduled rebuild is of, by the repository's git tags. */
import { loadVersions, type Version, type Versions } from '../../language/versions.ts';
import type { Asked } from '../../model/facts.ts';

/** `ref` is what actions/checkout takes. */
export type Newest =
  | { readonly kind: 'release'; readonly tag: string; readonly ref: string }
  /** There is no release. */
  | { readonly kind: 'branch'; readonly branch: string; readonly ref: string }
  /** `because` is the rest of a sentence. */
  | { readonly kind: 'unknown'; readonly because: string };

/** The highest version of the git tags, no prerelease; else the default branch. */
export async function newestRelease(gitTags: Asked<readonly string[]>, defaultBranch: string): Promise<Newest> {
  if (gitTags.kind !== 'known')
    return { kind: 'unknown', because: gitTags.kind === 'unknown' ? gitTags.because : 'nobody was asked for git tags' };
  const versions = await loadVersions('semver');
  const tag = highest(releasesOf(gitTags.value, versions), versions);
  if (tag !== undefined) return { kind: 'release', tag, ref: `refs/tags/${tag}` };
  if (defaultBranch === '')
    return { kind: 'unknown', because: 'no git tag is a release, and nobody names the default branch' };
  return { kind: 'branch', branch: defaultBranch, ref: `refs/heads/${defaultBranch}` };
}

/** Of the git tags of one commit the one that is its version: `v1.4.2` before `v1.4`, `v1` and a prerelease. */
export async function versionTagOf(gitTags: readonly string[]): Promise<string | undefined> {
  const versions = await loadVersions('semver');
  const all = gitTags.flatMap((tag) => versionOf(tag, versions) ?? []);
  return highest(releasesOf(gitTags, versions), versions) ?? highest(all, versions);
}

/** Of three parts where there are such: beside v1.4.2, v1.4 and v1 are tags that move. */
function releasesOf(gitTags: readonly string[], versions: Versions): readonly Version[] {
  const plain = gitTags.flatMap((tag) => versionOf(tag, versions) ?? []).filter(({ special }) => !special);
  const full = plain.filter(({ patch }) => patch !== undefined);
  return full.length > 0 ? full : plain;
}

/** A bare number is a date or the number of a build. */
function versionOf(tag: string, versions: Versions): Version | undefined {
  const version = versions.read(tag);
  return version?.minor === undefined ? undefined : { ...version, raw: tag };
}

function highest(found: readonly Version[], { compare }: Versions): string | undefined {
  return found.toSorted(compare).at(-1)?.raw;
}
