/**
 * Which hosts are asked past the proxy, read as docker's tools read NO_PROXY (golang.org/x/net/http/httpproxy): Node.js
 * knows neither blocks of addresses nor that a domain stands for its subdomains.
 */
import { BlockList, isIP } from 'node:net';

/** True for a host that NO_PROXY names: `*`, an address, a block of addresses, a domain, each with or without a port. */
export function goesPastProxy({ hostname, port }: URL, noProxy: string): boolean {
  const host = hostname.toLowerCase().replace(/^\[|\]$/g, '');
  const entries = noProxy.toLowerCase().split(',');
  return entries.some((entry) => isNamed(host, port || '443', entry.trim()));
}

function isNamed(host: string, port: string, entry: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isInBlock(host, entry);
  if (isIP(entry) === 6) return host === entry;
  const [, name = '', own] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? ['', entry];
  if (name === '' || (own !== undefined && own !== port)) return false;
  const plain = name.replace(/^\[|\]$/g, '').replace(/^\*(?=\.)/, '');
  return plain.startsWith('.')
    ? host.endsWith(plain)
    : host === plain || (isIP(host) === 0 && host.endsWith(`.${plain}`));
}

function isInBlock(host: string, entry: string): boolean {
  const [address = '', bits = ''] = entry.split('/');
  const [of, asked] = [isIP(address), isIP(host)];
  const length = /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (of === 0 || of !== asked || !(length <= (of === 4 ? 32 : 128))) return false;
  const family = of === 4 ? 'ipv4' : 'ipv6';
  const block = new BlockList();
  block.addSubnet(address, length, family);
  return block.check(host, family);
}
