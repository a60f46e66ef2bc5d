/** The service against a real PostgreSQL, the one that DATABASE_URL names. */
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { makeServer } from '../../src/app.ts';
import { openPool } from '../../src/database.ts';
import { migrate } from '../../src/migrations.ts';
import { visitsIn } from '../../src/visits.ts';

const pool = openPool();
const server = makeServer(visitsIn(pool));
let origin = '';

before(async () => {
  await migrate(pool);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(async () => {
  server.close();
  server.closeAllConnections();
  await pool.end();
});

async function count(): Promise<number> {
  const response = await fetch(`${origin}/visits`);
  return ((await response.json()) as { visits: number }).visits;
}

describe('service with its database', () => {
  it('migrates once', async () => {
    assert.deepEqual(await migrate(pool), []);
  });

  it('is well', async () => {
    assert.equal((await fetch(`${origin}/healthz`)).status, 200);
  });

  it('counts one more after a visit', async () => {
    const earlier = await count();
    const body = JSON.stringify({ page: '/prices' });
    assert.equal((await fetch(`${origin}/visits`, { method: 'POST', body })).status, 201);
    assert.equal(await count(), earlier + 1);
  });

  it('keeps the page as it was sent', async () => {
    const page = "/o'hara; drop table visits; --/ü";
    const response = await fetch(`${origin}/visits`, { method: 'POST', body: JSON.stringify({ page }) });
    const { id } = (await response.json()) as { id: number };
    const { rows } = await pool.query('select page from visits where id = $1', [id]);
    assert.deepEqual(rows, [{ page }]);
  });
});
