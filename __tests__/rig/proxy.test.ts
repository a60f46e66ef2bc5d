/** The faults of the registry's proxy, seen by a plain HTTP client. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Registry, startRegistry } from '../../script/rig/registry.ts';

let registry: Registry;
let url: string;

beforeAll(async () => {
  registry = await startRegistry({ tls: false });
  url = `http://${registry.host}/v2/`;
});
beforeEach(() => registry.clear());
afterAll(() => registry.stop());

test('without faults the registry itself answers', async () => {
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('docker-distribution-api-version')).toBe('registry/2.0');
  expect(registry.requests).toMatchObject([
    { method: 'GET', path: '/v2/', query: '', status: 200, hadCredentials: false },
  ]);
});

test('the registry sends its clients back to the proxy, not past it', async () => {
  const answer = await fetch(`${url}team/app/blobs/uploads/`, { method: 'POST' });
  expect(answer.status).toBe(202);
  expect(answer.headers.get('location')).toContain(`http://${registry.host}/v2/team/app/blobs/uploads/`);
  expect(await registry.uploads('team/app')).toBe(1);
});

test('a status fault answers as told, as many times as told, and only where it fits', async () => {
  const action = { kind: 'status', status: 429, body: 'slow down', headers: { 'retry-after': '7' } } as const;
  registry.inject({ match: { method: 'GET', path: /^\/v2\/$/ }, times: 1, action });
  expect((await fetch(`${url}_catalog?n=1`)).status).toBe(200);
  const refused = await fetch(url);
  expect([refused.status, refused.headers.get('retry-after'), await refused.text()]).toEqual([429, '7', 'slow down']);
  expect((await fetch(url)).status).toBe(200);
  expect(registry.requests.map(({ path, query, status }) => [path, query, status])).toEqual([
    ['/v2/_catalog', 'n=1', 200],
    ['/v2/', '', 429],
    ['/v2/', '', 200],
  ]);
});

test('a reset cuts the connection and leaves the request without a status', async () => {
  registry.inject({ match: {}, times: 1, action: { kind: 'reset' } });
  await expect(fetch(url)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  expect(registry.requests).toMatchObject([{ status: undefined }]);
});

test('a delay lets the request through later', async () => {
  registry.inject({ match: {}, action: { kind: 'delay', ms: 300 } });
  const start = performance.now();
  expect((await fetch(url)).status).toBe(200);
  expect(performance.now() - start).toBeGreaterThanOrEqual(290);
});
