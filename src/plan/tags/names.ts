/** Legal tags of any text (OCI distribution spec: at most 128 of A-Z a-z 0-9 _ . -, not starting with . or -). */

const longestTag = 128;

/**
 * Makes a legal tag of any text, or undefined when nothing legible is left: characters outside the grammar become
 * `-`, leading `.` and `-` go, a text over 128 characters is cut and ends in a hash of the whole, so that two long
 * branches never share a tag.
 */
export function cleanTag(text: string): string | undefined {
  const legal = text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, '');
  if (!/[A-Za-z0-9]/.test(legal)) return undefined;
  if (legal.length <= longestTag) return legal;
  const hash = `-${fingerprint(text)}`;
  return legal.slice(0, longestTag - hash.length) + hash;
}

/** FNV-1a, its first 44 bits as 11 hexadecimal characters: enough to tell branches apart, and needs no crypto module. */
export function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0').slice(0, 11);
}
