/** Machines that are reached by ssh, as `deploy-hosts` and `deploy-jump-host` name them: `[LABEL=]USER@HOST[:PORT]`. */
import type { Problem } from '../../model/decision.ts';
import type { SshHost } from '../../model/deploy.ts';
import { openQuote, readList, tryRead } from '../lists.ts';
import { isV4, isV6 } from './ip-addresses.ts';

type HostsInput = 'deploy-hosts' | 'deploy-jump-host';

export interface HostsReading {
  readonly value: readonly SshHost[];
  readonly problems: readonly Problem[];
}

/**
 * Reads machines separated by newlines or commas; of `deploy-jump-host` there is at most one. What is read is safe in a
 * configuration file of ssh and on its command line. One that is wrong is left out and told, without its password.
 */
export function readHosts(input: HostsInput, text: string): HostsReading {
  const items = tryRead(readList, text);
  if (items === undefined) return { value: [], problems: [{ input, ...openQuote }] };
  const value: SshHost[] = [];
  const problems: Problem[] = [];
  for (const item of items) {
    const host = readHost(item);
    const fault = 'wrong' in host ? host : clash(host, value, input);
    if (fault !== undefined) problems.push({ input, value: shown(item), ...fault });
    else if (!('wrong' in host)) value.push(host);
  }
  return { value, problems };
}

/** How ssh and its files write a place: the address alone where the port is 22. */
export function hostAndPort({ address, port }: Pick<SshHost, 'address' | 'port'>): string {
  if (port === defaultPort) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

type Fault = Pick<Problem, 'wrong' | 'cure'>;

const defaultPort = 22;
const form = 'write USER@HOST or USER@HOST:PORT';
const labelGrammar = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const userGrammar = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
const nameGrammar = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*$/;

function readHost(item: string): SshHost | Fault {
  const { label, place } = splitLabel(item);
  if (label !== undefined && !labelGrammar.test(label))
    return { wrong: 'has a label that is not letters, digits, dots and dashes', cure: 'write LABEL=USER@HOST' };
  const rest = withoutScheme(place);
  if (typeof rest !== 'string') return rest;
  const at = rest.lastIndexOf('@');
  if (at < 1) return { wrong: 'does not say which user logs in', cure: form };
  const user = rest.slice(0, at);
  if (user.includes(':'))
    return { wrong: 'has a password in it', cure: 'remove it: ssh logs in with the key of `deploy-ssh-key`' };
  if (!userGrammar.test(user))
    return { wrong: 'has a user that is not letters, digits, dots, dashes and underscores', cure: form };
  const found = readAddress(rest.slice(at + 1));
  return 'wrong' in found ? found : { label: label ?? hostAndPort(found), user, ...found };
}

/** A label has no colon, so that a password with `=` in it is never taken for one and shown. */
function splitLabel(item: string): { readonly label: string | undefined; readonly place: string } {
  const [, label, place = item] = /^([^=@:/]*)=(.*)$/s.exec(item) ?? [];
  return { label, place };
}

/** The address of a URL; docker's own `ssh://` may have a socket behind it, which is another input here. */
function withoutScheme(place: string): string | Fault {
  const [, scheme, rest = ''] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(.*)$/s.exec(place) ?? [];
  if (scheme === undefined) return place;
  if (scheme.toLowerCase() !== 'ssh') return { wrong: 'is a URL that ssh does not know', cure: form };
  const authority = rest.replace(/\/$/, '');
  if (!/[/?#]/.test(authority.slice(authority.lastIndexOf('@') + 1))) return authority;
  return {
    wrong: 'has a path or a query behind the host',
    cure: 'remove it; the path of a socket belongs into `deploy-docker-socket`',
  };
}

function readAddress(text: string): Pick<SshHost, 'address' | 'port'> | Fault {
  const bracketed = /^\[(?<address>[^\]]*)\](?::(?<port>.*))?$/s.exec(text)?.groups;
  const plain = /^(?<address>[^:]*)(?::(?<port>.*))?$/s.exec(text)?.groups;
  const { address = '', port } = bracketed ?? plain ?? {};
  if (!(bracketed === undefined ? isName(address) : isV6(address))) return badAddress(text);
  if (port === undefined) return { address, port: defaultPort };
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  if (number >= 1 && number <= 65_535) return { address, port: number };
  if (/[/~]/.test(port)) return { wrong: 'has a path behind the host', cure: `remove it: ${form}` };
  return { wrong: 'has a port that is not a number from 1 to 65535', cure: form };
}

function badAddress(text: string): Fault {
  if (isV6(text)) return { wrong: 'has an IPv6 address without brackets', cure: `write USER@[${text}]` };
  if (/[/?#]/.test(text)) return { wrong: 'looks like a URL', cure: form };
  return { wrong: 'has no host name and no address behind the @', cure: form };
}

/** What ends in digits is an address, as URLs have it (WHATWG, "ends in a number"), so 10.0.0.256 is no name. */
function isName(text: string): boolean {
  if (/(?:^|\.)\d+$/.test(text)) return isV4(text);
  return text.length <= 253 && nameGrammar.test(text);
}

function clash(host: SshHost, others: readonly SshHost[], input: HostsInput): Fault | undefined {
  if (input === 'deploy-jump-host' && others.length > 0)
    return { wrong: 'is a second one, and ssh jumps over one host', cure: 'remove it' };
  const same = others.find((other) => login(other) === login(host));
  if (same !== undefined) return { wrong: `is the same as ${same.label}`, cure: 'remove one of them' };
  if (others.every(({ label }) => label !== host.label)) return undefined;
  return { wrong: `has the label ${host.label}, which another host has`, cure: 'write LABEL=USER@HOST' };
}

function login({ user, address, port }: SshHost): string {
  return `${user}@${address.toLowerCase()}:${port}`;
}

/** An item without what may be a password: all between a colon and the last @, or behind a colon that no port follows. */
function shown(item: string): string {
  const [, head = '', rest = ''] = /^((?:[^=@:/]*=)?(?:[a-z][a-z0-9+.-]*:\/\/)?)(.*)$/is.exec(item) ?? [];
  if (rest.includes('@')) return head + rest.replace(/^([^:@]*):.*@/s, '$1:***@');
  return head + (isV6(rest) ? rest : rest.replace(/^([^:/]*):(?!\d{1,5}$).+/s, '$1:***'));
}
