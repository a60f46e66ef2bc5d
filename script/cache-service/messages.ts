/** The messages of the cache service as its clients know them (@actions/cache, results/api/v1/cache.proto). */

export interface Message {
  readonly key: string;
  readonly version: string;
  readonly restoreKeys: readonly string[];
  readonly sizeBytes: number;
}

export interface Checked {
  readonly message: Message;
  readonly problems: string[];
}

type Grammar = Readonly<Record<string, (value: unknown) => boolean>>;

const text = (value: unknown) => typeof value === 'string';
const texts = (value: unknown) => Array.isArray(value) && value.every(text);
/** Protobuf's JSON writes 64-bit numbers as texts; Go's clients write numbers. */
const size = (value: unknown) => /^\d+$/.test(String(value));
const metadata = (value: unknown) => value === null || typeof value === 'object';

const common: Grammar = { key: text, version: text, metadata };
const grammars: Readonly<Record<string, Grammar>> = {
  CreateCacheEntry: common,
  FinalizeCacheEntryUpload: { ...common, size_bytes: size },
  GetCacheEntryDownloadURL: { ...common, restore_keys: (value) => value === null || texts(value) },
};
const needed: Readonly<Record<string, readonly string[]>> = {
  CreateCacheEntry: ['key', 'version'],
  FinalizeCacheEntryUpload: ['key', 'version', 'size_bytes'],
  GetCacheEntryDownloadURL: ['key', 'version'],
};
/** GitHub takes no longer keys. */
const longestKey = 512;

/** Reads the body of a call, and says what is wrong with it. */
export function checkMessage(method: string, body: string): Checked {
  const grammar = grammars[method];
  const read = parsed(body);
  const problems = grammar === undefined ? ['there is no such method'] : wrongs(read, grammar, needed[method] ?? []);
  const { key = '', version = '', restore_keys: restoreKeys, size_bytes: sizeBytes = 0 } = read;
  if (String(key).length > longestKey || String(key).includes(',')) problems.push('the key is too long or has a comma');
  const message = {
    key: String(key),
    version: String(version),
    restoreKeys: texts(restoreKeys) ? (restoreKeys as string[]) : [],
    sizeBytes: Number(sizeBytes),
  };
  return { message, problems };
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(body) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

function wrongs(read: Readonly<Record<string, unknown>>, grammar: Grammar, must: readonly string[]): string[] {
  const fields = Object.entries(read);
  return [
    ...fields.filter(([name]) => !(name in grammar)).map(([name]) => `there is no field ${name}`),
    ...fields.filter(([name, value]) => grammar[name]?.(value) === false).map(([name]) => `${name} has a wrong type`),
    ...must.filter((name) => !(name in read)).map((name) => `${name} is missing`),
  ];
}
