/** Writes password lines as a registry reads them. */
import { randomInt } from 'node:crypto';
import { must, run } from './command.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

const alphabet = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * One htpasswd line, bcrypt, the only kind a registry accepts; at the least cost, since it is worked out again for every
 * request. The password travels on standard input.
 */
export async function passwordLine({ username, password }: Credentials): Promise<string> {
  const program = 'my $p = <STDIN>; print crypt($p, $ARGV[0])';
  const hash = await must(['perl', '-e', program, `$2y$04$${salt()}`], { input: password });
  if (hash.startsWith('$2y$')) return `${username}:${hash}\n`;
  // Where the C library knows no bcrypt, as on a Mac, this program is part of the system.
  const made = await run(['htpasswd', '-niB', '-C', '4', username], { input: password });
  if (made.code === 0) return `${made.stdout.trim()}\n`;
  throw new Error('No bcrypt here: install apache2-utils (htpasswd).');
}

/** 128 random bits in 22 characters: only four letters are left for the last one. */
function salt(): string {
  const letters = Array.from({ length: 21 }, () => alphabet[randomInt(64)]);
  return `${letters.join('')}${'.Oeu'[randomInt(4)]}`;
}
