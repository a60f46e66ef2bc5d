/** A registry as far as tags, digests and what images say of themselves go. */
import { createHash } from 'node:crypto';
import type { TagState } from '../../src/model/names.ts';
import type { ShownState } from '../../src/world/ports.ts';

/** What an image says of itself. */
export interface Said {
  readonly created?: string;
  readonly recipe?: string;
  readonly revision?: string;
  readonly version?: string;
}

const down =
  'ERROR: failed to do request: Head "https://ghcr.io/v2/": dial tcp 10.0.0.1:443: connect: connection refused';

export class FakeRegistry {
  readonly #tags = new Map<string, string>();
  readonly #images: Readonly<Record<string, Said>>;
  readonly #manifests: Map<string, string>;
  #down = false;

  /** `images` by digest; `manifests` are what it has without a tag. */
  constructor(
    tags: Readonly<Record<string, string | undefined>>,
    images: Readonly<Record<string, Said>> = {},
    manifests: readonly string[] = [],
  ) {
    this.#images = images;
    this.#manifests = new Map(manifests.map((text) => [digestOf(text), text]));
    for (const [reference, digest] of Object.entries(tags)) this.put(reference, digest);
  }

  put(reference: string, digest: string | undefined): void {
    if (digest === undefined) this.#tags.delete(reference);
    else this.#tags.set(reference, digest);
  }

  goDown(down: boolean): void {
    this.#down = down;
  }

  tags(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#tags].toSorted());
  }

  state(reference: string): TagState {
    if (this.#down) return { kind: 'unknown', words: down };
    const digest = this.#tags.get(reference) ?? this.#untagged(reference);
    return digest === undefined ? { kind: 'absent' } : { kind: 'present', digest };
  }

  /** By its digest everything can be had that came under some tag. */
  #untagged(reference: string): string | undefined {
    const digest = /@(.*)$/.exec(reference)?.[1] ?? '';
    return this.#manifests.has(digest) || [...this.#tags.values()].includes(digest) ? digest : undefined;
  }

  /** What `imagetools create` makes of these: the only one itself, or an index of what they hold. */
  joined(references: readonly string[]): { readonly text: string; readonly digest: string } {
    const digests = references.map((reference) => /@(.*)$/.exec(reference)?.[1] ?? '');
    const [only = '', ...others] = digests;
    if (others.length === 0) return { text: this.#manifests.get(only) ?? '', digest: only };
    const held = digests.flatMap((digest) => (JSON.parse(this.raw(digest)) as { manifests: object[] }).manifests);
    const text = JSON.stringify({ manifests: held });
    this.#manifests.set(digestOf(text), text);
    return { text, digest: digestOf(text) };
  }

  /** What `imagetools inspect --raw` says. */
  print(reference: string): { exitCode: number; stdout: string; stderr: string } {
    const stdout = this.raw(/@(.*)$/.exec(reference)?.[1] ?? '');
    return stdout === ''
      ? { exitCode: 1, stdout, stderr: `ERROR: ${reference}: not found` }
      : { exitCode: 0, stdout, stderr: '' };
  }

  raw(digest: string): string {
    return this.#manifests.get(digest) ?? '';
  }

  shown(reference: string): ShownState {
    const state = this.state(reference);
    if (state.kind !== 'present') return state;
    const { revision = '', version = '', created = '', recipe = '' } = this.#images[state.digest] ?? {};
    return { kind: 'present', shown: { digest: state.digest, revision, version, created, recipe } };
  }

  /** What `docker buildx imagetools inspect` says. */
  answer(reference: string): { exitCode: number; stdout: string; stderr: string } {
    const state = this.state(reference);
    switch (state.kind) {
      case 'present':
        return { exitCode: 0, stdout: JSON.stringify({ digest: state.digest, size: 855 }), stderr: '' };
      case 'absent':
        return { exitCode: 1, stdout: '', stderr: `ERROR: ${reference}: not found` };
      case 'unknown':
        return { exitCode: 1, stdout: '', stderr: state.words };
    }
  }
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
