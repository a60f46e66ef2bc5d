/** The releases of this project by their git tags, and which of them `v1` may show. */

export interface Release {
  /** `v1.2.3` */
  readonly tag: string;
  /** `1.2.3` */
  readonly version: string;
  readonly numbers: readonly [number, number, number];
  readonly prerelease: boolean;
  /** The tag that callers follow, `v1`. */
  readonly major: string;
}

const number = '(0|[1-9]\\d*)';
/** Semantic Versioning 2.0.0 behind a `v`, without build metadata, which orders nothing. */
const grammar = new RegExp(`^v${number}\\.${number}\\.${number}(-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`);

/** Undefined for what is no tag of a release, `v1` among them. */
export function readRelease(tag: string): Release | undefined {
  const found = grammar.exec(tag);
  if (found === null) return undefined;
  const [, major = '', minor = '', patch = '', more] = found;
  return {
    tag,
    version: tag.slice(1),
    numbers: [Number(major), Number(minor), Number(patch)],
    prerelease: more !== undefined,
    major: `v${major}`,
  };
}

export type Move = { readonly move: true } | { readonly move: false; readonly because: string };

/** Whether the tag of its major version may show this release, among all tags that there are. */
export function planMove(release: Release, tags: readonly string[]): Move {
  if (release.prerelease) return { move: false, because: `${release.tag} is a prerelease` };
  const higher = releasesAbove(release, tags).find(({ major }) => major === release.major);
  return higher === undefined ? { move: true } : { move: false, because: `${higher.tag} is higher` };
}

/** The releases among the tags that are higher, prereleases left out. */
export function releasesAbove(release: Release, tags: readonly string[]): readonly Release[] {
  return tags
    .map(readRelease)
    .filter((other) => other !== undefined)
    .filter((other) => !other.prerelease && isHigher(other.numbers, release.numbers));
}

function isHigher(one: readonly number[], other: readonly number[]): boolean {
  const [first] = one.map((number, index) => number - (other[index] ?? 0)).filter((difference) => difference !== 0);
  return first !== undefined && first > 0;
}
