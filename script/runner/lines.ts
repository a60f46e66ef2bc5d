/** Cuts a byte stream into lines as .NET's StreamReader does: at LF, at CRLF and at a lone CR. */
import { StringDecoder } from 'node:string_decoder';

/** A lone CR ends a line for the runner too, so a command may hide behind a progress bar. */
export class LineCutter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  readonly #open: string[] = [];
  #afterCr = false;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  write(chunk: Buffer): void {
    this.#take(this.#decoder.write(chunk));
  }

  /** A last line without a terminator is a line all the same. */
  end(): void {
    this.#take(this.#decoder.end());
    if (this.#open.length > 0) this.#close();
  }

  #take(decoded: string): void {
    if (decoded === '') return;
    // The CR that ended the previous chunk has already closed its line.
    const text = this.#afterCr && decoded.startsWith('\n') ? decoded.slice(1) : decoded;
    this.#afterCr = decoded.endsWith('\r');
    const parts = text.split(/\r\n|\r|\n/);
    const last = parts.pop() ?? '';
    for (const part of parts) {
      this.#open.push(part);
      this.#close();
    }
    if (last !== '') this.#open.push(last);
  }

  #close(): void {
    // Pieces are joined once: a line of many megabytes must not be copied per chunk.
    this.#onLine(this.#open.join(''));
    this.#open.length = 0;
  }
}
