/** What the smoke test's question makes of real answers, on loopback. */
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createPlain } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { probe } from '../../../src/world/probe.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

function listen(server: {
  listen(port: number, host: string, ready: () => void): unknown;
  address(): unknown;
  close(): unknown;
  closeAllConnections?(): void;
}): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  closing.push(() => {
    server.closeAllConnections?.();
    server.close();
  });
  server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  return promise;
}

const serve = (listener: RequestListener) => listen(createServer(listener));

test.each([200, 204, 404, 500])('the status %d, with the words of a bad one', async (status) => {
  const url = await serve((_, answer) => answer.writeHead(status).end(status === 204 ? undefined : 'said'));
  expect(await probe(`${url}/a?b=c`, 5)).toEqual({ kind: 'answer', status, body: status < 400 ? '' : 'said' });
});

test.each([200, 500])('of a body that never ends with %d, the first 500 bytes or none', async (status) => {
  const url = await serve((_, answer) => {
    answer.writeHead(status);
    const timer = setInterval(() => answer.write('x'.repeat(400)), 5);
    answer.on('close', () => clearInterval(timer));
  });
  const body = status < 400 ? '' : `${'x'.repeat(500)}…`;
  expect(await probe(url, 5)).toEqual({ kind: 'answer', status, body });
});

test('a server that changes to another protocol', async () => {
  const url = await listen(
    createPlain((socket) => {
      socket.on('error', () => undefined);
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    }),
  );
  expect(await probe(url, 5)).toEqual({ kind: 'answer', status: 101, body: '' });
});

test('it calls the server localhost, which frameworks take', async () => {
  const url = await serve((request, answer) => answer.writeHead(500).end(`${request.headers.host} ${request.url}`));
  expect(await probe(`${url}/p?q=1`, 5)).toMatchObject({ body: `localhost:${new URL(url).port} /p?q=1` });
});

test.each<[string, (port: string) => string]>([
  ['a path', () => '/there'],
  ['localhost', (port) => `http://localhost:${port}/there`],
  ['the address', (port) => `http://127.0.0.1:${port}/there`],
])('a redirect to %s is followed', async (_, location) => {
  const seen: (string | undefined)[] = [];
  const url = await serve((request, answer) => {
    const { port } = new URL(url);
    seen.push(request.url);
    if (request.url === '/there') answer.end('arrived');
    else answer.writeHead(302, { location: location(port) }).end();
  });
  expect(await probe(url, 5)).toMatchObject({ status: 200 });
  expect(seen.at(-1)).toBe('/there');
});

test.each(['https://example.com/', 'http://169.254.169.254/latest', 'http://localhost:1/', '//example.com/x'])(
  'a redirect to %s is an answer, and nobody goes there',
  async (location) => {
    const url = await serve((_, answer) => answer.writeHead(301, { location }).end());
    expect(await probe(url, 5)).toMatchObject({ kind: 'answer', status: 301 });
  },
);

test('a circle', async () => {
  const url = await serve((request, answer) =>
    answer.writeHead(302, { location: request.url === '/a' ? '/b' : '/a' }).end(),
  );
  expect(await probe(`${url}/a`, 5)).toEqual({
    kind: 'silent',
    words: 'redirects without end: /a -> /b -> /a -> /b -> /a -> /b -> /a',
  });
});

test('nobody, silence, and something that is no HTTP', async () => {
  const gone = await serve(() => undefined);
  for (const close of closing.splice(0)) close();
  expect(await probe(gone, 5)).toMatchObject({ kind: 'silent', words: expect.stringContaining('ECONNREFUSED') });
  const silent = await serve(() => undefined);
  expect(await probe(silent, 0.1999)).toEqual({ kind: 'silent', words: 'no answer in 0.2 s' });
  const closes = await listen(createPlain((socket) => void socket.end()));
  expect(await probe(closes, 5)).toMatchObject({ kind: 'silent' });
  const noise = await listen(createPlain((socket) => socket.end('SSH-2.0-OpenSSH\r\n')));
  expect(await probe(noise, 5)).toMatchObject({ kind: 'silent', words: expect.stringMatching(/Parse Error/) });
});
