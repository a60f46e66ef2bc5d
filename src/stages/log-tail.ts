/** What a step printed: all of it up to a limit, then the last part, so that the end is never lost. */

/** BuildKit's own limit is 2 MiB and then the end; engines that lifted it are held here. */
const mostBytes = 4 * 1024 * 1024;

export class LogTail {
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  /** Bytes that were let go from the beginning. */
  #dropped = 0;

  add(data: Uint8Array): void {
    this.#chunks.push(data);
    this.#bytes += data.length;
    while (this.#bytes > mostBytes && this.#chunks.length > 1) {
      const first = this.#chunks.shift();
      this.#bytes -= first?.length ?? 0;
      this.#dropped += first?.length ?? 0;
    }
  }

  get dropped(): number {
    return this.#dropped;
  }

  clear(): void {
    this.#chunks = [];
    this.#bytes = 0;
  }

  /** Whole lines without their ends; the first may be cut when something was dropped. */
  lines(): string[] {
    const whole = new Uint8Array(this.#bytes);
    let at = 0;
    for (const chunk of this.#chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return this.#bytes === 0 ? [] : new TextDecoder().decode(whole).replace(/\n$/, '').split('\n');
  }
}
