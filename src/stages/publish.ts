/** Pushes what was tested, and nothing else: checks the store before, and every tag in the registry after. */
import { ToolError } from '../errors.ts';
import type { Built, Command, Plan, PublishPlan, PublishResult, PushedTag, Tag } from '../model.ts';
import type { World } from '../world/ports.ts';
import { explain, lastWords } from './explain.ts';
import { inspectImages } from './image-store.ts';
import { readTags, type TagState } from './registry.ts';

export interface Tested {
  readonly plan: Plan;
  readonly publish: PublishPlan;
  readonly built: Built;
  /** What the tags pointed at before. */
  readonly before: readonly TagState[];
}

/** Pushes the tags one after the other and compares each with the tested digest. */
export async function publish(tested: Tested, world: World): Promise<PublishResult> {
  const start = world.now();
  const { tags } = tested.publish;
  await requireSameImage(tested, world);
  world.log.group(`Push ${tags.map((tag) => tag.reference).join(', ')}`);
  try {
    await using _names = await borrowNames(
      tags.map((tag) => tag.reference),
      world,
    );
    using _life = world.every(30_000, () => world.log.line('  still pushing'));
    for (const tag of tags) await name(tag.reference, tested.built.digest, world);
    for (const tag of tags) await push(tag, world);
  } finally {
    world.log.endGroup();
  }
  await verify(tested, world);
  const pushed = tags.map((tag, index) => describe(tag, tested.before[index], tested.built.digest));
  return { tags: pushed, seconds: (world.now() - start) / 1000 };
}

/** Somebody with access to the engine may have put another image under the candidate's name meanwhile. */
async function requireSameImage(tested: Tested, world: World): Promise<void> {
  const held = (await inspectImages([tested.plan.build.candidate], world))[0]?.digest;
  if (held !== tested.built.digest) throw changed(`the engine now holds ${held ?? 'nothing'}`, tested.built.digest);
}

/**
 * `docker push` takes only names of the store, so the image gets them for a moment. Afterwards they mean again what
 * they meant before: an image of the user's keeps its tag.
 */
async function borrowNames(references: readonly string[], world: World): Promise<AsyncDisposable> {
  const earlier = await inspectImages(references, world);
  return {
    async [Symbol.asyncDispose]() {
      for (const reference of references) {
        const owner = earlier.find((image) => image.references.includes(reference));
        const words = owner === undefined ? ['rm', reference] : ['tag', owner.digest, reference];
        await world.run(storeCommand(words), { evenWhenCancelled: true });
      }
    },
  };
}

async function name(reference: string, digest: string, world: World): Promise<void> {
  const finished = await world.run(storeCommand(['tag', digest, reference]));
  if (finished.exitCode !== 0)
    throw new ToolError(`The engine refused the name ${reference}: ${lastWords(finished.stderr)}`);
}

function storeCommand(words: readonly string[]): Command {
  return { title: 'Name the image in the store', argv: ['docker', 'image', ...words] };
}

async function push(tag: Tag, world: World): Promise<void> {
  const finished = await world.run({
    title: `Push ${tag.reference}`,
    argv: ['docker', 'push', '--quiet', tag.reference],
  });
  if (finished.exitCode === 0) {
    world.log.line(`  ${tag.reference}`);
    return;
  }
  const known = explain(finished.stderr);
  throw new ToolError(`Push of ${tag.reference} failed: ${known?.why ?? lastWords(finished.stderr)}`, {
    cure: known?.cure,
    tail: finished.stderr.trim().split('\n'),
  });
}

async function verify(tested: Tested, world: World): Promise<void> {
  const { tags } = tested.publish;
  const after = await readTags(tags, world);
  for (const [index, state] of after.entries()) {
    const reference = tags[index]?.reference ?? '';
    if (state.kind === 'present' && state.digest === tested.built.digest) continue;
    if (state.kind === 'unknown') throw unread(reference, state.words);
    throw changed(`${reference} is ${state.kind === 'present' ? state.digest : 'not there'}`, tested.built.digest);
  }
}

function unread(reference: string, words: string): ToolError {
  const known = explain(words);
  return new ToolError(`${reference} was pushed but could not be read back: ${known?.why ?? lastWords(words)}`, {
    cure: known?.cure,
    tail: words.trim().split('\n'),
  });
}

function changed(what: string, digest: string): ToolError {
  return new ToolError(`What was tested is not what would be published: ${what}, tested was ${digest}`, {
    cure: 'find out who else writes to this engine or to this tag, then run again',
  });
}

function describe(tag: Tag, before: TagState | undefined, digest: string): PushedTag {
  switch (before?.kind) {
    case 'absent':
      return { tag, change: { kind: 'created' } };
    case 'present':
      return { tag, change: before.digest === digest ? { kind: 'unchanged' } : { kind: 'moved', from: before.digest } };
    case 'unknown':
    case undefined:
      return { tag, change: { kind: 'pushed' } };
  }
}
