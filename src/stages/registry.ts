/** What a registry says about tags; read through buildx, which knows logins, credential helpers and proxies. */
import type { Command, Tag } from '../model.ts';
import type { Finished, World } from '../world/ports.ts';

/** What a tag points at. `unknown` carries the registry's words: it answered neither yes nor no. */
export type TagState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'present'; readonly digest: string }
  | { readonly kind: 'unknown'; readonly words: string };

/** Asks the registry for each tag, all at once. Order is kept. */
export function readTags(tags: readonly Tag[], world: World): Promise<readonly TagState[]> {
  return Promise.all(tags.map(async (tag) => readState(await world.run(inspectCommand(tag)))));
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
  const digest = (JSON.parse(finished.stdout) as { digest?: string }).digest;
  return digest === undefined ? { kind: 'unknown', words: finished.stdout } : { kind: 'present', digest };
}
