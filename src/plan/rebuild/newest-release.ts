/** Which release a scheduled rebuild is of, by the repository's git tags. */
import { compilePattern } from '../../language/patterns.ts';
import { loadVersions, type Scheme, type Version, type Versions } from '../../language/versions.ts';
import type { Problem } from '../../model/decision.ts';
import type { Asked } from '../../model/facts.ts';
import type { TagRule } from '../../model/inputs.ts';
import { checkedPattern, versionReader } from '../tags/lines.ts';

/** `ref` is what actions/checkout takes. */
export type Newest =
  | { readonly kind: 'release'; readonly tag: string; readonly ref: string }
  /** There is no release. */
  | { readonly kind: 'branch'; readonly branch: string; readonly ref: string }
  /** `because` is the rest of a sentence. */
  | { readonly kind: 'unknown'; readonly because: string };

/**
 * The highest version of the git tags, no prerelease; else the default branch. Where a version rule has a `match`, only
 * what the rules read counts. Of tags with the same version it is the last one.
 */
export async function newestRelease(
  gitTags: Asked<readonly string[]>,
  defaultBranch: string,
  tagRules: readonly TagRule[],
): Promise<Newest> {
  if (gitTags.kind !== 'known')
    return { kind: 'unknown', because: gitTags.kind === 'unknown' ? gitTags.because : 'nobody was asked for git tags' };
  const versions = await versionsOf(tagRules);
  const tag = highest(releasesOf(gitTags.value, versions), versions);
  if (tag !== undefined) return { kind: 'release', tag, ref: `refs/tags/${tag}` };
  if (defaultBranch === '')
    return { kind: 'unknown', because: 'no git tag is a release, and nobody names the default branch' };
  return { kind: 'branch', branch: defaultBranch, ref: `refs/heads/${defaultBranch}` };
}

/** Of the git tags of one commit the one that is its version: `v1.4.2` before `v1.4`, `v1` and a prerelease. */
export async function versionTagOf(
  gitTags: readonly string[],
  tagRules: readonly TagRule[],
): Promise<string | undefined> {
  const versions = await versionsOf(tagRules);
  const all = gitTags.flatMap((tag) => versionOf(tag, versions) ?? []);
  return highest(releasesOf(gitTags, versions), versions) ?? highest(all, versions);
}

/** Of the git tags of one commit the highest version of three parts, beside which no other kind of tag counts. */
export async function fullVersionOf(
  gitTags: readonly string[],
  tagRules: readonly TagRule[],
): Promise<string | undefined> {
  const versions = await versionsOf(tagRules);
  return highest(fullReleasesOf(gitTags, versions), versions);
}

/** What only RE2 refuses in a `match`, without which nobody can say which git tags are versions. */
export async function matchProblems(tagRules: readonly TagRule[]): Promise<Problem[]> {
  const problems = await Promise.all(
    versionRules(tagRules).map(async ({ line, match }): Promise<Problem[]> => {
      if (match === '') return [];
      const pattern = await compilePattern(match);
      return typeof pattern === 'function'
        ? []
        : [{ input: `tags (line ${line})`, value: `match=${match}`, ...pattern }];
    }),
  );
  return problems.flat();
}

type VersionRule = Extract<TagRule, { type: Scheme }>;

/** The rules that read git tags. Whether an expression enables one depends on the run, so that one counts, too. */
function versionRules(tagRules: readonly TagRule[]): readonly VersionRule[] {
  return tagRules.filter(
    (rule): rule is VersionRule =>
      (rule.type === 'semver' || rule.type === 'pep440') && rule.value === '' && rule.enable.trim() !== 'false',
  );
}

/**
 * What the rules read as versions of this image. Without a `match` those are plain versions; with one, `v2.0.0` beside
 * `api-v1.4.2` is another image's, although a push of it would be read as it is.
 */
async function versionsOf(tagRules: readonly TagRule[]): Promise<Versions> {
  const rules = versionRules(tagRules);
  if (rules.length === 0) return eitherScheme();
  // All have to be compared with each other, and PEP 440 reads the releases of semver, too.
  const scheme = rules.some(({ type }) => type === 'pep440') ? 'pep440' : 'semver';
  if (rules.every(({ match }) => match === '')) return loadVersions(scheme);
  const matches = [...new Set(rules.map(({ match }) => match))];
  const readers = await Promise.all(matches.map((match) => readerOf(scheme, match)));
  const { compare } = await loadVersions(scheme);
  return { compare, read: (tag) => readers.map((read) => read(tag)).find((version) => version !== undefined) };
}

/** Where no rule names a scheme: releases that semver does not read, such as 2027.01.05 and 1.4.2.1, are PEP 440's. */
async function eitherScheme(): Promise<Versions> {
  const [semver, pep440] = await Promise.all([loadVersions('semver'), loadVersions('pep440')]);
  return {
    read(tag) {
      const version = semver.read(tag) ?? pep440.read(tag);
      if (version?.scheme !== 'pep440') return version;
      if (version.special) return undefined;
      // PEP 440 takes a part that is missing for 0, and 2027.01 would be of three parts beside 2027.10.
      return /^(?:\d+!)?\d+(?:\.\d+)?$/.test(version.version) ? { ...version, patch: undefined } : version;
    },
    // A prerelease of semver, which PEP 440 may not read, is looked at only where there is no release.
    compare: (a, b) => (a.scheme === 'semver' && b.scheme === 'semver' ? semver : pep440).compare(a, b),
  };
}

/** As a push of the tag is read, but nothing that does not match. */
async function readerOf(scheme: Scheme, match: string): Promise<Versions['read']> {
  const pattern = await checkedPattern(match);
  const { read } = await versionReader(scheme, match);
  return (tag) => (pattern(tag) === undefined ? undefined : read(tag));
}

/** Of three parts where there are such: beside v1.4.2, v1.4 and v1 are tags that move. */
function releasesOf(gitTags: readonly string[], versions: Versions): readonly Version[] {
  const full = fullReleasesOf(gitTags, versions);
  return full.length > 0 ? full : plainOf(gitTags, versions);
}

function fullReleasesOf(gitTags: readonly string[], versions: Versions): readonly Version[] {
  return plainOf(gitTags, versions).filter(({ patch }) => patch !== undefined);
}

/** No prereleases. */
function plainOf(gitTags: readonly string[], versions: Versions): readonly Version[] {
  return gitTags.flatMap((tag) => versionOf(tag, versions) ?? []).filter(({ special }) => !special);
}

/** A bare number is a date or the number of a build. */
function versionOf(tag: string, versions: Versions): Version | undefined {
  const version = versions.read(tag);
  return version === undefined || /^\d+$/.test(version.version) ? undefined : { ...version, raw: tag };
}

function highest(found: readonly Version[], { compare }: Versions): string | undefined {
  return found.toSorted(compare).at(-1)?.raw;
}
