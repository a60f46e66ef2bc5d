/** The keys of the hosts: one to log in everywhere, and one by which each host is known. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must, works } from '../command.ts';
import { hostsHome } from '../paths.ts';
import { withLock } from '../processes.ts';
import { ensurePrograms, programEnvironment } from './programs.ts';

export interface KeyPair {
  /** The text of the file, in OpenSSH's format and without a passphrase. */
  readonly privateKey: string;
  /** One line without its end: kind, key, comment. */
  readonly publicKey: string;
}

/** Lets its holder in as `deploy` on every host; the same one at every call. */
export async function deployKey(): Promise<KeyPair> {
  await mkdir(hostsHome, { recursive: true });
  await ensurePrograms();
  const file = join(hostsHome, 'deploy-key');
  await withLock(`${file}.lock`, async () => {
    if (!(await works(['test', '-s', `${file}.pub`]))) await makeKey(file, 'deploy');
  });
  return await readKey(file);
}

/** Makes an ed25519 key in this file, and its public part in `FILE.pub`. */
export async function makeKey(file: string, comment: string): Promise<KeyPair> {
  const env = programEnvironment();
  await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file], { env });
  return await readKey(file);
}

async function readKey(file: string): Promise<KeyPair> {
  const [privateKey, publicKey] = await Promise.all([readFile(file, 'utf8'), readFile(`${file}.pub`, 'utf8')]);
  return { privateKey, publicKey: publicKey.trim() };
}
