/** With a proxy before it nobody notices a deploy: requests are counted from outside while versions come and go. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openClient } from '../../../script/rig/client.ts';
import { must } from '../../../script/rig/command.ts';
import type { Host } from '../../../script/rig/hosts/host.ts';
import { ensureKamalProxy } from '../../../script/rig/kamal-proxy.ts';
import { engine } from '../stand.ts';
import { ask, type Load, startLoad } from './load.ts';
import { containers, deployed, openYard, serving, type Version, type Yard } from './yard.ts';

const port = 8000;
const path = '/page';
/** Enough for somebody to be served in each moment of a deploy. */
const least = 2_000;

let yard: Yard;
let host: Host;
let proxied: Readonly<Record<string, string>>;
let one: Version;
let two: Version;
let sick: Version;
let fading: Version;

/** A page that costs no process, and one that takes its time. */
const pages = [
  'COPY word /www/page',
  'COPY --chmod=755 <<EOF /www/cgi-bin/slow',
  '#!/bin/sh',
  'sleep 4',
  'exec /www/cgi-bin/word',
  'EOF',
];
/** Healthy for some seconds, then not; it answers all the same. */
const fades = 'HEALTHCHECK --interval=500ms --retries=1 CMD test $(($(date +%s) - $(stat -c %Y /proc/1))) -lt 4';

beforeAll(async () => {
  yard = await openYard(1);
  [host] = yard.hosts as [Host];
  proxied = { 'deploy-proxy': `${port}:8080`, 'deploy-proxy-image': await pushProxy() };
  one = await yard.build({ lines: pages });
  two = await yard.build({ lines: pages });
  sick = await yard.build({ lines: pages, health: '500 Oops' });
  fading = await yard.build({ lines: [...pages, fades] });
});

afterAll(async () => {
  await yard[Symbol.asyncDispose]();
});

async function pushProxy(): Promise<string> {
  const { host: registry, username, password, caFile } = yard.registry;
  await using client = await openClient(engine);
  const env = { ...client.env, SSL_CERT_FILE: caFile };
  const image = await ensureKamalProxy(engine, () => undefined);
  const name = `${registry}/acme/kamal-proxy:0.9.2`;
  await must(['docker', 'login', '--username', username, '--password-stdin', registry], { env, input: password });
  await must(['docker', 'tag', image, name], { env });
  await must(['docker', 'push', '--quiet', name], { env });
  await must(['docker', 'image', 'rm', name], { env });
  return name;
}

function load(...versions: readonly Version[]): Load {
  return startLoad({ address: host.address, port, path, words: versions.map(({ word }) => word), least });
}

function page(at = port): Promise<string> {
  return ask({ address: host.address, port: at, path }, 5_000);
}

async function networks(): Promise<string> {
  return host.docker('network', 'ls', '--quiet', '--filter', 'name=slipway-');
}

test('a first deploy that fails leaves neither proxy nor network', async () => {
  const { main } = await yard.deploy(sick, { ...proxied, 'deploy-health-timeout': '3s' });
  expect(main.exitCode).toBe(1);
  expect(await containers(host)).toEqual([]);
  expect(await networks()).toBe('');
});

test('a first deploy whose version fades after the proxy was started leaves neither, too', async () => {
  const { main } = await yard.deploy(fading, { ...proxied, 'deploy-watch': '8s' });
  expect(main.log).toContain('its HEALTHCHECK says that it is unhealthy');
  expect(await containers(host)).toEqual([]);
  expect(await networks()).toBe('');
});

test('from a published port to the proxy there is one gap, which is told; a move that fails is undone', async () => {
  await yard.deploy(one, { 'deploy-run': `--publish ${port}:8080` });
  const failed = await yard.deploy(fading, { ...proxied, 'deploy-watch': '8s' });
  expect(failed.main.exitCode).toBe(1);
  expect(deployed(failed.main)).toMatchObject({ h1: { state: 'rolled back', to: one.digest } });
  expect(await page()).toContain(one.word);
  expect(await containers(host)).toMatchObject([{ name: 'web', running: true, digest: one.digest }]);
  const foreseen = await yard.deploy(one, { ...proxied, 'dry-run': 'true' });
  expect(foreseen.main.log).toContain(
    `behind a proxy that has to take over port ${port}: a gap of what stop and start`,
  );
  const { main } = await yard.deploy(one, proxied);
  const gap = deployed(main)['h1']?.['gap'];
  expect(gap).toEqual(expect.any(Number));
  expect(await page()).toContain(one.word);
});

test('no request is lost over a deploy, and one that takes long is answered by the version that took it', async () => {
  const loading = load(one, two);
  const slow = ask({ address: host.address, port, path: '/cgi-bin/slow' }, 20_000);
  const { main } = await yard.deploy(two, proxied);
  const { failures, sent, answers } = await loading.stop();
  expect(deployed(main)).toMatchObject({ h1: { state: 'deployed', from: one.digest, to: two.digest, gap: null } });
  expect(failures).toEqual([]);
  expect(sent).toBeGreaterThanOrEqual(least);
  for (const count of answers) expect(count).toBeGreaterThan(0);
  expect(await slow).toContain(one.word);
});

test('no request is lost, and none reaches it, when a version does not become healthy', async () => {
  const loading = load(two);
  const { main } = await yard.deploy(sick, { ...proxied, 'deploy-health-timeout': '3s' });
  const { failures, sent } = await loading.stop();
  expect(main.exitCode).toBe(1);
  expect({ failures, enough: sent >= least }).toEqual({ failures: [], enough: true });
  expect(await serving(host)).toBe(two.digest);
});

test('no request is lost over the way back from a version that fades while it is watched', async () => {
  const loading = load(two, fading);
  const { main } = await yard.deploy(fading, { ...proxied, 'deploy-watch': '8s' });
  const { failures, sent, answers } = await loading.stop();
  expect(main.log).toContain('its HEALTHCHECK says that it is unhealthy');
  expect({ failures, enough: sent >= least }).toEqual({ failures: [], enough: true });
  expect(answers[1]).toBeGreaterThan(0);
  expect(await page()).toContain(two.word);
});

test('no request is lost over a rollback on demand', async () => {
  const loading = load(two, one);
  const { main } = await yard.deploy(undefined, { ...proxied, stage: 'rollback' });
  const { failures, sent } = await loading.stop();
  expect(deployed(main)).toMatchObject({ h1: { state: 'deployed', to: one.digest, gap: null } });
  expect({ failures, enough: sent >= least }).toEqual({ failures: [], enough: true });
  expect(await page()).toContain(one.word);
});

test('after a restart of the host proxy and application are there again', async () => {
  await host.stopEngine();
  await host.startEngine();
  const answered = async () => (await page()).includes(one.word);
  for (let tried = 0; tried < 50 && !(await answered()); tried++) await new Promise((done) => setTimeout(done, 200));
  expect(await page()).toContain(one.word);
});

test('other settings of the proxy are taken over with one gap, which is told', async () => {
  const { main } = await yard.deploy(one, { ...proxied, 'deploy-proxy': `${port + 1}:8080` });
  expect(deployed(main)['h1']?.['gap']).toEqual(expect.any(Number));
  expect(await page(port + 1)).toContain(one.word);
  expect(await page()).toContain('ECONNREFUSED');
});
