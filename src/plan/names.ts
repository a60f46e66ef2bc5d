/** How names and digests are written. */
import type { ImageName } from '../model.ts';

/** The name as `docker pull` shows it: Docker Hub's host and `library/` are left out. */
export function displayName(name: ImageName): string {
  if (name.registry !== 'docker.io') return `${name.registry}/${name.repository}`;
  return name.repository.replace(/^library\//, '');
}

/** The first 12 hexadecimal characters of a digest. */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}
