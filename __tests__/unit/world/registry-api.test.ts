/** What an image says of itself, read from a registry that is a table of answers. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import type { Tag } from '../../../src/model/names.ts';
import { sealed } from '../../../src/read/secret.ts';
import { readManifest, type SaidBefore, showTag } from '../../../src/world/registry-api.ts';

type Page = { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown };

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const revision = { 'org.opencontainers.image.revision': 'r' };
const version = { 'org.opencontainers.image.version': '1.4.2' };
const both = { ...revision, ...version };
const unknown = { os: 'unknown', architecture: 'unknown' };
const linux = { os: 'linux', architecture: 'amd64' };
const manifests = [
  { digest: digest('9'), platform: unknown },
  { digest: digest('b'), platform: linux },
];
const config = { digest: digest('c') };
const index = (annotations?: object): Page => ({
  headers: { 'docker-content-digest': digest('a') },
  body: { manifests, ...(annotations && { annotations }) },
});
const top = '/v2/acme/app/manifests/main';
const platform = `/v2/acme/app/manifests/${digest('b')}`;
const blob = `/v2/acme/app/blobs/${digest('c')}`;

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(pages: Readonly<Record<string, Page>>, password?: string) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    const refused = password !== undefined && request.headers.authorization === undefined;
    const page = refused
      ? { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }
      : pages[request.url ?? ''];
    const { status = 200, headers = {}, body = {} } = page ?? { status: 404 };
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const image = { registry, repository: 'acme/app' };
  const tag: Tag = {
    name: 'main',
    image,
    reference: `${registry}/acme/app:main`,
    order: { kind: 'commit', ofRef: true },
  };
  const login = password === undefined ? undefined : { registry, username: 'ci', password: sealed(password) };
  const show = (before?: SaidBefore) => showTag(tag, login, {}, before);
  const manifest = (env = {}) => readManifest(tag, login, env, 5);
  return { show, manifest, asked, paths: () => asked.map(({ url }) => url) };
}

const present = (said: { revision: string; version: string; created?: string; recipe?: string }) => ({
  kind: 'present',
  shown: { digest: digest('a'), created: '', recipe: '', ...said },
});
const all = present({ revision: 'r', version: '1.4.2' });

test('an index that says it all is one request', async () => {
  const { show, paths, asked } = await serve({ [top]: index(both) });
  expect(await show()).toEqual(all);
  expect(paths()).toEqual([top]);
  expect(asked[0]?.headers.accept).toContain('application/vnd.oci.image.index.v1+json');
});

test('a recipe counts on what the tag points at, and nowhere else: a base image passes its labels on', async () => {
  const recipe = { 'io.github.slipway-ci.recipe': 'sha256:of-it' };
  const { show } = await serve({ [top]: index({ ...both, ...recipe }) });
  expect(await show()).toEqual(present({ revision: 'r', version: '1.4.2', recipe: 'sha256:of-it' }));
  const below = await serve({
    [top]: index(),
    [platform]: { body: { annotations: recipe, config } },
    [blob]: { body: { config: { Labels: { ...both, ...recipe } } } },
  });
  expect(await below.show()).toEqual(all);
});

test('an index that says nothing: the first platform is asked, never an attestation', async () => {
  const { show, paths } = await serve({ [top]: index(), [platform]: { body: { annotations: both, config } } });
  expect(await show()).toEqual(all);
  expect(paths()).toEqual([top, platform]);
});

test('the labels fill in what annotations leave out, and only that', async () => {
  const labels = { 'org.opencontainers.image.revision': 'other', ...version };
  const { show, paths } = await serve({
    [top]: index(revision),
    [platform]: { body: { config } },
    [blob]: { body: { config: { Labels: labels } } },
  });
  expect(await show()).toEqual(all);
  expect(paths()).toEqual([top, platform, blob]);
});

test('a single manifest without a digest header has the digest of its bytes', async () => {
  const { show } = await serve({ [top]: { body: { config } }, [blob]: { body: { config: { Labels: null } } } });
  expect(await show()).toEqual({
    kind: 'present',
    shown: {
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      revision: '',
      version: '',
      created: '',
      recipe: '',
    },
  });
});

test.each<[string, Record<string, Page>, object]>([
  ['no such tag', {}, { kind: 'absent' }],
  ['500', { [top]: { status: 500 } }, { kind: 'unknown', words: 'the registry answered 500' }],
  ['403', { [top]: { status: 403 } }, { kind: 'unknown', words: 'the registry answered 403' }],
  ['no JSON', { [top]: { body: '<html>' } }, { kind: 'unknown' }],
  ['null', { [top]: { body: 'null' } }, { kind: 'unknown' }],
  ['a platform that is gone', { [top]: index() }, { kind: 'unknown', words: 'the registry answered 404' }],
  [
    'a blob that is sent elsewhere without TLS',
    {
      [top]: index(),
      [platform]: { body: { config } },
      [blob]: { status: 307, headers: { location: 'http://127.0.0.1:9/x' } },
    },
    { kind: 'unknown', words: 'the registry answered 307' },
  ],
])('%s', async (_, pages, state) => {
  const { show } = await serve(pages);
  expect(await show()).toMatchObject(state);
});

test('the login is sent when it is asked for, and then with every request', async () => {
  const { show, asked } = await serve({ [top]: index(), [platform]: { body: { annotations: both } } }, 'pw');
  expect(await show()).toEqual(all);
  const basic = `Basic ${Buffer.from('ci:pw').toString('base64')}`;
  expect(asked.map(({ headers }) => headers.authorization)).toEqual([undefined, basic, basic]);
});

test('one image under several tags is read once', async () => {
  const { show, paths } = await serve({ [top]: index(), [platform]: { body: { annotations: both } } });
  const before: SaidBefore = new Map();
  await Promise.all([show(before), show(before)]);
  await show(before);
  expect(paths().filter((path) => path === platform)).toHaveLength(1);
});

test.each([
  ['is not there', 'http://ada:hidden@127.0.0.1:1'],
  ['has no scheme', 'ada:hidden@127.0.0.1:1'],
  ['is another thing', 'socks5://ada:hidden@127.0.0.1:1'],
  ['is no URL', 'http://ada:hidden@['],
])('a proxy that %s: no plain answer, and no word of its password', async (_, proxy) => {
  const image = { registry: 'registry.invalid', repository: 'c' };
  const tag: Tag = { name: 'x', image, reference: 'registry.invalid/c:x', order: { kind: 'fixed' } };
  const shown = await showTag(tag, undefined, { HTTPS_PROXY: proxy });
  expect(shown).toEqual({ kind: 'unknown', words: expect.stringMatching(/127\.0\.0\.1:1|HTTPS_PROXY/) });
  expect(JSON.stringify(shown)).not.toContain('hidden');
});

test('a manifest is given byte for byte, with the login that the registry asked for', async () => {
  const { manifest, asked } = await serve({ [top]: { body: '{ "layers": [] }\n' } }, 'p');
  expect(await manifest()).toBe('{ "layers": [] }\n');
  expect(asked.map(({ headers }) => headers.authorization?.split(' ')[0])).toEqual([undefined, 'Basic']);
});

test.each<[string, Page | undefined]>([
  ['none', undefined],
  ['a refusal', { status: 403 }],
])('no manifest: %s', async (_, page) => {
  const { manifest } = await serve(page === undefined ? {} : { [top]: page });
  expect(await manifest()).toBeUndefined();
});
