/** Sends one HTTP request; what GitHub and the registries are asked with. Follows no redirect. */
import type { IncomingHttpHeaders } from 'node:http';
import { request as plainRequest } from 'node:http';
import { Agent, request as tlsRequest } from 'node:https';
import { goesPastProxy } from './no-proxy.ts';

export type Env = Readonly<Record<string, string | undefined>>;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const timeoutMilliseconds = 10_000;
/** Far above anything that is asked for, and far below what would trouble a runner. */
const mostBytes = 20 * 1024 * 1024;

export interface More {
  /** Names the proxy, if there is one: HTTPS_PROXY and NO_PROXY, in capitals or not. */
  readonly env: Env;
  readonly signal?: AbortSignal | undefined;
  readonly body?: string;
}

/** The answer, whatever its status. Rejects when there is none within 10 s, or one of more than 20 MB, or at the signal. */
export function send(method: string, url: URL, headers: Record<string, string>, more: More): Promise<Answer> {
  const { env, signal, body: sentBody } = more;
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const request = url.protocol === 'http:' ? plainRequest : tlsRequest;
  const agent = agentFor(url, env);
  const sent = request(url, { method, headers, agent, timeout: timeoutMilliseconds, signal }, (response) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (data: Buffer) => {
      bytes += data.length;
      if (bytes > mostBytes) response.destroy(new Error(`the answer of ${url.host} is larger than 20 MB`));
      else chunks.push(data);
    });
    response.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
    });
    response.on('error', reject);
  });
  sent.on('timeout', () => sent.destroy(new Error(`no answer from ${url.host} in ${timeoutMilliseconds / 1000} s`)));
  sent.on('error', reject);
  sent.end(sentBody);
  return promise;
}

/**
 * Keeps no connection, since an idle one would keep the process from ending. What is on this machine is plain HTTP, and
 * is asked directly, as docker's tools do it.
 */
function agentFor(url: URL, env: Env): Agent | false {
  const proxy = env['https_proxy'] || env['HTTPS_PROXY'];
  if (url.protocol === 'http:' || !proxy) return false;
  if (goesPastProxy(url, env['no_proxy'] || env['NO_PROXY'] || '')) return false;
  return new Agent({ proxyEnv: { HTTPS_PROXY: proxyUrl(proxy) } });
}

/** A host and a port alone will do, as for docker's tools. What cannot be read is not quoted: it may hold a password. */
function proxyUrl(text: string): string {
  const url = text.includes('://') ? text : `http://${text}`;
  if (URL.canParse(url) && /^https?:/i.test(url)) return url;
  throw new Error('HTTPS_PROXY names no HTTP proxy');
}
