/**
 * Asks an application by its name, which the engine's own DNS knows, until standard input ends; then tells what was
 * counted. Arguments: name, port, path, words of the versions, least number of requests.
 */
import { Resolver } from 'node:dns/promises';
import { text } from 'node:stream/consumers';
import { startLoad } from './load.ts';

const [name = '', port = '', path = '', words = '', least = ''] = process.argv.slice(2);
/** The C library would ask again after a refusal; here a refusal counts. */
const resolver = new Resolver({ tries: 1, timeout: 3_000 });
resolver.setServers(['127.0.0.11']);

const address = async () => (await resolver.resolve4(name))[0] ?? '';
const load = startLoad({ address, port: Number(port), path, words: words.split(','), least: Number(least) });
await text(process.stdin);
process.stdout.write(JSON.stringify(await load.stop()));
