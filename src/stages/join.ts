/** Makes one index of what several jobs have built, and of nothing else. */
import { ToolError } from '../errors.ts';
import type { Proof } from '../model/facts.ts';
import type { PlatformDigest } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import { annotationText, displayName, shortDigest } from '../plan/names.ts';
import { builderUse } from '../plan/route.ts';
import { digestOf, digestsIn, platformsIn } from '../read/manifest.ts';
import { plainPlatform } from '../read/platforms.ts';
import { partLine } from '../report/proof.ts';
import { listed, shown } from '../report/text.ts';
import type { World } from '../world/ports.ts';
import { refusalOf } from './explain.ts';
import { createIndex, type Sources } from './publish.ts';
import { rawManifest } from './registry.ts';
import { persist } from './retry.ts';

export interface Joined {
  /** That the index will have in every registry. */
  readonly digest: string;
  readonly sources: Sources;
}

interface Joining {
  readonly plan: Plan;
  /** On the clock of `World.now`: buildx waits for ever for a registry that says nothing. */
  readonly deadline: number;
}

/** Works out the index before anything is written, and looks whether it holds exactly what was tested. */
export async function joinParts(plan: Plan, timeoutSeconds: number, world: World): Promise<Joined> {
  const joining = { plan, deadline: world.now() + timeoutSeconds * 1000 };
  const { parts } = plan;
  const names = [...new Set(plan.tags.map((tag) => displayName(tag.image)))];
  const digests = parts.map(({ digest }) => digest);
  const annotations = annotationsOf(plan);
  // Every name must have every part, or a tag would move in one and not in the other.
  const read = await Promise.all(names.flatMap((name) => parts.map((part) => readPart(name, part, joining, world))));
  const manifest = await readJoined(
    digests.map((digest) => `${names[0]}@${digest}`),
    annotations,
    joining,
    world,
  );
  const digest = await digestOf(manifest);
  const wanted = read.slice(0, parts.length).flat();
  if (!isSame(contentOf(manifest, digest), wanted)) throw notJoined('it does not hold what was tested', manifest);
  const platforms = platformsOf(manifest, digest, plan);
  checkPlatforms(platforms, plan, manifest);
  const all = listed(parts.flatMap((part) => part.platforms));
  for (const line of [...parts.map(partLine), `Joined ${all} as ${shortDigest(digest)}`]) world.log.line(shown(line));
  return { digest, sources: { digests, annotations, platforms } };
}

/** The index as it will be, byte for byte. */
async function readJoined(
  references: readonly string[],
  annotations: readonly string[],
  { plan, deadline }: Joining,
  world: World,
): Promise<string> {
  const { words, env } = builderUse(plan.build.route);
  const argv = [...createIndex, ...words, '--dry-run', ...annotations, ...references] as const;
  const what = 'Joining the platforms';
  const finished = await persist({ title: 'Join the platforms', argv, env }, { what, deadline }, world);
  if (finished.exitCode !== 0) throw refusalOf('The platforms cannot be joined', finished);
  return finished.stdout.replace(/\n$/, '');
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.toSorted().join() === others.toSorted().join();
}

function notJoined(why: string, manifest: string): ToolError {
  return new ToolError(`The platforms cannot be joined: ${why}`, {
    cure: 'nothing was pushed; run the jobs that build again',
    tail: manifest.split('\n'),
  });
}

/** A proof is believed for nothing that the images themselves can tell. */
function checkPlatforms(found: readonly PlatformDigest[], { parts }: Plan, manifest: string): void {
  const names = found.map(({ platform }) => plainPlatform(platform));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw notJoined(`two of them are for ${twice}`, manifest);
  const said = parts.flatMap(({ platforms }) => platforms.map(plainPlatform));
  if (!isSame(names, said))
    throw notJoined(`they are for ${listed(names)}, and the proofs say ${listed(said)}`, manifest);
}

/** What is no index is the image of its only part. */
function platformsOf(manifest: string, digest: string, { parts }: Plan): readonly PlatformDigest[] {
  const found = platformsIn(manifest);
  if (found.length > 0) return found;
  return parts.flatMap(({ platforms }) => platforms.map((platform) => ({ platform, digest })));
}

/** Digests of the manifests in a part, which is one itself when it is no index. */
async function readPart(
  name: string,
  { digest, platforms }: Proof,
  { plan, deadline }: Joining,
  world: World,
): Promise<readonly string[]> {
  const { words, env } = builderUse(plan.build.route);
  const reference = `${name}@${digest}`;
  const what = `Reading ${reference}`;
  const finished = await persist(rawManifest(reference, words, env), { what, deadline }, world);
  if (finished.exitCode !== 0)
    throw refusalOf(
      `The image for ${platforms.join(', ')} cannot be read, ${reference}`,
      finished,
      'see whether the registry has removed it, since it has no tag: run the jobs that build again',
    );
  const given = await digestOf(finished.stdout);
  if (given !== digest) throw new ToolError(`The registry gives something else for ${reference}: ${given}`);
  return contentOf(finished.stdout, digest);
}

function contentOf(manifest: string, digest: string): readonly string[] {
  const held = digestsIn(manifest);
  return held.length === 0 ? [digest] : held;
}

/** A part has its own already; what is made of several gets those of the index. */
function annotationsOf({ annotations, parts }: Plan): readonly string[] {
  if (parts.length < 2) return [];
  const possible = annotations.filter(({ level: { type } }) => type === 'index' || type === 'manifest-descriptor');
  return possible.map((annotation) => `--annotation=${annotationText(annotation)}`);
}
