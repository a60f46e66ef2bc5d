/** Many small images in a real registry, pushed over HTTP, and what can still be pulled of them. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Registry } from '../../../script/rig/registry.ts';

export const app = 'acme/app';

const types = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
} as const;

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: object;
}

/** What an image is made of. */
export interface Wish {
  /** Makes its digest its own. */
  readonly word: string;
  readonly created?: string;
  readonly revision?: string;
  /** Platforms that are there already, in place of its own first ones. */
  readonly platforms?: readonly Descriptor[];
}

export interface Shelf {
  /** An index of two platforms, each with an attestation, under these tags. */
  index(wish: Wish, ...tags: readonly string[]): Promise<{ digest: string; platforms: readonly Descriptor[] }>;
  /** A single manifest under these tags; `subject` is what it belongs to. */
  single(wish: Wish & { readonly subject?: Descriptor }, ...tags: readonly string[]): Promise<Descriptor>;
  /** Every digest that can be asked for below a tag or a digest; throws when one of them is not there. */
  pull(name: string): Promise<readonly string[]>;
}

/** A registry without TLS is asked, with its login when it has one. */
export function openShelf({ host, username, password }: Pick<Registry, 'host' | 'username' | 'password'>): Shelf {
  const base = `http://${host}/v2/${app}`;
  const basic = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const send = async (url: string | URL, init: RequestInit = {}) => {
    const login = username === '' ? {} : { authorization: basic };
    const answer = await fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), ...login } });
    if (answer.ok) return answer;
    throw new Error(`${answer.url} answered ${answer.status}: ${await answer.text()}`);
  };
  const there = new Set<string>();

  async function blob(content: Buffer, mediaType: string): Promise<Descriptor> {
    const digest = digestOf(content);
    if (!there.has(digest)) {
      const begun = await send(`${base}/blobs/uploads/`, { method: 'POST' });
      const location = new URL(begun.headers.get('location') ?? '', base);
      location.searchParams.set('digest', digest);
      await send(location, { method: 'PUT', body: new Uint8Array(content) });
      there.add(digest);
    }
    return { mediaType, digest, size: content.length };
  }

  async function put(manifest: object, mediaType: string, names: readonly string[]): Promise<Descriptor> {
    const body = JSON.stringify({ schemaVersion: 2, mediaType, ...manifest });
    const digest = digestOf(Buffer.from(body));
    for (const name of names.length === 0 ? [digest] : names) {
      const headers = { 'content-type': mediaType };
      await send(`${base}/manifests/${name}`, { method: 'PUT', headers, body });
    }
    return { mediaType, digest, size: body.length };
  }

  async function manifest(
    { word, created, revision, subject }: Wish & { readonly subject?: Descriptor },
    architecture: string,
    names: readonly string[] = [],
  ): Promise<Descriptor> {
    const Labels = { word, ...(revision !== undefined && { 'org.opencontainers.image.revision': revision }) };
    const layer = await blob(emptyLayer, types.layer);
    const rootfs = { type: 'layers', diff_ids: [digestOf(emptyTar)] };
    const content = {
      architecture,
      os: 'linux',
      config: { Labels },
      rootfs,
      ...(created !== undefined && { created }),
    };
    const config = await blob(Buffer.from(JSON.stringify(content)), types.config);
    return put({ config, layers: [layer], ...(subject && { subject }) }, types.manifest, names);
  }

  return {
    async index(wish, ...tags) {
      const { word, platforms: given = [] } = wish;
      const missing = ['amd64', 'arm64'].slice(given.length);
      const made = await Promise.all(
        missing.map(async (architecture) => ({
          ...(await manifest(wish, architecture)),
          platform: { os: 'linux', architecture },
        })),
      );
      const platforms = [...given, ...made];
      const attestation = await manifest({ word: `attestation of ${word}` }, 'unknown');
      const unknown = { ...attestation, platform: { os: 'unknown', architecture: 'unknown' } };
      const { digest } = await put({ manifests: [...platforms, unknown] }, types.index, tags);
      return { digest, platforms };
    },
    single: (wish, ...tags) => manifest(wish, 'amd64', tags),
    async pull(name) {
      const accept = [types.index, types.manifest].join(', ');
      const answer = await send(`${base}/manifests/${name}`, { headers: { accept } });
      const { manifests = [], config, layers = [] } = (await answer.json()) as Pulled;
      const below = await Promise.all(manifests.map(({ digest }) => this.pull(digest)));
      const blobs = [...(config ? [config] : []), ...layers].map(({ digest }) => digest);
      for (const digest of blobs) await send(`${base}/blobs/${digest}`, { method: 'HEAD' });
      return [answer.headers.get('docker-content-digest') ?? '', ...below.flat(), ...blobs];
    },
  };
}

interface Pulled {
  readonly manifests?: readonly Descriptor[];
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
}

/** A tar that ends at once. */
const emptyTar = Buffer.alloc(1024);
const emptyLayer = gzipSync(emptyTar);

function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
