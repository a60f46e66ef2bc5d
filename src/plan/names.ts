/** How names and digests are written. */
import type { Facts } from '../model/facts.ts';
import type { AnnotationLevel, ImageAnnotation } from '../model/inputs.ts';
import type { ImageName } from '../model/names.ts';

/** Whom the containers of a run belong to; also the name of its compose project and of its builder. */
export function ownerOf({ runName }: Pick<Facts, 'runName'>): string {
  return `slipway-${runName}`;
}

/** The image under test by a name of this run. `.invalid` is no domain (RFC 2606): it can never be pushed by mistake. */
export function candidateOf({ runName }: Pick<Facts, 'runName'>): string {
  return `slipway.invalid/candidate:${runName}`;
}

/** The name as `docker pull` shows it: Docker Hub's host and `library/` are left out. */
export function displayName(name: ImageName): string {
  if (name.registry !== 'docker.io') return `${name.registry}/${name.repository}`;
  return name.repository.replace(/^library\//, '');
}

/** The first 12 hexadecimal characters of a digest. */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}

/** An annotation as bake and docker's actions write it: `LEVEL:KEY=VALUE`. */
export function annotationText({ level, key, value }: ImageAnnotation): string {
  return `${levelText(level)}:${key}=${value}`;
}

/** `manifest`, or `manifest[linux/arm64]` for one platform's. */
export function levelText({ type, platform }: AnnotationLevel): string {
  return platform === undefined ? type : `${type}[${platform}]`;
}
