/** The engine of a host as far as a deploy uses it: containers with names, labels and addresses; images that were pulled. */

import { labelWords } from '../../src/plan/deploy/labels.ts';
import { lockName } from '../../src/plan/deploy/names.ts';

export interface HostScene {
  /** Its containers answer 500 when they are of this image. */
  readonly broken?: string;
  /** What a deploy before has left there, and what it replaced. */
  readonly runs?: Ran & { readonly before?: Ran };
  /** A run that was lost has left a container of this image beside what runs, and its lock. */
  readonly lost?: string;
  /** What stands on ssh's error stream when nobody gets in. */
  readonly refuses?: string;
}

export interface Ran {
  readonly digest: string;
  readonly revision: string;
  /** When its image says that it was built. */
  readonly created?: string;
}

export interface HostAnswer {
  readonly exitCode?: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

interface Container {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly image: string;
  readonly restart: string;
  readonly running: boolean;
}

const label = /^--label=(?<key>[^=]+)=(?<value>.*)$/s;

export class FakeHost {
  readonly #scene: HostScene;
  readonly #images = new Set<string>();
  #containers: Container[] = [];
  #made = 0;

  constructor(scene: HostScene) {
    this.#scene = scene;
    if (scene.runs !== undefined) this.#deploy(scene.runs);
    if (scene.lost !== undefined) this.#lose(scene.lost);
  }

  #deploy({ before, ...now }: NonNullable<HostScene['runs']>): void {
    if (before !== undefined) this.#serve('app-0', before, '');
    this.#serve('app', now, this.#containers[0]?.id ?? '');
    this.#containers = this.#containers.map((one) => ({ ...one, running: one.name === 'app' }));
  }

  #serve(container: string, { digest, revision, created = '' }: Ran, previous: string): void {
    const reference = `ghcr.io/acme/app@${digest}`;
    const owner = 'slipway-0';
    const said = { name: 'app', role: 'app', digest, reference, revision, settings: 'earlier', owner, previous };
    this.#note(reference);
    const words = [...labelWords(said), `org.opencontainers.image.created=${created}`];
    this.#create([`--name=${container}`, ...words.map((word) => `--label=${word}`), reference]);
  }

  #lose(digest: string): void {
    const [current] = this.#containers;
    const reference = `ghcr.io/acme/app@${digest}`;
    const run = { name: 'app', owner: 'slipway-1', previous: current?.id ?? '' };
    const made = {
      ...run,
      role: 'app',
      digest,
      reference,
      revision: current?.labels['io.slipway.deploy.revision'] ?? '',
    };
    const lock = { ...run, role: 'lock', expires: '2026-01-01T00:00:00Z' };
    for (const image of [reference, 'lock']) this.#note(image);
    this.#create(['--name=app-next', ...labelWords(made).map((words) => `--label=${words}`), reference]);
    this.#create([`--name=${lockName('app')}`, ...labelWords(lock).map((words) => `--label=${words}`), 'lock']);
  }

  get refuses(): string | undefined {
    return this.#scene.refuses;
  }

  /** Another run deploys there, if it does. */
  deployAnew(ran: Ran | undefined): void {
    if (ran === undefined) return;
    this.#containers = [];
    this.#deploy(ran);
  }

  /** What runs, for tests to look at. */
  running(): readonly string[] {
    return this.#containers.filter(({ running }) => running).map(({ name, image }) => `${name} ${image}`);
  }

  names(): readonly string[] {
    return this.#containers.map(({ name }) => name);
  }

  /** Whom an address belongs to, and what it answers. */
  status(address: string): number | undefined {
    const found = this.#containers.find(({ number, running }) => running && address.startsWith(addressOf(number)));
    if (found === undefined) return undefined;
    return this.#scene.broken !== undefined && found.image.endsWith(this.#scene.broken) ? 500 : 200;
  }

  /** Answers the words after `docker`. */
  answer(words: readonly string[]): HostAnswer {
    const [first = '', second = ''] = words;
    const verb = ['container', 'image', 'network'].includes(first) ? `${first} ${second}` : first;
    const names = words.filter((word) => !word.startsWith('-')).slice(verb.split(' ').length);
    const answer = this.#answers[verb];
    if (answer === undefined) throw new Error(`The host does not know: docker ${words.join(' ')}`);
    return answer(names, words) ?? {};
  }

  readonly #answers: Readonly<
    Record<string, (names: readonly string[], words: readonly string[]) => HostAnswer | undefined>
  > = {
    info: () => ({ stdout: JSON.stringify({ ServerVersion: '28.5.2', Architecture: 'x86_64' }) }),
    create: (_, words) => this.#create(words),
    pull: ([name = '']) => this.#note(name),
    import: (names) => this.#note(names.at(-1) ?? ''),
    logs: () => ({ stdout: 'listening on 8080\n' }),
    update: (names, words) => this.#each(names, (one) => ({ ...one, restart: restartIn(words) })),
    'network ls': () => ({ stdout: '' }),
    'image inspect': ([name = '']) => (this.#images.has(name) ? { stdout: image } : { exitCode: 1, stdout: '[]' }),
    'image rm': ([name = '']) => this.#note(name, false),
    'container ls': (_, words) => ({
      stdout: this.#list(words)
        .map(({ id }) => `${id}\n`)
        .join(''),
    }),
    'container inspect': (names) => ({ stdout: JSON.stringify(this.#all(names).map(inspected)) }),
    'container start': (names) => this.#each(names, (one) => ({ ...one, running: true })),
    'container stop': (names) => this.#each(names, (one) => ({ ...one, running: false })),
    'container rename': ([id = '', name = '', ...more]) => {
      this.#each([id], (one) => ({ ...one, name }));
      return more.length === 0 ? undefined : this.answer(['container', 'rename', ...more]);
    },
    'container rm': (names) => this.#each(names, () => undefined),
  };

  #note(image: string, there = true): undefined {
    if (there) this.#images.add(image);
    else this.#images.delete(image);
  }

  /** Changes some, or takes them away. */
  #each(names: readonly string[], change: (one: Container) => Container | undefined): undefined {
    const chosen = this.#all(names);
    this.#containers = this.#containers.flatMap((one) => (chosen.includes(one) ? (change(one) ?? []) : one));
  }

  #create(words: readonly string[]): HostAnswer {
    const name = words.find((word) => word.startsWith('--name='))?.slice('--name='.length) ?? '';
    const used = words.find((word) => this.#images.has(word));
    if (used === undefined) return { exitCode: 1, stderr: 'Error response from daemon: No such image' };
    if (this.#containers.some((one) => one.name === name))
      return { exitCode: 1, stderr: `Conflict. The container name "/${name}" is already in use` };
    this.#made += 1;
    const id = String(this.#made).repeat(64).slice(0, 64);
    const labels = Object.fromEntries(
      words.flatMap((word) => {
        const { key, value } = label.exec(word)?.groups ?? {};
        return key === undefined ? [] : [[key, value ?? '']];
      }),
    );
    const restart = restartIn(words);
    this.#containers.push({ id, number: this.#made, name, labels, image: used, restart, running: false });
    return { stdout: `${id}\n` };
  }

  #list(words: readonly string[]): readonly Container[] {
    const filters = words.filter((word) => word.startsWith('--filter=')).map((word) => word.slice('--filter='.length));
    return this.#containers.filter((one) => filters.every((filter) => fits(one, filter)));
  }

  #all(names: readonly string[]): readonly Container[] {
    return this.#containers.filter(({ id, name }) => names.includes(id) || names.includes(name));
  }
}

function restartIn(words: readonly string[]): string {
  return /--restart=(\S+)/.exec(words.join(' '))?.[1] ?? 'no';
}

function fits({ labels, name }: Container, filter: string): boolean {
  const [, kind = '', value = ''] = /^([a-z]+)=(.*)$/s.exec(filter) ?? [];
  if (kind === 'label') return Object.entries(labels).some(([key, text]) => value === `${key}=${text}`);
  // Strangers have no part in these plays.
  return kind === 'name' && new RegExp(value).test(`/${name}`);
}

function addressOf(number: number): string {
  return `172.17.0.${number + 1}`;
}

const image = JSON.stringify([
  { Id: 'sha256:1', Os: 'linux', Architecture: 'amd64', Config: { ExposedPorts: { '8080/tcp': {} } } },
]);

function inspected({ id, number, name, labels, restart, running }: Container): object {
  return {
    Id: id,
    Name: `/${name}`,
    RestartCount: 0,
    State: { Running: running, Status: running ? 'running' : 'exited', ExitCode: 0 },
    Config: { Image: labels['io.slipway.deploy.reference'], Labels: labels },
    HostConfig: { RestartPolicy: { Name: restart }, PortBindings: {} },
    NetworkSettings: { Networks: { bridge: { IPAddress: addressOf(number) } } },
  };
}
