/** Sends one HTTP request; what GitHub and the registries are asked with. Follows no redirect and trusts no proxy. */
import type { IncomingHttpHeaders } from 'node:http';
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';

type Env = Readonly<Record<string, string | undefined>>;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const timeoutMilliseconds = 10_000;
/** Far above anything that is asked for, and far below what would trouble a runner. */
const mostBytes = 20 * 1024 * 1024;

/** Whether requests have to go through a proxy, which `send` does not know how to do. */
export function behindProxy(env: Env): boolean {
  return ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].some((name) => (env[name] ?? '') !== '');
}

export interface More {
  readonly signal?: AbortSignal | undefined;
  readonly body?: string;
}

/** The answer, whatever its status. Rejects when there is none within 10 s, or one of more than 20 MB, or at the signal. */
export function send(method: string, url: URL, headers: Record<string, string>, more: More = {}): Promise<Answer> {
  const { signal, body: sentBody } = more;
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const request = url.protocol === 'http:' ? plainRequest : tlsRequest;
  // No agent: an idle connection would keep the process from ending.
  const sent = request(url, { method, headers, agent: false, timeout: timeoutMilliseconds, signal }, (response) => {
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
