/** Rebuilds: the plan, and what has changed. */
import type { Materials } from './facts.ts';
import type { Tag } from './names.ts';

/** Whether a run builds again what is published, and whether only when a base image is another one. */
export type RebuildWish = 'false' | 'true' | 'when-base-changed';

/** A rebuild of what is published. */
export interface RebuildPlan {
  readonly when: Exclude<RebuildWish, 'false'>;
  /** What is published is what it shows; undefined when no rule gives a tag. */
  readonly tag: Tag | undefined;
  /** References of the tags with the day or the time, which nothing has before a rebuild that changes something. */
  readonly dated: readonly string[];
  /** Keys of the labels that this run sets to the day or the time, or to such a tag. */
  readonly datedLabels: readonly string[];
  /** What the Dockerfile builds on. */
  readonly materials: Materials;
}

/** A package that an image has installed. */
export interface Package {
  readonly kind: 'deb' | 'apk' | 'rpm';
  readonly name: string;
  readonly version: string;
}

/** The image of one platform, as far as a rebuild compares it. */
export interface ImageContent {
  readonly platform: string;
  /** Digest of the base image that it names; undefined when it names none. */
  readonly base: string | undefined;
  /** What its configuration says, by name. */
  readonly settings: Readonly<Record<string, string>>;
  readonly packages: readonly Package[];
  /** Whose packages are not among them, since nobody could list them. */
  readonly unlisted?: Package['kind'] | undefined;
  /** What there is at each path: kind, mode, owner, and a hash of the content. */
  readonly files: ReadonlyMap<string, string>;
}

/** A package that is new, gone or of another version: undefined is where it was not there. */
export interface PackageChange {
  readonly name: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** How the images of a platform differ, the published one first. */
export interface PlatformChange {
  readonly platform: string;
  readonly base: { readonly from: string | undefined; readonly to: string | undefined };
  /** How many packages the new one has. */
  readonly packageCount: number;
  readonly packages: readonly PackageChange[];
  readonly files: { readonly added: number; readonly removed: number; readonly changed: number };
  /** Some of these files. */
  readonly examples: readonly string[];
  /** Names of what the configuration says otherwise. */
  readonly settings: readonly string[];
}

/** What a rebuild came to. Reasons are rests of sentences. */
export type Rebuilt =
  /** Nothing was published to compare with, or nobody could read it. */
  | { readonly kind: 'not compared'; readonly because: string }
  /** The base images are those that the published image was built from, so nothing was built. */
  | { readonly kind: 'same bases'; readonly bases: readonly string[] }
  | { readonly kind: 'unchanged'; readonly platforms: readonly PlatformChange[] }
  | { readonly kind: 'changed'; readonly platforms: readonly PlatformChange[] };
