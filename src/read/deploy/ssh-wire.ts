/** The binary form of keys of ssh (RFC 4251, section 5). Bytes are the characters of a text, as `atob` gives them. */

/** Undefined where the text is not base64, its padding included. White space counts for nothing. */
export function decodeBase64(text: string): string | undefined {
  const plain = text.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(plain) || plain.length % 4 !== 0) return undefined;
  try {
    return atob(plain);
  } catch {
    return undefined;
  }
}

/** The number of four bytes at a place; undefined when it is cut off. */
export function wireNumber(bytes: string, at: number): number | undefined {
  if (at + 4 > bytes.length) return undefined;
  return [0, 1, 2, 3].reduce((sum, step) => sum * 256 + bytes.charCodeAt(at + step), 0);
}

/** The string at a place, with the place behind it; undefined when it is cut off. */
export function wireString(bytes: string, at: number): { readonly text: string; readonly end: number } | undefined {
  const length = wireNumber(bytes, at);
  if (length === undefined || at + 4 + length > bytes.length) return undefined;
  return { text: bytes.slice(at + 4, at + 4 + length), end: at + 4 + length };
}

/** All strings from a place to the end; undefined when that is no row of strings. */
export function wireStrings(bytes: string, from = 0): readonly string[] | undefined {
  const found: string[] = [];
  for (let at = from; at < bytes.length; ) {
    const next = wireString(bytes, at);
    if (next === undefined) return undefined;
    found.push(next.text);
    at = next.end;
  }
  return found;
}
