/** The `deploy-ssh-key` input -> a private key as ssh reads it from a file. */
import type { Problem } from '../../model/decision.ts';
import type { Secret } from '../../model/inputs.ts';
import { sealed } from '../secret.ts';
import { decodeBase64, wireNumber, wireString, wireStrings } from './ssh-wire.ts';

export interface SshKeyReading {
  /** The text of a key file that needs no passphrase; undefined when there is none, or it is wrong. */
  readonly key: Secret | undefined;
  /** What the key was freed from that a reader should know of, as the rest of a sentence. */
  readonly repaired: string | undefined;
  readonly problems: readonly Problem[];
}

/** Repairs what copying does to a key, and refuses what ssh could not use alone. No message holds any of the text. */
export function readSshKey(text: string): SshKeyReading {
  const typed = tidy(text);
  if (typed === '') return { key: undefined, repaired: undefined, problems: [] };
  const decoded = decodeWhole(typed);
  const key = cutOut(decoded ?? typed);
  if (typeof key !== 'string')
    return { key: undefined, repaired: undefined, problems: [{ input: 'deploy-ssh-key', value: '***', ...key }] };
  const repaired = decoded === undefined ? undefined : 'was base64 of a key, and is decoded';
  return { key: sealed(key), repaired, problems: [] };
}

type Fault = Pick<Problem, 'wrong' | 'cure'>;

const whole = 'paste the whole text of its file, from the line with BEGIN to the line with END';
const passphrase: Fault = {
  wrong: 'is a key with a passphrase, which nobody is there to type',
  cure: 'make a key for deploys alone, or take the passphrase off a copy with `ssh-keygen -p -N "" -f KEY`',
};
const damaged: Fault = { wrong: 'is a private key with parts missing or changed', cure: whole };

/** What is known not to be a private key of OpenSSH, by how it begins. */
const others: readonly (readonly [beginning: RegExp, fault: Fault])[] = [
  [
    /^(?:ssh-|ecdsa-sha2-|sk-)\S+ +AAAA|^-{4,5} ?BEGIN (?:[A-Z0-9 ]+ )?PUBLIC KEY/m,
    {
      wrong: 'is a public key, which belongs into the file authorized_keys of the host',
      cure: 'give the private key: the file of the same name without .pub',
    },
  ],
  [
    /^PuTTY-User-Key-File-/m,
    {
      wrong: 'is a key in the format of PuTTY, which ssh cannot read',
      cure: 'convert it with `puttygen KEY.ppk -O private-openssh -o KEY`',
    },
  ],
];

function tidy(text: string): string {
  const lines = text.replace(/^\uFEFF/, '').trim();
  // A key in one line of JSON or of an environment file has its newlines as they are written there.
  const unescaped = /[\r\n]/.test(lines) ? lines : lines.replace(/\\r\\n|\\n/g, '\n');
  return unescaped
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .join('\n')
    .trim();
}

/** The text that was base64-encoded as a whole; undefined for any other. */
function decodeWhole(text: string): string | undefined {
  const decoded = decodeBase64(text);
  return decoded?.includes('-----BEGIN ') ? tidy(decoded) : undefined;
}

/** The key from its header to its footer; what stands around it means nothing to ssh, or breaks it. */
function cutOut(text: string): string | Fault {
  const [header, kind = ''] = /-----BEGIN ((?:[A-Z0-9]+ )*PRIVATE KEY)-----/.exec(text) ?? [];
  if (header === undefined) {
    const other = others.find(([beginning]) => beginning.test(text));
    return other?.[1] ?? { wrong: 'is not a private key', cure: whole };
  }
  const footer = `-----END ${kind}-----`;
  const start = text.indexOf(header);
  const end = text.indexOf(footer, start);
  if (end < 0) return { wrong: 'is a private key that is cut off: its last line is missing', cure: whole };
  const body = text.slice(start + header.length, end);
  const fault = checkBody(kind, body);
  return fault ?? `${text.slice(start, end + footer.length)}\n`;
}

function checkBody(kind: string, body: string): Fault | undefined {
  if (kind === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type: *4, *ENCRYPTED/m.test(body)) return passphrase;
  if (!body.startsWith('\n') || !body.endsWith('\n'))
    return { wrong: 'is a private key without its line breaks', cure: `${whole}, lines as they are` };
  const bytes = decodeBase64(body);
  if (bytes === undefined || bytes === '') return damaged;
  return kind === 'OPENSSH PRIVATE KEY' ? checkOpenSsh(bytes) : undefined;
}

const magic = 'openssh-key-v1\0';

/** OpenSSH's PROTOCOL.key: cipher, key derivation and its options, a number of keys, the public ones, the private part. */
function checkOpenSsh(bytes: string): Fault | undefined {
  const cipher = bytes.startsWith(magic) ? wireString(bytes, magic.length) : undefined;
  if (cipher === undefined) return damaged;
  if (cipher.text !== 'none') return passphrase;
  const derivation = wireString(bytes, cipher.end);
  const options = derivation && wireString(bytes, derivation.end);
  const count = options && wireNumber(bytes, options.end);
  if (options === undefined || count === undefined) return damaged;
  const keys = wireStrings(bytes, options.end + 4);
  return keys?.length === count + 1 ? undefined : damaged;
}
