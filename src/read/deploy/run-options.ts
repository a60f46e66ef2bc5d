/** The `deploy-run` input -> options of `docker run`, and what they decide for a deploy. */
import type { Problem } from '../../model/decision.ts';
import type { PublishedPort, RunOptions } from '../../model/deploy.ts';
import { readList, readPair, tryRead } from '../lists.ts';
import { splitWords } from '../posix-words.ts';
import { type Option, type OptionWords, readOptionWords } from './option-words.ts';
import { readPublished } from './published-ports.ts';

export interface RunOptionsReading {
  readonly value: RunOptions;
  readonly problems: readonly Problem[];
}

/**
 * Reads options as one would type them, on any number of lines. What a deploy owns is refused by name. Options that are
 * wrong are left out and told.
 */
export function readRunOptions(text: string): RunOptionsReading {
  const words = splitWords(text);
  if (words === undefined) return { value: decide([]), problems: [{ input, ...openQuote }] };
  const good: OptionWords[] = [];
  const problems: Problem[] = [];
  for (const item of readOptionWords(words)) {
    const faults = 'wrong' in item ? [told(item.words.join(' '), item)] : item.options.flatMap(check);
    problems.push(...faults);
    if (!('wrong' in item) && faults.length === 0) good.push(item);
  }
  return { value: decide(good), problems: [...problems, ...checkHealth(good)] };
}

type Fault = Pick<Problem, 'wrong' | 'cure'>;

const input = 'deploy-run';

/** The text stays out of the message: what has a stray quote may be a secret. */
const openQuote: Fault = {
  wrong: 'has a quote that is not closed, or ends in a backslash',
  cure: 'close it; a quote that means itself is typed as \\\' or \\"',
};

const noTerminal: Fault = { wrong: 'is of no use: a deploy has no terminal', cure: 'remove it' };

/** Options that a deploy decides by itself. */
const owned: ReadonlyMap<string, Fault> = new Map([
  ['attach', noTerminal],
  ['interactive', noTerminal],
  ['tty', noTerminal],
  ['sig-proxy', noTerminal],
  ['detach-keys', noTerminal],
  ['detach', { wrong: 'is what a deploy does anyway', cure: 'remove it' }],
  [
    'name',
    { wrong: 'is chosen by Slipway, one for each deploy', cure: 'remove it; `deploy-name` is what it begins with' },
  ],
  ['rm', { wrong: 'would remove the container that a rollback starts again', cure: 'remove it' }],
  ['pull', { wrong: 'is of no use: the image is pulled by its digest before', cure: 'remove it' }],
  ['platform', { wrong: 'is of no use: each host gets the image for its own platform', cure: 'remove it' }],
  ['cidfile', { wrong: 'would write a file on the runner, which is gone after the job', cure: 'remove it' }],
  ['help', { wrong: 'starts no container', cure: 'remove it' }],
  [
    'use-api-socket',
    {
      wrong: "would leave this run's logins of registries in the container",
      cure: 'write --volume /var/run/docker.sock:/var/run/docker.sock',
    },
  ],
]);

function check(option: Option): readonly Problem[] {
  const fault = owned.get(option.name) ?? checkValue(option);
  return fault === undefined ? [] : [told(option.typed, fault)];
}

function checkValue({ name, value }: Option): Fault | undefined {
  switch (name) {
    case 'label':
      return value.startsWith('io.slipway.') ? ownLabel : undefined;
    case 'publish':
      return readPublished(value) === undefined ? notPorts : undefined;
    case 'volume':
      return checkVolume(value);
    case 'mount':
      return checkMount(value);
    default:
      return undefined;
  }
}

const ownLabel: Fault = {
  wrong: "is one of Slipway's own labels",
  cure: 'give it a name that does not begin with io.slipway.',
};
const notPorts: Fault = {
  wrong: 'is not [ADDRESS:][HOST-PORT:]PORT',
  cure: 'write for example --publish 127.0.0.1:8080:80/tcp',
};

const windowsPath = /^[A-Za-z]:[\\/]/;
const volumeName = /^[A-Za-z0-9][\w.-]*$/;

function checkVolume(value: string): Fault | undefined {
  if (windowsPath.test(value)) return undefined;
  const [source = '', target] = value.split(':');
  if (target !== undefined && volumeName.test(source)) return undefined;
  if (target === undefined && !/^[/~]|[$`]/.test(source))
    return { wrong: 'is not SOURCE:/PATH', cure: 'write for example --volume data:/var/lib/app' };
  return checkPath(source);
}

function checkMount(value: string): Fault | undefined {
  const fields = fieldsOf(value);
  const source = fields.get('source') ?? fields.get('src') ?? '';
  return fields.get('type') !== 'bind' || windowsPath.test(source) ? undefined : checkPath(source);
}

/** The command line would take a relative path from the runner; and no shell has seen these words. */
function checkPath(path: string): Fault | undefined {
  if (/^~|[$`]/.test(path))
    return {
      wrong: 'has a path with ~, $ or ` in it, which nothing expands',
      cure: 'write an absolute path of the host',
    };
  if (path.startsWith('/')) return undefined;
  return { wrong: 'names a folder of the runner, not of the host', cure: 'write an absolute path of the host' };
}

function checkHealth(items: readonly OptionWords[]): readonly Problem[] {
  const options = items.flatMap((item) => item.options);
  if (!isOn(options, 'no-healthcheck')) return [];
  const beside = options.find(({ name }) => name.startsWith('health-'));
  const fault: Fault = { wrong: 'is given beside --no-healthcheck', cure: 'take one of them' };
  return beside === undefined ? [] : [told(beside.typed, fault)];
}

function told(value: string, { wrong, cure }: Fault): Problem {
  return { input, value, wrong, ...(cure !== undefined && { cure }) };
}

function decide(items: readonly OptionWords[]): RunOptions {
  const options = items.flatMap((item) => item.options);
  const valuesOf = (wanted: string) => options.filter(({ name }) => name === wanted).map(({ value }) => value);
  const isChecked = (valuesOf('health-cmd').at(-1) ?? '') !== '';
  return {
    words: items.flatMap((item) => item.words),
    told: items.flatMap(toldWords).join(' '),
    shared: items.filter((item) => !item.options.some(isOfServing)).flatMap((item) => item.words),
    ports: valuesOf('publish').flatMap(published),
    exclusive: options.find(isExclusive)?.typed,
    networks: valuesOf('network').map((value) => network(value).get('name') ?? ''),
    restart: valuesOf('restart').at(-1),
    health: isOn(options, 'no-healthcheck') ? 'off' : isChecked ? 'set' : 'image',
  };
}

function toldWords({ words, options }: OptionWords): readonly string[] {
  if (!options.some(({ name }) => name === 'env')) return words;
  return options.map(({ name, value, typed }) => (name === 'env' ? `--env ${value.split('=')[0]}` : typed));
}

/** What only the container that serves has: a command that runs once would meet it, or take its place. */
function isOfServing({ name }: Option): boolean {
  return name.startsWith('health-') || ofServing.includes(name) || single.includes(name);
}

const ofServing = ['publish', 'publish-all', 'restart', 'no-healthcheck', 'network-alias', 'hostname', 'entrypoint'];

/** What one container alone can have. A second one would not start, or answer in place of the first. */
function isExclusive({ name, value }: Option): boolean {
  if (name === 'publish') return published(value).some(({ port }) => port !== undefined);
  if (single.includes(name)) return value !== '';
  const settings = name === 'network' ? network(value) : undefined;
  return settings?.get('name') === 'host' || single.some((setting) => settings?.has(setting) === true);
}

const single = ['ip', 'ip6', 'mac-address'];

function published(value: string): readonly PublishedPort[] {
  return readPublished(value) ?? [];
}

/** A name, or settings such as `name=backend,ip=10.0.0.2`. */
function network(value: string): ReadonlyMap<string, string> {
  return value.includes('=') ? fieldsOf(value) : new Map([['name', value]]);
}

/** Comma-separated `KEY=VALUE`, with the quoting of CSV, as docker reads it. */
function fieldsOf(value: string): ReadonlyMap<string, string> {
  const pairs = (tryRead(readList, value) ?? []).map((field) => readPair(field) ?? { key: field, value: '' });
  return new Map(pairs.map((pair) => [pair.key.toLowerCase(), pair.value.trim()]));
}

/** The last one given holds. */
function isOn(options: readonly Option[], wanted: string): boolean {
  return options.filter(({ name }) => name === wanted).at(-1)?.value === 'true';
}
