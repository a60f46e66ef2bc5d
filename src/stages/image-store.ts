/** What the engine's image store holds under some names. */
import type { World } from '../world/ports.ts';

export interface StoredImage {
  readonly references: readonly string[];
  /** Digest of the manifest or index: with the containerd store the image's ID is that. */
  readonly digest: string;
  readonly bytes: number;
  readonly platform: string;
  readonly user: string;
  readonly healthCheck: boolean;
  readonly layers: number;
}

/** The parts of `docker image inspect` that are read. */
interface Inspected {
  readonly Id: string;
  readonly RepoTags?: readonly string[] | null;
  readonly Size?: number;
  readonly Os?: string;
  readonly Architecture?: string;
  readonly Variant?: string;
  readonly Config?: { readonly User?: string; readonly Healthcheck?: { readonly Test?: readonly string[] } } | null;
  readonly RootFS?: { readonly Layers?: readonly string[] | null };
}

/** Gives the images that exist, in no particular order; a name without an image is simply not there. */
export async function inspectImages(references: readonly string[], world: World): Promise<readonly StoredImage[]> {
  // The exit code is 1 as soon as one name is missing, while standard output holds the others.
  const finished = await world.run(
    { title: 'Look into the image store', argv: ['docker', 'image', 'inspect', ...references] },
    { evenWhenCancelled: true },
  );
  return finished.stdout.trim() === '' ? [] : (JSON.parse(finished.stdout) as Inspected[]).map(readImage);
}

function readImage(image: Inspected): StoredImage {
  const test = image.Config?.Healthcheck?.Test?.[0] ?? 'NONE';
  return {
    references: image.RepoTags ?? [],
    digest: image.Id,
    bytes: image.Size ?? 0,
    platform: [image.Os, image.Architecture, image.Variant]
      .filter((part) => part !== undefined && part !== '')
      .join('/'),
    user: image.Config?.User ?? '',
    healthCheck: test !== 'NONE',
    layers: image.RootFS?.Layers?.length ?? 0,
  };
}
