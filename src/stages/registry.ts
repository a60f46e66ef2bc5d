/** What registries say about tags. */
import type { Command, Login, Tag, TagState } from '../model.ts';
import type { Finished, World } from '../world/ports.ts';

/** Asks the registries for each tag, all at once: directly, and through buildx where that gave no plain answer. */
export function readTags(tags: readonly Tag[], logins: readonly Login[], world: World): Promise<readonly TagState[]> {
  return Promise.all(
    tags.map(async (tag) => {
      const login = logins.find(({ registry }) => registry === tag.image.registry);
      const state = await world.askRegistry(tag, login);
      return state.kind === 'unknown' ? readThroughBuildx(tag, world) : state;
    }),
  );
}

/** Slower, and right where the direct way is not sure: buildx knows proxies, credential helpers and every registry's ways. */
export async function readThroughBuildx(tag: Tag, world: World): Promise<TagState> {
  return readState(await world.run(inspectCommand(tag)));
}

function inspectCommand(tag: Tag): Command {
  return {
    title: `Read ${tag.reference}`,
    argv: ['docker', 'buildx', 'imagetools', 'inspect', '--format', '{{json .Manifest}}', tag.reference],
  };
}

function readState(finished: Finished): TagState {
  if (finished.exitCode !== 0) {
    const absent = /not found|manifest unknown|name unknown/i.test(finished.stderr);
    return absent ? { kind: 'absent' } : { kind: 'unknown', words: finished.stderr };
  }
  const digest = /"digest":\s*"(sha256:[0-9a-f]{64})"/.exec(finished.stdout)?.[1];
  return digest === undefined ? { kind: 'unknown', words: finished.stdout } : { kind: 'present', digest };
}
