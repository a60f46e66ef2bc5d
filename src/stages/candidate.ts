/** The image under test as the engine holds it, whichever way it came there. */
import { ToolError } from '../errors.ts';
import type { Plan } from '../model/plan.ts';
import { displayName } from '../plan/names.ts';
import type { World } from '../world/ports.ts';
import { imageCommand } from './borrowed-names.ts';
import { lastWords, refusalOf } from './explain.ts';
import { changed, imageElsewhere, inspectImages, readCandidate, type StoredImage } from './image-store.ts';
import { loginFor } from './registry.ts';
import { persist } from './retry.ts';

/** Gives the image with this digest under the candidate's name, for the gates. */
export async function fetchCandidate(plan: Plan, digest: string, world: World): Promise<StoredImage> {
  const { build } = plan;
  const { candidate, route, pushTo } = build;
  const [name] = pushTo;
  if (build.archive !== undefined) await load(build.archive, world);
  if (route.kind === 'image-store') return readCandidate(candidate, digest, world);
  const told = name === undefined ? undefined : await lookElsewhere(plan, digest, world);
  if (told !== undefined) return told;
  if (name !== undefined) await pull(`${name}@${digest}`, plan, world);
  const image = (await inspectImages([candidate], world))[0];
  const same = image?.keepsDigests === true && name !== undefined ? image.id === digest : true;
  if (image === undefined || !same) throw changed(`the engine holds ${image?.id ?? 'nothing'}`, digest);
  return image;
}

/** The registry is slow then, and a pull not much slower. */
const lookSeconds = 5;

/** Where no gate starts the image, what its registry says of it is enough for lint, and saves the pull. */
async function lookElsewhere(plan: Plan, digest: string, world: World): Promise<StoredImage | undefined> {
  const { gates, names, logins, build } = plan;
  const [image] = names;
  if (image === undefined || gates.services.run || gates.command.run) return undefined;
  if (gates.smoke.run && !gates.smoke.optional) return undefined;
  const named = { image, name: digest, reference: `${displayName(image)}@${digest}` };
  const [platform] = gates.platforms.length > 0 ? gates.platforms : build.platforms;
  const told = await world.readImage(named, platform, loginFor(named, logins), lookSeconds);
  if (told === undefined) return undefined;
  const found = imageElsewhere(digest, told);
  // A HEALTHCHECK is asked as soon as there is one.
  return gates.smoke.run && found.healthCheck ? undefined : found;
}

/** Last of all that is read before tags move: the image that they are to name is the one that was tested. */
export async function checkCandidate({ build }: Plan, digest: string, world: World): Promise<void> {
  // By digest, a registry gives nothing else.
  if (build.route.kind === 'image-store') await readCandidate(build.candidate, digest, world);
}

async function load(archive: string, world: World): Promise<void> {
  const argv = ['docker', 'load', '--quiet', `--input=${archive}`] as const;
  const finished = await world.run({ title: 'Load the image', argv });
  if (finished.exitCode === 0) return;
  throw refusalOf('The engine did not take the image', finished);
}

/** By digest, which the engine checks. It keeps that name only where the user had it before. */
async function pull(reference: string, { build, gates, publish }: Plan, world: World): Promise<void> {
  const [earlier] = await inspectImages([reference], world);
  const deadline = publish.run ? world.now() + publish.timeoutSeconds * 1000 : undefined;
  // Where no gate can run, lint still looks at what was built.
  const platforms = gates.platforms.length > 0 ? gates.platforms : build.platforms.slice(0, 1);
  try {
    for (const platform of platforms) await pullOne(reference, { platform, deadline }, world);
    const named = await world.run(imageCommand(['tag', reference, build.candidate]));
    if (named.exitCode !== 0)
      throw new ToolError(`The engine refused the candidate's name: ${lastWords(named.stderr)}`);
  } finally {
    if (earlier === undefined) await world.run(imageCommand(['rm', reference]), { evenWhenCancelled: true });
  }
}

interface Pull {
  readonly platform: string | undefined;
  readonly deadline: number | undefined;
}

async function pullOne(reference: string, { platform, deadline }: Pull, world: World): Promise<void> {
  const options = platform === undefined ? [] : [`--platform=${platform}`];
  const argv = ['docker', 'pull', '--quiet', ...options, reference] as const;
  const finished = await persist({ title: 'Pull the image', argv }, { what: `Pull of ${reference}`, deadline }, world);
  if (finished.exitCode === 0) return;
  throw refusalOf('The image was pushed but cannot be pulled for its tests', finished);
}
