/** For how long nobody answered while one container took the place of another. */
import { inspectContainer } from '../container.ts';
import type { Link } from './link.ts';

const pauseMilliseconds = 50;
const answerSeconds = 1;

/** Where a container can be asked from its host; undefined when there is nothing to ask. */
export type Door = { readonly address: string; readonly port: number } | undefined;

export async function doorOf(container: string, port: number | undefined, link: Link): Promise<Door> {
  const { address } = await inspectContainer(container, link.world);
  return address === undefined || port === undefined ? undefined : { address, port };
}

/** The same of one that serves; undefined also when it does not answer to questions of this kind. */
export async function answeringDoorOf(container: string, port: number | undefined, link: Link): Promise<Door> {
  const door = await doorOf(container, port, link);
  return door !== undefined && (await answers(door, link)) ? door : undefined;
}

/** Whether somebody answers there, whatever it is. */
async function answers(door: NonNullable<Door>, link: Link): Promise<boolean> {
  const host = door.address.includes(':') ? `[${door.address}]` : door.address;
  const answer = await link.world.probe(`http://${host}:${door.port}/`, answerSeconds);
  // Words that are no HTTP are an answer, too.
  return answer.kind === 'answer' || /Parse Error/.test(answer.words);
}

/**
 * Does the work, and gives when the answers changed on the clock of `World.now`: to none (`silent`), or to one
 * (`answering`). When they did not, it was with the end of the work.
 */
export async function whenChanged(
  to: 'silent' | 'answering',
  door: Door,
  work: () => Promise<unknown>,
  link: Link,
): Promise<number> {
  const { world } = link;
  const watched = { over: false };
  const working = work().finally(() => {
    watched.over = true;
  });
  working.catch(() => undefined);
  const seen = door === undefined ? undefined : await watch(to, door, watched, link);
  await working;
  return seen ?? world.now();
}

async function watch(
  to: 'silent' | 'answering',
  door: NonNullable<Door>,
  watched: { readonly over: boolean },
  link: Link,
): Promise<number | undefined> {
  while (!watched.over) {
    const asked = link.world.now();
    if ((await answers(door, link)) === (to === 'answering')) return asked;
    await link.world.pause(pauseMilliseconds);
  }
  return undefined;
}
