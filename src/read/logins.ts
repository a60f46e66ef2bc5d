/** `registry`, `username`, `password` and `registry-auth` -> logins, with the names of docker/login-action. */

import { nearest } from '../language/nearest.ts';
import type { Problem } from '../model/decision.ts';
import type { LoginInput } from '../model/inputs.ts';
import { canonicalRegistry, isRegistry } from './image-name.ts';
import { sealed } from './secret.ts';

export interface LoginText {
  readonly registry: string;
  readonly username: string;
  readonly password: string;
  readonly registryAuth: string;
}

interface LoginsReading {
  readonly value: readonly LoginInput[];
  readonly problems: readonly Problem[];
}

/** Reads either form; both at once is a problem. Values of `registry-auth` never appear in a message. */
export async function readLogins(text: LoginText): Promise<LoginsReading> {
  if (text.registryAuth.trim() === '') return readOne(text);
  const list = await readYaml(text.registryAuth);
  const single = (['registry', 'username', 'password'] as const).filter((name) => text[name].trim() !== '');
  const both = single.map((name) => ({
    input: name,
    value: name === 'password' ? '***' : text[name],
    wrong: 'is given beside registry-auth',
    cure: 'put it into registry-auth',
  }));
  return { value: list.value, problems: [...list.problems, ...both] };
}

function readOne(text: LoginText): LoginsReading {
  const { registry, username, password } = text;
  if (registry.trim() === '' && username.trim() === '' && password === '') return { value: [], problems: [] };
  if (registry.trim() !== '' && !isRegistry(registry))
    return { value: [], problems: [badRegistry('registry', registry)] };
  return { value: [makeLogin(registry, username, password)], problems: [] };
}

function makeLogin(registry: string, username: string, password: string): LoginInput {
  return {
    registry: registry.trim() === '' ? undefined : canonicalRegistry(registry),
    username: username.trim(),
    // Secrets pasted into GitHub's form often end in a newline, which no registry accepts.
    password: password.trim() === '' ? undefined : sealed(password.replace(/[\r\n]+$/, '')),
  };
}

async function readYaml(text: string): Promise<LoginsReading> {
  const { parse } = await import('yaml');
  const wrong = 'is not a YAML list of registry, username and password';
  let document: unknown;
  try {
    // Every scalar is text: as a number, the password 0123 would lose its zero. A warning would quote the text.
    document = parse(text, { schema: 'failsafe', logLevel: 'error' });
  } catch {
    return { value: [], problems: [{ input: 'registry-auth', value: '***', wrong }] };
  }
  if (!Array.isArray(document)) return { value: [], problems: [{ input: 'registry-auth', value: '***', wrong }] };
  const readings = document.map((entry, index) => readEntry(entry, `registry-auth (entry ${index + 1})`));
  return {
    value: readings.flatMap((reading) => reading.value),
    problems: readings.flatMap((reading) => reading.problems),
  };
}

const entryKeys = ['registry', 'username', 'password'];

function readEntry(entry: unknown, input: string): LoginsReading {
  if (typeof entry !== 'object' || entry === null) {
    return { value: [], problems: [{ input, value: '***', wrong: 'does not have registry, username and password' }] };
  }
  const unknown = Object.keys(entry).filter((key) => !entryKeys.includes(key));
  const fields = entry as Readonly<Record<string, unknown>>;
  const text = (key: string) => (fields[key] === undefined || fields[key] === null ? '' : String(fields[key]));
  // Neither keys nor values are shown: in YAML gone wrong, either may hold the password.
  const problems: Problem[] = unknown.map((key) => {
    const near = nearest(key, entryKeys);
    const wrong = `has a key that is not one of ${entryKeys.join(', ')}`;
    return { input, wrong, ...(near !== undefined && { cure: `did you mean ${near}?` }) };
  });
  if (!isRegistry(text('registry'))) problems.push(badRegistry(input, '***'));
  return { value: [makeLogin(text('registry') || 'docker.io', text('username'), text('password'))], problems };
}

function badRegistry(input: string, value: string): Problem {
  return { input, value, wrong: 'is not a host such as ghcr.io, with a port where it has one' };
}
