/**
 * Releases of a repository, as GitHub keeps them, for its own command line tool `gh`: a proxy for `http://` addresses that
 * answers itself. Requests and answers are held against GitHub's own description; what does not fit is answered 400 and
 * kept in `violations`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type Asked, bodySchema, findOperation, resolved, wrongAnswer, wrongBody, wrongValues } from './contract.ts';
import { filled } from './sample.ts';
import { plain, type Told } from './told.ts';

export interface Release {
  readonly id: number;
  /** As it was asked for, with what was changed since. */
  wish: ReleaseWish;
  readonly assets: { readonly name: string; readonly content: Buffer }[];
}

interface ReleaseWish {
  readonly tag_name: string;
  readonly body?: string;
  readonly draft?: boolean;
  readonly prerelease?: boolean;
  readonly generate_release_notes?: boolean;
  readonly make_latest?: string;
}

export interface ReleasesDouble extends AsyncDisposable {
  /** For HTTP_PROXY of a program that asks the host `github.localhost`. */
  readonly proxy: string;
  readonly violations: readonly string[];
  /** Oldest first. */
  readonly releases: readonly Release[];
  /** In the order of asking: method and path. */
  readonly requests: readonly string[];
}

export interface ReleasesWish {
  readonly token: string;
  readonly tags: readonly string[];
}

/** What GitHub writes behind the body when it is to generate notes. */
export const generatedNotes = "## What's Changed\n* Add parcels by @ada-acme";

const host = 'api.github.localhost';

export async function startReleases(wish: ReleasesWish): Promise<ReleasesDouble> {
  const double = new Double(wish);
  const server = createServer((request, response) => void double.answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { violations, releases, requests } = double;
  return {
    proxy: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ violations, releases, requests },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

class Double {
  readonly violations: string[] = [];
  readonly releases: Release[] = [];
  readonly requests: string[] = [];
  readonly #wish: ReleasesWish;

  constructor(wish: ReleasesWish) {
    this.#wish = wish;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', `http://${host}`);
    const sent = await buffer(request);
    this.requests.push(`${request.method} ${url.pathname}`);
    const { status, body } = this.#reply(request, url, sent);
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
  }

  #reply({ method = '', headers }: IncomingMessage, url: URL, sent: Buffer): Told {
    if (headers.authorization !== `token ${this.#wish.token}`) return plain(401, 'Bad credentials');
    // The description has no GraphQL, by which `--verify-tag` asks.
    if (url.pathname === '/graphql') return this.#ref(sent);
    const asked = findOperation(method === 'HEAD' ? 'GET' : method, url.pathname);
    if (asked === undefined) return this.#violated(`${method} ${url.pathname}`, ['GitHub has no such path']);
    const { operation } = asked;
    const json = operation.body === undefined ? undefined : (JSON.parse(sent.toString()) as unknown);
    const wrong = [...wrongValues(asked, url.searchParams), ...wrongBody(operation, json)];
    if (wrong.length > 0) return this.#violated(operation.name, wrong);
    const told = this.#told(asked, url, json ?? sent);
    const answer = { ...told, body: filled(resolved(bodySchema(operation, told.status)), told.body) };
    const broken = wrongAnswer(operation, answer.status, answer.body);
    return broken.length > 0 ? this.#violated(operation.name, broken) : answer;
  }

  #violated(name: string, wrong: readonly string[]): Told {
    this.violations.push(...wrong.map((words) => `${name}: ${words}`));
    return plain(400, wrong.join('; '));
  }

  #ref(sent: Buffer): Told {
    const { variables } = JSON.parse(sent.toString()) as { readonly variables: { readonly tagName?: string } };
    const known = this.#wish.tags.some((tag) => variables.tagName === `refs/tags/${tag}`);
    return { status: 200, body: { data: { repository: { ref: known ? { id: 'REF_1' } : null } } } };
  }

  #told({ operation, values }: Asked, url: URL, sent: unknown): Told {
    switch (`${operation.method} ${operation.name.split('/').at(-1)}`) {
      case 'POST releases':
        return this.#make(values, sent as ReleaseWish);
      case 'POST assets':
        return this.#upload(values, url, sent as Buffer);
      case 'PATCH {release_id}':
        return this.#change(values, sent as Partial<ReleaseWish>);
      default:
        // By its tag a draft is not found.
        return this.#shown(this.releases.find(({ wish }) => wish.tag_name === values['tag'] && wish.draft !== true));
    }
  }

  #make(values: Asked['values'], wish: ReleaseWish): Told {
    const body = [wish.body, ...(wish.generate_release_notes === true ? [generatedNotes] : [])].join('\n');
    const release = { id: this.releases.length + 1, wish: { ...wish, body }, assets: [] };
    this.releases.push(release);
    return { ...this.#shown(release, values), status: 201 };
  }

  #upload(values: Asked['values'], url: URL, content: Buffer): Told {
    const name = url.searchParams.get('name') ?? '';
    const release = this.#of(values);
    if (release === undefined) return plain(404, 'Not Found');
    if (release.assets.some((asset) => asset.name === name)) return plain(422, 'Validation Failed: already_exists');
    release.assets.push({ name, content });
    return { status: 201, body: { name, size: content.length, state: 'uploaded' } };
  }

  #change(values: Asked['values'], change: Partial<ReleaseWish>): Told {
    const release = this.#of(values);
    if (release !== undefined) release.wish = { ...release.wish, ...change };
    return this.#shown(release, values);
  }

  #of(values: Asked['values']): Release | undefined {
    return this.releases.find(({ id }) => id === Number(values['release_id']));
  }

  #shown(release: Release | undefined, { owner, repo }: Asked['values'] = {}): Told {
    if (release === undefined) return plain(404, 'Not Found');
    const { id, wish } = release;
    const { tag_name: tag, draft = false, prerelease = false, body = '' } = wish;
    const url = `http://${host}/repos/${owner}/${repo}/releases/${id}`;
    const upload = `${url}/assets{?name,label}`;
    return { status: 200, body: { id, url, tag_name: tag, draft, prerelease, body, upload_url: upload } };
  }
}
