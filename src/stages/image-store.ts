/** What the engine's image store holds under some names. */
import { ToolError } from '../errors.ts';
import type { RegistryImage, World } from '../world/ports.ts';
import { classicStore } from './check-engine.ts';

export interface StoredImage {
  readonly references: readonly string[];
  /** With the containerd store the digest of the manifest or index, with the classic one that of the configuration. */
  readonly id: string;
  readonly bytes: number;
  readonly platform: string;
  readonly user: string;
  readonly healthCheck: boolean;
  /** How patient its HEALTHCHECK is, with the engine's defaults filled in; undefined when it has none. */
  readonly health: HealthCheck | undefined;
  /** Its ENV, `NAME=VALUE` each. */
  readonly environment: readonly string[];
  /** TCP ports that the image exposes. */
  readonly ports: readonly number[];
  readonly layers: number;
  /** As the engine tells an image's history, where it is known already. */
  readonly history: string | undefined;
  /** The containerd store names an image by its manifest; the classic one by its configuration, before there is a manifest. */
  readonly keepsDigests: boolean;
}

export interface HealthCheck {
  readonly intervalSeconds: number;
  readonly startPeriodSeconds: number;
  readonly retries: number;
}

/** The parts of `docker image inspect` that are read. Times are in nanoseconds. */
interface Inspected {
  readonly Id: string;
  readonly RepoTags?: readonly string[] | null;
  readonly Size?: number;
  readonly Os?: string;
  readonly Architecture?: string;
  readonly Variant?: string;
  readonly Config?: {
    readonly User?: string;
    readonly Env?: readonly string[] | null;
    readonly ExposedPorts?: Readonly<Record<string, object>> | null;
    readonly Healthcheck?: InspectedHealth;
  } | null;
  readonly Descriptor?: { readonly digest?: string };
  readonly RootFS?: { readonly Layers?: readonly string[] | null };
}

interface InspectedHealth {
  readonly Test?: readonly string[];
  readonly Interval?: number;
  readonly StartPeriod?: number;
  readonly Retries?: number;
}

/**
 * Reads the candidate right before it is used and holds it against what was tested: somebody with access to the engine
 * may have put another image under its name meanwhile.
 */
export async function readCandidate(candidate: string, digest: string, world: World): Promise<StoredImage> {
  const image = (await inspectImages([candidate], world))[0];
  if (image?.id !== digest) throw changed(`the engine holds ${image?.id ?? 'nothing'}`, digest);
  if (!image.keepsDigests) throw classicStore();
  return image;
}

/** The error of promise 2: `what` is what was found in the tested image's place. */
export function changed(what: string, digest: string): ToolError {
  return new ToolError(`What was tested is not what would be published: ${what}, tested was ${digest}`, {
    cure: 'find out who else writes to this engine or to this tag, then run again',
  });
}

/** Gives the images that exist, in no particular order; a name without an image is simply not there. */
export async function inspectImages(references: readonly string[], world: World): Promise<readonly StoredImage[]> {
  // The exit code is 1 as soon as one name is missing, while standard output holds the others.
  const finished = await world.run(
    { title: 'Look into the image store', argv: ['docker', 'image', 'inspect', ...references] },
    { evenWhenCancelled: true },
  );
  return finished.stdout.trim() === '' ? [] : parseImages(finished.stdout).map(readImage);
}

function parseImages(text: string): readonly Inspected[] {
  try {
    return JSON.parse(text) as Inspected[];
  } catch (cause) {
    throw new ToolError('`docker image inspect` answered something that is not JSON', {
      tail: text.split('\n'),
      cause,
    });
  }
}

function readImage(image: Inspected): StoredImage {
  const test = image.Config?.Healthcheck?.Test?.[0] ?? 'NONE';
  return {
    references: image.RepoTags ?? [],
    id: image.Id,
    bytes: image.Size ?? 0,
    platform: [image.Os, image.Architecture, image.Variant]
      .filter((part) => part !== undefined && part !== '')
      .join('/'),
    user: image.Config?.User ?? '',
    healthCheck: test !== 'NONE',
    health: test === 'NONE' ? undefined : readHealthCheck(image.Config?.Healthcheck ?? {}),
    environment: image.Config?.Env ?? [],
    ports: Object.keys(image.Config?.ExposedPorts ?? {})
      .filter((port) => port.endsWith('/tcp'))
      .map((port) => Number.parseInt(port, 10)),
    layers: image.RootFS?.Layers?.length ?? 0,
    history: undefined,
    keepsDigests: image.Descriptor !== undefined,
  };
}

/** The parts of an image's configuration that are read (OCI image spec). */
interface Configuration {
  readonly os?: string;
  readonly architecture?: string;
  readonly variant?: string;
  readonly config?: Inspected['Config'];
  readonly rootfs?: { readonly diff_ids?: readonly string[] };
  readonly history?: readonly { readonly created_by?: string }[];
}

/** An image as its registry tells of it; the engine does not have it. */
export function imageElsewhere(digest: string, { config: text, bytes }: RegistryImage): StoredImage {
  const { os, architecture, variant, config, rootfs, history = [] } = JSON.parse(text) as Configuration;
  const inspected: Inspected = {
    Id: digest,
    Size: bytes,
    ...(os !== undefined && { Os: os }),
    ...(architecture !== undefined && { Architecture: architecture }),
    ...(variant !== undefined && { Variant: variant }),
    Config: config ?? null,
    RootFS: { Layers: rootfs?.diff_ids ?? null },
    Descriptor: { digest },
  };
  const told = history.toReversed().map(({ created_by: CreatedBy = '' }) => ({ CreatedBy }));
  return { ...readImage(inspected), history: JSON.stringify(told) };
}

/** Zero means the engine's default: 30 s, three times. */
function readHealthCheck({ Interval = 0, StartPeriod = 0, Retries = 0 }: InspectedHealth): HealthCheck {
  const seconds = (nanoseconds: number) => nanoseconds / 1e9;
  return { intervalSeconds: seconds(Interval) || 30, startPeriodSeconds: seconds(StartPeriod), retries: Retries || 3 };
}
