/**
 * A double of the cache service of GitHub Actions, version 2, on this machine: entries per scope as GitHub keeps them,
 * blobs in memory. What does not fit the service's messages is answered 400 and kept in `violations`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkMessage, type Message } from './messages.ts';
import { readScopes, type Scope } from './tokens.ts';

export interface Entry {
  /** The ref that it belongs to, for example `refs/heads/main`. */
  readonly scope: string;
  readonly key: string;
  readonly version: string;
  readonly bytes: number;
}

export interface LoggedCall {
  /** The method of the service, or `PUT` and `GET` of a blob. */
  readonly method: string;
  readonly key: string;
  readonly status: number;
}

export type Fault =
  /** Calls of the service are answered so. */
  | { readonly kind: 'status'; readonly status: number }
  /** Connections are accepted, and nothing is ever said. */
  | { readonly kind: 'silent' }
  /** Blobs come with their last bytes missing, or with others than were sent. */
  | { readonly kind: 'truncated' | 'corrupt' }
  /** Blobs are gone although the service names them. */
  | { readonly kind: 'evicted' };

export interface CacheService extends AsyncDisposable {
  /** For ACTIONS_RESULTS_URL. */
  readonly url: string;
  readonly calls: readonly LoggedCall[];
  readonly violations: readonly string[];
  /** Everything that was uploaded and finalized, oldest first. */
  readonly entries: readonly Entry[];
  /** From now on; undefined when all is well again. */
  fail(fault: Fault | undefined): void;
}

type Stored = { -readonly [K in keyof Entry]: Entry[K] } & {
  readonly id: number;
  data: Buffer;
  final: boolean;
  readonly blocks: Map<string, Buffer>;
};

/** Starts the double on a free port of 127.0.0.1. */
export async function startCacheService(): Promise<CacheService> {
  const double = new Double();
  const server = createServer((request, response) => void double.answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  double.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return Object.assign(double, {
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

const service = '/twirp/github.actions.results.api.v1.CacheService/';

interface Reply {
  readonly status: number;
  readonly body: object;
}

class Double {
  url = '';
  readonly calls: LoggedCall[] = [];
  readonly violations: string[] = [];
  readonly #stored: Stored[] = [];
  #fault: Fault | undefined;

  get entries(): readonly Entry[] {
    return this.#stored.filter(({ final }) => final);
  }

  fail(fault: Fault | undefined): void {
    this.#fault = fault;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#fault?.kind === 'silent') return;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const url = new URL(request.url ?? '/', this.url);
    if (url.pathname.startsWith('/blobs/')) this.#blob(request.method ?? '', url, body, response);
    else this.#call(url.pathname, request, body, response);
  }

  #call(path: string, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const method = path.startsWith(service) ? path.slice(service.length) : path;
    const { message, problems } = checkMessage(method, body.toString('utf8'));
    const scopes = readScopes(request.headers.authorization);
    if (scopes === undefined) problems.push('no token with scopes');
    this.violations.push(...problems.map((problem) => `${method}: ${problem}`));
    const reply =
      this.#fault?.kind === 'status'
        ? { status: this.#fault.status, body: { code: 'internal', msg: 'so it was asked for' } }
        : problems.length > 0
          ? { status: 400, body: { code: 'malformed', msg: problems.join('; ') } }
          : this.#carryOut(method, message, scopes ?? []);
    this.calls.push({ method, key: message.key, status: reply.status });
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body));
  }

  #carryOut(method: string, message: Message, scopes: readonly Scope[]): Reply {
    switch (method) {
      case 'CreateCacheEntry':
        return this.#create(message, scopes);
      case 'FinalizeCacheEntryUpload':
        return this.#finalize(message, scopes);
      default:
        return this.#find(message, scopes);
    }
  }

  #create({ key, version }: Message, scopes: readonly Scope[]): Reply {
    const scope = scopes.find(({ writes }) => writes)?.name;
    if (scope === undefined)
      return {
        status: 200,
        body: { ok: false, signed_upload_url: '', message: 'cache write denied: token is read-only' },
      };
    if (this.#stored.some((entry) => entry.scope === scope && entry.key === key && entry.version === version))
      return { status: 409, body: { code: 'already_exists', msg: `cache entry ${key} exists` } };
    const id = this.#stored.length;
    this.#stored.push({ id, scope, key, version, bytes: 0, data: Buffer.alloc(0), final: false, blocks: new Map() });
    return { status: 200, body: { ok: true, signed_upload_url: `${this.url}blobs/${id}?sig=s`, message: '' } };
  }

  #finalize({ key, version, sizeBytes }: Message, scopes: readonly Scope[]): Reply {
    const scope = scopes.find(({ writes }) => writes)?.name;
    const entry = this.#stored.find((one) => one.scope === scope && one.key === key && one.version === version);
    if (entry === undefined || entry.data.length !== sizeBytes)
      return { status: 200, body: { ok: false, entry_id: '0', message: 'no such upload of this size' } };
    entry.bytes = entry.data.length;
    entry.final = true;
    return { status: 200, body: { ok: true, entry_id: String(entry.id + 1), message: '' } };
  }

  /** Scopes in the order of the token; in each the very key, then the newest that begins with it or a further one. */
  #find({ key, restoreKeys, version }: Message, scopes: readonly Scope[]): Reply {
    for (const { name } of scopes) {
      const own = this.#stored.filter((entry) => entry.final && entry.scope === name && entry.version === version);
      const found =
        own.find((entry) => entry.key === key) ??
        [key, ...restoreKeys].map((prefix) => own.findLast((entry) => entry.key.startsWith(prefix))).find(Boolean);
      if (found === undefined) continue;
      const url = `${this.url}blobs/${found.id}?sig=s`;
      return { status: 200, body: { ok: true, signed_download_url: url, matched_key: found.key } };
    }
    return { status: 200, body: { ok: false, signed_download_url: '', matched_key: '' } };
  }

  #blob(method: string, url: URL, body: Buffer, response: ServerResponse): void {
    const entry = this.#stored[Number(url.pathname.slice('/blobs/'.length))];
    const gone = entry === undefined || (method === 'GET' && this.#fault?.kind === 'evicted');
    const status = gone ? 404 : method === 'PUT' ? 201 : 200;
    this.calls.push({ method, key: entry?.key ?? '', status });
    if (entry === undefined || gone) {
      response.writeHead(404).end();
      return;
    }
    if (method === 'PUT') {
      upload(entry, url, body);
      response.writeHead(201, { etag: '"1"', 'x-ms-request-id': '1' }).end();
      return;
    }
    response.writeHead(200, { 'content-length': entry.data.length }).end(this.#spoilt(entry.data));
    if (this.#fault?.kind === 'truncated') response.destroy();
  }

  #spoilt(data: Buffer): Buffer {
    if (this.#fault?.kind === 'truncated') return data.subarray(0, data.length - 1);
    return this.#fault?.kind === 'corrupt' ? Buffer.alloc(data.length, 'x') : data;
  }
}

/** In one piece, or in blocks and then a list of them (Azure Blob Storage, Put Blob, Put Block, Put Block List). */
function upload(entry: Stored, url: URL, body: Buffer): void {
  switch (url.searchParams.get('comp')) {
    case 'block':
      entry.blocks.set(url.searchParams.get('blockid') ?? '', body);
      return;
    case 'blocklist': {
      const ids = [...body.toString('utf8').matchAll(/<(?:Latest|Uncommitted)>([^<]+)</g)].map(([, id = '']) => id);
      entry.data = Buffer.concat(ids.map((id) => entry.blocks.get(id) ?? Buffer.alloc(0)));
      return;
    }
    default:
      entry.data = body;
  }
}
