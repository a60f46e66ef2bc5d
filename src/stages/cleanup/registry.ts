/** One image in a registry, asked so that an answer is either certain or an error: a clean-up guesses nothing. */
import type { Login } from '../../model/inputs.ts';
import type { ImageName } from '../../model/names.ts';
import type { Manifest } from '../../plan/cleanup/cleanup.ts';
import { displayName } from '../../plan/names.ts';
import { digestOf } from '../../read/manifest.ts';
import type { RegistryAnswer, RegistryRequest, RegistrySession, World } from '../../world/ports.ts';
import { explain } from '../explain.ts';
import { isPassing, waitAfter } from '../retry.ts';
import { UnreadError } from './unread.ts';

export interface Opened {
  readonly image: ImageName;
  readonly session: RegistrySession;
  readonly world: World;
}

export type Answered = Extract<RegistryAnswer, { kind: 'answer' }>;

export function openImage(image: ImageName, login: Login | undefined, world: World): Opened {
  return { image, session: world.openSession(image, login), world };
}

const indexTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
const manifestTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];
/** What is of no known type is to be shown as it is, and then refused. */
export const accepted = [...indexTypes, ...manifestTypes, '*/*'].join(', ');

/** Whether what a descriptor names is an index. */
export function isIndexType(type: string | undefined): boolean {
  return type !== undefined && indexTypes.includes(type);
}

/** Pages of so many tags; registries may make them smaller. */
const pageSize = 1000;
/** A registry whose pages have no end is none. */
const mostPages = 1000;

/** Names of all tags; none when the registry has no such image. */
export async function listTags(opened: Opened): Promise<readonly string[]> {
  const what = `the tags of ${displayName(opened.image)}`;
  const names: string[] = [];
  let path: string | undefined = `tags/list?n=${pageSize}`;
  for (let page = 0; path !== undefined; page++) {
    const answer = await ask(opened, { method: 'GET', path }, what);
    if (answer.status === 404 && page === 0) return [];
    if (answer.status !== 200) throw unreadable(what, wordsOf(answer));
    const tags: unknown = parsed(answer.body, what)['tags'];
    // A registry from which the last tag was taken may say null.
    if (tags !== null && !(Array.isArray(tags) && tags.every((tag) => typeof tag === 'string')))
      throw unreadable(what, 'the answer is not a list of tags');
    names.push(...(tags ?? []));
    path = nextPage(answer);
    if (page === mostPages) throw unreadable(what, `they are on more than ${mostPages} pages`);
  }
  return [...new Set(names)];
}

function nextPage({ headers }: Answered): string | undefined {
  return /<([^>]+)>\s*;\s*rel="?next"?/.exec(String(headers['link'] ?? ''))?.[1];
}

export interface Shown {
  readonly digest: string;
  readonly manifest: Manifest;
}

/** What a tag or a digest means; undefined when the registry says that there is no such thing. */
export async function readManifest(name: string, opened: Opened): Promise<Shown | undefined> {
  const what = nameOf(opened, name);
  const answer = await ask(opened, { method: 'GET', path: `manifests/${name}`, accept: accepted }, what);
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw unreadable(what, wordsOf(answer));
  const manifest = parsed(answer.body, what);
  const type = String(manifest['mediaType'] ?? String(answer.headers['content-type'] ?? '').split(';')[0]);
  if (![...indexTypes, ...manifestTypes].includes(type)) throw unreadable(what, `it is of an unknown type, ${type}`);
  if (isIndexType(type) !== Array.isArray(manifest['manifests'])) throw unreadable(what, `it is no ${type}`);
  const digest = await digestOf(answer.body);
  const told = answer.headers['docker-content-digest'];
  if (told !== undefined && told !== digest) throw unreadable(what, `it came as ${digest} and is called ${told}`);
  return { digest, manifest };
}

/** The digest that a tag shows now, without the rest; undefined when there is no such tag. */
export async function readDigest(name: string, opened: Opened): Promise<string | undefined> {
  const what = nameOf(opened, name);
  const answer = await ask(opened, { method: 'HEAD', path: `manifests/${name}`, accept: accepted }, what);
  if (answer.status === 404) return undefined;
  const digest = answer.headers['docker-content-digest'];
  if (answer.status === 200 && typeof digest === 'string') return digest;
  // Not every registry says it here.
  if (answer.status === 200) return (await readManifest(name, opened))?.digest;
  throw unreadable(what, wordsOf(answer));
}

/** Digests of what says of itself that it belongs to another; none where the registry has no such list. */
export async function readReferrers(digest: string, opened: Opened): Promise<readonly string[] | 'no such list'> {
  const what = `what belongs to ${nameOf(opened, digest)}`;
  const found: string[] = [];
  let path: string | undefined = `referrers/${digest}`;
  for (let page = 0; path !== undefined && page < mostPages; page++) {
    const answer = await ask(opened, { method: 'GET', path, accept: indexTypes[0] ?? '' }, what);
    // OCI distribution spec, "Listing Referrers": a registry that does not know them says 404.
    if ([400, 404, 405].includes(answer.status)) return 'no such list';
    if (answer.status !== 200) throw unreadable(what, wordsOf(answer));
    const { manifests = [] } = parsed(answer.body, what) as Manifest;
    found.push(...manifests.map((one) => one.digest));
    path = nextPage(answer);
  }
  return found;
}

/** The configuration of an image. */
export async function readBlob(digest: string, opened: Opened): Promise<Readonly<Record<string, unknown>>> {
  const what = nameOf(opened, digest);
  const answer = await ask(opened, { method: 'GET', path: `blobs/${digest}` }, what);
  if (answer.status !== 200) throw unreadable(what, wordsOf(answer));
  return parsed(answer.body, what);
}

/** The answer of any status, tried once more where that may help. */
export async function ask({ session, world }: Opened, request: RegistryRequest, what: string): Promise<Answered> {
  for (let tried = 1; ; tried++) {
    // A cancelled run asks for nothing more, and removes nothing more.
    await world.pause(0);
    const answer = await session(request);
    const words = wordsOf(answer);
    if (answer.kind === 'answer' && !isPassing(words)) return answer;
    const again = isPassing(words) && (await waitAfter({ what: `Request for ${what}`, words, tried, most: 2 }, world));
    if (again) continue;
    if (answer.kind === 'silent') throw unreadable(what, words);
    return answer;
  }
}

/** What a registry has against something, as the rest of a sentence. */
export function wordsOf(answer: RegistryAnswer): string {
  if (answer.kind === 'silent') return answer.words;
  const message = /"message"\s*:\s*"([^"\\]{1,200})"/.exec(answer.body)?.[1];
  return `the registry answered ${answer.status}${message === undefined ? '' : `, ${message}`}`;
}

export function nameOf({ image }: Opened, name: string): string {
  return `${displayName(image)}${name.startsWith('sha256:') ? '@' : ':'}${name}`;
}

/** A clean-up asks by itself, and Node.js knows neither docker's certificates nor the system's. */
const untrusted = /self-signed certificate|unable to (?:verify the first|get (?:local )?issuer) certificate/i;

function unreadable(what: string, words: string): UnreadError {
  return new UnreadError(`${what} cannot be read: ${words}`, cureFor(words));
}

function cureFor(words: string): string {
  if (untrusted.test(words))
    return "set NODE_EXTRA_CA_CERTS to the path of a file with the registry's CA, in `env` of the step";
  return explain(words)?.cure ?? 'what cannot be read may be in use: nothing is guessed';
}

function parsed(text: string, what: string): Readonly<Record<string, unknown>> {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content === 'object' && content !== null) return content as Readonly<Record<string, unknown>>;
  } catch {
    // Told below.
  }
  throw unreadable(what, 'the answer is not JSON');
}
