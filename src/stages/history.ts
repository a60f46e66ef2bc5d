/** What the repository's history says before planning: asked of GitHub, else of the clone, else of the server by git. */
import type { Context } from '../model/event.ts';
import type { Asked, History } from '../model/facts.ts';
import type { Secret } from '../model/inputs.ts';
import type { World } from '../world/ports.ts';
import { askGit, isCommit, readClone, readRemote, type Tried } from './git.ts';

/** What this run's rules depend on. */
export interface Wants {
  readonly gitTags: boolean;
  readonly commitDate: boolean;
}

/** GitHub gives all refs on one page; this is for the day on which it does not. */
const mostPages = 50;
const tagPrefix = 'refs/tags/';

/** Reads what is wanted, both at once. What nobody tells is `unknown`; rejects only when the run is cancelled. */
export async function readHistory(
  wants: Wants,
  context: Context,
  token: Secret | undefined,
  world: World,
): Promise<History> {
  const [gitTags, commitDate] = await Promise.all([
    wants.gitTags ? readGitTags(context, token, world) : notAsked,
    wants.commitDate ? readCommitDate(context, token, world) : notAsked,
  ]);
  return { gitTags, commitDate };
}

const notAsked = { kind: 'not-asked' } as const;

function readGitTags(context: Context, token: Secret | undefined, world: World): Promise<Asked<readonly string[]>> {
  return firstOf([
    () => tagsFromGitHub(context, token, world),
    () => tagsFromClone(context, world),
    () => tagsFromServer(context, world),
  ]);
}

async function readCommitDate(context: Context, token: Secret | undefined, world: World): Promise<Asked<string>> {
  if (context.commitDate !== undefined) return { kind: 'known', value: context.commitDate, from: 'GitHub' };
  if (!isCommit(context.revision)) return { kind: 'unknown', because: 'this run names no commit' };
  return firstOf([() => dateFromGitHub(context, token, world), () => dateFromClone(context, world)]);
}

/** The first source that knows; else the reasons of all of them. */
async function firstOf<T>(sources: readonly (() => Promise<Tried<T>>)[]): Promise<Tried<T>> {
  const reasons: string[] = [];
  for (const source of sources) {
    const tried = await source();
    if (tried.kind === 'known') return tried;
    reasons.push(tried.because);
  }
  return { kind: 'unknown', because: reasons.join('; ') };
}

async function tagsFromGitHub(
  context: Context,
  token: Secret | undefined,
  world: World,
): Promise<Tried<readonly string[]>> {
  const names: string[] = [];
  let path: string | undefined = `/repos/${context.repository}/git/matching-refs/tags/`;
  for (let page = 0; path !== undefined; page++) {
    if (page === mostPages) return { kind: 'unknown', because: `GitHub lists tags on more than ${mostPages} pages` };
    const answer = await world.askGitHub(path, token);
    if (answer.kind !== 'answer') return { kind: 'unknown', because: answer.words };
    const tags = tagsOf(answer.body);
    if (tags === undefined) return { kind: 'unknown', because: "GitHub's answer is not a list of tags" };
    names.push(...tags);
    path = answer.next;
  }
  return { kind: 'known', value: names, from: 'GitHub' };
}

function tagsOf(body: unknown): readonly string[] | undefined {
  if (!Array.isArray(body)) return undefined;
  const refs = body.map((entry: { ref?: unknown } | null) => entry?.ref);
  return refs.every((ref) => typeof ref === 'string') ? withoutPrefix(refs) : undefined;
}

function withoutPrefix(refs: readonly string[]): readonly string[] {
  return refs.filter((ref) => ref.startsWith(tagPrefix)).map((ref) => ref.slice(tagPrefix.length));
}

/** A clone has the tags it was told to fetch, by default none; one that lacks this run's own tag lacks others too. */
async function tagsFromClone({ event }: Context, world: World): Promise<Tried<readonly string[]>> {
  const clone = await readClone(world);
  if (clone.kind !== 'whole') return { kind: 'unknown', because: clone.words };
  const answer = await askGit('List the tags of the clone', ['tag', '--list'], world);
  if (answer.kind === 'absent' || answer.exitCode !== 0) return { kind: 'unknown', because: answer.words };
  const names = answer.stdout.split('\n').filter((name) => name !== '');
  const complete = event.kind === 'tag' ? names.includes(event.tag) : names.length > 0;
  if (!complete) return { kind: 'unknown', because: 'the clone was made without tags' };
  return { kind: 'known', value: names, from: 'git' };
}

async function tagsFromServer(context: Context, world: World): Promise<Tried<readonly string[]>> {
  const refs = await readRemote(['--tags', '--refs'], [], context, world);
  return refs.kind === 'known' ? { ...refs, value: withoutPrefix(refs.value.map(({ ref }) => ref)) } : refs;
}

async function dateFromGitHub(context: Context, token: Secret | undefined, world: World): Promise<Tried<string>> {
  const answer = await world.askGitHub(`/repos/${context.repository}/commits/${context.revision}`, token);
  if (answer.kind !== 'answer') return { kind: 'unknown', because: answer.words };
  const { commit } = (answer.body ?? {}) as { commit?: { committer?: { date?: unknown } | null } };
  const date = commit?.committer?.date;
  if (!isDate(date)) return { kind: 'unknown', because: 'GitHub knows no date of the commit' };
  return { kind: 'known', value: date, from: 'GitHub' };
}

async function dateFromClone({ revision }: Context, world: World): Promise<Tried<string>> {
  const answer = await askGit("Read the commit's date", ['show', '-s', '--format=%cI', revision], world);
  if (answer.kind === 'absent' || answer.exitCode !== 0) return { kind: 'unknown', because: answer.words };
  const date = answer.stdout.trim();
  return isDate(date) ? { kind: 'known', value: date, from: 'git' } : { kind: 'unknown', because: answer.words };
}

function isDate(text: unknown): text is string {
  return typeof text === 'string' && /^\d{4}-\d\d-\d\dT\S+$/.test(text) && !Number.isNaN(Date.parse(text));
}
