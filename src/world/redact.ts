/** Takes known secrets out of text. The runner masks its log too; summaries, annotations and local runs rely on this. */

/** Shorter lines of a long secret (a lone brace, say) would take harmless words with them. */
const shortestLine = 4;

export class Redactor {
  #secrets: readonly string[] = [];

  /** Remembers a secret, and each of its lines since logs show it line by line. */
  add(secret: string): void {
    const lines = secret.split(/\r?\n/).filter((line) => line.trim().length >= shortestLine);
    const all = new Set([...this.#secrets, ...lines, secret].filter((text) => text.trim() !== ''));
    // The longest first, or a short one that is part of it would leave its rest in the open.
    this.#secrets = [...all].toSorted((a, b) => b.length - a.length);
  }

  clean(text: string): string {
    return this.#secrets.reduce((result, secret) => result.replaceAll(secret, '***'), text);
  }
}
