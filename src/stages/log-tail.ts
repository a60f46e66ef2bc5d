/** What a step printed: all of it up to a limit, then the last part, so that the end is never lost. */

/** BuildKit's own limit is 2 MiB and then the end; engines that lifted it are held here. */
const mostBytes = 4 * 1024 * 1024;

/** Small pieces are put together, since a list of millions of them takes minutes to let go from. */
const chunkBytes = 64 * 1024;

export class LogTail {
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  /** Bytes that were let go from the beginning. */
  #dropped = 0;
  /** Pieces that are no chunk yet. */
  #pieces: Uint8Array[] = [];
  #pieceBytes = 0;

  add(data: Uint8Array): void {
    this.#pieces.push(data);
    this.#pieceBytes += data.length;
    if (this.#pieceBytes >= chunkBytes) this.#join();
  }

  #join(): void {
    if (this.#pieceBytes === 0) return;
    this.#chunks.push(joined(this.#pieces, this.#pieceBytes));
    this.#bytes += this.#pieceBytes;
    this.#pieces = [];
    this.#pieceBytes = 0;
    while (this.#bytes > mostBytes && this.#chunks.length > 1) {
      const first = this.#chunks.shift();
      this.#bytes -= first?.length ?? 0;
      this.#dropped += first?.length ?? 0;
    }
  }

  get dropped(): number {
    this.#join();
    return this.#dropped;
  }

  clear(): void {
    this.#chunks = [];
    this.#bytes = 0;
    this.#pieces = [];
    this.#pieceBytes = 0;
  }

  /** Whole lines without their ends; the first may be cut when something was dropped. */
  lines(): string[] {
    this.#join();
    return this.#bytes === 0
      ? []
      : new TextDecoder().decode(joined(this.#chunks, this.#bytes)).replace(/\n$/, '').split('\n');
  }
}

function joined(parts: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
