/** The `deploy-known-hosts` input -> lines of known_hosts(5), and which host they may be about. */
import { nearest } from '../../language/nearest.ts';
import type { Problem } from '../../model/decision.ts';
import type { SshHost } from '../../model/deploy.ts';
import { fitsWord } from '../globs.ts';
import { decodeBase64, wireStrings } from './ssh-wire.ts';

export interface KnownHostsReading {
  /** As ssh reads them, without comments and empty lines. */
  readonly value: readonly string[];
  readonly problems: readonly Problem[];
}

/** Reads the lines; one that is wrong is left out and told. */
export function readKnownHosts(text: string): KnownHostsReading {
  // Neither a line nor its number: what a secret has beside its first line is secret too.
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----|^PuTTY-User-Key-File-/m.test(text))
    return { value: [], problems: [problem('***', privateKey)] };
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const faults = lines.map(checkLine);
  return {
    value: lines.filter((_, index) => faults[index] === undefined),
    problems: faults.flatMap((fault, index) => (fault === undefined ? [] : problem(shortened(lines[index]), fault))),
  };
}

/**
 * Whether ssh could find a key of the host in these lines. Names that are hashed may be anybody's. A key for a host
 * without a port holds for its other ports too (OpenSSH, check_host_key).
 */
export function mayKnow(lines: readonly string[], { address, port }: Pick<SshHost, 'address' | 'port'>): boolean {
  const name = address.toLowerCase();
  const names = port === 22 ? [name] : [name, `[${name}]:${port}`];
  return lines.some((line) => {
    const { marker, patterns } = split(line);
    return marker !== '@revoked' && names.some((one) => fits(one, patterns));
  });
}

type Fault = Pick<Problem, 'wrong' | 'cure'>;

const markers = ['@cert-authority', '@revoked'];
const keyType = /^(?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[a-z0-9@.-]+$/;
const asScanned = 'give the lines that `ssh-keyscan HOST` prints, after a look at their fingerprints';

const privateKey: Fault = {
  wrong: 'has a private key in it, which proves who logs in and not who the host is',
  cure: `put that into \`deploy-ssh-key\`, and ${asScanned}`,
};

interface Line {
  readonly marker: string | undefined;
  readonly patterns: string;
  readonly type: string;
  readonly key: string;
}

function split(line: string): Line {
  const words = line.split(/[ \t]+/);
  const marker = words[0]?.startsWith('@') ? words[0] : undefined;
  const [patterns = '', type = '', key = ''] = marker === undefined ? words : words.slice(1);
  return { marker, patterns, type, key };
}

function checkLine(line: string): Fault | undefined {
  const { marker, patterns, type, key } = split(line);
  if (marker !== undefined && !markers.includes(marker)) return badMarker(marker);
  if (keyType.test(type)) return checkPatterns(patterns) ?? checkKey(type, key);
  if (/(?:^|\s)(?:SHA256:|MD5:|(?:[0-9a-f]{2}:){15})/.test(line))
    return { wrong: 'is a fingerprint of a key, where the key itself is wanted', cure: asScanned };
  if (keyType.test(patterns) && type.startsWith('AAAA'))
    return { wrong: 'is a public key without the host that has it', cure: `put it in front: HOST ${patterns} AAAA…` };
  return { wrong: 'is not HOST TYPE KEY', cure: asScanned };
}

function badMarker(marker: string): Fault {
  const near = nearest(marker, markers);
  const wrong = `has the marker ${marker}, which is not one of ${markers.join(', ')}`;
  return { wrong, ...(near !== undefined && { cure: `did you mean ${near}?` }) };
}

function checkPatterns(patterns: string): Fault | undefined {
  if (patterns.startsWith('|')) {
    const isHash = /^\|1\|[A-Za-z0-9+/]{27}=\|[A-Za-z0-9+/]{27}=$/.test(patterns);
    return isHash ? undefined : { wrong: 'has a hashed name that is cut off', cure: asScanned };
  }
  for (const pattern of patterns.split(',')) {
    const place = /^!?[^:[\]@]+:\d+$/.test(pattern) ? pattern.split(':') : undefined;
    if (place !== undefined)
      return { wrong: `has ${pattern}, which no host is called`, cure: `write [${place[0]}]:${place[1]}` };
    if (!/^!?(?:[A-Za-z0-9._*?:%-]+|\[[A-Za-z0-9._*?:%-]+\]:[0-9*?]+)$/.test(pattern))
      return { wrong: `has "${pattern}", which is no name, address or pattern of a host`, cure: asScanned };
  }
  return undefined;
}

/** A key begins with its type, and ends where its last part does. */
function checkKey(type: string, key: string): Fault | undefined {
  const bytes = decodeBase64(key);
  const parts = bytes === undefined ? undefined : wireStrings(bytes);
  if (parts !== undefined && parts.length > 1 && parts[0] === type) return undefined;
  const wrong = parts?.[0] === undefined ? 'has a key that is cut off or changed' : `has a key that is not ${type}`;
  return { wrong, cure: asScanned };
}

/** Comma-separated patterns; one behind `!` that fits says no, whatever the others say. */
function fits(name: string, patterns: string): boolean {
  if (patterns.startsWith('|')) return true;
  const list = patterns.toLowerCase().split(',');
  const isOne = (pattern: string) => fitsWord(name, pattern);
  const negated = list.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  return list.some((pattern) => !pattern.startsWith('!') && isOne(pattern)) && !negated.some(isOne);
}

const longestShown = 60;

function shortened(line = ''): string {
  return line.length <= longestShown ? line : `${line.slice(0, longestShown)}…`;
}

function problem(value: string, fault: Fault): Problem {
  return { input: 'deploy-known-hosts', value, ...fault };
}
