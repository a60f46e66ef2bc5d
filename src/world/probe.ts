/** Asks a container over HTTP whether it works, as a visitor would. */
import { request } from 'node:http';
import type { ProbeAnswer } from './ports.ts';

const mostRedirects = 5;
/** Of an answer that is not what it should be, people want to see the beginning. */
const shownBytes = 500;

/** As `World.probe` says. */
export async function probe(url: string, limitSeconds: number): Promise<ProbeAnswer> {
  let target = new URL(url);
  const way = [target.pathname];
  for (;;) {
    const { answer, location } = await ask(target, limitSeconds);
    const next = location === undefined ? undefined : onSameHost(location, target);
    if (next === undefined) return answer;
    way.push(next.pathname);
    if (way.length > mostRedirects + 1) return { kind: 'silent', words: `redirects without end: ${way.join(' -> ')}` };
    target = next;
  }
}

interface Told {
  readonly answer: ProbeAnswer;
  /** Where a redirect leads. */
  readonly location?: string;
}

function ask(target: URL, limitSeconds: number): Promise<Told> {
  const { promise, resolve } = Promise.withResolvers<Told>();
  const silent = (words: string) => resolve({ answer: { kind: 'silent', words } });
  const { hostname, port, pathname, search } = target;
  // Frameworks that check the host know this one; a container's address they cannot know.
  const headers = { host: port === '' ? 'localhost' : `localhost:${port}`, 'user-agent': 'slipway-smoke-test' };
  const signal = AbortSignal.timeout(limitSeconds * 1000);
  const sent = request({ hostname, port, path: pathname + search, headers, agent: false, signal }, (response) => {
    let body = Buffer.alloc(0);
    const status = response.statusCode ?? 0;
    const { location } = response.headers;
    const isRedirect = status >= 300 && status < 400 && location !== undefined;
    const done = () => {
      const answer = { kind: 'answer', status, body: body.subarray(0, shownBytes).toString('utf8') } as const;
      resolve(isRedirect ? { answer, location } : { answer });
      response.destroy();
    };
    response.on('data', (data: Buffer) => {
      body = Buffer.concat([body, data]);
      if (body.length >= shownBytes) done();
    });
    response.on('end', done);
    response.on('error', (error) => silent(error.message));
  });
  sent.on('error', (error) => silent(signal.aborted ? `no answer in ${limitSeconds} s` : error.message));
  sent.end();
  return promise;
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
