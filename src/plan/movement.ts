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
  /** Above 0 when the version shown is higher than the tag's; undefined when the two cannot be compared. */
  readonly compared: number | undefined;
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

function shortCommit(revision: string): string {
  return revision.slice(0, 7);
}

/** Who holds a tag, for messages: `commit 5c0e91d, sha256:61bd33f0a2c4`. */
export function holder({ digest, revision }: Shown): string {
  const commit = revision === '' ? 'no commit named' : `commit ${shortCommit(revision)}`;
  return `${commit}, sha256:${shortDigest(digest)}`;
}

function judgeFixed({ shown, ancestry }: Evidence): Verdict {
  if (ancestry.kind === 'same') return { move: true };
  return { move: false, because: `it belongs to another image already (${holder(shown)})` };
}

function judgeByCommit({ shown, ancestry, headOfRef }: Evidence): Verdict {
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
      return { move: false, because: `it shows ${stands}` };
    }
  }
}

/** The git tags said that this version is the highest of its line; this second look is for runs side by side. */
function judgeByVersion({ shown, compared, ancestry }: Evidence, version: string): Verdict {
  if (ancestry.kind === 'same') return { move: true };
  if (shown.version === '') return { move: true, note: 'it showed an image that names no version' };
  const found = shown.version.slice(0, longestVersion);
  if (compared === undefined)
    return { move: true, note: `it showed ${found}, which cannot be compared with ${version}` };
  return compared > 0 ? { move: false, because: `it shows ${found}, which is higher than ${version}` } : { move: true };
}
