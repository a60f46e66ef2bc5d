/**
 * Asks GitHub's REST API (docs.github.com/rest). Every answer is a value: what is asked here is a help, and whoever asks
 * has another way or goes on without.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Secret } from '../model.ts';
import { type Answer, behindProxy, send } from './http.ts';
import type { GitHubAnswer } from './ports.ts';

type Env = Readonly<Record<string, string | undefined>>;

const beforeRetryMilliseconds = 300;
const redirects = [301, 302, 307, 308];

/** `path` begins with a slash and has its segments escaped. Never rejects, and sends the token to no other host. */
export async function askGitHub(path: string, token: Secret | undefined, env: Env): Promise<GitHubAnswer> {
  if (behindProxy(env)) return { kind: 'silent', words: 'GitHub is behind a proxy' };
  try {
    const base = baseUrl(env);
    return read(await askTwice(below(base, path), base, headersFor(token)), base);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return { kind: 'silent', words: `GitHub did not answer: ${words}` };
  }
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

/** Trouble of a moment is common enough for one more try; a refusal stays one. */
async function askTwice(url: URL, base: URL, headers: Record<string, string>): Promise<Answer> {
  const first = await ask(url, base, headers).catch(() => undefined);
  if (first !== undefined && first.status < 500) return first;
  await sleep(beforeRetryMilliseconds);
  return ask(url, base, headers);
}

/** A renamed repository is redirected to its number. */
async function ask(url: URL, base: URL, headers: Record<string, string>): Promise<Answer> {
  const answer = await send('GET', url, headers);
  if (!redirects.includes(answer.status)) return answer;
  const path = pathBelow(base, answer.headers.location);
  return path === undefined ? answer : send('GET', below(base, path), headers);
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
  const body = parsed(answer.body);
  if (answer.status !== 200) return { kind: 'refused', status: answer.status, words: refusal(answer.status, body) };
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

/** The first sentence of GitHub's message; further ones say whom to write to. */
function refusal(status: number, body: unknown): string {
  const message = (body as { message?: unknown } | null | undefined)?.message;
  const [line = ''] = typeof message === 'string' ? message.split('\n') : [];
  const sentence = line.replace(/\.(?:\s.*)?$/, '');
  return sentence === '' ? `GitHub answered ${status}` : `GitHub answered ${status}: ${sentence.slice(0, 200)}`;
}
