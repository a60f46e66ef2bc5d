/** Stands before a registry: counts what is asked, and delays, refuses or cuts on demand. */
import { once } from 'node:events';
import { createServer as createHttp, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';

export interface RegistryRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: string;
  /** Undefined while the answer is due, and for ever when the connection was cut before it. */
  readonly status: number | undefined;
  /** True when the request carried an Authorization header. */
  readonly hadCredentials: boolean;
  readonly at: Date;
}

export interface Fault {
  readonly match: { readonly method?: string; readonly path?: RegExp };
  /** For how many requests it holds; for all when left out. */
  readonly times?: number;
  readonly action: FaultAction;
}

/** `delay` and `hold` let the request through afterwards, `cut` its beginning; the others end it. */
export type FaultAction =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Record<string, string>;
    }
  | { readonly kind: 'reset' }
  /** Passes so many bytes of the request on, then resets. */
  | { readonly kind: 'cut'; readonly bytes: number }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'hold'; readonly until: Promise<void> };

export interface FaultyProxy {
  readonly port: number;
  readonly requests: readonly RegistryRequest[];
  /** The first fault that fits a request takes it. */
  inject(fault: Fault): void;
  /** Forgets all faults and all counted requests. */
  clear(): void;
  stop(): Promise<void>;
}

export interface ProxyOptions {
  /** Where the proxy listens. */
  readonly address: string;
  /** A free one when left out. */
  readonly port?: number;
  /** The port on 127.0.0.1 where the real registry listens. */
  readonly target: number;
  /** With these the proxy speaks TLS to its clients. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  /** The `Authorization` with which everybody pulls who has none. */
  readonly reading?: string;
}

type Counted = { -readonly [K in keyof RegistryRequest]: RegistryRequest[K] };
type Pending = Fault & { left: number };

/** Starts the proxy on a free port of its address. */
export async function startProxy(options: ProxyOptions): Promise<FaultyProxy> {
  const requests: Counted[] = [];
  const faults: Pending[] = [];
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const counted = count(incoming);
    requests.push(counted);
    outgoing.on('finish', () => {
      counted.status = outgoing.statusCode;
    });
    void handle({ incoming, outgoing, options, fault: take(faults, counted) });
  };
  const server = options.tls ? createHttps(options.tls, answer) : createHttp(answer);
  const listening = once(server, 'listening');
  server.listen(options.port ?? 0, options.address);
  await listening;
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    inject: (fault) => void faults.push({ ...fault, left: fault.times ?? Number.POSITIVE_INFINITY }),
    clear: () => {
      faults.length = 0;
      requests.length = 0;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function count(incoming: IncomingMessage): Counted {
  const [path = '', query = ''] = (incoming.url ?? '').split('?', 2);
  const hadCredentials = incoming.headers.authorization !== undefined;
  return { method: incoming.method ?? '', path, query, status: undefined, hadCredentials, at: new Date() };
}

function take(faults: Pending[], { method, path }: RegistryRequest): FaultAction | undefined {
  const fits = ({ match, left }: Pending) =>
    left > 0 && (match.method ?? method) === method && (match.path === undefined || path.search(match.path) >= 0);
  const fault = faults.find(fits);
  if (fault) fault.left -= 1;
  return fault?.action;
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly options: ProxyOptions;
  readonly fault: FaultAction | undefined;
}

async function handle(exchange: Exchange): Promise<void> {
  const { incoming, outgoing, fault } = exchange;
  switch (fault?.kind) {
    case 'status':
      incoming.resume();
      outgoing.writeHead(fault.status, fault.headers).end(fault.body);
      return;
    case 'reset':
      reset(incoming);
      return;
    case 'cut':
      cutAfter(incoming, fault.bytes);
      break;
    case 'delay':
      await sleep(fault.ms);
      break;
    case 'hold':
      await fault.until;
      break;
    case undefined:
      break;
  }
  pass(exchange);
}

function cutAfter(incoming: IncomingMessage, bytes: number): void {
  let seen = 0;
  incoming.on('data', (data: Buffer) => {
    seen += data.length;
    if (seen >= bytes) reset(incoming);
  });
}

/** A socket under TLS knows no reset of its own; there the connection just ends. */
function reset({ socket }: IncomingMessage): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

function pass({ incoming, outgoing, options }: Exchange): void {
  // The client may have given up while it was kept waiting.
  if (incoming.socket.destroyed) return;
  const { method, url: path } = incoming;
  // Clients find out by /v2/ itself whether there is a login at all.
  const reads = /^(?:GET|HEAD)$/.test(method ?? '') && path !== '/v2/' && options.reading !== undefined;
  // The registry builds its Location headers from these two.
  const headers = {
    ...(reads && { authorization: options.reading }),
    ...incoming.headers,
    'x-forwarded-proto': options.tls ? 'https' : 'http',
  };
  const target = forward({ host: '127.0.0.1', port: options.target, method, path, headers, agent: false }, (reply) => {
    outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.on('error', () => outgoing.destroy());
    reply.pipe(outgoing);
  });
  target.on('error', () => outgoing.destroy());
  outgoing.on('close', () => target.destroy());
  incoming.pipe(target);
}
