/** A world made of data: commands are answered from a table, and everything that happens is written into a diary. */
import { readFileSync } from 'node:fs';
import type { Deployment } from '../../script/github-api/deployments.ts';
import { kept, type Repository } from '../../script/github-api/repository.ts';
import type { Command } from '../../src/model/decision.ts';
import type { Facts } from '../../src/model/facts.ts';
import type { Secret } from '../../src/model/inputs.ts';
import type { TagState } from '../../src/model/names.ts';
import type { Annotation } from '../../src/model/outcome.ts';
import type { Entry, Finished, FoundEntry, GitHubAnswer, ShownState, Watch, World } from '../../src/world/ports.ts';
import { answerOfGitHub } from './fake-github.ts';
import { FakeHost, type HostScene, type Ran } from './fake-host.ts';
import { FakeRegistry, type Said } from './fake-registry.ts';
import { FakeStore } from './fake-store.ts';

export interface Answer {
  readonly exitCode?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** Name of a recorded stream that the command prints on standard error. */
  readonly stream?: string;
  /** Lines that it prints there. */
  readonly lines?: readonly string[];
  /** It was ended, since it took longer than allowed. */
  readonly timedOut?: boolean;
  /** The process does not end well: it is cancelled, or cannot be started. */
  readonly rejects?: Error;
}

/** The first words of a command and its answer; the longest match counts. Images and tags have a memory of their own. */
export type Answers = Readonly<Record<string, Answer>>;

/** Names and the digests they mean; undefined takes a name away. */
export type Names = Readonly<Record<string, string | undefined>>;

/** Something that happens by itself as soon as a line that starts like this stands in the diary. */
export interface Meanwhile {
  readonly after: string;
  readonly store?: Names;
  readonly registry?: Names;
  /** From here on the registry does not answer, or does again. */
  readonly registryDown?: boolean;
  /** What another run has brought to every host. */
  readonly deployed?: Ran;
}

export interface Scene {
  /** What the build has put beside the image. */
  readonly copied: readonly Entry[];
  readonly answers: Answers;
  readonly meanwhile: readonly Meanwhile[];
  readonly facts: Facts;
  /** Images of the user's in the engine before the run. */
  readonly store: Names;
  readonly classicStore: boolean;
  /** Tags in the registries before the run. */
  readonly registry: Names;
  /** What the images in the registries say of themselves, by digest. */
  readonly images: Readonly<Record<string, Said>>;
  /** Manifests and indexes in the registries without a tag. */
  readonly manifests: readonly string[];
  /** What GitHub knows; undefined when it does not answer. */
  readonly repository: Repository | undefined;
  /** Of every image in the registries; undefined when they do not tell it. */
  readonly configuration: object | undefined;
  /** Why the cache service is of no use. */
  readonly cacheTrouble: string | undefined;
  /** What GitHub's cache has for the mounts. */
  readonly cacheEntry: FoundEntry;
  /** The hosts of a deploy, in the order of `deploy-hosts`. */
  readonly hosts: readonly HostScene[];
  /** Contents of the metadata file that BuildKit writes, one a build; the last one stays. */
  readonly metadata: readonly string[];
}

export interface FakeWorld extends World {
  readonly diary: readonly string[];
  /** Commands in the order in which they were started, each as one line. */
  readonly commands: readonly string[];
  /** What went to the engine of the first host, in the same way. */
  readonly commandsThere: readonly string[];
  readonly masked: readonly string[];
  readonly store: FakeStore;
  readonly registry: FakeRegistry;
  readonly hosts: readonly FakeHost[];
  /** What GitHub was told to make, oldest first. */
  readonly deployments: readonly Deployment[];
}

export function fakeWorld(scene: Scene): FakeWorld {
  const diary: string[] = [];
  const commands: string[] = [];
  const commandsThere: string[] = [];
  const masked: string[] = [];
  const store = new FakeStore(scene.store, scene.classicStore);
  const registry = new FakeRegistry(scene.registry, scene.images, scene.manifests);
  const github = scene.repository && kept(scene.repository);
  const hosts = scene.hosts.map((host) => new FakeHost(host));
  /** Targets of the ways to containers, by the socket on this side. */
  const ways = new Map<string, string>();
  const metadata = [...scene.metadata];
  let clock = 0;

  function happenAfter(line: string): void {
    for (const event of scene.meanwhile.filter(({ after }) => line.startsWith(after))) {
      for (const [name, digest] of Object.entries(event.store ?? {})) store.put(name, digest);
      for (const [name, digest] of Object.entries(event.registry ?? {})) registry.put(name, digest);
      hosts.forEach((host) => void host.deployAnew(event.deployed));
      if (event.registryDown !== undefined) registry.goDown(event.registryDown);
    }
  }

  function note(line: string): void {
    diary.push(line);
    if (!line.startsWith('$ ')) happenAfter(line);
  }

  function tagged(argv: readonly string[]): Answer {
    const { text, digest } = registry.joined(argv.filter((word) => word.includes('@sha256:')));
    if (argv.includes('--dry-run')) return { stdout: text };
    for (const word of argv) if (word.startsWith('--tag=')) registry.put(word.slice('--tag='.length), digest);
    return {};
  }

  /** What engine and registry remember of a command that went well. */
  function remembered(argv: readonly string[]): Answer {
    if (argv[1] === 'image') return store.answer(argv.slice(2));
    const last = argv.at(-1) ?? '';
    if (argv[1] === 'pull') store.put(last, digestOf(last));
    if (argv[1] === 'push') registry.put(last, store.names()[last]);
    if (argv[2] !== 'imagetools') return {};
    if (argv[3] === 'create') return tagged(argv);
    return argv.includes('--raw') ? registry.print(last) : registry.answer(last);
  }

  function hostOf(text: string): [host: FakeHost, name: string] | undefined {
    const number = /host(\d+)\b/.exec(text)?.[1];
    const host = hosts[Number(number) - 1];
    return host === undefined ? undefined : [host, `host${number}`];
  }

  /** ssh stays until it is told to go. */
  async function connected(command: Command, watch: Watch): Promise<Finished> {
    const [host] = hostOf(command.argv.at(-1) ?? '') ?? [];
    if (host?.refuses !== undefined) {
      for (const line of host.refuses.split('\n')) watch.onLine?.(line);
      return { exitCode: 255, stdout: '', stderr: '', seconds: 0 };
    }
    await new Promise((resolve) => watch.ending?.addEventListener('abort', resolve));
    return { exitCode: 0, stdout: '', stderr: '', seconds: 0 };
  }

  /** The socket is there as soon as ssh is logged in. */
  function isReached(path: string): boolean {
    return path.endsWith('.docker') && hostOf(path)?.[0].refuses === undefined;
  }

  function atHost(command: Command): Finished | undefined {
    const [host, name] = hostOf(command.env?.['DOCKER_HOST'] ?? '') ?? [];
    if (host === undefined || command.argv[0] !== 'docker') return undefined;
    if (host === hosts[0]) commandsThere.push(command.argv.join(' '));
    note(`$ [${name}] ${command.argv.join(' ').replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1')}`);
    return { exitCode: 0, stdout: '', stderr: '', seconds: 0.5, ...host.answer(command.argv.slice(1)) };
  }

  /** A connection, or a way through one to a container's address. */
  async function throughSsh(command: Command, watch: Watch): Promise<Finished> {
    if (!command.argv.includes('forward')) return connected(command, watch);
    const [, socket = '', target = ''] = /^([^:]+):(.*)$/.exec(command.argv.at(-2) ?? '') ?? [];
    ways.set(socket, target);
    return { exitCode: 0, stdout: '', stderr: '', seconds: 0 };
  }

  async function runHere(command: Command, watch: Watch): Promise<Finished> {
    const words = command.argv.join(' ');
    commands.push(words);
    note(`$ ${words}${stdinKind(command)}`);
    if (command.argv[0] === 'ssh') return throughSsh(command, watch);
    const { stream, lines = [], rejects, ...answer } = answerTo(words, scene.answers);
    const onLine = watch.onLine ?? watch.onErrorLine;
    for (const line of stream === undefined ? lines : streamLines(stream)) onLine?.(line);
    if (rejects !== undefined) throw rejects;
    const own = (answer.exitCode ?? 0) === 0 ? remembered(command.argv) : {};
    happenAfter(`$ ${words}`);
    return { exitCode: 0, stdout: '', stderr: '', seconds: 1.5, ...own, ...answer };
  }

  return {
    diary,
    commands,
    commandsThere,
    masked,
    store,
    registry,
    hosts,
    deployments: github?.deployments ?? [],
    run: async (command, watch = {}) => atHost(command) ?? runHere(command, watch),
    async askRegistry({ reference }, login): Promise<TagState> {
      note(`? ${reference}, ${login === undefined ? 'as nobody' : `as ${login.username}`}`);
      return registry.state(reference);
    },
    async showTag(tag, login): Promise<ShownState> {
      note(`? the image of ${tag.reference}, ${login === undefined ? 'as nobody' : `as ${login.username}`}`);
      return registry.shown(tag.reference);
    },
    async readImage({ reference }, platform, login) {
      note(
        `? the configuration of ${reference}${platform === undefined ? '' : ` for ${platform}`}, as ${login?.username ?? 'nobody'}`,
      );
      return scene.configuration === undefined
        ? undefined
        : { config: JSON.stringify(scene.configuration), bytes: 2_712_290 };
    },
    async readManifest({ reference }, login): Promise<string | undefined> {
      note(`? the manifest of ${reference}, ${login === undefined ? 'as nobody' : `as ${login.username}`}`);
      if (registry.state(reference).kind === 'unknown') return undefined;
      // The base image is in each of them.
      const layers = [
        { digest: 'sha256:base', size: 30_000_000 },
        { digest: reference, size: 2_000_000 },
      ];
      return JSON.stringify({ layers });
    },
    async askCacheService() {
      note("? GitHub's cache");
      return scene.cacheTrouble;
    },
    async restoreEntry({ key }) {
      note(`? the cache entry ${key}`);
      return scene.cacheEntry;
    },
    async saveEntry({ key }) {
      note(`[save the cache entry ${key}]`);
      return { kind: 'saved', bytes: 4_000_000 };
    },
    async askGitHub(path): Promise<GitHubAnswer> {
      note(`? GitHub: ${path}`);
      return answerOfGitHub(github, { method: 'GET', path });
    },
    async tellGitHub(path, body, _token, method = 'POST'): Promise<GitHubAnswer> {
      note(`! GitHub: ${method} ${path} ${JSON.stringify(body)}`);
      return answerOfGitHub(github, { method, path, body });
    },
    async deleteAtGitHub(path): Promise<GitHubAnswer> {
      note(`! GitHub: DELETE ${path}`);
      return { kind: 'refused', status: 404, words: 'GitHub answered 404: Not Found' };
    },
    openSession: (image) => async (request) => {
      note(`? ${request.method} ${request.path} of ${image.repository}`);
      return { kind: 'silent', words: 'no play has such a registry' };
    },
    listTar: async () => ({ files: new Map(), texts: new Map() }),
    log: {
      line: (text) => note(text),
      group: (title) => note(`> ${title}`),
      endGroup: () => note('<'),
      annotate: (annotation) => note(annotationLine(annotation)),
      debug: () => undefined,
    },
    files: {
      openRunFolder: async (logins) =>
        note(`[open the run's folder, ${logins.keep ? 'keep' : 'drop'} the user's logins]`),
      removeRunFolder: async () => note("[remove the run's folder]"),
      writeSecret: async (path: string, content: Secret) => note(`[write ${path}: ${content}]`),
      read: async () => (metadata.length > 1 ? metadata.shift() : metadata[0]) ?? '',
      list: async (path) => {
        if (path.includes('/artifacts/')) return scene.copied;
        return isReached(path) ? [{ path: '', kind: 'other' }] : [];
      },
      staysInside: async (link) => !link.endsWith('passwd'),
      async place(from, to) {
        note(`[copy ${from} to ${to}]`);
        const files = scene.copied.filter(({ kind }) => kind === 'file');
        return files.map(({ path }) => ({ path, bytes: 400_000, sha256: 'ab'.repeat(32) }));
      },
      openTree: async () => undefined,
      tree: async () => [],
      stream: () => {
        throw new Error('No play reads a report');
      },
      replaceFolder: async (from, to) => note(`[${from} takes the place of ${to}]`),
      keep: async (name) => {
        note(`[keep ${name}]`);
        return `/tmp/kept/${name}`;
      },
      takeBack: async (_, to) => note(`[remove ${to}]`),
      removeFolder: async (path) => note(`[remove ${path}]`),
    },
    mask: (value) => void masked.push(value),
    remember: (name, value) => note(`[remember ${name}: ${value}]`),
    look: async () => scene.facts,
    async probe(url, _, socketPath = '') {
      note(`? ${url}`);
      const [host] = hostOf(socketPath) ?? [];
      const status = host?.status(ways.get(socketPath) ?? '') ?? 200;
      if (status !== 200) return { kind: 'answer', status, body: 'db down' };
      return { kind: 'answer', status: 200, body: 'ok' };
    },
    pause: async (milliseconds) => note(`[wait ${milliseconds / 1000} s]`),
    time: () => Date.parse('2026-03-04T05:06:07Z') + clock,
    random: () => 0,
    every: () => ({ [Symbol.dispose]: () => undefined }),
    now: () => {
      clock += 250;
      return clock;
    },
  };
}

function digestOf(reference: string): string | undefined {
  return /@(.*)$/.exec(reference)?.[1];
}

function answerTo(words: string, answers: Answers): Answer {
  const key = Object.keys(answers)
    .filter((prefix) => words.startsWith(prefix))
    .toSorted((a, b) => b.length - a.length)[0];
  if (key !== undefined) return answers[key] ?? {};
  if (
    /^docker (?:image|container|pull|push|volume rm|buildx imagetools|buildx create|buildx inspect --bootstrap) /.test(
      words,
    )
  )
    return {};
  if (words.startsWith('git ')) return { exitCode: 128, stderr: 'fatal: not a git repository' };
  throw new Error(`The table has no answer for: ${words}`);
}

export function annotationLine({ level, message, place }: Annotation): string {
  const at = place === undefined ? '' : ` at ${place.file}:${place.line}`;
  return `${level}${at}: ${message}`;
}

/** The lines of a stream that buildx really printed. */
export function streamLines(name: string): string[] {
  const text = readFileSync(new URL(`./streams/${name}.jsonl`, import.meta.url), 'utf8');
  return text.replace(/\n$/, '').split('\n');
}

function stdinKind(command: Command): string {
  switch (typeof command.stdin) {
    case 'object':
      return ' < a secret';
    case 'string':
      return ` < the definition of ${Object.keys((JSON.parse(command.stdin) as { target: object }).target).join(', ')}`;
    default:
      return '';
  }
}
