/** The routes: requests in, JSON out. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { readParcel, zones } from './parcel.ts';
import { quote } from './tariff.ts';

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

type Handler = (request: IncomingMessage) => Answer | Promise<Answer>;

/** A parcel is about 100 bytes; nobody needs to send much more. */
const largestBody = 4_096;

/** Makes the server without starting it. `version` is what /healthz tells. */
export function makeServer(version: string): Server {
  const routes: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
    '/healthz': { GET: () => ({ status: 200, body: { status: 'ok', version } }) },
    '/zones': { GET: () => ({ status: 200, body: { zones } }) },
    '/quotes': { POST: answerQuote },
  };
  return createServer(async (request, response) => {
    try {
      const { status, body, headers } = await answer(request);
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(`${JSON.stringify(body)}\n`);
    } catch (error) {
      // The client left in the middle of its request: nobody waits for an answer.
      console.error(`${request.method} ${request.url}: ${String(error)}`);
      response.destroy();
    }
  });

  async function answer(request: IncomingMessage): Promise<Answer> {
    const path = request.url?.split('?')[0] ?? '/';
    const methods = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (methods === undefined) return { status: 404, body: { error: `there is nothing at ${path}` } };
    const handler = methods[request.method ?? ''];
    if (handler === undefined) {
      const allow = Object.keys(methods).join(', ');
      return { status: 405, body: { error: `use ${allow}` }, headers: { allow } };
    }
    return await handler(request);
  }
}

async function answerQuote(request: IncomingMessage): Promise<Answer> {
  const text = await readBody(request);
  if (text === undefined) {
    const error = `the body may have ${largestBody} bytes`;
    return { status: 413, body: { error }, headers: { connection: 'close' } };
  }
  const json = parse(text);
  if (json === undefined) return { status: 400, body: { error: 'the body is not JSON' } };
  const reading = readParcel(json);
  return reading.ok
    ? { status: 200, body: quote(reading.parcel) }
    : { status: 422, body: { error: 'the parcel cannot be priced', problems: reading.problems } };
}

/** The whole body, or undefined when it is too large. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= largestBody) chunks.push(chunk);
  }
  return bytes > largestBody ? undefined : Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
