/** What started a run, and what GitHub says of it. */

/** What started the run, reduced to what decisions need. */
export type Event =
  | { readonly kind: 'branch'; readonly branch: string }
  /** `base` is the branch that the push says the tag was made on, mostly empty. */
  | { readonly kind: 'tag'; readonly tag: string; readonly base: string }
  /** `closed` when that is what has happened to it. */
  | { readonly kind: 'pull-request'; readonly number: number; readonly base: string; readonly closed?: true }
  | { readonly kind: 'merge-group'; readonly number: number | undefined; readonly base: string }
  | { readonly kind: 'schedule'; readonly branch: string };

/** A decision that says why when it says no. */
export type Trust = { readonly trusted: true } | { readonly trusted: false; readonly because: string };

/** What GitHub says about the repository; empty where it says nothing. */
export interface About {
  readonly title: string;
  readonly description: string;
  /** SPDX identifier. */
  readonly license: string;
  readonly url: string;
}

/** Facts of this run as GitHub tells them. */
export interface Context {
  readonly event: Event;
  /** GITHUB_EVENT_NAME, for the log only. */
  readonly eventName: string;
  /** The commit that the image is made of; the head commit of a pull request, not GitHub's merge commit. */
  readonly revision: string;
  /** The first characters of it, 7 unless told otherwise, as tags have them. */
  readonly shortRevision: string;
  /** The commit that GitHub checked out, which differs from `revision` for pull requests. */
  readonly sha: string;
  readonly repository: string;
  readonly privateRepository: boolean;
  /** Empty when the event does not say. */
  readonly defaultBranch: string;
  readonly about: About;
  /** When the commit was made, ISO 8601, when the event says it. */
  readonly commitDate: string | undefined;
  readonly serverUrl: string;
  readonly runUrl: string;
  readonly actor: string;
  readonly trust: Trust;
}
