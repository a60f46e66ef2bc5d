/** Tags that somebody sets while a clean-up removes others: nothing that a tag needs goes. */
import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { cleanUp } from '../../../../src/stages/cleanup/cleanup.ts';
import type { RegistryAnswer, RegistryRequest, World } from '../../../../src/world/ports.ts';
import { pushTo } from '../../events.ts';
import { facts, inputsOf } from '../../plans.ts';

const type = 'application/vnd.oci.image.manifest.v1+json';
const digestOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** A registry of one image, in memory. `meanwhile` happens once, at the first change. */
class Shelf {
  readonly tags = new Map<string, string>();
  readonly #manifests = new Map<string, string>();
  meanwhile = () => {};
  broken = false;

  push(word: string, ...tags: readonly string[]): string {
    const body = JSON.stringify({ schemaVersion: 2, mediaType: type, annotations: { word } });
    const digest = digestOf(body);
    this.#manifests.set(digest, body);
    for (const tag of tags) this.tags.set(tag, digest);
    return digest;
  }

  has(digest: string): boolean {
    return this.#manifests.has(digest);
  }

  answer({ method, path, content }: RegistryRequest): RegistryAnswer {
    const told = (status: number, body = '', headers = {}) => ({ kind: 'answer', status, body, headers }) as const;
    if (this.broken) return told(403);
    if (path.startsWith('tags/list')) return told(200, JSON.stringify({ tags: [...this.tags.keys()] }));
    if (!path.startsWith('manifests/')) return told(path.startsWith('blobs/') ? 200 : 404);
    const name = path.slice('manifests/'.length);
    if (method === 'PUT') this.#put(name, content?.body ?? '');
    if (method === 'DELETE') this.#delete(name);
    if (method === 'PUT' || method === 'DELETE') return told(202);
    const digest = this.tags.get(name) ?? name;
    const body = this.#manifests.get(digest);
    return body === undefined ? told(404) : told(200, body, { 'docker-content-digest': digest, 'content-type': type });
  }

  #put(name: string, body: string): void {
    this.#manifests.set(digestOf(body), body);
    this.tags.set(name, digestOf(body));
    this.#happen();
  }

  #delete(digest: string): void {
    this.#manifests.delete(digest);
    for (const [name, shown] of this.tags) if (shown === digest) this.tags.delete(name);
    this.#happen();
  }

  #happen(): void {
    const work = this.meanwhile;
    this.meanwhile = () => {};
    work();
  }
}

const pulls = [8, 7].map((number) => ({
  number,
  state: 'closed',
  head: { sha: 'b'.repeat(40) },
  base: { ref: 'main' },
}));

let seconds = 0;

/** Cleans up; gives the words of the error, if there is one. */
async function clean(shelves: Readonly<Record<string, Shelf>>): Promise<string | undefined> {
  const images = Object.keys(shelves).map((repository) => `registry.example.com/${repository}`);
  const context = pushTo('main');
  const inputs = await inputsOf({ stage: 'cleanup', images: images.join('\n') }, context);
  const world = {
    now: () => seconds * 1000,
    time: () => 0,
    pause: async () => {},
    log: { line: () => {} },
    openSession:
      ({ repository }: { repository: string }) =>
      async (request: RegistryRequest) =>
        shelves[repository]?.answer(request),
    askGitHub: async (path: string) => {
      const [, number] = /\/pulls\/(\d+)$/.exec(path) ?? [];
      const body = number === undefined ? pulls : pulls.find((pull) => pull.number === Number(number));
      return { kind: 'answer', body: path.includes('/pulls') ? body : [] };
    },
  } as unknown as World;
  try {
    await cleanUp({ inputs, context, facts, logins: [] }, world);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

test('a new tag of what is about to go keeps it, and a second run does the rest', async () => {
  const shelf = new Shelf();
  shelf.push('main', 'main');
  shelf.push('seven', 'pr-7');
  const promoted = shelf.push('eight', 'pr-8');
  shelf.meanwhile = () => shelf.tags.set('2.0.0', promoted);
  expect(await clean({ 'acme/app': shelf })).toContain('2.0.0 is new and needs it');
  expect(shelf.has(promoted)).toBe(true);
  expect(await clean({ 'acme/app': shelf })).toBeUndefined();
  expect([...shelf.tags.keys()]).toEqual(['main', '2.0.0']);
  expect(shelf.has(promoted)).toBe(true);
});

test('a tag that is moved to what is about to go keeps it', async () => {
  const shelf = new Shelf();
  shelf.push('main', 'main');
  shelf.push('before', 'production');
  shelf.push('seven', 'pr-7');
  const promoted = shelf.push('eight', 'pr-8');
  shelf.meanwhile = () => {
    shelf.tags.set('production', promoted);
    seconds += 10;
  };
  expect(await clean({ 'acme/app': shelf })).toContain('production was moved and needs it');
  expect(shelf.has(promoted)).toBe(true);
  expect(await clean({ 'acme/app': shelf })).toBeUndefined();
  expect([...shelf.tags.keys()]).toEqual(['main', 'production']);
});

test('what is not known half-way is told with what was removed until then', async () => {
  const shelf = new Shelf();
  shelf.push('main', 'main');
  shelf.push('seven', 'pr-7');
  shelf.push('eight', 'pr-8');
  shelf.meanwhile = () => {
    shelf.broken = true;
  };
  expect(await clean({ 'acme/app': shelf })).toMatch(
    /^Nothing more removed after 1 tag: the tags of \S+ cannot be read: the registry answered 403/,
  );
});

test('a tag that is pushed anew is not taken off', async () => {
  const shelf = new Shelf();
  shelf.push('main', 'main', 'pr-7', 'pr-8');
  shelf.meanwhile = () => shelf.push('new eight', 'pr-8');
  expect(await clean({ 'acme/app': shelf })).toContain('pr-8: it shows another image by now');
  expect(shelf.has(shelf.tags.get('pr-8') ?? '')).toBe(true);
});

test('a second image is looked at again after the first one', async () => {
  const [app, web] = [new Shelf(), new Shelf()];
  app.push('main', 'main');
  app.push('seven', 'pr-7');
  web.push('main', 'main');
  const promoted = web.push('eight', 'pr-8');
  app.meanwhile = () => web.tags.set('main', promoted);
  expect(await clean({ 'acme/app': app, 'acme/web': web })).toBeUndefined();
  expect(web.tags.get('main')).toBe(promoted);
  expect(web.has(promoted)).toBe(true);
  expect([...web.tags.keys()]).toEqual(['main']);
});
