/** A registry as far as tags, digests and what images say of themselves go. */
import type { TagState } from '../../src/model.ts';
import type { ShownState } from '../../src/world/ports.ts';

/** Revision and version that an image is labelled with. */
export interface Said {
  readonly revision?: string;
  readonly version?: string;
}

const down =
  'ERROR: failed to do request: Head "https://ghcr.io/v2/": dial tcp 10.0.0.1:443: connect: connection refused';

export class FakeRegistry {
  readonly #tags = new Map<string, string>();
  readonly #images: Readonly<Record<string, Said>>;
  #down = false;

  /** `images` by digest. */
  constructor(tags: Readonly<Record<string, string | undefined>>, images: Readonly<Record<string, Said>> = {}) {
    this.#images = images;
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
    const digest = this.#tags.get(reference);
    return digest === undefined ? { kind: 'absent' } : { kind: 'present', digest };
  }

  shown(reference: string): ShownState {
    const state = this.state(reference);
    if (state.kind !== 'present') return state;
    const { revision = '', version = '' } = this.#images[state.digest] ?? {};
    return { kind: 'present', shown: { digest: state.digest, revision, version } };
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
