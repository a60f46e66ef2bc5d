/** Two renames go to the engine on one connection, without waiting in between; a server of our own stands for it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openEngineSocket } from '../../../src/world/engine-socket.ts';

/** `answers` in the order of the requests: status and body. */
async function rename(answers: readonly (readonly [status: number, body: string])[]) {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-socket-'));
  const path = join(folder, 'engine.sock');
  const asked: (string | undefined)[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    const [status = 500, body = ''] = answers[asked.length] ?? [];
    asked.push(request.url);
    response.writeHead(status, { 'content-length': Buffer.byteLength(body) }).end(body);
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  try {
    const socket = openEngineSocket({ DOCKER_HOST: `unix://${path}` }, async () => false);
    const argv = ['docker', 'container', 'rename', 'old', 'web-1', 'new', 'web'] as const;
    return { finished: await socket({ title: 'Rename', argv }), asked, connections };
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
}

const both = ['/containers/old/rename?name=web-1', '/containers/new/rename?name=web'];

test('both are carried out in turn, on one connection', async () => {
  const { finished, asked, connections } = await rename([
    [204, ''],
    [204, ''],
  ]);
  expect({ asked, connections }).toEqual({ asked: both, connections: 1 });
  expect(finished).toMatchObject({ exitCode: 0, stderr: '' });
});

test('what is refused is told in the words of the engine', async () => {
  const first = await rename([
    [409, '{"message":"Conflict: größer"}\n'],
    [204, ''],
  ]);
  expect(first.asked).toEqual(both);
  expect(first.finished).toMatchObject({ exitCode: 1, stderr: 'Conflict: größer' });
  const second = await rename([
    [204, ''],
    [404, '{"message":"No such container: new"}\n'],
  ]);
  expect(second.finished).toMatchObject({ exitCode: 1, stderr: 'No such container: new' });
});
