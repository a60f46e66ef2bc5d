/** The routes: requests in, JSON out. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Visits } from './visits.ts';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

type Handler = (request: IncomingMessage) => Promise<Answer>;

/** A path is short; nobody needs to send much more. */
const largestBody = 2_048;

/** Makes the server without starting it. */
export function makeServer(visits: Visits): Server {
  const routes: Readonly<Record<string, Handler>> = {
    'GET /healthz': () => tellHealth(visits),
    'GET /visits': async () => ({ status: 200, body: { visits: await visits.count() } }),
    'POST /visits': (request) => addVisit(visits, request),
  };
  return createServer(async (request, response) => {
    const { status, body } = await answer(routes, request);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify(body)}\n`);
  });
}

async function answer(routes: Readonly<Record<string, Handler>>, request: IncomingMessage): Promise<Answer> {
  const wanted = `${request.method} ${request.url?.split('?')[0]}`;
  const handler = routes[wanted];
  if (handler === undefined) return { status: 404, body: { error: `there is no ${wanted}` } };
  try {
    return await handler(request);
  } catch (error) {
    console.error(`${wanted}: ${String(error)}`);
    return { status: 500, body: { error: 'this did not work' } };
  }
}

/** The service is well when its database is: without it there is nothing that it could do. */
async function tellHealth(visits: Visits): Promise<Answer> {
  try {
    await visits.ping();
    return { status: 200, body: { status: 'ok' } };
  } catch (error) {
    console.error(`database: ${String(error)}`);
    return { status: 503, body: { status: 'the database does not answer' } };
  }
}

async function addVisit(visits: Visits, request: IncomingMessage): Promise<Answer> {
  const text = await readBody(request);
  if (text === undefined) return { status: 413, body: { error: `the body may have ${largestBody} bytes` } };
  const page = pageOf(text);
  if (page === undefined) return { status: 422, body: { error: 'send {"page": "/a-path"}' } };
  return { status: 201, body: await visits.add(page) };
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

/** The page that a client names, or undefined when it names none. */
function pageOf(text: string): string | undefined {
  try {
    const { page } = JSON.parse(text) as { readonly page?: unknown };
    // PostgreSQL keeps every character but this one.
    return typeof page === 'string' && page.startsWith('/') && !page.includes('\0') ? page : undefined;
  } catch {
    return undefined;
  }
}
