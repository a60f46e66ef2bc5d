/** What GitHub says of pull requests, branches and deployments. Without its answer nothing is removed. */
import type { Context } from '../../model/event.ts';
import type { Secret } from '../../model/inputs.ts';
import type { LiveRefs, Pull } from '../../plan/cleanup/names.ts';
import type { GitHubAnswer, World } from '../../world/ports.ts';
import { refusalWords } from '../deploy/rights.ts';
import { UnreadError } from './unread.ts';

export interface Asking {
  readonly context: Pick<Context, 'repository'>;
  readonly token: Secret | undefined;
  readonly world: World;
}

/** What is asked for, as the rest of a sentence, and the permission that a job needs for it. */
interface Question {
  readonly what: string;
  readonly permission: string;
}

const ofPulls: Question = { what: 'which pull requests are closed', permission: 'pull-requests: read' };
const ofRefs: Question = { what: 'which branches and tags there are', permission: 'contents: read' };
const ofDeployments: Question = { what: 'what is deployed', permission: 'deployments: read' };

/** Of these numbers those that are pull requests. */
export async function readPulls(numbers: readonly number[], asking: Asking): Promise<readonly Pull[]> {
  const [only, ...others] = numbers;
  if (only === undefined) return [];
  // One is asked for by itself, where it may be no pull request.
  if (others.length === 0) {
    const answer = await askForPull(only, asking);
    return answer.kind === 'refused' && answer.status === 404 ? [] : [pullOf(answered(answer, ofPulls))];
  }
  const wanted = new Set(numbers);
  const lowest = Math.min(...numbers);
  const found: Pull[] = [];
  // Newest first, and a new one only moves the others on.
  const path = `/repos/${asking.context.repository}/pulls?state=all&sort=created&direction=desc&per_page=100`;
  await readPages(path, ofPulls, asking, (entries) => {
    const pulls = entries.map((entry) => pullOf(entry));
    found.push(...pulls.filter(({ number }) => wanted.delete(number)));
    return wanted.size > 0 && pulls.every(({ number }) => number > lowest);
  });
  return found;
}

/** A pull request that there is. */
export async function readPull(number: number, asking: Asking): Promise<Pull> {
  return pullOf(answered(await askForPull(number, asking), ofPulls));
}

function askForPull(number: number, { context, token, world }: Asking): Promise<GitHubAnswer> {
  return world.askGitHub(`/repos/${context.repository}/pulls/${number}`, token);
}

function pullOf(entry: unknown): Pull {
  const { number, state, head, base } = Object(entry) as Readonly<Record<string, unknown>>;
  const { sha } = Object(head) as { sha?: unknown };
  const { ref } = Object(base) as { ref?: unknown };
  if (typeof number !== 'number' || (state !== 'open' && state !== 'closed'))
    throw silent(ofPulls, 'an entry of the answer is no pull request');
  return { number, open: state === 'open', head: text(sha), base: text(ref) };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** All branches and git tags. */
export async function readRefs(asking: Asking): Promise<LiveRefs> {
  const read = async (kind: 'heads' | 'tags') => {
    const names: string[] = [];
    const prefix = `refs/${kind}/`;
    await readPages(`/repos/${asking.context.repository}/git/matching-refs/${kind}/`, ofRefs, asking, (entries) => {
      const refs = entries.map((entry) => (Object(entry) as { ref?: unknown }).ref);
      if (!refs.every((ref) => typeof ref === 'string')) throw silent(ofRefs, 'an entry of the answer is no ref');
      names.push(...refs.filter((ref) => ref.startsWith(prefix)).map((ref) => ref.slice(prefix.length)));
      return true;
    });
    return names;
  };
  const [branches, gitTags] = [await read('heads'), await read('tags')];
  return { branches, gitTags };
}

export interface Deployment {
  readonly id: number;
  readonly environment: string;
  /** Names of images; one that is empty when it names none. */
  readonly images: readonly string[];
  /** That its payload or its description names; it may be none. */
  readonly digests: readonly string[];
}

/** Every deployment that names a digest, newest first. */
export async function readDeployments(asking: Asking): Promise<readonly Deployment[]> {
  const found: Deployment[] = [];
  const path = `/repos/${asking.context.repository}/deployments?per_page=100`;
  await readPages(path, ofDeployments, asking, (entries) => {
    found.push(...entries.map(deploymentOf).filter(({ digests }) => digests.length > 0));
    return true;
  });
  return found;
}

function deploymentOf(entry: unknown): Deployment {
  const { id, environment, payload, description } = Object(entry) as Readonly<Record<string, unknown>>;
  if (typeof id !== 'number') throw silent(ofDeployments, 'an entry of the answer is no deployment');
  const words = JSON.stringify([payload, description]);
  const images = [...words.matchAll(/([^"\s@]+)@sha256:[0-9a-f]{64}/g)].map(([, name = '']) => name);
  return {
    id,
    environment: text(environment),
    images: images.length === 0 ? [''] : [...new Set(images)],
    digests: [...new Set(words.match(/sha256:[0-9a-f]{64}/g) ?? [])],
  };
}

/** States of a deployment that never has run. */
const failed = ['failure', 'error'];

/** States of one that runs or has run. One that has only begun may yet fail, and then what was there before serves on. */
const serving = ['success', 'inactive'];

/** Whether a deployment, one of all, may run still: one without a status has only begun. */
export async function isActive(one: Deployment, all: readonly Deployment[], asking: Asking): Promise<boolean> {
  const state = await stateOf(one, asking);
  return state === 'inactive' ? isBesideAnother(one, all, asking) : !failed.includes(state);
}

/**
 * GitHub takes the newest deployment of an environment for the only one that is active, and several images may have one
 * environment: what another image has made inactive is not replaced before its own image has a newer one.
 */
async function isBesideAnother(one: Deployment, all: readonly Deployment[], asking: Asking): Promise<boolean> {
  const newer = all.filter(({ id, environment }) => environment === one.environment && id > one.id);
  const own = newer.filter(({ images }) => images.some((image) => one.images.includes(image)));
  for (const other of own) if (serving.includes(await stateOf(other, asking))) return false;
  return newer.length > own.length;
}

async function stateOf({ id }: Deployment, asking: Asking): Promise<string> {
  const path = `/repos/${asking.context.repository}/deployments/${id}/statuses?per_page=1`;
  const statuses = answered(await asking.world.askGitHub(path, asking.token), ofDeployments);
  if (!Array.isArray(statuses)) throw silent(ofDeployments, "GitHub's answer is not a list");
  const { state } = Object(statuses[0]) as { state?: unknown };
  return String(state);
}

/** Reads page after page until there is none, or `take` has had enough. */
async function readPages(
  first: string,
  question: Question,
  { token, world }: Asking,
  take: (entries: readonly unknown[]) => boolean,
): Promise<void> {
  let path: string | undefined = first;
  while (path !== undefined) {
    const answer = await world.askGitHub(path, token);
    const entries = answered(answer, question);
    if (!Array.isArray(entries)) throw silent(question, "GitHub's answer is not a list");
    if (!take(entries)) return;
    path = answer.kind === 'answer' ? answer.next : undefined;
  }
}

function answered(answer: GitHubAnswer, question: Question): unknown {
  if (answer.kind === 'answer') return answer.body;
  throw silent(question, refusalWords(answer, question.permission));
}

function silent({ what }: Question, words: string): UnreadError {
  const cure = 'what is not known to be out of use stays; run again when GitHub answers';
  return new UnreadError(`GitHub does not say ${what}: ${words}`, cure);
}
