/** Takes tags and images away, in the order of the plan. Whatever is found gone already has gone as it should. */
import { ToolError } from '../../errors.ts';
import type { Secret } from '../../model/inputs.ts';
import { type CleanupPlan, childrenOf, type Going, removedType, type Stock } from '../../plan/cleanup/cleanup.ts';
import { digestOf } from '../../read/manifest.ts';
import { removedLine } from '../../report/cleanup.ts';
import { adminCure, deleteVersion, isPackage, readPackage } from './packages.ts';
import {
  type Answered,
  accepted,
  ask,
  listTags,
  nameOf,
  type Opened,
  readDigest,
  readManifest,
  wordsOf,
} from './registry.ts';
import { sideBySide } from './stock.ts';

export interface Removing {
  readonly opened: Opened;
  readonly token: Secret | undefined;
  /** Unique name of this run. */
  readonly runName: string;
  /** Tags as the decision knew them. */
  readonly tags: Stock['tags'];
  /** Told of each tag that is gone. */
  readonly onGone: () => void;
}

/** Deletes what a digest means, with every tag that shows it. Throws when it is refused. */
type Delete = (digest: string, what: string) => Promise<void>;

/** Between two looks at tags that stay. What is moved meanwhile is seen by nobody. */
const lookAgainMilliseconds = 10_000;

/** Carries the plan of an image out, and says each tag as it goes. */
export async function remove(plan: CleanupPlan, removing: Removing): Promise<void> {
  const { opened } = removing;
  const { world } = opened;
  if (plan.going.length === 0) return;
  // The decision has just looked.
  let looked = world.now();
  const deleteDigest = isPackage(opened.image) ? await versionDelete(removing) : manifestDelete(opened);
  const untagged = plan.going.filter(({ how }) => how === 'untag');
  if (untagged.length > 0) await takeOff(untagged, deleteDigest, removing);
  const byDigest = Map.groupBy(
    plan.going.filter(({ how }) => how === 'delete'),
    ({ digest }) => digest,
  );
  for (const digest of plan.digests) {
    const due = world.now() - looked >= lookAgainMilliseconds;
    await refuseNeeded(plan, due ? 'all that stay' : 'new ones', removing);
    if (due) looked = world.now();
    const shown = byDigest.get(digest) ?? [];
    await deleteDigest(digest, nameOf(opened, shown[0]?.name ?? digest));
    tell(shown, removing);
  }
}

/** A registry deletes what a tag shows, also one that somebody has set or moved since it was decided. */
async function refuseNeeded(
  { digests, going }: CleanupPlan,
  which: 'new ones' | 'all that stay',
  { opened, tags }: Removing,
): Promise<void> {
  const leaving = new Set(going.map(({ name }) => name));
  const isLooked = (name: string) => (which === 'new ones' ? !tags.has(name) : !leaving.has(name));
  await sideBySide((await listTags(opened)).filter(isLooked), async (name) => {
    const known = tags.get(name);
    if (known !== undefined && (await readDigest(name, opened)) === known) return;
    const shown = await readManifest(name, opened);
    const held = shown === undefined ? [] : [shown.digest, ...childrenOf(shown.manifest)];
    const doomed = held.find((digest) => digests.includes(digest));
    const because = known === undefined ? `${name} is new and needs it` : `${name} was moved and needs it`;
    if (doomed !== undefined) throw inUse(nameOf(opened, doomed), because);
  });
}

function inUse(what: string, because: string): ToolError {
  return new ToolError(`Cannot remove ${what}: ${because}`, { cure: 'a second run leaves it, and takes the rest' });
}

function tell(gone: readonly Going[], { opened: { image, world }, onGone }: Removing): void {
  for (const one of gone) {
    world.log.line(removedLine(image, one));
    onGone();
  }
}

function manifestDelete(opened: Opened): Delete {
  return async (digest, what) => {
    const answer = await ask(opened, { method: 'DELETE', path: `manifests/${digest}` }, what);
    if (![200, 202, 204, 404].includes(answer.status)) throw refused(what, answer);
  };
}

/** Versions that were made since are found by a second look. */
async function versionDelete({ opened, token }: Removing): Promise<Delete> {
  const { image, world } = opened;
  let known = await readPackage(image, token, world);
  return async (digest, what) => {
    if (!known.versions.has(digest)) known = await readPackage(image, token, world);
    const version = known.versions.get(digest);
    const ended = version && (await deleteVersion(known, version, token, world));
    if (ended?.kind === 'refused') throw new ToolError(`Cannot remove ${what}: ${ended.because}`, { cure: secondRun });
    if (ended?.kind !== 'not found') return;
    // GitHub tells who may not delete the same as who comes second.
    known = await readPackage(image, token, world);
    if (known.versions.has(digest))
      throw new ToolError(`Cannot remove ${what}: GitHub answered 404, and lists it all the same`, { cure: adminCure });
  };
}

const secondRun = 'a second run goes on where this one has ended';

/**
 * Registries know no way of taking a tag away that all of them have. So the tag is moved to a manifest that means
 * nothing, which is deleted. Ended between the two, it is found by its type the next time.
 */
async function takeOff(going: readonly Going[], deleteDigest: Delete, removing: Removing): Promise<void> {
  const { opened, runName } = removing;
  await pushEmpty(opened);
  const body = throwAway(runName);
  for (const { name, digest } of going) {
    const what = nameOf(opened, name);
    if (await isMovedOn(name, digest, opened)) throw inUse(what, 'it shows another image by now');
    const content = { type: manifestType, body };
    const answer = await ask(opened, { method: 'PUT', path: `manifests/${name}`, content }, what);
    if (![200, 201, 202].includes(answer.status)) throw refused(what, answer);
  }
  const moved = await digestOf(body);
  try {
    await deleteDigest(moved, nameOf(opened, going[0]?.name ?? ''));
  } catch (error) {
    if (error instanceof ToolError) for (const one of going) await moveBack(one, moved, opened).catch(() => undefined);
    throw error;
  }
  tell(going, removing);
}

/** Has a tag show again what it did, where nothing may be deleted. As far as it goes: the refusal is what is to be told. */
async function moveBack({ name, digest }: Going, moved: string, opened: Opened): Promise<void> {
  const what = nameOf(opened, name);
  const shown = await ask(opened, { method: 'GET', path: `manifests/${digest}`, accept: accepted }, what);
  if (shown.status !== 200 || (await readDigest(name, opened)) !== moved) return;
  const content = { type: String(shown.headers['content-type']), body: shown.body };
  await ask(opened, { method: 'PUT', path: `manifests/${name}`, content }, what);
}

/** Whether a tag shows something else than it did, which no other clean-up has put there. */
async function isMovedOn(name: string, digest: string, opened: Opened): Promise<boolean> {
  const shown = await readManifest(name, opened);
  return shown !== undefined && shown.digest !== digest && shown.manifest.artifactType !== removedType;
}

const manifestType = 'application/vnd.oci.image.manifest.v1+json';

/** OCI image spec, "Guidance for an Empty Descriptor". */
const empty = {
  mediaType: 'application/vnd.oci.empty.v1+json',
  digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
  size: 2,
};

/** Of this run alone, so that two at once do not delete each other's tags before they are moved. */
function throwAway(runName: string): string {
  const annotations = { 'io.github.slipway-ci.run': runName };
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: manifestType,
    artifactType: removedType,
    config: empty,
    layers: [empty],
    annotations,
  });
}

/** OCI distribution spec, "POST then PUT". */
async function pushEmpty(opened: Opened): Promise<void> {
  const what = nameOf(opened, empty.digest);
  const there = await ask(opened, { method: 'HEAD', path: `blobs/${empty.digest}` }, what);
  if (there.status === 200) return;
  const begun = await ask(opened, { method: 'POST', path: 'blobs/uploads/' }, what);
  const location = begun.headers['location'];
  if (begun.status !== 202 || typeof location !== 'string') throw refused(what, begun);
  const path = `${location}${location.includes('?') ? '&' : '?'}digest=${encodeURIComponent(empty.digest)}`;
  const content = { type: 'application/octet-stream', body: '{}' };
  const done = await ask(opened, { method: 'PUT', path, content }, what);
  if (![201, 202, 204].includes(done.status)) throw refused(what, done);
}

function refused(what: string, answer: Answered): ToolError {
  return new ToolError(`Cannot remove ${what}: ${wordsOf(answer)}`, { cure: cureFor(answer.status) });
}

function cureFor(status: number): string {
  if (status === 400 || status === 405)
    return 'this registry forbids deletes: where it is distribution, set REGISTRY_STORAGE_DELETE_ENABLED=true; elsewhere ask its operator';
  if (status === 401 || status === 403)
    return 'the login may not delete here: give its token the right to delete images, beside reading and pushing';
  return secondRun;
}
