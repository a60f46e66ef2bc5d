/** Whether a tag that exists may be given to this run's image: tags never go backwards. */
import type { Ancestry, Asked, Shown, Tag } from '../model.ts';
import { shortDigest } from './names.ts';

/** `note` and `because` are rests of sentences: `Moved x:main although …`, `Held back x:main: …`. */
export type Verdict =
  | { readonly move: true; readonly note?: string }
  | { readonly move: false; readonly because: string };

/** What a verdict is made of. */
export interface Evidence {
  /** What the tag shows now. */
  readonly shown: Shown;
  /** How this run's commit stands to the one shown. */
  readonly ancestry: Ancestry;
  /** Whether the branch or pull request of this run points at its commit right now. */
  readonly headOfRef: Asked<boolean>;
  /** Above 0 when the version shown is higher than this run's; undefined when the two cannot be compared. */
  readonly compared: number | undefined;
  /** Whether the version shown is one of this repository's, by its git tags right now. */
  readonly released: Asked<boolean>;
  /** Whether this run builds its commit merged with another branch, as pull requests do. */
  readonly merged: boolean;
}

export function judgeMove({ order }: Tag, evidence: Evidence): Verdict {
  switch (order.kind) {
    case 'fixed':
      return judgeFixed(evidence);
    case 'commit':
      return judgeByCommit(evidence);
    case 'version':
      return judgeByVersion(evidence, order.version);
  }
}

/** A version is no longer than a tag. Labels of a foreign image may be anything. */
const longestVersion = 128;

function cut(version: string): string {
  return version.slice(0, longestVersion);
}

function shortCommit(revision: string): string {
  return revision.slice(0, 7);
}

/** Who holds a tag, for messages: `commit 5c0e91d, sha256:61bd33f0a2c4`. */
export function holder({ digest, revision }: Shown): string {
  const commit = revision === '' ? 'no commit named' : `commit ${shortCommit(revision)}`;
  return `${commit}, sha256:${shortDigest(digest)}`;
}

/**
 * Whether one of the git tags is this version. An image's version may have a variant's suffix behind it (1.5.0-alpine),
 * and a git tag the name of a package in front (app-v1.5.0).
 */
export function namesVersion(gitTags: readonly string[], version: string): boolean {
  return gitTags.some((gitTag) => {
    const own = /\d+(?:\.\d+)*(?:[^/]*)$/.exec(gitTag)?.[0] ?? gitTag;
    return version === gitTag || version === own || version.startsWith(`${own}-`);
  });
}

function judgeFixed({ shown, ancestry, merged }: Evidence): Verdict {
  // The commit's own image may be there already; a pull request's holds more than the commit.
  if (ancestry.kind === 'same' && merged)
    return { move: false, because: 'it shows this commit already, and this image has it merged with the base branch' };
  if (ancestry.kind === 'same') return { move: true };
  return { move: false, because: `it belongs to another image already (${holder(shown)})` };
}

function judgeByCommit({ shown, ancestry, headOfRef, compared }: Evidence): Verdict {
  const commit = shortCommit(shown.revision);
  switch (ancestry.kind) {
    case 'same':
    case 'descendant':
      return { move: true };
    case 'unknown':
      return { move: true, note: `nobody could tell whether it showed an older commit: ${ancestry.because}` };
    case 'older':
    case 'diverged': {
      const stands = `${commit}, which is ${ancestry.kind === 'older' ? 'newer than' : 'not an ancestor of'} this commit`;
      // A rewritten branch (force-push, reset) is newer than its history says.
      if (headOfRef.kind === 'known' && headOfRef.value)
        return { move: true, note: `it showed ${stands}: its branch points at this commit now` };
      // Releases of two lines are no descendants of each other.
      if (ancestry.kind === 'diverged' && compared !== undefined && compared < 0)
        return { move: true, note: `it showed ${stands}: its version ${cut(shown.version)} is lower` };
      return { move: false, because: `it shows ${stands}` };
    }
  }
}

/** The git tags said that this version is the highest of its line; this second look is for runs side by side. */
function judgeByVersion({ shown, compared, ancestry, released }: Evidence, version: string): Verdict {
  if (ancestry.kind === 'same') return { move: true };
  if (shown.version === '') return { move: true, note: 'it showed an image that names no version' };
  const found = cut(shown.version);
  if (compared === undefined)
    return { move: true, note: `it showed ${found}, which cannot be compared with ${version}` };
  if (compared <= 0) return { move: true };
  // A withdrawn release, or the version of a foreign image, which its labels still say.
  if (released.kind === 'known' && !released.value)
    return { move: true, note: `it showed ${found}, which no git tag of this repository names` };
  return { move: false, because: `it shows ${found}, which is higher than ${version}` };
}
