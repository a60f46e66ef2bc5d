/** The engine's image store as far as names and digests go: what `docker image inspect`, `tag` and `rm` do to it. */

export interface StoreAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class FakeStore {
  readonly #names = new Map<string, string>();

  /** Docker's older way of keeping images, which knows no manifest before a push. */
  readonly #classic: boolean;

  constructor(names: Readonly<Record<string, string | undefined>>, classic: boolean) {
    this.#classic = classic;
    for (const [name, digest] of Object.entries(names)) this.put(name, digest);
  }

  /** Gives the image another name, or takes the name away. */
  put(name: string, digest: string | undefined): void {
    if (digest === undefined) this.#names.delete(name);
    else this.#names.set(name, digest);
  }

  names(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#names].toSorted());
  }

  /** Answers the words after `docker image`. */
  answer([verb, ...words]: readonly string[]): StoreAnswer {
    switch (verb) {
      case 'inspect':
        return this.#inspect(words);
      case 'history':
        return { exitCode: 0, stdout: '[]', stderr: '' };
      case 'tag':
        return this.#tag(words);
      case 'rm':
        return this.#remove(words);
      default:
        throw new Error(`The store does not know: docker image ${verb}`);
    }
  }

  /** Like docker: what is there on standard output, and exit code 1 when anything is missing. */
  #inspect(words: readonly string[]): StoreAnswer {
    const held = new Set(this.#names.values());
    const found = words.flatMap((name) => (held.has(name) ? name : (this.#names.get(name) ?? [])));
    const missing = words.filter((name) => !this.#names.has(name) && !held.has(name));
    return {
      exitCode: missing.length === 0 ? 0 : 1,
      stdout: `${JSON.stringify(found.map((digest) => this.#image(digest)))}\n`,
      stderr: missing.map((name) => `Error response from daemon: No such image: ${name}`).join('\n'),
    };
  }

  #image(digest: string): object {
    return {
      Id: digest,
      ...(!this.#classic && {
        Descriptor: { mediaType: 'application/vnd.oci.image.index.v1+json', digest, size: 855 },
      }),
      RepoTags: [...this.#names].filter(([, held]) => held === digest).map(([name]) => name),
      Size: 2_712_290,
      Os: 'linux',
      Architecture: 'amd64',
      Config: { User: 'app', Cmd: ['sh', '/srv/app'] },
      RootFS: { Type: 'layers', Layers: [`sha256:${'f'.repeat(64)}`, `sha256:${'b'.repeat(64)}`] },
    };
  }

  #tag([source = '', name = '']: readonly string[]): StoreAnswer {
    const known = [...this.#names.values()].includes(source) ? source : this.#names.get(source);
    if (known === undefined) return { exitCode: 1, stdout: '', stderr: `No such image: ${source}` };
    this.#names.set(name, known);
    return { exitCode: 0, stdout: '', stderr: '' };
  }

  #remove(words: readonly string[]): StoreAnswer {
    const missing = words.filter((name) => !this.#names.delete(name));
    return {
      exitCode: missing.length === 0 ? 0 : 1,
      stdout: '',
      stderr: missing.map((name) => `Error response from daemon: No such image: ${name}`).join('\n'),
    };
  }
}
