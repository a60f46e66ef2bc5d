import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { makeServer } from '../../src/app.ts';

let pages: string[] = [];
let broken = false;

const server = makeServer({
  ping: async () => {
    if (broken) throw new Error('no database');
  },
  add: async (page) => ({ id: pages.push(page), page }),
  count: async () => {
    if (broken) throw new Error('no database');
    return pages.length;
  },
});
let origin = '';

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  pages = [];
  broken = false;
});
after(() => {
  server.close();
  server.closeAllConnections();
});

async function ask(path: string, body?: string): Promise<{ status: number; json: unknown }> {
  const response = await fetch(`${origin}${path}`, body === undefined ? {} : { method: 'POST', body });
  return { status: response.status, json: await response.json() };
}

describe('service', () => {
  it('is well as long as its database is', async () => {
    assert.deepEqual(await ask('/healthz'), { status: 200, json: { status: 'ok' } });
    broken = true;
    assert.equal((await ask('/healthz')).status, 503);
  });

  it('adds and counts visits', async () => {
    assert.deepEqual(await ask('/visits', '{"page": "/prices"}'), { status: 201, json: { id: 1, page: '/prices' } });
    assert.deepEqual(await ask('/visits?of=today'), { status: 200, json: { visits: 1 } });
  });

  it('refuses a body that names no page', async () => {
    for (const body of ['', 'null', '{}', '{"page": 7}', '{"page": "prices"}', '{"page": "/\\u0000"}']) {
      assert.equal((await ask('/visits', body)).status, 422, body);
    }
    assert.equal((await ask('/visits', 'x'.repeat(5_000))).status, 413);
    assert.deepEqual(pages, []);
  });

  it('answers 500 without details when the database fails, and 404 to what is not there', async () => {
    broken = true;
    assert.deepEqual(await ask('/visits'), { status: 500, json: { error: 'this did not work' } });
    assert.equal((await ask('/nowhere')).status, 404);
  });
});
