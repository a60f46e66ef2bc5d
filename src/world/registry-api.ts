/**
 * Asks a registry what a tag points at (OCI distribution spec, "Checking if content exists" and "Pulling manifests"). A
 * tenth of a second less a tag than through buildx; whoever asks goes there for anything that is not plain:
 * credential helpers, certificates of one's own.
 */
import { createHash } from 'node:crypto';
import type { Login } from '../model/inputs.ts';
import type { ImageName, Named, Shown, Tag, TagState } from '../model/names.ts';
import type { RecipeKey } from '../model/plan.ts';
import { layersIn, platformsIn } from '../read/manifest.ts';
import { type Answer, type Env, type More, send } from './http.ts';
import type { RegistryAnswer, RegistryImage, RegistryRequest, RegistrySession, ShownState } from './ports.ts';

const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Asks one registry; the answer may be any status. Logs in when it is asked to, and keeps what it got for that. */
type Ask = (
  method: RegistryRequest['method'],
  path: string,
  accept?: string,
  content?: RegistryRequest['content'],
) => Promise<Answer>;

/** What an image says of itself; empty where it says nothing. */
export type Said = Omit<Shown, 'digest'>;

/** What was read of images so far, by name and digest, which never changes. */
export type SaidBefore = Map<string, Promise<Said>>;

/** `unknown` when the registry gave no plain answer; never throws. The login is sent only after the registry asked. */
export async function askRegistry(
  named: Named,
  login: Login | undefined,
  env: Env,
  limitSeconds?: number,
): Promise<TagState> {
  const signal = limitSeconds === undefined ? undefined : AbortSignal.timeout(limitSeconds * 1000);
  return plainly(() => readDigest(named, openRegistry(named.image.registry, login, env, signal)));
}

/** Revision and version of the image that a tag shows. `unknown` as above; never throws. */
export async function showTag(
  tag: Tag,
  login: Login | undefined,
  env: Env,
  before: SaidBefore = new Map(),
): Promise<ShownState> {
  return plainly(() => readShown(tag, openRegistry(tag.image.registry, login, env), before));
}

/** What a name points at, byte for byte; undefined when the registry gave no plain answer. Never throws. */
export async function readManifest(
  { image, name }: Named,
  login: Login | undefined,
  env: Env,
  limitSeconds: number,
): Promise<string | undefined> {
  const ask = openRegistry(image.registry, login, env, AbortSignal.timeout(limitSeconds * 1000));
  const answer = await plainly(() => ask('GET', `${image.repository}/manifests/${name}`, manifestTypes));
  return 'status' in answer && answer.status === 200 ? answer.body : undefined;
}

/**
 * The configuration of an image that is named by its digest, and the size of its layers; of an index, of this platform's
 * image, else of its first. Undefined when the registry gave no plain answer, or anything but what was asked for.
 */
export async function readImage(
  { image, name }: Named,
  platform: string | undefined,
  login: Login | undefined,
  env: Env,
  limitSeconds: number,
): Promise<RegistryImage | undefined> {
  const ask = openRegistry(image.registry, login, env, AbortSignal.timeout(limitSeconds * 1000));
  const get = async (kind: 'manifests' | 'blobs', digest = '') => {
    const answer = await ask(
      'GET',
      `${image.repository}/${kind}/${digest}`,
      kind === 'manifests' ? manifestTypes : undefined,
    );
    const given = `sha256:${createHash('sha256').update(answer.body).digest('hex')}`;
    if (answer.status !== 200 || given !== digest) throw new Error(`the registry answered ${answer.status}`);
    return answer.body;
  };
  const read = await plainly(async () => {
    const top = await get('manifests', name);
    const [first, ...others] = platformsIn(top);
    const own = [first, ...others].find((one) => one?.platform === platform) ?? first;
    const text = own === undefined ? top : await get('manifests', own.digest);
    const { config } = JSON.parse(text) as Manifest;
    const sizes = [...layersIn([text]).values()];
    return { config: await get('blobs', config?.digest), bytes: sizes.reduce((sum, size) => sum + size, 0) };
  });
  return 'config' in read ? read : undefined;
}

/** Asks for one image whatever it is asked to, with one login for all of it. */
export function openSession({ registry, repository }: ImageName, login: Login | undefined, env: Env): RegistrySession {
  const ask = openRegistry(registry, login, env);
  return async ({ method, path, accept, content }): Promise<RegistryAnswer> => {
    // What the registry has named itself, a next page or a place to upload to, is taken as it is.
    const named = /^(?:\/|https?:)/.test(path) ? path : `${repository}/${path}`;
    const answer = await plainly(() => ask(method, named, accept, content));
    return 'status' in answer ? { kind: 'answer', ...answer } : { kind: 'silent', words: answer.words };
  };
}

interface Unclear {
  readonly kind: 'unknown';
  readonly words: string;
}

async function plainly<T>(ask: () => Promise<T>): Promise<T | Unclear> {
  try {
    return await ask();
  } catch (error) {
    return { kind: 'unknown', words: error instanceof Error ? error.message : String(error) };
  }
}

async function readDigest(tag: Named, ask: Ask): Promise<TagState> {
  const answer = await ask('HEAD', `${tag.image.repository}/manifests/${tag.name}`, manifestTypes);
  if (answer.status === 404) return { kind: 'absent' };
  const digest = answer.headers['docker-content-digest'];
  if (answer.status === 200 && typeof digest === 'string') return { kind: 'present', digest };
  const retryAfterSeconds = readRetryAfter(answer.headers['retry-after']);
  const words = `the registry answered ${answer.status}`;
  return { kind: 'unknown', words, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}

/** Seconds, or a date (RFC 9110, Retry-After). */
function readRetryAfter(text = ''): number | undefined {
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(seconds, 0) : undefined;
}

async function readShown({ image, name }: Tag, ask: Ask, before: SaidBefore): Promise<ShownState> {
  const answer = await ask('GET', `${image.repository}/manifests/${name}`, manifestTypes);
  if (answer.status === 404) return { kind: 'absent' };
  if (answer.status !== 200) return { kind: 'unknown', words: `the registry answered ${answer.status}` };
  const header = answer.headers['docker-content-digest'];
  const digest =
    typeof header === 'string' ? header : `sha256:${createHash('sha256').update(answer.body).digest('hex')}`;
  const key = `${image.registry}/${image.repository}@${digest}`;
  const said = before.get(key) ?? readSaid(image.repository, parsed(answer) as Manifest, ask);
  before.set(key, said);
  try {
    return { kind: 'present', shown: { digest, ...(await said) } };
  } catch (error) {
    before.delete(key);
    throw error;
  }
}

/** The parts of a manifest or an index that are read. */
interface Manifest {
  readonly annotations?: Annotations | null;
  readonly manifests?: readonly {
    readonly digest: string;
    readonly platform?: { readonly os?: string };
    readonly annotations?: Annotations | null;
  }[];
  readonly config?: { readonly digest?: string };
}

type Annotations = Readonly<Record<string, unknown>>;

/** The index speaks first, then the manifest of its first platform, then that one's labels. */
async function readSaid(repository: string, top: Manifest, ask: Ask): Promise<Said> {
  const first = saidBy(top.annotations);
  if (isComplete(first)) return first;
  const manifest = top.manifests === undefined ? top : await platformManifest(repository, top, ask);
  const second = together(first, saidBy(manifest?.annotations));
  const config = manifest?.config?.digest;
  if (isComplete(second) || config === undefined) return second;
  const content = await read(ask, `${repository}/blobs/${config}`);
  return together(second, saidBy((content as { config?: { Labels?: Annotations | null } }).config?.Labels));
}

/** An index also holds attestations, as manifests of an unknown platform. */
async function platformManifest(repository: string, index: Manifest, ask: Ask): Promise<Manifest | undefined> {
  const found = index.manifests?.find(({ platform }) => platform?.os !== 'unknown');
  if (found === undefined) return undefined;
  return (await read(ask, `${repository}/manifests/${found.digest}`, manifestTypes)) as Manifest;
}

async function read(ask: Ask, path: string, accept?: string): Promise<object> {
  const answer = await ask('GET', path, accept);
  if (answer.status !== 200) throw new Error(`the registry answered ${answer.status}`);
  return parsed(answer);
}

function parsed({ body }: Answer): object {
  const content: unknown = JSON.parse(body);
  if (typeof content !== 'object' || content === null) throw new Error('the registry answered something else');
  return content;
}

const recipeKey: RecipeKey = 'io.github.slipway-ci.recipe';

function saidBy(annotations: Annotations | null | undefined): Said {
  const text = (key: string) => {
    const value = annotations?.[key];
    return typeof value === 'string' ? value : '';
  };
  return {
    revision: text('org.opencontainers.image.revision'),
    version: text('org.opencontainers.image.version'),
    created: text('org.opencontainers.image.created'),
    recipe: text(recipeKey),
  };
}

function isComplete({ revision, version }: Said): boolean {
  return revision !== '' && version !== '';
}

function together(first: Said, second: Said): Said {
  // A recipe is of what the tag points at; labels are passed on by base images.
  const { recipe } = first;
  return {
    revision: first.revision || second.revision,
    version: first.version || second.version,
    created: first.created || second.created,
    recipe,
  };
}

function openRegistry(registry: string, login: Login | undefined, env: Env, signal?: AbortSignal): Ask {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  // A token that is good for reading is none for deleting.
  const authorizations = new Map<string, string | undefined>();
  return async (method, path, accept, content) => {
    const target = addressOf(host, path);
    const ask = () => {
      const authorization = authorizations.get(method);
      const headers = {
        ...(accept && { accept }),
        ...(content && { 'content-type': content.type, 'content-length': `${Buffer.byteLength(content.body)}` }),
        ...(authorization !== undefined && { authorization }),
      };
      return send(method, target, headers, { env, signal, ...(content && { body: content.body }) });
    };
    const first = await ask();
    if (first.status === 401) authorizations.set(method, await authorization(first, login, { env, signal }));
    const answer = first.status === 401 ? await ask() : first;
    return method === 'GET' ? redirected(answer, target, env) : answer;
  };
}

/** A registry may send to other pages of its own, but the login goes nowhere else. */
function addressOf(host: string, path: string): URL {
  const url = new URL(path, `https://${host}/v2/`);
  if (url.host !== new URL(`https://${host}`).host && url.host !== new URL(`http://${host}`).host)
    throw new Error(`the registry sends to another host, ${url.host}`);
  // Docker takes plain HTTP from a registry on the machine itself, and from nowhere else.
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return new URL(url.href.replace(/^https?:/, local ? 'http:' : 'https:'));
}

/** Registries keep blobs in a storage of somebody else's, who must not see the login. */
async function redirected(answer: Answer, from: URL, env: Env): Promise<Answer> {
  const { location } = answer.headers;
  if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return answer;
  const to = new URL(location, from);
  return to.protocol === 'https:' ? send('GET', to, {}, { env }) : answer;
}

/** What a 401 asks for: the login itself, or a token that is given for it. */
async function authorization(refused: Answer, login: Login | undefined, more: More): Promise<string | undefined> {
  const challenge = refused.headers['www-authenticate'] ?? '';
  const basic = login && `Basic ${Buffer.from(`${login.username}:${login.password.reveal()}`).toString('base64')}`;
  if (/^basic/i.test(challenge)) return basic;
  const parts = Object.fromEntries([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
  const realm = new URL(parts['realm'] ?? '');
  if (realm.protocol !== 'https:') return undefined;
  for (const key of ['service', 'scope']) if (parts[key] !== undefined) realm.searchParams.set(key, parts[key]);
  const answer = await send('GET', realm, basic === undefined ? {} : { authorization: basic }, more);
  if (answer.status !== 200) throw new Error(`${realm.host} answered ${answer.status} when it was asked for a token`);
  const granted = JSON.parse(answer.body) as { token?: string; access_token?: string };
  return `Bearer ${granted.token ?? granted.access_token ?? ''}`;
}
