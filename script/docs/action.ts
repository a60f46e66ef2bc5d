/** What action.yml says of its inputs and outputs. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { repository } from '../rig/paths.ts';

export interface Entry {
  readonly name: string;
  readonly description: string;
  /** Undefined for an output, and for an input without a default. */
  readonly byDefault: string | undefined;
}

export interface Group {
  /** The comment above the first entry; empty when there is none. */
  readonly title: string;
  readonly entries: readonly Entry[];
}

export interface Action {
  readonly inputs: readonly Group[];
  readonly outputs: readonly Group[];
}

export async function readAction(): Promise<Action> {
  const action = parseDocument(await readFile(join(repository, 'action.yml'), 'utf8'));
  return { inputs: readGroups(action.get('inputs')), outputs: readGroups(action.get('outputs')) };
}

/** A comment line above an entry opens a group; the parser keeps the first one with the map itself. */
function readGroups(value: unknown): Group[] {
  if (!isMap(value)) throw new Error('action.yml has no map of inputs or outputs');
  const groups: { title: string; entries: Entry[] }[] = [];
  for (const [index, pair] of value.items.entries()) {
    const title = commentOf(pair) ?? (index === 0 ? (value.commentBefore?.trim() ?? '') : undefined);
    if (title !== undefined) groups.push({ title, entries: [] });
    groups.at(-1)?.entries.push(readEntry(pair));
  }
  return groups;
}

function commentOf(pair: Pair): string | undefined {
  return isScalar(pair.key) ? pair.key.commentBefore?.trim() : undefined;
}

function readEntry(pair: Pair): Entry {
  const fields = pair.value as YAMLMap;
  const byDefault = fields.get('default');
  return {
    name: isScalar(pair.key) ? String(pair.key.value) : '',
    description: String(fields.get('description')),
    byDefault: byDefault === undefined ? undefined : String(byDefault),
  };
}
