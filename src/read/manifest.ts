/** Manifests and indexes as registries have them (OCI image spec). */
import type { PlatformDigest } from '../model/outcome.ts';

/** The parts of an index or a manifest that are read. */
interface Index {
  readonly manifests?: readonly Described[];
  readonly layers?: readonly Described[];
}

interface Described {
  readonly digest?: string;
  readonly size?: number;
  readonly platform?: { readonly os?: string; readonly architecture?: string; readonly variant?: string };
}

/** The digest that these very bytes have, `sha256:…`. */
export async function digestOf(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `sha256:${Buffer.from(hash).toString('hex')}`;
}

/** What an index holds, its attestations too; nothing of what is no index. */
export function digestsIn(text: string): readonly string[] {
  return entries(text).flatMap(({ digest }) => digest ?? []);
}

/** The images of an index by platform, its attestations left out. */
export function platformsIn(text: string): readonly PlatformDigest[] {
  return entries(text).flatMap(({ digest, platform }) => {
    const { os = 'unknown', architecture, variant } = platform ?? {};
    const words = [os, architecture, variant].filter((word) => word !== undefined && word !== '');
    return os === 'unknown' || digest === undefined ? [] : [{ platform: words.join('/'), digest }];
  });
}

/**
 * The size in bytes of each layer of build caches, by digest, once for all of them. BuildKit writes a cache as a manifest
 * of its layers, and older ones as an index of them.
 */
export function layersIn(texts: readonly string[]): ReadonlyMap<string, number> {
  const all = texts.map(parsed).flatMap(({ layers, manifests }) => layers ?? manifests ?? []);
  return new Map(all.flatMap(({ digest, size }) => (digest === undefined ? [] : [[digest, size ?? 0]])));
}

function entries(text: string): readonly Described[] {
  return parsed(text).manifests ?? [];
}

function parsed(text: string): Index {
  try {
    return (JSON.parse(text) as Index | null) ?? {};
  } catch {
    return {};
  }
}
