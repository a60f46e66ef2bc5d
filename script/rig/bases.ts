/** Makes the base images that the examples and tests build on, from Debian packages, so that no image is pulled. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { must, run, type Say } from './command.ts';
import type { Engine } from './engine.ts';
import { busyboxLayer, type Layer, nodeLayer, packLayer } from './layers.ts';
import { isDebian } from './packages.ts';
import { basesHome } from './paths.ts';
import { withLock } from './processes.ts';

export interface Bases {
  readonly busybox: string;
  readonly node: string;
}

const label = 'slipway-rig.recipe';

/** Gives the names of the two images after making the ones that this engine lacks. */
export async function ensureBases(engine: Engine, say: Say): Promise<Bases> {
  // One after the other: the second builds on the first.
  const busybox = await ensureBusybox(engine, say);
  return { busybox, node: await ensureImage(engine, node, say) };
}

/** Only the small one, for engines with little room. */
export async function ensureBusybox(engine: Engine, say: Say): Promise<string> {
  return await ensureImage(engine, busybox, say);
}

export interface Recipe {
  readonly image: string;
  readonly base: string;
  readonly layer: Layer;
  /** The image's, when it is not the machine's own. */
  readonly platform?: string;
  /** The last lines of the Dockerfile: how a container of the image starts. */
  readonly settings: readonly string[];
  /** Files that decide what is in the image, beside layers.ts. */
  readonly sources: readonly string[];
  /** Where no Debian packages can be had, this ordinary image has the same programs. */
  readonly otherwise: string;
}

const shell = { settings: ['CMD ["/bin/sh"]'], sources: [] } as const;
const busybox: Recipe = {
  ...shell,
  image: 'slipway-rig/busybox:1',
  base: 'scratch',
  layer: busyboxLayer,
  otherwise: 'busybox:1',
};
const node: Recipe = {
  ...shell,
  image: 'slipway-rig/node:24',
  base: busybox.image,
  layer: nodeLayer,
  otherwise: 'node:24-slim',
};

/** Gives the name of the image after making it where this engine lacks it; its base has to be there. */
export async function ensureImage(engine: Engine, recipe: Recipe, say: Say): Promise<string> {
  if (!(await isDebian())) return recipe.otherwise;
  await mkdir(basesHome, { recursive: true });
  await withLock(join(basesHome, 'lock'), () => makeImage(engine, recipe, say));
  return recipe.image;
}

async function makeImage(engine: Engine, recipe: Recipe, say: Say): Promise<void> {
  const stamp = await stampOf(recipe);
  const format = `{{index .Config.Labels "${label}"}}`;
  const there = await run(['docker', 'image', 'inspect', '--format', format, recipe.image], { env: engine.env });
  if (there.stdout.trim() === stamp) return;
  say(`bases: make ${recipe.image}`);
  // The layer is kept, so that a second engine gets its images without a download.
  const context = join(basesHome, stamp, basename(recipe.image).replace(':', '-'));
  await packLayer(recipe.layer, context);
  await writeFile(join(context, 'Dockerfile'), dockerfile(recipe, stamp));
  // A fixed time keeps the digest the same wherever the same packages are used.
  const env = { ...engine.env, SOURCE_DATE_EPOCH: '0' };
  const platform = recipe.platform === undefined ? [] : [`--platform=${recipe.platform}`];
  const output = ['--quiet', '--provenance=false', '--load', ...platform, '-t', recipe.image];
  await must(['docker', 'buildx', 'build', ...output, context], { env });
}

function dockerfile({ base, settings }: Recipe, stamp: string): string {
  const lines = [
    `FROM ${base}`,
    'ADD layer.tar /',
    `LABEL ${label}=${stamp}`,
    'ENV PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ...settings,
  ];
  return `${lines.join('\n')}\n`;
}

/** Changes when the recipe of the layers or Node changes: both decide what is in the images. */
async function stampOf({ sources }: Recipe): Promise<string> {
  const hash = createHash('sha256');
  for (const file of [join(import.meta.dirname, 'layers.ts'), ...sources]) hash.update(await readFile(file));
  return hash.update(process.version).digest('hex').slice(0, 16);
}
