/** Names of the engine's store that a push needs for a moment, and what they meant before. */
import type { Command } from '../model/decision.ts';
import type { World } from '../world/ports.ts';
import type { StoredImage } from './image-store.ts';

/** A name, and the digest of the user's image that had it; undefined when it was free. */
export interface BorrowedName {
  readonly reference: string;
  readonly owner?: string;
}

export function borrow(reference: string, earlier: readonly StoredImage[]): BorrowedName {
  const owner = earlier.find((image) => image.references.includes(reference))?.id;
  return { reference, ...(owner !== undefined && { owner }) };
}

/** An image of the user's has its tag again; names that were free are free again, and so are `others`. */
export async function giveBack(names: readonly BorrowedName[], others: readonly string[], world: World): Promise<void> {
  const free = [...others];
  for (const { reference, owner } of names) {
    if (owner === undefined) free.push(reference);
    else await world.run(imageCommand(['tag', owner, reference]), { evenWhenCancelled: true });
  }
  await world.run(imageCommand(['rm', ...free]), { evenWhenCancelled: true });
}

/** Reads what was kept for the post step; an empty text means that nothing was borrowed. */
export function readBorrowed(text: string): readonly BorrowedName[] {
  return text === '' ? [] : (JSON.parse(text) as BorrowedName[]);
}

export function imageCommand(words: readonly string[]): Command {
  return { title: 'Name the image in the store', argv: ['docker', 'image', ...words] };
}
