/** Manifests and indexes as registries have them (OCI image spec). */
import type { PlatformDigest } from '../model.ts';

/** The parts of an index that are read. */
interface Index {
  readonly manifests?: readonly {
    readonly digest?: string;
    readonly platform?: { readonly os?: string; readonly architecture?: string; readonly variant?: string };
  }[];
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

function entries(text: string): NonNullable<Index['manifests']> {
  try {
    return (JSON.parse(text) as Index | null)?.manifests ?? [];
  } catch {
    return [];
  }
}
