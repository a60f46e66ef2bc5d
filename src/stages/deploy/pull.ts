/** Brings the image to a host by its digest. The login travels with the request: nothing of it stays there. */
import { ToolError } from '../../errors.ts';
import { shortDigest } from '../../plan/names.ts';
import type { StoredImage } from '../image-store.ts';
import { inspectImages } from '../image-store.ts';
import { persist } from '../retry.ts';
import { refusedOnHost } from './docker.ts';
import type { HostEngine } from './fit.ts';
import type { Link } from './link.ts';

const limitSeconds = 15 * 60;

export interface Pulled {
  readonly image: StoredImage;
  /** It was there before. */
  readonly known: boolean;
}

/** Rejects with a ToolError when it does not come, or is for other machines. */
export async function pull(reference: string, engine: HostEngine, link: Link): Promise<Pulled> {
  const known = (await inspectImages([reference], link.world))[0];
  if (known === undefined) {
    const [name = '', digest = ''] = reference.split('@');
    const title = `Pull ${shortDigest(digest)} from ${name}`;
    const what = `Pull on ${link.host.label}`;
    const deadline = link.world.now() + limitSeconds * 1000;
    const finished = await persist(
      { title, argv: ['docker', 'pull', '--quiet', reference] },
      { what, deadline },
      link.world,
    );
    if (finished.exitCode !== 0) throw refusedOnHost(link, title, finished);
  }
  const image = known ?? (await inspectImages([reference], link.world))[0];
  if (image === undefined) throw new ToolError(`${link.host.label} has pulled ${reference}, and does not have it`);
  const [, architecture = ''] = image.platform.split('/');
  if (architecture !== engine.architecture)
    throw new ToolError(`${link.host.label} is ${engine.architecture}, and the image is for ${architecture}`, {
      cure: `add linux/${engine.architecture} to \`platforms\``,
    });
  return { image, known: known !== undefined };
}

/** Removes an image that a failed deploy has brought. One that is in use stays. */
export async function forget(reference: string, link: Link): Promise<void> {
  await link.world.run(
    { title: 'Remove the image', argv: ['docker', 'image', 'rm', reference] },
    { evenWhenCancelled: true },
  );
}
