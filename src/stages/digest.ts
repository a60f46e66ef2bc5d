/** Which image a name means now, for what is made of it. */
import { ToolError } from '../errors.ts';
import type { BaseImage } from '../model/facts.ts';
import type { Login } from '../model/inputs.ts';
import type { World } from '../world/ports.ts';
import { inspectImages } from './image-store.ts';
import { loginFor } from './registry.ts';

/** BuildKit may reach a registry that this machine does not. The build tells in the end what it used. */
const limitSeconds = 2;

/** The digest that an image has now; undefined when nobody says it. */
export async function readDigest(
  image: BaseImage,
  logins: readonly Login[],
  world: World,
): Promise<string | undefined> {
  if (image.digest !== undefined) return image.digest;
  const login = loginFor(image, logins);
  const state = await world.askRegistry(image, login, limitSeconds);
  return state.kind === 'present' ? state.digest : digestInEngine(image, world);
}

/** This is a guess, and an engine that says nothing useful must not fail a build over it. */
async function digestInEngine({ reference }: BaseImage, world: World): Promise<string | undefined> {
  try {
    const image = (await inspectImages([reference], world))[0];
    return image?.keepsDigests === true ? image.id : undefined;
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}
