/** Asks a container over HTTP whether it works, as a visitor would. */
import { type IncomingMessage, request } from 'node:http';
import type { ProbeAnswer } from './ports.ts';

const mostRedirects = 5;
/** Of an answer that is not what it should be, people want to see the beginning. */
const shownBytes = 500;

/** As `World.probe` says; the limit holds for all redirects together. */
export async function probe(url: string, limitSeconds: number, socketPath?: string): Promise<ProbeAnswer> {
  const signal = AbortSignal.timeout(Math.ceil(limitSeconds * 1000));
  let target = new URL(url);
  const way = [target.pathname];
  for (;;) {
    const told = await ask(target, signal, socketPath);
    if ('words' in told)
      return { kind: 'silent', words: signal.aborted ? `no answer in ${limitSeconds.toFixed(1)} s` : told.words };
    const next = told.location === undefined ? undefined : onSameHost(told.location, target);
    if (next === undefined) return { kind: 'answer', status: told.status, body: told.body };
    way.push(next.pathname);
    if (way.length > mostRedirects + 1) return { kind: 'silent', words: `redirects without end: ${way.join(' -> ')}` };
    target = next;
  }
}

interface Answered {
  readonly status: number;
  readonly body: string;
  /** Where a redirect leads. */
  readonly location: string | undefined;
}

type Told = Answered | { readonly words: string };

function ask(target: URL, signal: AbortSignal, socketPath: string | undefined): Promise<Told> {
  const { promise, resolve } = Promise.withResolvers<Told>();
  const { hostname, port, pathname, search } = target;
  // Frameworks that check the host know this one; a container's address they cannot know.
  const headers = { host: port === '' ? 'localhost' : `localhost:${port}`, 'user-agent': 'slipway-smoke-test' };
  const way = socketPath === undefined ? { hostname, port } : { socketPath };
  const sent = request({ ...way, path: pathname + search, headers, agent: false, signal }, (response) => {
    void answered(response).then(resolve);
  });
  // Nobody asked for another protocol: the status says what the server did.
  sent.on('upgrade', (response, socket) => {
    socket.destroy();
    resolve({ status: response.statusCode ?? 0, body: '', location: undefined });
  });
  sent.on('error', (error) => resolve({ words: error.message }));
  sent.on('close', () => resolve({ words: 'the connection was closed without an answer' }));
  sent.end();
  return promise;
}

/** A good status is an answer at once, since the body of a stream never ends. Of others the beginning of it is shown. */
async function answered(response: IncomingMessage): Promise<Answered> {
  const { statusCode: status = 0 } = response;
  const { location } = response.headers;
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    if (status >= 400) {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > shownBytes) break;
      }
    }
  } catch {
    // It took too long or was cut off; what came is shown.
  }
  response.destroy();
  const body = Buffer.concat(chunks).subarray(0, shownBytes).toString('utf8');
  return { status, body: bytes > shownBytes ? `${body}…` : body, location: status < 400 ? location : undefined };
}

/** A page elsewhere is not this container's, and a redirect to it is an answer. */
function onSameHost(location: string, from: URL): URL | undefined {
  const seen = new URL(from);
  seen.hostname = 'localhost';
  const to = URL.parse(location, seen.href);
  if (to === null || to.protocol !== 'http:' || to.port !== from.port) return undefined;
  if (!['localhost', '127.0.0.1', from.hostname].includes(to.hostname)) return undefined;
  to.hostname = from.hostname;
  return to;
}
