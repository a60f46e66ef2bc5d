/** The same work by docker's own commands: what the action is measured against. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dryRun, type Job } from './job.ts';
import type { Place } from './place.ts';

/** What is looked at here; the rest is passed on. */
interface Target {
  readonly tags?: readonly string[];
  readonly 'cache-from'?: readonly string[];
}

interface Recipe {
  /** Words behind `docker`, without the builder and the place of the metadata. */
  readonly words: readonly string[];
  readonly targets: Readonly<Record<string, Target>>;
  /** References to push. */
  readonly tags: readonly string[];
}

/** Gives the commands of a job, to be timed: those of the definition that the action itself would build. */
export async function prepareRaw(job: Job, place: Place): Promise<() => Promise<void>> {
  const recipe = await readRecipe(job, place);
  return place.route === 'image-store' ? () => inEngine(recipe, place) : () => inBuilder(recipe, job, place);
}

/** The definition is in the log of a dry run. Whoever types it himself writes the cache in the same solve. */
async function readRecipe(job: Job, place: Place): Promise<Recipe> {
  const { log, outputs } = await dryRun(job, place);
  const [, command = ''] = /^Build command: docker (.*)$/m.exec(log) ?? [];
  const [, definition = ''] = /^Its definition, on standard input: (.*)$/m.exec(log) ?? [];
  const { target } = JSON.parse(definition) as { target: Record<string, Target> };
  const targets = Object.entries(target).map(([name, fields]) => [
    name,
    { ...fields, 'cache-to': cacheTo(name, fields) },
  ]);
  const words = command.split(' ').filter((word) => !/^--(?:builder|metadata-file)=/.test(word));
  return { words, targets: Object.fromEntries(targets), tags: (outputs['tags'] ?? '').split('\n') };
}

/** Where the target's cache is read from, there it is written to. */
function cacheTo(name: string, fields: Target): string[] {
  const from = (fields['cache-from'] ?? []).filter((line) => line.endsWith(`-${name}`));
  if (from.length !== 1) throw new Error(`the target ${name} has ${from.length} caches of its own`);
  return from.map((line) => `${line},mode=max,image-manifest=true,oci-mediatypes=true`);
}

async function inEngine(recipe: Recipe, place: Place): Promise<void> {
  await logIn(place);
  await bake(recipe, [], place);
  const candidate = recipe.targets['final']?.tags?.[0] ?? '';
  for (const tag of recipe.tags) await place.docker(['tag', candidate, tag]);
  for (const tag of recipe.tags) await place.docker(['push', '--quiet', tag]);
}

async function inBuilder(recipe: Recipe, job: Job, place: Place): Promise<void> {
  const name = job.builder ?? 'slipway-bench-fresh';
  if (job.builder === undefined) await makeBuilder(name, place);
  await logIn(place);
  const digest = await bake(recipe, [`--builder=${name}`], place);
  const tags = recipe.tags.map((tag) => `--tag=${tag}`);
  const create = ['buildx', 'imagetools', 'create', '--prefer-index=false', `--builder=${name}`];
  await place.docker([...create, ...tags, `${job.image}@${digest}`]);
  if (job.builder === undefined) await removeBuilder(name, place);
}

/** Makes a builder and starts it. */
export async function makeBuilder(name: string, { docker, driverOptions }: Place): Promise<void> {
  const options = driverOptions.map((option) => `--driver-opt=${option}`);
  await docker(['buildx', 'create', `--name=${name}`, '--driver=docker-container', ...options, '--bootstrap']);
}

/** Removes a builder with its cache. */
export async function removeBuilder(name: string, { docker }: Place): Promise<void> {
  await docker(['buildx', 'rm', '--force', name]);
}

async function logIn({ docker, registry }: Place): Promise<void> {
  const { host, username, password } = registry;
  await docker(['login', '--username', username, '--password-stdin', host], { input: password });
}

/** Gives the digest of the image. */
async function bake(recipe: Recipe, builder: readonly string[], { docker, folder }: Place): Promise<string> {
  const metadataFile = join(folder, 'metadata.json');
  const [buildx = '', command = '', ...rest] = recipe.words;
  const words = [buildx, command, ...builder, `--metadata-file=${metadataFile}`, ...rest];
  await docker(words, { input: JSON.stringify({ target: recipe.targets }), env: { BUILDX_BAKE_ENTITLEMENTS_FS: '0' } });
  const metadata = JSON.parse(await readFile(metadataFile, 'utf8')) as { final: Record<string, string> };
  return metadata.final['containerimage.digest'] ?? '';
}
