/** A registry as far as tags and digests go. */
import type { TagState } from '../../src/model.ts';

const down =
  'ERROR: failed to do request: Head "https://ghcr.io/v2/": dial tcp 10.0.0.1:443: connect: connection refused';

export class FakeRegistry {
  readonly #tags = new Map<string, string>();
  #down = false;

  constructor(tags: Readonly<Record<string, string | undefined>>) {
    for (const [reference, digest] of Object.entries(tags)) this.put(reference, digest);
  }

  put(reference: string, digest: string | undefined): void {
    if (digest === undefined) this.#tags.delete(reference);
    else this.#tags.set(reference, digest);
  }

  goDown(): void {
    this.#down = true;
  }

  tags(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#tags].toSorted());
  }

  state(reference: string): TagState {
    if (this.#down) return { kind: 'unknown', words: down };
    const digest = this.#tags.get(reference);
    return digest === undefined ? { kind: 'absent' } : { kind: 'present', digest };
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
