/** Versions as people tag them: semver.org with one or two parts allowed, and PEP 440. Each library is loaded when needed. */

export type Scheme = 'semver' | 'pep440';

export interface Version {
  readonly scheme: Scheme;
  /** As it was written. */
  readonly raw: string;
  /** Cleaned: no leading `v`, no build metadata. Two parts stay two. */
  readonly version: string;
  readonly major: number;
  /** Undefined where the version has fewer parts; so are `minor` and `patch` of `v1`. */
  readonly minor: number | undefined;
  readonly patch: number | undefined;
  /** Parts of a semver prerelease or build: `['rc', '1']`. */
  readonly prerelease: readonly string[];
  readonly build: readonly string[];
  /** Not a plain release: alpha, beta, candidate, development, and PEP 440's post-release. */
  readonly special: boolean;
}

export interface Versions {
  /** Undefined when the text is no version. */
  read(text: string): Version | undefined;
  /** Below, equal to or above 0 as `a` is lower than, equal to or higher than `b`. */
  compare(a: Version, b: Version): number;
}

export async function loadVersions(scheme: Scheme): Promise<Versions> {
  return scheme === 'semver' ? loadSemver() : loadPep440();
}

/** Compares two texts, which may have a variant's suffix behind them; undefined when one of them is no version. */
export async function compareVersions(scheme: Scheme, a: string, b: string): Promise<number | undefined> {
  const versions = await loadVersions(scheme);
  const [left, right] = [versions.read(a), versions.read(b)];
  return left === undefined || right === undefined ? undefined : versions.compare(left, right);
}

async function loadSemver(): Promise<Versions> {
  const { default: parse } = await import('semver/functions/parse.js');
  const { default: compare } = await import('semver/functions/compare.js');
  const full = ({ version }: Version) => [...version.split('.'), '0', '0'].slice(0, 3).join('.');
  return {
    read(text) {
      const parsed = parse(text.trim());
      if (parsed === null) return partial(text.trim());
      const { version, major, minor, patch } = parsed;
      const prerelease = parsed.prerelease.map(String);
      const build = [...parsed.build];
      return {
        scheme: 'semver',
        raw: text,
        version,
        major,
        minor,
        patch,
        prerelease,
        build,
        special: prerelease.length > 0,
      };
    },
    compare: (a, b) =>
      compare(a.patch === undefined ? full(a) : a.version, b.patch === undefined ? full(b) : b.version),
  };
}

/** `v1.2` and `v1` are no semantic versions, but people tag them and mean what they say. */
function partial(text: string): Version | undefined {
  const parts = /^v?(?<version>(?<major>0|[1-9]\d{0,15})(?:\.(?<minor>0|[1-9]\d{0,15}))?)$/.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const minor = parts['minor'];
  return {
    scheme: 'semver',
    raw: text,
    version: parts['version'] ?? '',
    major: Number(parts['major']),
    minor: minor === undefined ? undefined : Number(minor),
    patch: undefined,
    prerelease: [],
    build: [],
    special: false,
  };
}

async function loadPep440(): Promise<Versions> {
  const { clean, compare, explain, major, minor, patch } = await import('@renovatebot/pep440');
  return {
    read(text) {
      const version = clean(text.trim());
      const facts = version === null ? null : explain(version);
      if (version === null || facts === null) return undefined;
      return {
        scheme: 'pep440',
        raw: text,
        version,
        major: major(version),
        minor: minor(version),
        patch: patch(version),
        prerelease: [],
        build: [],
        special: facts.is_prerelease || facts.is_postrelease || facts.is_devrelease,
      };
    },
    compare: (a, b) => compare(a.version, b.version),
  };
}
