/** Image names and tags against the distribution reference grammar (github.com/distribution/reference). */
import type { BaseImage } from '../model/facts.ts';
import type { ImageName } from '../model/names.ts';

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const repositoryGrammar = new RegExp(`^${component}(?:/${component})*$`);
const hostGrammar =
  /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\])(?::\d{1,5})?$/;
const tagGrammar = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

/** The grammar's limit for host and path together. */
const longestName = 255;

export type NameReading =
  | { readonly ok: true; readonly name: ImageName }
  | { readonly ok: false; readonly wrong: string; readonly cure?: string };

/** Reads `[host/]path` in any case; says what is wrong with it otherwise. `acme/app` is on docker.io. */
export function readImageName(text: string): NameReading {
  const lower = text.toLowerCase();
  if (lower.includes('@'))
    return no('has a digest, and the digest is what a build makes', 'remove everything from the @ on');
  const { host, path } = splitHost(lower);
  const colon = path.lastIndexOf(':');
  if (colon >= 0)
    return no('has a tag', 'write tags in `tags`, and here HOST/NAMESPACE/NAME, for example ghcr.io/acme/app');
  if (!hostGrammar.test(host) || !repositoryGrammar.test(path) || lower.length > longestName) {
    return no('is not an image name', 'write HOST/NAMESPACE/NAME, for example ghcr.io/acme/app');
  }
  return { ok: true, name: { registry: host, repository: withLibrary(host, path) } };
}

/** Reads a full `name:tag` as docker/build-push-action takes it; undefined when the text is not one. */
export function readFullTag(text: string): { image: ImageName; tag: string } | undefined {
  const colon = text.lastIndexOf(':');
  if (colon < 1) return undefined;
  const name = readImageName(text.slice(0, colon));
  const tag = text.slice(colon + 1);
  return name.ok && tagGrammar.test(tag) ? { image: name.name, tag } : undefined;
}

/** Reads an image as FROM names it, `name[:tag][@digest]`; undefined when the text is none. */
export function readReference(text: string): BaseImage | undefined {
  const [, named = '', digest] = /^([^@]+)(?:@(sha256:[0-9a-f]{64}))?$/.exec(text) ?? [];
  const tagged = readFullTag(named);
  const plain = tagged === undefined ? readImageName(named) : undefined;
  const image = tagged?.image ?? (plain?.ok ? plain.name : undefined);
  if (image === undefined) return undefined;
  const tag = tagged?.tag ?? (digest === undefined ? 'latest' : undefined);
  const path = `${image.registry}/${image.repository}`;
  const reference = tag === undefined ? `${path}@${digest}` : `${path}:${tag}`;
  return { image, name: tag ?? digest ?? '', reference, ...(digest !== undefined && { digest }) };
}

/** The same reference with its name in lower case; a tag keeps its case. */
export function withLowerName(reference: string): string {
  return reference.replace(/^.*?(?=(?::[^:/@]*)?(?:@.*)?$)/, (name) => name.toLowerCase());
}

/** Whether a text is a legal tag. */
export function isTag(text: string): boolean {
  return tagGrammar.test(text);
}

/** The host as `docker login` and configuration files name it, in one spelling for Docker Hub's several. */
export function canonicalRegistry(host: string): string {
  const bare = host
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '');
  return ['', 'index.docker.io', 'registry-1.docker.io', 'hub.docker.com'].includes(bare) ? 'docker.io' : bare;
}

/** Whether a text can be the host of a registry. */
export function isRegistry(host: string): boolean {
  return hostGrammar.test(canonicalRegistry(host));
}

function splitHost(name: string): { host: string; path: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, slash);
  const isHost = slash > 0 && (first.includes('.') || first.includes(':') || first === 'localhost');
  return isHost ? { host: canonicalRegistry(first), path: name.slice(slash + 1) } : { host: 'docker.io', path: name };
}

/** Docker Hub's official images live below `library/`. */
function withLibrary(host: string, path: string): string {
  return host === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
}

function no(wrong: string, cure?: string): NameReading {
  return cure === undefined ? { ok: false, wrong } : { ok: false, wrong, cure };
}
