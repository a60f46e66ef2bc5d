/** What an image tells everybody who can pull it: its environment, and the build arguments in its history. */
import type { Pair } from '../model/inputs.ts';

/** Reads the `Env` of an image's configuration: `NAME=VALUE` each. */
export function readEnvironment(env: readonly string[]): readonly Pair[] {
  return env.flatMap((entry) => splitPair(entry));
}

/**
 * Reads `docker image history --no-trunc --format json`, an object a line, or the engine's answer to
 * `/images/NAME/history`, which is an array of them. Gives the variables that ARG, ENV and RUN wrote into it, newest
 * first.
 *
 * Values stand there without quotes: `ARG A=1 B=two words`. The first name of a line is certain; what looks like another
 * one may be a piece of a value, so only `known` names, and those that are certain elsewhere, are taken for names.
 */
export function readHistory(text: string, known: readonly string[]): readonly Pair[] {
  const lines = parseEntries(text).map((entry) => entry?.CreatedBy ?? '');
  const names = new Set([...known, ...lines.flatMap((line) => /^[^\s=]+/.exec(declared(line) ?? '') ?? [])]);
  return lines.flatMap((line) => {
    const declaration = declared(line);
    return declaration === undefined ? readRun(line, names) : readPairs(declaration, names);
  });
}

/** What is behind ARG or ENV. The builder before BuildKit wrote `/bin/sh -c #(nop)  ARG A=1`, as base images still show. */
function declared(line: string): string | undefined {
  return /^(?:\/bin\/sh -c #\(nop\)\s+)?(?:ARG|ENV) (.*)$/s.exec(line)?.[1];
}

/**
 * `RUN |2 A=1 B=two words /bin/sh -c …`. BuildKit only repeats here what its ARG says; the builder before it wrote the
 * values nowhere else, and no RUN. The last value ends where the shell begins; without a shell nobody knows.
 */
function readRun(line: string, names: ReadonlySet<string>): readonly Pair[] {
  const [, count, rest = ''] = /^(?:RUN )?\|(\d+) (.*)$/s.exec(line) ?? [];
  const shell = / (?:\/\S+ -|cmd \/).*$/s;
  return readPairs(rest, names)
    .slice(0, Number(count ?? 0))
    .flatMap(({ key, value }, index, { length }) => {
      if (index < length - 1) return [{ key, value }];
      return shell.test(value) ? [{ key, value: value.replace(shell, '') }] : [];
    });
}

interface Entry {
  readonly CreatedBy?: string;
}

/** An answer of another shape has no variables: lint must not end a build that is good. */
function parseEntries(text: string): readonly (Entry | null)[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  try {
    return lines.flatMap((line) => JSON.parse(line) as Entry | null | readonly (Entry | null)[]);
  } catch {
    return [];
  }
}

function readPairs(text: string, known: ReadonlySet<string>): readonly Pair[] {
  const starts = [...text.matchAll(/(?<=^| )[^\s=]+(?==)/g)].filter(({ 0: name, index }) => {
    return index === 0 || known.has(name);
  });
  return starts.flatMap(({ index }, position) => splitPair(text.slice(index, starts[position + 1]?.index).trimEnd()));
}

function splitPair(text: string): Pair[] {
  const equals = text.indexOf('=');
  return equals < 1 ? [] : [{ key: text.slice(0, equals), value: text.slice(equals + 1) }];
}
