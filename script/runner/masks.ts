/** Secret masking as GitHub does it: the value, its lines and its usual encodings become `***`. */

/** The masks of one job; later steps and post steps inherit them. */
export class Masks {
  readonly #given = new Set<string>();
  readonly #variants = new Set<string>();

  /** Every value that was given, whole values and their lines. */
  get values(): readonly string[] {
    return [...this.#given];
  }

  /** Masks a value and, for a value of several lines, each of them. */
  add(value: string): void {
    for (const part of [value, ...value.split(/[\r\n]/)]) {
      if (part.trim() === '') continue;
      this.#given.add(part);
      for (const variant of [part, ...encodings(part)]) if (variant !== '') this.#variants.add(variant);
    }
  }

  /** Overlapping and touching finds become one `***`, so that the length of a secret stays hidden. */
  apply(text: string): string {
    const finds = [...this.#variants].flatMap((variant) => positions(text, variant)).sort((a, b) => a.start - b.start);
    let masked = '';
    let end = 0;
    let open = false;
    for (const find of finds) {
      if (open && find.start <= end) {
        end = Math.max(end, find.end);
        continue;
      }
      masked += `${text.slice(end, find.start)}***`;
      end = find.end;
      open = true;
    }
    return masked + text.slice(end);
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function positions(text: string, value: string): Span[] {
  const found: Span[] = [];
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    found.push({ start: at, end: at + value.length });
  }
  return found;
}

/** The encoders that actions/runner registers for every secret (HostContext.cs, ValueEncoders.cs). */
function encodings(value: string): string[] {
  const bytes = Buffer.from(value);
  const shifted = (by: number) => (bytes.length > by ? bytes.subarray(by) : bytes).toString('base64');
  const quoted = value.length > 8 && value.startsWith('"') && value.endsWith('"');
  return [
    shifted(0),
    shifted(1),
    shifted(2),
    value.replaceAll("'", "''"),
    JSON.stringify(value).slice(1, -1),
    uriEscaped(value),
    xmlEscaped(value),
    quoted ? value.slice(1, -1) : '',
  ];
}

/** encodeURIComponent leaves !'()* alone, .NET's EscapeDataString does not. */
function uriEscaped(value: string): string {
  const percent = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(value.toWellFormed()).replace(/[!'()*]/g, percent);
}

function xmlEscaped(value: string): string {
  const entities: Readonly<Record<string, string>> = {
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
    '&': '&amp;',
  };
  return value.replace(/[<>"'&]/g, (char) => entities[char] ?? char);
}
