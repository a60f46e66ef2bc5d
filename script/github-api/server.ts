/**
 * A double of GitHub's REST API on this machine: it serves a described repository, and holds every request and every
 * answer against GitHub's own description. What does not fit is answered 400 and kept in `violations`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  type Asked,
  bodySchema,
  findOperation,
  resolved,
  wrongAnswer,
  wrongBody,
  wrongHeaders,
  wrongValues,
} from './contract.ts';
import type { Deployment } from './deployments.ts';
import type { Issue } from './issues.ts';
import { type Kept, kept, type Repository, tell } from './repository.ts';
import { filled } from './sample.ts';
import { plain, type Told } from './told.ts';

export interface GitHubOptions {
  /** The one token that is taken; without it nobody needs one, and any is taken. */
  readonly token?: string;
  /** Lists come in pages of so many entries; on one page when left out. */
  readonly pageSize?: number;
  /** What stands before `/repos/` in a path: GitHub Enterprise Server has `/api/v3`. */
  readonly prefix?: string;
  /** The address that links to next pages name, when it is not the double's own. */
  readonly linksTo?: string;
  /** Former names of the repository; they are redirected. */
  readonly formerNames?: readonly string[];
}

/** Ways of not answering; each is for one request. */
export type Fault =
  | { readonly kind: 'rate-limit' | 'secondary-limit' | 'broken' | 'hang-up' | 'nonsense' | 'huge' }
  | { readonly kind: 'redirect'; readonly to: string };

export interface LoggedRequest {
  readonly method: string;
  /** With its query, as it was sent. */
  readonly path: string;
  readonly authorization: string | undefined;
  /** From its JSON; undefined when there was none. */
  readonly body: unknown;
  /** Undefined when the connection was cut instead. */
  readonly status: number | undefined;
}

export interface GitHubDouble extends AsyncDisposable {
  /** For GITHUB_API_URL. */
  readonly url: string;
  readonly requests: readonly LoggedRequest[];
  readonly violations: readonly string[];
  /** What was made, oldest first. */
  readonly deployments: readonly Deployment[];
  /** As they are now, oldest first. */
  readonly issues: readonly Issue[];
  /** The next requests meet these, one each. */
  fail(...faults: readonly Fault[]): void;
  /** The next requests for such a path meet these, one each. */
  failAt(path: RegExp, ...faults: readonly Fault[]): void;
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

interface Reply extends Told {
  readonly headers?: Readonly<Record<string, string>>;
}

/** Starts the double on a free port of 127.0.0.1. */
export async function startGitHub(repository: Repository, options: GitHubOptions = {}): Promise<GitHubDouble> {
  const double = new Double(repository, options);
  const server = createServer((request, response) => void double.answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  double.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${options.prefix ?? ''}`;
  return Object.assign(double, {
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

class Double {
  url = '';
  readonly requests: LoggedRequest[] = [];
  readonly violations: string[] = [];
  readonly #repository: Kept;
  readonly #options: GitHubOptions;
  readonly #faults: { readonly path: RegExp; readonly fault: Fault }[] = [];
  /** Links are opaque: what was handed out is taken back as it is. */
  readonly #handedOut = new Set<string>();

  constructor(repository: Repository, options: GitHubOptions) {
    this.#repository = kept(repository);
    this.#options = options;
  }

  get deployments(): readonly Deployment[] {
    return this.#repository.deployments;
  }

  get issues(): readonly Issue[] {
    return this.#repository.issues;
  }

  fail(...faults: readonly Fault[]): void {
    this.failAt(/^/, ...faults);
  }

  failAt(path: RegExp, ...faults: readonly Fault[]): void {
    this.#faults.push(...faults.map((fault) => ({ path, fault })));
  }

  #nextFault(path: string): Fault | undefined {
    const at = this.#faults.findIndex((one) => one.path.test(path));
    return at < 0 ? undefined : this.#faults.splice(at, 1)[0]?.fault;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = request;
    const read = await text(request).catch(() => undefined);
    // Whoever asked is gone.
    if (read === undefined) return;
    const body = parsed(read);
    const reply = this.#reply({ method, path, headers, body });
    this.requests.push({ method, path, authorization: headers.authorization, body, status: reply?.status });
    if (reply === undefined) {
      request.socket.destroy();
      return;
    }
    response
      .writeHead(reply.status, { 'content-type': 'application/json; charset=utf-8', ...reply.headers })
      .end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
  }

  /** Undefined means to hang up. */
  #reply(sent: Sent): Reply | undefined {
    const { method, path, headers, body } = sent;
    const url = new URL(path, 'http://127.0.0.1');
    const asked = this.#asked(method, url.pathname);
    const wrong = wrongHeaders(headers, asked?.operation);
    if (asked === undefined) wrong.push('GitHub has no such path, or the action is not known to ask for it');
    else if (!this.#handedOut.has(path)) wrong.push(...wrongValues(asked, url.searchParams));
    if (asked !== undefined) wrong.push(...wrongBody(asked.operation, body));
    if (asked === undefined || wrong.length > 0) return this.#violated(sent, wrong);
    const fault = this.#nextFault(path);
    const reply =
      fault === undefined
        ? (this.#refused(headers.authorization) ?? this.#moved(asked, url) ?? this.#told(asked, url, body))
        : faultReply(fault);
    // Redirects and broken servers send what they like; all else has the form that GitHub promises.
    const broken = typeof reply?.body === 'object' ? wrongAnswer(asked.operation, reply.status, reply.body) : [];
    return broken.length > 0 ? this.#violated(sent, broken) : reply;
  }

  #violated({ method, path }: Sent, wrong: readonly string[]): Reply {
    this.violations.push(...wrong.map((words) => `${method} ${path}: ${words}`));
    return plain(400, wrong.join('; '));
  }

  #asked(method: string, pathname: string): Asked | undefined {
    const prefix = this.#options.prefix ?? '';
    if (!pathname.startsWith(`${prefix}/`)) return undefined;
    return findOperation(
      method,
      pathname.slice(prefix.length).replace(/^\/repositories\/1\//, `/repos/${this.#repository.name}/`),
    );
  }

  /** To a wrong token GitHub says 401; to none it hides private repositories, which this double says plainly. */
  #refused(authorization: string | undefined): Reply | undefined {
    const { token } = this.#options;
    if (token === undefined || authorization === `Bearer ${token}`) return undefined;
    return plain(401, authorization === undefined ? 'Requires authentication' : 'Bad credentials');
  }

  /** Renamed repositories are found by their number, as are next pages. */
  #moved({ operation, values }: Asked, url: URL): Reply | undefined {
    const name = `${values['owner']}/${values['repo']}`;
    if (!(this.#options.formerNames ?? []).includes(name)) return undefined;
    const location = this.url + url.pathname.slice(this.#prefixLength()).replace(`/repos/${name}/`, '/repositories/1/');
    this.#handedOut.add(new URL(location).pathname + url.search);
    // What is sent must be sent there again, which 301 does not make sure of.
    const status = operation.method === 'GET' ? 301 : 307;
    return { ...plain(status, 'Moved Permanently'), headers: { location: location + url.search } };
  }

  #prefixLength(): number {
    return this.#options.prefix?.length ?? 0;
  }

  #told(asked: Asked, url: URL, sent: unknown): Reply {
    const values = { ...Object.fromEntries(url.searchParams), ...asked.values };
    const { status, body } = tell(asked.operation.name, this.#repository, values, sent);
    const schema = resolved(bodySchema(asked.operation, status));
    if (!Array.isArray(body)) return { status, body: filled(schema, body) };
    return this.#page(
      status,
      body.map((entry) => filled(schema['items'], entry)),
      url,
    );
  }

  #page(status: number, entries: readonly unknown[], url: URL): Reply {
    const asked = Number(url.searchParams.get('per_page') ?? entries.length);
    const size = Math.min(this.#options.pageSize ?? asked, asked);
    const page = Number(url.searchParams.get('page') ?? 1);
    const body = entries.slice((page - 1) * size, page * size);
    if (page * size >= entries.length) return { status, body };
    const own = url.pathname
      .slice(this.#prefixLength())
      .replace(`/repos/${this.#repository.name}/`, '/repositories/1/');
    const query = new URLSearchParams(url.searchParams);
    query.set('page', `${page + 1}`);
    const next = `${this.#options.linksTo ?? this.url}${own}?${query}`;
    this.#handedOut.add(new URL(next).pathname + new URL(next).search);
    return { status, body, headers: { link: `<${next}>; rel="next", <${this.url}${own}?page=99>; rel="last"` } };
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The words and headers of docs.github.com/rest, "Rate limits for the REST API". */
function faultReply(fault: Fault): Reply | undefined {
  switch (fault.kind) {
    case 'rate-limit':
      return {
        ...plain(403, "API rate limit exceeded for 203.0.113.7. (But here's the good news: there is a higher limit.)"),
        headers: { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1790000000' },
      };
    case 'secondary-limit':
      return {
        ...plain(429, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'),
        headers: { 'retry-after': '60' },
      };
    case 'broken':
      return plain(500, 'Server Error');
    case 'nonsense':
      return { status: 200, body: '<html>Unicorn!</html>' };
    case 'huge':
      return { status: 200, body: ' '.repeat(21 * 1024 * 1024) };
    case 'redirect':
      return { ...plain(302, 'Found'), headers: { location: fault.to } };
    case 'hang-up':
      return undefined;
  }
}
