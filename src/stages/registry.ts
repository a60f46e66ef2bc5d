/** What registries say about tags. */
import type { Command } from '../model/decision.ts';
import type { Login } from '../model/inputs.ts';
import type { Named, Tag, TagState } from '../model/names.ts';
import type { PlatformDigest } from '../model/outcome.ts';
import type { RecipeKey } from '../model/plan.ts';
import { platformsIn } from '../read/manifest.ts';
import type { Finished, ShownState, World } from '../world/ports.ts';
import { type Explanation, explain } from './explain.ts';
import { persist } from './retry.ts';

/** Asks the registries for each tag, all at once: directly, and through buildx where that gave no plain answer. */
export function readTags(tags: readonly Named[], logins: readonly Login[], world: World): Promise<readonly TagState[]> {
  return Promise.all(
    tags.map(async (tag) => {
      const state = await world.askRegistry(tag, loginFor(tag, logins));
      return state.kind === 'unknown' ? readThroughBuildx(tag, world) : state;
    }),
  );
}

/** Reads of all tags at once what their images say of themselves, directly only. */
export function readShown(
  tags: readonly Tag[],
  logins: readonly Login[],
  world: World,
): Promise<readonly ShownState[]> {
  return Promise.all(tags.map((tag) => world.showTag(tag, loginFor(tag, logins))));
}

/** As above, and through buildx where the direct way gave no plain answer. */
export async function readShownSurely(
  tags: readonly Tag[],
  logins: readonly Login[],
  world: World,
): Promise<readonly ShownState[]> {
  return askAgain(tags, await readShown(tags, logins, world), world);
}

/** Asks through buildx, which needs the run's logins to be there, what the direct way did not tell. */
export function askAgain(
  tags: readonly Tag[],
  states: readonly ShownState[],
  world: World,
): Promise<readonly ShownState[]> {
  return Promise.all(
    tags.map(async (tag, index) => {
      const state = states[index] ?? { kind: 'unknown', words: 'no answer' };
      if (state.kind !== 'unknown') return state;
      return readImage(await inspect(tag, '{"manifest":{{json .Manifest}},"image":{{json .Image}}}', world));
    }),
  );
}

/** What is wrong with the registry when it is asked directly, for a push that ended without an answer. */
export async function askWhy(
  named: Named | undefined,
  logins: readonly Login[],
  world: World,
): Promise<Explanation | undefined> {
  if (named === undefined) return undefined;
  const state = await world.askRegistry(named, loginFor(named, logins));
  return state.kind === 'unknown' ? explain(state.words) : undefined;
}

/** Slower, and right where the direct way is not sure: buildx knows proxies, credential helpers and every registry's ways. */
export async function readThroughBuildx(tag: Named, world: World): Promise<TagState> {
  return readState(await inspect(tag, '{{json .Manifest}}', world));
}

/** The login for the registry that a tag is in. */
export function loginFor(tag: Named, logins: readonly Login[]): Login | undefined {
  return logins.find(({ registry }) => registry === tag.image.registry);
}

/** buildx waits for ever for a registry that says nothing. */
const patienceSeconds = 60;

function inspect({ reference }: Named, format: string, world: World): Promise<Finished> {
  const argv = ['docker', 'buildx', 'imagetools', 'inspect', '--format', format, reference] as const;
  const deadline = world.now() + patienceSeconds * 1000;
  return persist({ title: `Read ${reference}`, argv }, { what: `Reading ${reference}`, deadline }, world);
}

function readState(finished: Finished): TagState {
  if (finished.exitCode !== 0) return refusal(finished);
  const digest = /"digest":\s*"(sha256:[0-9a-f]{64})"/.exec(finished.stdout)?.[1];
  return digest === undefined ? { kind: 'unknown', words: finished.stdout } : { kind: 'present', digest };
}

function refusal({ stderr, timedOut }: Finished): { kind: 'absent' } | { kind: 'unknown'; words: string } {
  if (timedOut === true) return { kind: 'unknown', words: `no answer in ${patienceSeconds} s` };
  // A credential helper that is "not found" says nothing about the tag.
  return /: not found\s*$|manifest unknown|name unknown/im.test(stderr)
    ? { kind: 'absent' }
    : { kind: 'unknown', words: stderr };
}

/** The parts of a manifest and of an image's configuration that are read. */
interface Inspected {
  readonly manifest?: { readonly digest?: string; readonly annotations?: Words };
  /** Of several platforms, one by platform. */
  readonly image?: Configured | Readonly<Record<string, Configured>> | null;
}

interface Configured {
  readonly config?: { readonly Labels?: Words };
}

type Words = Readonly<Record<string, unknown>> | null;

const recipeKey: RecipeKey = 'io.github.slipway-ci.recipe';

function readImage(finished: Finished): ShownState {
  if (finished.exitCode !== 0) return refusal(finished);
  const inspected = parsed(finished.stdout);
  const digest = inspected?.manifest?.digest;
  if (inspected === undefined || digest === undefined) return { kind: 'unknown', words: finished.stdout };
  const said = (key: string) =>
    [inspected.manifest?.annotations, labelsOf(inspected.image)]
      .map((words) => words?.[key])
      .find((value): value is string => typeof value === 'string' && value !== '') ?? '';
  const revision = said('org.opencontainers.image.revision');
  const version = said('org.opencontainers.image.version');
  const created = said('org.opencontainers.image.created');
  const recipe = inspected.manifest?.annotations?.[recipeKey];
  const shown = { digest, revision, version, created, recipe: typeof recipe === 'string' ? recipe : '' };
  return { kind: 'present', shown };
}

function labelsOf(image: Inspected['image']): Words | undefined {
  if (image === undefined || image === null) return undefined;
  if ('config' in image) return (image as Configured).config?.Labels;
  return Object.values(image as Readonly<Record<string, Configured>>)[0]?.config?.Labels;
}

function parsed(text: string): Inspected | undefined {
  try {
    return JSON.parse(text) as Inspected;
  } catch {
    return undefined;
  }
}

/** The images of an index by platform, its attestations left out; none when it cannot be read. */
export async function readIndex(reference: string, world: World): Promise<readonly PlatformDigest[]> {
  const { exitCode, stdout } = await world.run(rawManifest(reference));
  return exitCode === 0 ? platformsIn(stdout) : [];
}

/** The command that prints a manifest or an index as the registry has it, byte for byte. */
export function rawManifest(reference: string, words: readonly string[] = [], env: Command['env'] = {}): Command {
  const argv = ['docker', 'buildx', 'imagetools', 'inspect', ...words, '--raw', reference] as const;
  return { title: `Read ${reference}`, argv, env };
}
