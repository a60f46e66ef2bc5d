/** The part of `npm run bench` that runs in a network of its own; pipeline.ts starts it there. */
import { cpus } from 'node:os';
import { must } from '../../rig/command.ts';
import { bitsPerSecond, roundTripMilliseconds } from './link.ts';
import { measure, type Row } from './measure.ts';
import { readOptions } from './options.ts';
import { inPlace, type Place } from './place.ts';
import { tables } from './table.ts';

const say = (line: string) => console.log(line);
const options = readOptions(process.argv.slice(2));
// Ctrl-C ends what is being timed, which fails, and so everything is closed in order.
process.on('SIGINT', () => undefined);
await must(['ip', 'link', 'set', 'lo', 'up']);
say(`${options.rounds} rounds, ${linkText()}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'})`);
const rows: Row[] = [];
for (const route of options.routes) {
  await inPlace(route, options.latency, say, async (place) => {
    say(await versions(place));
    rows.push(...(await measure(place, options, say)));
  });
}
for (const line of ['', ...tables(rows)]) say(line);

function linkText(): string {
  if (!options.latency) return 'the registry on this machine';
  return `the registry behind a relay of ${roundTripMilliseconds} ms a round trip and ${bitsPerSecond / 1e9} Gbit/s`;
}

async function versions({ docker, route, driverOptions }: Place): Promise<string> {
  const engine = (await docker(['version', '--format', '{{.Server.Version}}'])).trim();
  const buildx = (await docker(['buildx', 'version'])).split(' ')[1];
  return `${route}: Docker ${engine}, buildx ${buildx}, Node ${process.version} ${driverOptions.join(' ')}`.trim();
}
