/** Takes known secrets out of text. The runner masks its log too; summaries, annotations and local runs rely on this. */
import { entities, escaped, shown } from '../report/text.ts';

/** Nothing this short is a secret, and taking it out would spoil every figure and name that holds it. */
const shortestSecret = 4;

/** Nor are these; and GitHub gives no other job an output with a masked text in it, be it `pushed=true`. */
const switches: readonly string[] = ['true', 'false'];

export class Redactor {
  readonly #secrets = new Set<string>();

  /**
   * Remembers a secret, and each of its lines, since logs show it line by line, trimmed and cleaned, and a summary
   * shows it escaped. Gives the forms that can stand in a log, for the runner to mask.
   */
  add(secret: string): readonly string[] {
    const lines = [secret, ...secret.split(/[\r\n]+/)].flatMap((line) => [line, line.trim(), shown(line).trim()]);
    const plain = [...new Set(lines)].filter(isSecret);
    // What is left of several lines, as one line of a summary, may be less than a secret, or nothing at all.
    for (const text of plain)
      for (const form of [text, escaped(text), entities(text), inJson(text)].filter(isSecret)) this.#secrets.add(form);
    return plain;
  }

  /** Secrets that touch or overlap become one `***`, so that no rest of them stays. */
  clean(text: string): string {
    const secrets = [...this.#secrets];
    const found = secrets
      .flatMap((secret) => [...places(text, secret), ...cutPlaces(text, secret)])
      .toSorted((a, b) => a.from - b.from);
    let result = '';
    let at = 0;
    for (const { from, to } of found) {
      if (from >= at) result += `${text.slice(at, from)}***`;
      at = Math.max(at, to);
    }
    return result + text.slice(at);
  }
}

function isSecret(text: string): boolean {
  const word = text.trim();
  return word.length >= shortestSecret && !switches.includes(word.toLowerCase());
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Where a text was cut in the middle of a secret, which leaves its beginning before the sign of the cut. */
function cutPlaces(text: string, secret: string): { readonly from: number; readonly to: number }[] {
  const found = [];
  for (let to = text.indexOf('…'); to >= 0; to = text.indexOf('…', to + 1)) {
    for (let length = Math.min(secret.length - 1, to); length >= shortestSecret; length--) {
      if (text.slice(to - length, to) !== secret.slice(0, length)) continue;
      found.push({ from: to - length, to });
      break;
    }
  }
  return found;
}

function places(text: string, secret: string): { readonly from: number; readonly to: number }[] {
  const found = [];
  for (let from = text.indexOf(secret); from >= 0; from = text.indexOf(secret, from + 1)) {
    found.push({ from, to: from + secret.length });
  }
  return found;
}
