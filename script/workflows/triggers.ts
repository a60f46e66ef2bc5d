/** Says whether an event starts a workflow: act asks for the event's name alone, GitHub for what stands below it too. */
import type { RunEvent } from '../runner/model.ts';

type Filters = Readonly<Record<string, unknown>>;

/** What `types` means when it is left out, where that is not everything ("Events that trigger workflows"). */
const usualTypes: Readonly<Record<string, readonly string[]>> = {
  pull_request: ['opened', 'synchronize', 'reopened'],
  pull_request_target: ['opened', 'synchronize', 'reopened'],
};

/** `on` is that part of the workflow; `changed` are the paths that differ, and when left out no filter of paths counts. */
export function isTriggered(on: unknown, event: RunEvent, changed?: readonly string[]): boolean {
  const filters = filtersOf(on, event.name);
  if (filters === undefined) return false;
  return typeFits(filters, event) && refFits(filters, event) && pathsFit(filters, changed);
}

function filtersOf(on: unknown, name: string): Filters | undefined {
  if (typeof on === 'string') return on === name ? {} : undefined;
  if (Array.isArray(on)) return on.includes(name) ? {} : undefined;
  const events = on as Filters;
  if (!(name in events)) return undefined;
  return (Array.isArray(events[name]) ? {} : (events[name] ?? {})) as Filters;
}

function typeFits(filters: Filters, { name, payload }: RunEvent): boolean {
  const types = list(filters['types']) ?? usualTypes[name];
  const { action } = payload as { readonly action?: string };
  return types === undefined || action === undefined || types.includes(action);
}

/** A push has a branch or a tag; a filter for one of them alone leaves the other out. */
function refFits(filters: Filters, event: RunEvent): boolean {
  if (event.name !== 'push') return named(filters, 'branches', targetOf(event)) !== false;
  const [, kind = '', name = ''] = /^refs\/(heads|tags)\/(.+)$/.exec(event.ref) ?? [];
  const own = kind === 'tags' ? 'tags' : 'branches';
  const other = kind === 'tags' ? 'branches' : 'tags';
  const fits = named(filters, own, name);
  const onlyOther = filters[other] !== undefined || filters[`${other}-ignore`] !== undefined;
  return fits ?? !onlyOther;
}

/** The branch that a pull request or a merge group is for. */
function targetOf({ baseRef, ref, payload }: RunEvent): string {
  const { merge_group: group } = payload as { readonly merge_group?: { readonly base_ref: string } };
  return (baseRef ?? group?.base_ref ?? ref).replace(/^refs\/heads\//, '');
}

function pathsFit(filters: Filters, changed: readonly string[] | undefined): boolean {
  if (changed === undefined) return true;
  const [wanted, ignored] = [list(filters['paths']), list(filters['paths-ignore'])];
  if (wanted !== undefined) return changed.some((path) => matches(path, wanted));
  return ignored === undefined || changed.some((path) => !matches(path, ignored));
}

/** Undefined when there is no filter of this kind. */
function named(filters: Filters, kind: string, name: string): boolean | undefined {
  const [wanted, ignored] = [list(filters[kind]), list(filters[`${kind}-ignore`])];
  if (wanted !== undefined) return matches(name, wanted);
  return ignored === undefined ? undefined : !matches(name, ignored);
}

function list(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** The last pattern that fits decides; one with `!` takes out ("Filter pattern cheat sheet"). */
function matches(name: string, patterns: readonly string[]): boolean {
  const fits = (pattern: string) => expression(pattern.replace(/^!/, '')).test(name);
  const last = patterns.findLast(fits);
  return last !== undefined && !last.startsWith('!');
}

/** `?` and `+` are about the sign before them, as in a regular expression. */
function expression(pattern: string): RegExp {
  const words: Readonly<Record<string, string>> = { '**': '.*', '*': '[^/]*', '.': '\\.' };
  return new RegExp(`^${pattern.replace(/\*\*|[*.]/g, (sign) => words[sign] ?? sign)}$`);
}
