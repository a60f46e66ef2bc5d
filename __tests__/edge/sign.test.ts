/** Signatures: there before a tag moves, and good for whoever has the public key. */
import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { openClient } from '../../script/rig/client.ts';
import { must } from '../../script/rig/command.ts';
import { ensureCosign } from '../../script/rig/cosign.ts';
import type { Registry } from '../../script/rig/registry.ts';
import { basedOnRegistry, openContainer } from './routes/routes.ts';
import { engine, goodDockerfile, type Job, makeProject, openRegistry, runJob } from './stand.ts';

const password = 'of the key';
let folder = '';
let [key, publicKey] = ['', ''];

beforeAll(async () => {
  folder = await ensureCosign();
  await using place = await makeProject({});
  await must([join(folder, 'cosign'), 'generate-key-pair'], { cwd: place.path, env: { COSIGN_PASSWORD: password } });
  key = await readFile(join(place.path, 'cosign.key'), 'utf8');
  publicKey = await readFile(join(place.path, 'cosign.pub'), 'utf8');
});

type Words = Readonly<Record<string, string>>;

async function publish(registry: Registry, route: string, more: Words = {}, changes: Words = {}): Promise<Job> {
  await using way = await openContainer();
  const Dockerfile = route === 'a builder' ? await basedOnRegistry(registry, ['CMD ["true"]']) : goodDockerfile();
  await using project = await makeProject({ Dockerfile });
  const chosen = route === 'a builder' ? await way.inputs(registry) : {};
  const PATH = [folder, engine.env['PATH'] ?? process.env['PATH']].join(delimiter);
  const env = { PATH, COSIGN_PASSWORD: password, ...more };
  const inputs = { cache: 'none', 'sign-key': key, ...chosen, ...changes };
  return await runJob({ workspace: project.path, registry, inputs, env });
}

/** Tags and digests in the order in which they were written. */
function manifestWrites(registry: Registry): string[] {
  const writes = registry.requests.filter(
    ({ method, path }) => method === 'PUT' && path.includes('/acme/app/manifests/'),
  );
  return writes.map(({ path }) => path.replace(/^.*\//, ''));
}

/** What cosign says to somebody who has the public key and no more. */
async function verify(registry: Registry, reference: string): Promise<string> {
  const { username, password: word, host, caFile } = registry;
  await using client = await openClient(engine);
  await using place = await makeProject({ 'cosign.pub': publicKey });
  await must(['docker', 'login', '--username', username, '--password-stdin', host], { env: client.env, input: word });
  const options = ['--key', join(place.path, 'cosign.pub'), '--private-infrastructure'];
  const env = { ...client.env, SSL_CERT_FILE: caFile };
  return await must([join(folder, 'cosign'), 'verify', ...options, reference], { env });
}

describe.each(['the engine', 'a builder'])('by %s', (route) => {
  test('the digest is signed before its tags are there, and the signature is good', async () => {
    await using registry = await openRegistry();
    const { main, leftovers } = await publish(registry, route);
    expect(main.annotations).toEqual([]);
    expect(main.outcome).toBe('success');
    const { image = '', digest = '' } = main.outputs;
    expect(main.log).toContain(`Signed ${image}`);
    expect(await verify(registry, image)).toContain(digest);
    const names = manifestWrites(registry);
    const signed = names.indexOf(digest.replace(':', '-'));
    expect(signed).toBeGreaterThanOrEqual(0);
    expect(names.indexOf('main')).toBeGreaterThan(signed);
    expect(leftovers).toEqual([]);
    for (const text of [main.log, main.summary]) expect(text).not.toContain(key.split('\n')[2]);
  });

  test('a key that does not open: the run fails, and no tag moves', async () => {
    await using registry = await openRegistry();
    const { main } = await publish(registry, route, { COSIGN_PASSWORD: 'wrong' });
    expect(main.annotations[0]?.message).toMatch(/^Signing \S+ failed: /);
    expect((await registry.tags('acme/app')).filter((tag) => tag !== 'slipway-incoming')).toEqual([]);
  });
});

test('parts of other jobs: what is made of them is signed before its tags are there', async () => {
  await using registry = await openRegistry();
  const built = await publish(registry, 'the engine', {}, { stage: 'build', 'sign-key': '' });
  const proofs = built.main.outputs['proof'] ?? '';
  const { main } = await publish(registry, 'the engine', {}, { stage: 'publish', proofs });
  expect(main.outcome).toBe('success');
  const { image = '', digest = '' } = main.outputs;
  expect(await verify(registry, image)).toContain(digest);
  const names = manifestWrites(registry);
  expect(names.indexOf('main')).toBeGreaterThan(names.indexOf(digest.replace(':', '-')));
});

test('without cosign, or an identity of the job: told before anything starts', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const { main } = await runJob({ workspace: project.path, registry, inputs: { sign: 'true' } });
  const message = main.annotations[0]?.message;
  expect(message).toContain(
    'needs cosign 3 or newer, which is not on this runner; put sigstore/cosign-installer before this step',
  );
  expect(message).toContain('give the job `permissions: id-token: write`, or set `sign-key`');
  expect(registry.requests).toEqual([]);
});
