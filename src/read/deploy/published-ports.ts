/** The value of `--publish` -> ports, as docker reads it (github.com/docker/go-connections, nat.ParsePortSpec). */
import type { PublishedPort } from '../../model/deploy.ts';
import { isV4, isV6 } from './ip-addresses.ts';

/** Reads `[[ADDRESS:][PORT]:]TARGET[/PROTOCOL]`, or `published=PORT,target=TARGET`; undefined when the text is neither. */
export function readPublished(text: string): readonly PublishedPort[] | undefined {
  const [, place = '', protocol = 'tcp'] =
    /^([^/]*)(?:\/(tcp|udp|sctp))?$/i.exec(text.includes('=') ? inShort(text) : text) ?? [];
  const parts = place.split(':');
  const target = readRange(parts.at(-1) ?? '');
  const host = parts.length < 2 || parts.at(-2) === '' ? undefined : readRange(parts.at(-2) ?? '');
  const address = readAddress(parts.slice(0, -2).join(':'));
  const isWrong = host === undefined && parts.length > 1 && parts.at(-2) !== '';
  if (target === undefined || target.first === 0 || address === undefined || isWrong) return undefined;
  const ports = pairs(host, target);
  return ports?.map((pair) => ({ address, ...pair, protocol: protocol.toLowerCase() as PublishedPort['protocol'] }));
}

/** The long form, whose keys docker puts into the short one. */
function inShort(text: string): string {
  const given = new Map(text.split(',').map((field) => [field.split('=', 1)[0], field.slice(field.indexOf('=') + 1)]));
  return `${given.get('published') ?? ''}:${given.get('target') ?? ''}/${given.get('protocol') ?? 'tcp'}`;
}

interface Range {
  readonly first: number;
  readonly count: number;
}

function readRange(text: string): Range | undefined {
  const [, start = '', end = start] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  const [first, last] = [Number(start), Number(end)];
  return start === '' || last > 65_535 || first > last ? undefined : { first, count: last - first + 1 };
}

/** Docker wants brackets around IPv6, which are left out here; empty for none. */
function readAddress(text: string): string | undefined {
  const inBrackets = /^\[(.*)\]$/.exec(text)?.[1];
  if (inBrackets !== undefined) return isV6(inBrackets) ? inBrackets : undefined;
  return text === '' || isV4(text) ? text : undefined;
}

/** A range for one target means any port of it. Port 0 means any port at all. */
function pairs(host: Range | undefined, target: Range): Pick<PublishedPort, 'port' | 'target'>[] | undefined {
  const isChoice = host !== undefined && target.count === 1 && host.count > 1;
  if (host !== undefined && !isChoice && host.count !== target.count) return undefined;
  return Array.from({ length: target.count }, (_, step) => {
    const port = host === undefined || isChoice ? 0 : host.first + step;
    return { port: port === 0 ? undefined : port, target: target.first + step };
  });
}
