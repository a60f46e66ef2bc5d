/** Names of images and tags, and what a registry shows under them. */

/** `registry` is a host such as `docker.io`, `repository` a path such as `acme/app`. */
export interface ImageName {
  readonly registry: string;
  readonly repository: string;
}

/** What a registry can be asked for. */
export interface Named {
  readonly image: ImageName;
  /** A tag, or a digest. */
  readonly name: string;
  /** Both as `docker pull` takes them. */
  readonly reference: string;
}

/** The name is the tag alone, for example `main`. */
export interface Tag extends Named {
  readonly order: TagOrder;
}

/** What decides whether a tag that exists may be given to this run's image. */
export type TagOrder =
  /** It belongs to one commit for good: a full version, a commit's own tag. */
  | { readonly kind: 'fixed' }
  /** It follows the history. `ofRef` when it belongs to this run's branch or pull request: `main`, `pr-7`, `nightly`. */
  | { readonly kind: 'commit'; readonly ofRef: boolean }
  /** It follows the versions: `1`, `1.4`, `latest`. */
  | { readonly kind: 'version'; readonly scheme: 'semver' | 'pep440'; readonly version: string };

/** Prefix and suffix as they are written, of a rule or of `flavor`. */
export interface Affixes {
  readonly prefix: string;
  readonly suffix: string;
}

/** A tag that the rules give and that is not touched. `because` is the rest of a sentence. */
export interface HeldBack {
  readonly tag: Tag;
  readonly because: string;
}

/** What the image says that a tag shows; empty where it says nothing. */
export interface Shown {
  readonly digest: string;
  readonly revision: string;
  readonly version: string;
  /** When it was built, in anybody's words. */
  readonly created: string;
  readonly recipe: string;
}

/** How this run's commit stands to another one. */
export type Ancestry =
  | { readonly kind: 'same' | 'descendant' }
  /** The other commit is newer, or they are on different lines of history. */
  | { readonly kind: 'older' | 'diverged' }
  | { readonly kind: 'unknown'; readonly because: string };

/** What a tag points at. `unknown` carries the registry's words: it answered neither yes nor no. */
export type TagState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'present'; readonly digest: string }
  /** A registry that is busy may say after how many seconds to come back. */
  | { readonly kind: 'unknown'; readonly words: string; readonly retryAfterSeconds?: number };
