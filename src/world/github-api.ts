/**
 * Asks GitHub's REST API (docs.github.com/rest), and tells it things. Every answer is a value: what is asked here is a
 * help, and whoever asks has another way or goes on without.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Secret } from '../model/inputs.ts';
import { type Answer, type Env, send } from './http.ts';
import type { GitHubAnswer } from './ports.ts';

const beforeRetryMilliseconds = 300;
const redirects = [301, 302, 307, 308];
/** Done, made, taken on, and gone. */
const answers = [200, 201, 202, 204];

/** What is sent; `body` is JSON. */
interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly env: Env;
}

/** `path` begins with a slash and has its segments escaped. Never rejects, and sends the token to no other host. */
export function askGitHub(path: string, token: Secret | undefined, env: Env): Promise<GitHubAnswer> {
  return call(path, () => ({ method: 'GET', headers: headersFor(token) }), env);
}

/** What is to be made or changed, as JSON. */
export interface Telling {
  readonly method: 'POST' | 'PATCH';
  readonly body: string;
}

/** The same with a body. What makes something is not sent again when it may have arrived. */
export function tellGitHub(
  path: string,
  { method, body }: Telling,
  token: Secret | undefined,
  env: Env,
): Promise<GitHubAnswer> {
  const headers = () => ({ ...headersFor(token), 'content-type': 'application/json' });
  return call(path, () => ({ method, headers: headers(), body }), env);
}

/** Deletes something. What may have been deleted already is deleted again, which does no harm. */
export function deleteAtGitHub(path: string, token: Secret | undefined, env: Env): Promise<GitHubAnswer> {
  return call(path, () => ({ method: 'DELETE', headers: headersFor(token) }), env);
}

async function call(path: string, make: () => Omit<Call, 'env'>, env: Env): Promise<GitHubAnswer> {
  try {
    const base = baseUrl(env);
    const answer = await tryTwice({ ...make(), env }, below(base, path), base);
    return read(answer, base);
  } catch (error) {
    return { kind: 'silent', words: `GitHub did not answer: ${wordsOf(error)}` };
  }
}

/** A host with several addresses gives an error of each, and the whole has no words of its own. */
function errorsOf(error: unknown): readonly unknown[] {
  const { errors } = Object(error) as { errors?: unknown };
  return Array.isArray(errors) ? errors : [error];
}

function wordsOf(error: unknown): string {
  const [first] = errorsOf(error);
  return first instanceof Error ? first.message : String(first);
}

/** On GitHub Enterprise Server it has a path of its own, `/api/v3`. */
function baseUrl(env: Env): URL {
  const given = env['GITHUB_API_URL'] || 'https://api.github.com';
  if (!URL.canParse(given)) throw new Error(`GITHUB_API_URL is not a URL, but ${given}`);
  const base = new URL(given.replace(/\/+$/, ''));
  const onThisMachine = ['localhost', '127.0.0.1', '[::1]'].includes(base.hostname);
  if (base.protocol === 'https:' || (base.protocol === 'http:' && onThisMachine)) return base;
  throw new Error(`GITHUB_API_URL is not https, but ${base.protocol}//${base.host}`);
}

function below(base: URL, path: string): URL {
  return new URL(base.href.replace(/\/$/, '') + path);
}

function headersFor(token: Secret | undefined): Record<string, string> {
  return {
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    // GitHub refuses requests without one.
    'user-agent': 'slipway',
    ...(token !== undefined && { authorization: `Bearer ${token.reveal()}` }),
  };
}

/**
 * Trouble of a moment is common enough for one more try; a refusal stays one. A gateway that answers 5xx, or a connection
 * that breaks, does not tell whether GitHub has done what it was told, and doing it again would make a second thing.
 */
async function tryTwice(call: Call, url: URL, base: URL): Promise<Answer> {
  try {
    const first = await sendCall(call, url, base);
    if (first.status < 500 || call.method === 'POST') return first;
  } catch (error) {
    if (call.method === 'POST' && !neverArrived(error)) throw error;
  }
  await sleep(beforeRetryMilliseconds);
  return sendCall(call, url, base);
}

/** No address was found, or nobody was there: then nothing was sent. */
function neverArrived(error: unknown): boolean {
  const calls = errorsOf(error).map((it) => String((Object(it) as { syscall?: unknown }).syscall));
  return calls.every((call) => call === 'getaddrinfo' || call === 'connect');
}

/** A renamed repository is redirected to its number, where a body is wanted too. */
async function sendCall(call: Call, url: URL, base: URL): Promise<Answer> {
  const { method, headers, ...body } = call;
  const answer = await send(method, url, headers, body);
  if (!redirects.includes(answer.status)) return answer;
  const path = pathBelow(base, answer.headers.location);
  return path === undefined ? answer : send(method, below(base, path), headers, body);
}

/** What stands behind the API's address in a URL that GitHub gave; undefined when it is somewhere else. */
function pathBelow(base: URL, link: string | undefined): string | undefined {
  if (link === undefined || !URL.canParse(link, base.href)) return undefined;
  const url = new URL(link, base.href);
  const prefix = base.pathname.replace(/\/$/, '');
  if (url.origin !== base.origin || !url.pathname.startsWith(`${prefix}/`)) return undefined;
  return url.pathname.slice(prefix.length) + url.search;
}

function read(answer: Answer, base: URL): GitHubAnswer {
  const body = answer.status === 204 ? null : parsed(answer.body);
  if (!answers.includes(answer.status))
    return { kind: 'refused', status: answer.status, words: refusal(answer.status, body) };
  if (body === undefined) return { kind: 'silent', words: "GitHub's answer is not JSON" };
  const link = /<([^>]*)>\s*;\s*rel="next"/.exec(String(answer.headers['link'] ?? ''))?.[1];
  if (link === undefined) return { kind: 'answer', body };
  const next = pathBelow(base, link);
  // Half a list must not be taken for the whole.
  if (next === undefined) return { kind: 'silent', words: "GitHub's next page is on another host" };
  return { kind: 'answer', body, next };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The message, and of what did not pass GitHub's checks the first one's, which the message only counts as failed. */
function refusal(status: number, body: unknown): string {
  const { errors } = Object(body) as { errors?: unknown };
  const sentences = [body, Array.isArray(errors) ? errors[0] : undefined].map(sentenceOf).filter((it) => it !== '');
  return [`GitHub answered ${status}`, ...sentences].join(': ');
}

/** The first sentence of a message; further ones say whom to write to. */
function sentenceOf(holder: unknown): string {
  const { message } = Object(holder) as { message?: unknown };
  const [line = ''] = typeof message === 'string' ? message.split('\n') : [];
  return line.replace(/\.(?:\s.*)?$/, '').slice(0, 200);
}
