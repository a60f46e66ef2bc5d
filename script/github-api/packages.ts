/** Packages of an owner: versions of container images, and how they are deleted. */
import { plain, type Told, type Values } from './told.ts';

export interface PackageVersion {
  readonly id: number;
  readonly digest: string;
  readonly tags: readonly string[];
  /** ISO 8601. */
  readonly updated: string;
}

/** What a registry has, as GitHub lists it. */
export interface Packages {
  readonly owner: { readonly kind: 'org' | 'user'; readonly name: string };
  /** Newest first; undefined when there is no such image. */
  versions(name: string): readonly PackageVersion[] | undefined;
  /** Takes a version away with all its tags. */
  remove(name: string, version: PackageVersion): void;
}

interface Holder {
  readonly packages?: Packages;
  readonly lacks?: readonly string[];
}

export function versions(holder: Holder, values: Values): Told {
  const found = versionsOf(holder, values);
  if (found === undefined) return plain(404, 'Package not found.');
  const body = found.map(({ id, digest, tags, updated }) => ({
    id,
    name: digest,
    updated_at: updated,
    metadata: { package_type: 'container', container: { tags } },
  }));
  return { status: 200, body };
}

/**
 * docs.github.com/rest/packages: the last version with a tag goes only with its package. Who is no Admin of it is told
 * that there is none, as users report (github.com/vlaurin/action-ghcr-prune, issues 4 and 8).
 */
export function deleteVersion(holder: Holder, values: Values): Told {
  const found = versionsOf(holder, values);
  const version = found?.find(({ id }) => id === Number(values['package_version_id']));
  const mayDelete = holder.lacks?.includes('the role Admin of the package') !== true;
  if (found === undefined || version === undefined || !mayDelete) return plain(404, 'Package not found.');
  const tagged = found.filter(({ tags }) => tags.length > 0);
  if (tagged.length === 1 && tagged[0] === version)
    return plain(400, 'You cannot delete the last tagged version of a package. You must delete the package instead.');
  holder.packages?.remove(values['package_name'] ?? '', version);
  return { status: 204, body: undefined };
}

/** An organization has none below `/users`, nor a user below `/orgs`. */
function versionsOf({ packages }: Holder, values: Values): readonly PackageVersion[] | undefined {
  if (packages === undefined || values['package_type'] !== 'container') return undefined;
  const asked = packages.owner.kind === 'org' ? values['org'] : values['username'];
  return asked === packages.owner.name ? packages.versions(values['package_name'] ?? '') : undefined;
}
