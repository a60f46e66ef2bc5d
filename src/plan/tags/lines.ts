/** Lines of versions: which git tags stand under one image tag, and which of them is the highest. */
import { compile, ExpressionError, type Scope } from '../../language/expressions.ts';
import { compilePattern, type Pattern } from '../../language/patterns.ts';
import { loadVersions, type Scheme, type Version, type Versions } from '../../language/versions.ts';

/** Reads git tags as versions, one after the other. */
export interface VersionReader {
  readonly versions: Versions;
  read(gitTag: string): Version | undefined;
  /** The reader of git tags that can stand in one line with this one: with `match`, only those that match like it. */
  alike(gitTag: string): VersionReader;
}

/** Makes the reader of a rule. The first group of `match`, a regular expression, is the version; empty takes all. */
export async function versionReader(scheme: Scheme, match: string): Promise<VersionReader> {
  const versions = await loadVersions(scheme);
  const pattern = match === '' ? undefined : await checkedPattern(match);
  const part = (gitTag: string) => pattern?.(gitTag)?.[1];
  const parse = (text: string) => versions.read(text.replaceAll('/', '-'));
  const reader: VersionReader = {
    versions,
    // As in docker/metadata-action, a tag that does not match is taken as it is.
    read: (gitTag) => parse(part(gitTag) ?? gitTag),
    alike(gitTag) {
      if (part(gitTag) === undefined) return reader;
      return { ...reader, read: (other) => (part(other) === undefined ? undefined : reader.read(other)) };
    },
  };
  return reader;
}

/** Makes a matcher. Rejects with an ExpressionError for the few patterns that only RE2 refuses. */
export async function checkedPattern(text: string): Promise<Pattern> {
  const pattern = await compilePattern(text);
  if (typeof pattern === 'function') return pattern;
  throw new ExpressionError(pattern.wrong, pattern.cure);
}

/** What a pattern makes of a version; empty when it names a part that the version does not have. */
export type LineName = (version: Version) => string;

/** Makes the function that gives a version's image tag. */
export async function lineName(pattern: string, scope: Scope): Promise<LineName> {
  const template = await compile(pattern);
  return (version) => {
    if (lacks(version, pattern)) return '';
    return template({ ...scope, values: partsOf(version) });
  };
}

/** Whether no other version can have the same image tag, so that it belongs to this one for good. */
export function isFull(name: LineName, version: Version): boolean {
  const own = name(version);
  const others = [
    { ...version, patch: (version.patch ?? 0) + 1, ...renamed(version) },
    { ...version, minor: (version.minor ?? 0) + 1, ...renamed(version) },
    { ...version, major: version.major + 1, ...renamed(version) },
    // PEP 440 has versions of more parts, such as 1.2.3.5, which no pattern of three tells apart.
    ...(/^(?:\d+!)?\d+(?:\.\d+){3}/.test(version.version) ? [{ ...version, ...renamed(version) }] : []),
  ];
  return others.every((other) => name(other) !== own);
}

/** The highest plain release among git tags whose image tag is the same as `version`'s, or undefined. */
export function highestOf(
  gitTags: readonly string[],
  reader: VersionReader,
  name: LineName,
  line: string,
): Version | undefined {
  let highest: Version | undefined;
  for (const gitTag of gitTags) {
    const version = reader.read(gitTag);
    if (version === undefined || version.special || name(version) !== line) continue;
    if (highest === undefined || reader.versions.compare(version, highest) > 0) highest = { ...version, raw: gitTag };
  }
  return highest;
}

function renamed(version: Version): Pick<Version, 'raw' | 'version'> {
  return { raw: `${version.raw}.other`, version: `${version.version}.other` };
}

/** `1.2` has no patch, and a tag with a hole in it would be wrong. */
function lacks(version: Version, pattern: string): boolean {
  const named = (part: string) => new RegExp(`\\{\\{[^}]*\\b${part}\\b`).test(pattern);
  return (version.minor === undefined && named('minor')) || (version.patch === undefined && named('patch'));
}

function partsOf(version: Version): Scope['values'] {
  const { raw, version: clean, major, minor, patch, prerelease, build } = version;
  return { raw, version: clean, major, minor, patch, prerelease, build };
}
