import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { makeServer } from '../src/app.ts';

const server = makeServer('1.2.3');
let origin = '';

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

after(() => {
  server.close();
  server.closeAllConnections();
});

async function post(body: string): Promise<{ status: number; json: unknown }> {
  const response = await fetch(`${origin}/quotes`, { method: 'POST', body });
  return { status: response.status, json: await response.json() };
}

describe('service', () => {
  it('says that it is well, and its version', async () => {
    const response = await fetch(`${origin}/healthz`);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'application/json');
    assert.deepEqual(await response.json(), { status: 'ok', version: '1.2.3' });
  });

  it('lists the zones, whatever the query', async () => {
    const response = await fetch(`${origin}/zones?page=2`);
    assert.deepEqual(await response.json(), { zones: ['domestic', 'europe', 'world'] });
  });

  it('prices a parcel', async () => {
    const parcel = { zone: 'europe', weight: 3_200, length: 300, width: 200, height: 150 };
    assert.deepEqual(await post(JSON.stringify(parcel)), {
      status: 200,
      json: { chargedWeight: 3_200, cents: 1_599, currency: 'EUR' },
    });
  });

  it('answers 422 with the problems of a parcel', async () => {
    const { status, json } = await post('{"zone": "europe", "weight": 3200, "length": 300, "width": 200}');
    assert.equal(status, 422);
    assert.deepEqual((json as { problems: string[] }).problems, ['height must be a whole number from 1 to 600']);
  });

  it('answers 400 to what is not JSON, and 413 to what is too large', async () => {
    assert.equal((await post('zone=europe')).status, 400);
    assert.equal((await post('x'.repeat(5_000))).status, 413);
  });

  it('outlives a client that leaves in the middle of its request', async () => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const arrived = once(server, 'request');
    socket.write('POST /quotes HTTP/1.1\r\nhost: localhost\r\ncontent-length: 50\r\n\r\n{"zone"');
    await arrived;
    socket.destroy();
    assert.equal((await fetch(`${origin}/healthz`)).status, 200);
  });

  it('answers 404 to unknown paths, also to names that every object has', async () => {
    assert.equal((await fetch(`${origin}/nowhere`)).status, 404);
    assert.equal((await fetch(`${origin}/constructor`)).status, 404);
  });

  it('answers 405 to other methods, with those that are allowed', async () => {
    const response = await fetch(`${origin}/quotes`);
    assert.equal(response.status, 405);
    assert.equal(response.headers.get('allow'), 'POST');
  });
});
