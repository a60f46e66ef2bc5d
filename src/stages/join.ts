/** Makes one index of what several jobs have built, and of nothing else. */
import { ToolError } from '../errors.ts';
import type { Plan, PlatformDigest, Proof } from '../model.ts';
import { annotationText, displayName, shortDigest } from '../plan/names.ts';
import { builderUse } from '../plan/route.ts';
import { digestOf, digestsIn, platformsIn } from '../read/manifest.ts';
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

/** Works out the index before anything is written, and looks whether it holds exactly what was tested. */
export async function joinParts(plan: Plan, world: World): Promise<Joined> {
  const [image] = plan.tags.map((tag) => displayName(tag.image));
  const digests = plan.parts.map(({ digest }) => digest);
  const annotations = annotationsOf(plan);
  const { words, env } = builderUse(plan.build.route);
  const references = digests.map((digest) => `${image}@${digest}`);
  const wanted = (
    await Promise.all(plan.parts.map((part) => readPart(`${image}@${part.digest}`, part, plan, world)))
  ).flat();
  const argv = [...createIndex, ...words, '--dry-run', ...annotations, ...references] as const;
  const finished = await persist({ title: 'Join the platforms', argv, env }, { what: 'Joining the platforms' }, world);
  if (finished.exitCode !== 0) throw refusalOf('The platforms cannot be joined', finished);
  const manifest = finished.stdout.replace(/\n$/, '');
  const digest = await digestOf(manifest);
  const made = contentOf(manifest, digest);
  if (made.toSorted().join() !== wanted.toSorted().join())
    throw new ToolError('The index does not hold what was tested', {
      cure: 'nothing was pushed; please report it at https://github.com/slipway-ci/slipway/issues',
      tail: manifest.split('\n'),
    });
  const all = listed(plan.parts.flatMap(({ platforms }) => platforms));
  for (const line of [...plan.parts.map(partLine), `Joined ${all} as ${shortDigest(digest)}`])
    world.log.line(shown(line));
  return { digest, sources: { digests, annotations, platforms: platformsOf(manifest, digest, plan) } };
}

/** What is no index is the image of its only part. */
function platformsOf(manifest: string, digest: string, { parts }: Plan): readonly PlatformDigest[] {
  const found = platformsIn(manifest);
  if (found.length > 0) return found;
  return parts.flatMap(({ platforms }) => platforms.map((platform) => ({ platform, digest })));
}

/** Digests of the manifests in a part, which is one itself when it is no index. */
async function readPart(reference: string, { digest, platforms }: Proof, plan: Plan, world: World) {
  const { words, env } = builderUse(plan.build.route);
  const what = `Reading ${reference}`;
  const finished = await persist(rawManifest(reference, words, env), { what }, world);
  if (finished.exitCode !== 0)
    throw refusalOf(`The image for ${platforms.join(', ')} cannot be read, ${reference}`, finished);
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
