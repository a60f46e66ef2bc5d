/** Whether a tag that exists may be given to this run's image: tags never go backwards. */
import type { Asked } from '../../model/facts.ts';
import type { Ancestry, Shown, Tag } from '../../model/names.ts';
import { shortDigest } from '../names.ts';

/** What the history judges an image by. */
export type Holder = Pick<Shown, 'digest' | 'revision' | 'version'>;

/** `note` and `because` are rests of sentences: `Moved x:main although …`, `Held back x:main: …`. */
export type Verdict =
  | { readonly move: true; readonly note?: string }
  | { readonly move: false; readonly because: string };

/** What a verdict is made of. */
export interface Evidence {
  /** What the tag shows now. */
  readonly shown: Holder;
  /** How this run's commit stands to the one shown. */
  readonly ancestry: Ancestry;
  /** Whether the branch or pull request of this run points at its commit right now. */
  readonly headOfRef: Asked<boolean>;
  /** Above 0 when the version shown is higher than this run's; undefined when the two cannot be compared. */
  readonly compared: number | undefined;
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
export function holder({ digest, revision }: Holder): string {
  const commit = revision === '' ? 'no commit named' : `commit ${shortCommit(revision)}`;
  return `${commit}, sha256:${shortDigest(digest)}`;
}

/** `1.4.2-1` may be a variant of 1.4.2, which version schemes take for another version. */
function isVersionOrVariant(text: string, version: string): boolean {
  return text === version || text.startsWith(`${version}-`);
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
function judgeByVersion(evidence: Evidence, version: string): Verdict {
  const { shown, compared, ancestry } = evidence;
  // Of one commit there may be two versions, but no two images of one version that are to be told apart.
  if (ancestry.kind === 'same' && isVersionOrVariant(shown.version, version)) return { move: true };
  if (compared === undefined) return judgeWithoutVersion(evidence, version);
  return compared > 0
    ? { move: false, because: `it shows ${cut(shown.version)}, which is higher than ${version}` }
    : { move: true };
}

/** What has no version to compare with is judged like a branch. */
function judgeWithoutVersion(evidence: Evidence, version: string): Verdict {
  const verdict = judgeByCommit(evidence);
  if (!verdict.move) return verdict;
  const found = cut(evidence.shown.version);
  if (found === '') return { move: true, note: 'it showed an image that names no version' };
  return { move: true, note: `it showed ${found}, which cannot be compared with ${version}` };
}
