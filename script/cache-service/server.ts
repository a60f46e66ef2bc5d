/**
 * A double of the cache service of GitHub Actions, version 2, on this machine: entries per scope as GitHub keeps them,
 * blobs in memory. What does not fit the service's messages is answered 400 and kept in `violations`.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
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
  /** The method of the service, or `PUT`, `HEAD` and `GET` of a blob. */
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

/**
 * Starts the double on a free port of 127.0.0.1. `blobs` is another address that it gives for blobs, at which it is
 * reached as a proxy.
 */
export async function startCacheService(blobs?: string): Promise<CacheService> {
  const double = new Double();
  const server = createServer((request, response) => void double.answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  double.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  double.blobs = blobs ?? double.url;
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
  blobs = '';
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
    if (url.pathname.startsWith('/blobs/')) this.#blob(request, url, body, response);
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
    return { status: 200, body: { ok: true, signed_upload_url: `${this.blobs}blobs/${id}?sig=s`, message: '' } };
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
      const url = `${this.blobs}blobs/${found.id}?sig=s`;
      return { status: 200, body: { ok: true, signed_download_url: url, matched_key: found.key } };
    }
    return { status: 200, body: { ok: false, signed_download_url: '', matched_key: '' } };
  }

  #blob(request: IncomingMessage, url: URL, body: Buffer, response: ServerResponse): void {
    const { method = '' } = request;
    const entry = this.#stored[Number(url.pathname.slice('/blobs/'.length))];
    const gone = entry === undefined || (method !== 'PUT' && this.#fault?.kind === 'evicted');
    if (gone) {
      this.calls.push({ method, key: entry?.key ?? '', status: 404 });
      response.writeHead(404, { 'x-ms-error-code': 'BlobNotFound' }).end();
      return;
    }
    if (method === 'PUT') {
      this.violations.push(...wrongsOfUpload(request, url));
      upload(entry, url, body);
      this.calls.push({ method, key: entry.key, status: 201 });
      response.writeHead(201, { etag: '"1"', 'x-ms-request-id': '1' }).end();
      return;
    }
    const { status, headers, part } = partOf(entry.data, request.headers);
    this.calls.push({ method, key: entry.key, status });
    response.writeHead(status, headers).end(method === 'HEAD' ? undefined : this.#spoilt(part));
    if (method === 'GET' && this.#fault?.kind === 'truncated') response.destroy();
  }

  #spoilt(data: Buffer): Buffer {
    if (this.#fault?.kind === 'truncated') return data.subarray(0, data.length - 1);
    return this.#fault?.kind === 'corrupt' ? Buffer.alloc(data.length, 'x') : data;
  }
}

/** A blob is of one kind from its first byte on (Azure Blob Storage, Put Blob). */
function wrongsOfUpload({ headers }: IncomingMessage, url: URL): string[] {
  const whole = !url.searchParams.has('comp');
  return whole && headers['x-ms-blob-type'] !== 'BlockBlob' ? ['PUT: a blob of no kind'] : [];
}

/** The bytes that are asked for; Azure's clients say so by a header of their own (Azure Blob Storage, Get Blob). */
function partOf(data: Buffer, asked: IncomingHttpHeaders) {
  const range = /^bytes=(\d+)-(\d*)$/.exec(String(asked['x-ms-range'] ?? asked.range ?? ''));
  const common = { etag: '"1"', 'x-ms-blob-type': 'BlockBlob', 'accept-ranges': 'bytes' };
  if (range === null) return { status: 200, headers: { ...common, 'content-length': data.length }, part: data };
  const from = Number(range[1]);
  const part = data.subarray(from, range[2] === '' ? data.length : Number(range[2]) + 1);
  const place = { 'content-range': `bytes ${from}-${from + part.length - 1}/${data.length}` };
  return { status: 206, headers: { ...common, ...place, 'content-length': part.length }, part };
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
