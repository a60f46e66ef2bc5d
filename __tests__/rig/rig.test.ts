/** Does the rig itself tell the truth? A test on a broken rig proves nothing. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type Bases, ensureBases } from '../../script/rig/bases.ts';
import { type Client, openClient } from '../../script/rig/client.ts';
import type { Ended } from '../../script/rig/command.ts';
import { bringUpEngine, type Engine } from '../../script/rig/engine.ts';
import { waitFor } from '../../script/rig/processes.ts';
import { type Registry, startRegistry } from '../../script/rig/registry.ts';

jest.setTimeout(60_000);

const auth = { username: 'ci', password: 's3cret with a space' };
let engine: Engine;
let bases: Bases;
let registry: Registry;
let client: Client;
let context: string;

beforeAll(async () => {
  engine = await bringUpEngine(() => undefined);
  bases = await ensureBases(engine, () => undefined);
  registry = await startRegistry({ tls: engine.kind === 'private', auth });
  client = await openClient(engine);
  context = await mkdtemp(join(tmpdir(), 'slipway-context-'));
  await writeFile(join(context, 'Dockerfile'), `FROM ${bases.busybox}\nRUN echo built > /result\n`);
});

afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await registry.stop();
  await rm(context, { recursive: true });
});

interface Plugin {
  readonly Name: string;
  readonly Version: string;
}

async function ok(ended: Promise<Ended>): Promise<string> {
  const { code, stdout, stderr } = await ended;
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.trim();
}

function login(password: string): Promise<Ended> {
  return client.docker(['login', registry.host, '-u', auth.username, '--password-stdin'], { input: password });
}

async function buildAndLogIn(image: string): Promise<void> {
  await ok(login(auth.password));
  await ok(client.docker(['buildx', 'build', '--load', '-t', image, context]));
}

test('the engine answers, with the image store that keeps digests', async () => {
  expect(await ok(client.docker(['info', '--format', '{{json .DriverStatus}}']))).toContain(
    'io.containerd.snapshotter.v1',
  );
});

test('the client finds buildx and compose without a home folder', async () => {
  const options = { env: { HOME: '/nonexistent' } };
  expect(await ok(client.docker(['buildx', 'version'], options))).toMatch(/buildx/);
  expect(await ok(client.docker(['compose', 'version', '--short'], options))).toMatch(/^\d+\./);
});

test('a plugin gives the version of its program when the client asks what it is', async () => {
  const plugins = JSON.parse(await ok(client.docker(['info', '--format', '{{json .ClientInfo.Plugins}}']))) as Plugin[];
  for (const name of ['buildx', 'compose']) {
    const said = plugins.find((plugin) => plugin.Name === name)?.Version ?? 'nothing';
    expect(await ok(client.docker([name, 'version']))).toContain(said);
  }
});

test('the node image runs this Node, npm and an ordinary user', async () => {
  const program = 'node --version; npm --version; id -un; touch ~/mine && ls ~; ls -ld /tmp | cut -c1-10';
  const out = await ok(client.docker(['run', '--rm', '--user', 'node', bases.node, 'sh', '-c', program]));
  expect(out.split('\n')).toEqual([
    process.version,
    expect.stringMatching(/^\d+\.\d+\.\d+$/),
    'node',
    'mine',
    'drwxrwxrwt',
  ]);
});

test('what a build loads and pushes is what lies on the disk of the registry', async () => {
  const image = `${registry.host}/team/app:1.2.3`;
  await buildAndLogIn(image);
  registry.clear();
  await ok(client.docker(['push', image]));

  const id = await ok(client.docker(['image', 'inspect', '--format', '{{.Id}}', image]));
  expect(id).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(await registry.digestOf('team/app', '1.2.3')).toBe(id);
  expect(await registry.tags('team/app')).toEqual(['1.2.3']);
  expect(await registry.manifests('team/app')).toContain(id);
  expect(await registry.uploads('team/app')).toBe(0);
  const puts = registry.requests.filter(
    ({ method, path }) => method === 'PUT' && path === '/v2/team/app/manifests/1.2.3',
  );
  expect(puts).toMatchObject([{ status: 201, hadCredentials: true }]);
  expect(registry.requests[0]).toMatchObject({ status: 401, hadCredentials: false });
});

test('imagetools reads the digest with the credentials of the client', async () => {
  const args = ['buildx', 'imagetools', 'inspect', `${registry.host}/team/app:1.2.3`, '--format', '{{json .Manifest}}'];
  const manifest = JSON.parse(await ok(client.docker(args, { env: { SSL_CERT_FILE: registry.caFile } })));
  expect(manifest.digest).toBe(await registry.digestOf('team/app', '1.2.3'));
});

test('the registry speaks real TLS: who does not know the authority stays outside', async () => {
  // A found engine gets a plain registry, which has nothing to distrust.
  if (engine.kind === 'found') return;
  await ok(login(auth.password));
  const { code, stderr } = await client.docker(['buildx', 'imagetools', 'inspect', `${registry.host}/team/app:1.2.3`]);
  expect(code).toBe(1);
  expect(stderr).toContain('x509: certificate signed by unknown authority');
});

test('a wrong password is refused', async () => {
  registry.clear();
  const { code, stderr } = await login('guess');
  expect(code).toBe(1);
  expect(stderr).toContain('401');
  expect(registry.requests.at(-1)).toMatchObject({ path: '/v2/', status: 401, hadCredentials: true });
});

test('nobody comes in without a password', async () => {
  await using stranger = await openClient(engine);
  const { code, stderr } = await stranger.docker(['pull', `${registry.host}/team/app:1.2.3`]);
  expect(code).toBe(1);
  expect(stderr).toContain('no basic auth credentials');
});

test('a 503 fails a push, and the push works when the fault is gone', async () => {
  const image = `${registry.host}/team/busy:1`;
  await buildAndLogIn(image);
  registry.clear();
  registry.inject({
    match: { method: 'PUT', path: /\/manifests\// },
    action: { kind: 'status', status: 503, body: 'busy' },
  });
  expect(await client.docker(['push', image])).toMatchObject({ code: 1, stderr: expect.stringContaining('503') });
  expect(await registry.digestOf('team/busy', '1')).toBeUndefined();
  registry.clear();
  await ok(client.docker(['push', image]));
  expect(await registry.digestOf('team/busy', '1')).toMatch(/^sha256:/);
});

test('a hold keeps the tag away until it is let go', async () => {
  const image = `${registry.host}/team/slow:1`;
  await buildAndLogIn(image);
  registry.clear();
  const { promise: until, resolve: letGo } = Promise.withResolvers<void>();
  registry.inject({ match: { method: 'PUT', path: /\/manifests\/1$/ }, action: { kind: 'hold', until } });
  const push = client.docker(['push', image]);
  const held = () => registry.requests.filter(({ method, path }) => method === 'PUT' && path.endsWith('/manifests/1'));
  expect(await waitFor(async () => held().length > 0, 20_000)).toBe(true);
  expect(held()).toMatchObject([{ status: undefined }]);
  expect(await registry.digestOf('team/slow', '1')).toBeUndefined();
  letGo();
  await ok(push);
  expect(held()).toMatchObject([{ status: 201 }]);
  expect(await registry.digestOf('team/slow', '1')).toMatch(/^sha256:/);
});
