/** Promise 2: the digest that was tested is the one that is pushed; whatever differs fails the run. */
import { readFile } from 'node:fs/promises';
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { expect, test } from '@jest/globals';
import { openClient } from '../../script/rig/client.ts';
import type { Registry } from '../../script/rig/registry.ts';
import {
  busybox,
  candidates,
  docker,
  engine,
  goodDockerfile,
  makeProject,
  openRegistry,
  privateEngine,
  runJob,
} from './stand.ts';

test("another image under the candidate's name between test and push fails the run before anything is pushed", async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  // The registry's answer about the old tag is held back until the name has been taken over.
  const swapped = Promise.withResolvers<void>();
  const onLine = (line: string) => {
    // What is asked before the build is answered by now.
    if (!line.includes('Build and test')) return;
    registry.inject({ match: { path: /\/manifests\/main$/ }, action: { kind: 'hold', until: swapped.promise } });
  };
  const job = runJob({ workspace: project.path, registry, inputs: { cache: 'none' }, onLine });
  const candidate = await firstCandidate();
  await docker('image', 'tag', busybox, candidate);
  swapped.resolve();
  const { main } = await job;
  expect(main.exitCode).toBe(1);
  expect(main.annotations[0]?.message).toContain('What was tested is not what would be published: the engine');
  expect(await registry.tags('acme/app')).toEqual([]);
  expect(registry.requests.filter((request) => request.method === 'PUT')).toEqual([]);
});

test('a tag that somebody else moves right after the push fails the run', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  await pushForeign(registry, 'foreign');
  // Reading back is the first request for the tag after it was put; it waits until the tag is somebody else's.
  const moved = Promise.withResolvers<void>();
  let put = false;
  const onLine = (line: string) => {
    if (put || !/^ {2}\S+:main$/.test(line)) return;
    put = true;
    const hold = { kind: 'hold', until: moved.promise } as const;
    registry.inject({ match: { path: /\/manifests\/main$/, method: 'HEAD' }, action: hold });
    void copyTag(registry, 'foreign', 'main').finally(moved.resolve);
  };
  const inputs = { tags: 'type=ref,event=branch', cache: 'none' };
  const { main } = await runJob({ workspace: project.path, registry, inputs, onLine });
  expect(put).toBe(true);
  expect(main.exitCode).toBe(1);
  expect(main.annotations[0]?.message).toContain('What was tested is not what would be published: ');
  expect(await registry.digestOf('acme/app', 'main')).toBe(await registry.digestOf('acme/app', 'foreign'));
});

async function pushForeign(registry: Registry, tag: string): Promise<void> {
  await using client = await openClient(engine);
  const words = ['login', '--username', registry.username, '--password-stdin', registry.host];
  await client.docker(words, { input: registry.password });
  const name = `${registry.host}/acme/app:${tag}`;
  await client.docker(['image', 'tag', busybox, name]);
  const pushed = await client.docker(['push', '--quiet', name]);
  await client.docker(['image', 'rm', name]);
  expect(pushed.code).toBe(0);
}

/** Lets a tag point at what another one points at, as any client with the password can. */
async function copyTag(registry: Registry, from: string, to: string): Promise<void> {
  const manifest = await send(registry, 'GET', from);
  const answer = await send(registry, 'PUT', to, manifest);
  expect(answer.status).toBe(201);
}

const manifestTypes = ['oci.image.index.v1', 'oci.image.manifest.v1', 'docker.distribution.manifest.v2']
  .map((name) => `application/vnd.${name}+json`)
  .join(', ');

interface Sent {
  readonly status: number | undefined;
  readonly type: string;
  readonly body: Buffer;
}

async function send(registry: Registry, method: string, tag: string, manifest?: Sent): Promise<Sent> {
  const token = Buffer.from(`${registry.username}:${registry.password}`).toString('base64');
  const type = manifest?.type ?? manifestTypes;
  const headers = {
    authorization: `Basic ${token}`,
    ...(manifest ? { 'content-type': type, 'content-length': manifest.body.length } : { accept: type }),
  };
  const secure = privateEngine;
  const url = `${secure ? 'https' : 'http'}://${registry.host}/v2/acme/app/manifests/${tag}`;
  const ca = await readFile(registry.caFile);
  return new Promise((resolve, reject) => {
    const sent = (secure ? tlsRequest : plainRequest)(
      url,
      { method, headers, agent: false, ...(secure && { ca }) },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        const gathered = () => ({
          status: response.statusCode,
          type: response.headers['content-type'] ?? '',
          body: Buffer.concat(chunks),
        });
        response.on('end', () => resolve(gathered()));
      },
    );
    sent.on('error', reject);
    sent.end(manifest?.body);
  });
}

async function firstCandidate(): Promise<string> {
  for (;;) {
    const [candidate] = await candidates();
    if (candidate !== undefined) return candidate;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
