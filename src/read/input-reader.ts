/** The inputs of a step as text, and what can be read from one of them. */

import { checkExpression, globalNames } from '../language/expressions.ts';
import { nearest } from '../language/nearest.ts';
import type { Problem } from '../model/decision.ts';
import type { Context } from '../model/event.ts';
import type { BaseImage } from '../model/facts.ts';
import type {
  Attestation,
  BuildContext,
  BuilderInput,
  BuildSecret,
  CommandLine,
  Environment,
  Pair,
  Secret,
  SmokeInput,
  TestTarget,
} from '../model/inputs.ts';
import { readCommandLine } from './command-line.ts';
import { readDuration } from './durations.ts';
import { readReference } from './image-name.ts';
import { type InputName, inputNames } from './input-names.ts';
import { openQuote, readLines, readList, readPair, tryRead, untrimmedLines } from './lists.ts';
import { readPlatform } from './platforms.ts';
import { readLabels } from './runner-labels.ts';
import { sealed } from './secret.ts';

/** What the step was given: `inputs` by name as typed, `env` the step's environment. */
export interface Given {
  readonly inputs: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const usualRunner = 'ubuntu-latest';
const usualArtifact = 'artifacts';

/** How a builder is set up, and the drivers for which that is nothing. */
const settings: readonly (readonly [InputName, readonly string[]])[] = [
  ['driver', []],
  ['driver-opts', ['docker']],
  ['buildkitd-flags', ['docker', 'remote']],
  ['buildkitd-config-inline', ['docker', 'remote']],
];

/** Inputs of docker's actions that have no place here, and what to do instead. */
const elsewhere: Readonly<Record<string, string>> = {
  'sep-tags': 'remove it: the output `tags` has one a line',
  'sep-labels': 'remove it: the output `labels` has one a line',
  'sep-annotations': 'remove it: the output `annotations` has one a line',
  'bake-target': 'remove it: the bake files name the target docker-metadata-action',
  endpoint: 'it is called builder-endpoint here',
  'buildkitd-config': 'put its text into buildkitd-config-inline',
  outputs: 'files of a stage are `artifacts`, STAGE:/PATH=FOLDER; the image itself needs none',
  load: 'remove it: the image is in the engine until the job ends, as the output `imageid`',
};

/** Names that a container's environment can have. */
const variableName = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

const smokeSeconds = 60;

/** Reads one input after the other, and collects what is wrong with them. */
export class Reader {
  readonly problems: Problem[] = [];
  readonly #given: Given;

  constructor(given: Given) {
    this.#given = given;
  }

  text(name: InputName): string {
    return this.#given.inputs[name] ?? '';
  }

  optional(name: InputName): string | undefined {
    const value = this.text(name).trim();
    return value === '' ? undefined : value;
  }

  builder(): BuilderInput {
    const name = this.matching(
      'builder',
      /^[A-Za-z0-9][\w.-]*$/,
      'the name of a builder, as `docker buildx ls` shows it',
    );
    const driver = this.oneOf('driver', ['docker', 'docker-container', 'remote']);
    const endpoint = this.optional('builder-endpoint');
    if (driver === 'remote' && endpoint === undefined)
      this.problem('driver', driver, 'needs `builder-endpoint`', 'say where it is, for example tcp://buildkit:1234');
    if (driver !== 'remote' && endpoint !== undefined)
      this.problem('builder-endpoint', endpoint, 'is of use with `driver: remote` alone', 'add it, or remove this');
    for (const [input, unfit] of settings) {
      const value = this.optional(input);
      if (value === undefined) continue;
      if (name !== undefined)
        this.problem(input, value, 'is given beside `builder`', 'it is set up already: remove one of them');
      else if (driver !== undefined && unfit.includes(driver))
        this.problem(input, value, `is of no use with \`driver: ${driver}\``, 'remove it');
    }
    const [driverOpts, flags, config] = [
      this.list('driver-opts'),
      this.optional('buildkitd-flags'),
      this.optional('buildkitd-config-inline'),
    ];
    return { name, driver, driverOpts, flags, config, endpoint };
  }

  commandLine(name: InputName): CommandLine | undefined {
    const text = this.optional(name);
    return text === undefined ? undefined : readCommandLine(text);
  }

  /** Items separated by newlines or commas. */
  list(name: InputName): string[] {
    return this.items(name, readList);
  }

  /** Items one a line. */
  lines(name: InputName): string[] {
    return this.items(name, readLines);
  }

  /** Lines in which quotes mean themselves. */
  plainLines(name: InputName): string[] {
    const lines = this.text(name).split('\n');
    return lines.map((line) => line.trim()).filter((line) => line !== '');
  }

  refuseUnknown(): void {
    const unknown = Object.keys(this.#given.inputs).filter((name) => !(inputNames as readonly string[]).includes(name));
    for (const name of unknown) {
      const near = nearest(name, inputNames);
      const guess = near === undefined ? 'remove it; README.md lists every input' : `did you mean ${near}?`;
      const cure = elsewhere[name] ?? guess;
      this.problems.push({ input: name, wrong: 'there is no such input', cure });
    }
  }

  switch(name: InputName): boolean {
    const value = this.text(name).trim().toLowerCase();
    if (!['', 'true', 'false'].includes(value)) this.refuse(name, this.text(name), 'true or false');
    return value === 'true';
  }

  oneOf<T extends string>(name: InputName, known: readonly T[]): T | undefined {
    const value = this.optional(name);
    const found = known.find((word) => word === value);
    if (value !== undefined && found === undefined) {
      const near = nearest(value, known);
      this.refuse(name, value, `one of ${known.join(', ')}`, near && `did you mean ${near}?`);
    }
    return found;
  }

  matching(name: InputName, grammar: RegExp, wanted: string): string | undefined {
    const value = this.optional(name);
    if (value === undefined || grammar.test(value)) return value;
    this.refuse(name, value, wanted);
    return undefined;
  }

  pairs(name: InputName, items: readonly string[], wanted: string): Pair[] {
    return items.flatMap((item) => {
      const pair = readPair(item);
      if (pair === undefined) this.refuse(name, item, wanted);
      return pair ?? [];
    });
  }

  context(run: Context): BuildContext {
    const text = this.optional('context') ?? '.';
    if (['git', 'workflow'].includes(text) && this.optional('stage') === 'metadata')
      this.refuse('context', text, 'a build context', 'remove it: tags are made of the event that started the run');
    const own = `${run.serverUrl}/${run.repository}.git#${run.sha}`;
    if (text.startsWith('{{defaultContext}}')) {
      return { kind: 'remote', url: text.replace('{{defaultContext}}', own), ownRepository: true };
    }
    const remote = /^(?:https?:\/\/|git:\/\/|ssh:\/\/|git@|github\.com\/)/.test(text);
    return remote ? { kind: 'remote', url: text, ownRepository: false } : { kind: 'path', path: text };
  }

  testTarget(): TestTarget {
    const name = this.optional('test-target');
    if (name === undefined) return { kind: 'default' };
    return name === 'none' ? { kind: 'none' } : { kind: 'stage', name };
  }

  /** Two names of one platform count once, as they do for docker. */
  platforms(): string[] {
    const platforms = this.list('platforms').map((text) => {
      const read = readPlatform(text);
      if (typeof read === 'string') return read;
      this.problem('platforms', text, read.wrong, read.cure);
      return text;
    });
    return [...new Set(platforms)];
  }

  /** `KEY` alone takes the value from the environment, as `docker build --build-arg KEY` does. */
  buildArgs(): Pair[] {
    return this.lines('build-args').flatMap((item) => {
      const value = this.#given.env[item];
      if (!item.includes('=')) return value === undefined ? [] : { key: item, value };
      const pair = readPair(item);
      if (pair === undefined) this.refuse('build-args', item, 'KEY=VALUE');
      return pair ?? [];
    });
  }

  /** What a container gets. `NAME` alone takes the value from the step's environment, of which it gets nothing else. */
  environment(name: InputName): Pair[] {
    return this.lines(name).flatMap((item) => {
      const key = item.split('=', 1)[0]?.trim() ?? '';
      const value = item.includes('=') ? item.slice(item.indexOf('=') + 1) : this.#given.env[key];
      if (!variableName.test(key)) this.refuse(name, item, 'NAME=VALUE');
      else if (value !== undefined) return { key, value };
      else this.refuse(name, key, "a variable of the step's environment", 'write NAME=VALUE, or set it with `env:`');
      return [];
    });
  }

  /** The values stay out of every message. */
  environmentSecrets(name: InputName): Environment['secrets'] {
    return this.items(name, untrimmedLines).flatMap((item) => {
      const pair = readPair(item);
      if (pair !== undefined && variableName.test(pair.key)) return { key: pair.key, value: sealed(pair.value) };
      this.refuse(name, '***', 'NAME=VALUE', 'quote a value of several lines: "NAME=LINE 1 …"');
      return [];
    });
  }

  /** Seconds. */
  duration(name: InputName): number | undefined {
    const text = this.optional(name);
    const seconds = text === undefined ? undefined : readDuration(text);
    if (text !== undefined && (seconds === undefined || seconds === 0))
      this.refuse(name, text, 'a duration such as 90s, 2m or plain seconds');
    return seconds === 0 ? undefined : seconds;
  }

  /** Seconds, or 0 for none at all. */
  secondsOrNone(name: InputName): number | undefined {
    return /^0[a-z]*$/.test(this.text(name).trim()) ? 0 : this.duration(name);
  }

  smoke(): SmokeInput {
    const path = this.matching('smoke-path', /^\/\S*$/, 'a path such as /healthz');
    const command = this.commandLine('smoke-command');
    if (path !== undefined && command !== undefined)
      this.problem('smoke-command', command.text, 'is given beside smoke-path', 'take one of them');
    if (command !== undefined && this.optional('smoke-port') !== undefined)
      this.problem('smoke-port', this.text('smoke-port'), 'is given beside smoke-command', 'take one of them');
    const port = this.port('smoke-port');
    return {
      when: this.oneOf('smoke-test', ['auto', 'true', 'false']) ?? 'auto',
      path,
      port,
      command,
      env: this.environment('smoke-env'),
      timeoutSeconds: this.duration('smoke-timeout') ?? smokeSeconds,
    };
  }

  port(name: InputName): number | undefined {
    const text = this.matching(name, /^\d{1,5}$/, 'a port such as 8080');
    const port = text === undefined ? undefined : Number(text);
    if (port === undefined || (port >= 1 && port <= 65_535)) return port;
    this.refuse(name, String(port), 'a port such as 8080');
    return undefined;
  }

  hosts(): Pair[] {
    return this.list('add-hosts').flatMap((item) => {
      const pair = readPair(item, item.includes('=') ? '=' : ':');
      if (pair === undefined || pair.value === '') this.refuse('add-hosts', item, 'HOST:IP');
      return pair ?? [];
    });
  }

  ulimits(): string[] {
    const limits = this.lines('ulimit');
    for (const limit of limits.filter((item) => !/^[a-z]+=-?\d+(?::-?\d+)?$/.test(item))) {
      this.refuse('ulimit', limit, 'NAME=SOFT or NAME=SOFT:HARD, for example nofile=1024:2048');
    }
    return limits;
  }

  secrets(): BuildSecret[] {
    return [...this.#secretValues(), ...this.#secretEnvs(), ...this.#secretFiles()];
  }

  #secretValues(): BuildSecret[] {
    return this.items('secrets', untrimmedLines).flatMap((item) => {
      const pair = readPair(item);
      // The value stays out of the message: it may be half of a secret that was quoted wrongly.
      if (pair === undefined)
        this.refuse('secrets', '***', 'ID=VALUE', 'quote a value of several lines: "ID=LINE 1 …"');
      return pair === undefined ? [] : { kind: 'value', id: pair.key, value: sealed(pair.value) };
    });
  }

  #secretEnvs(): BuildSecret[] {
    return this.pairs('secret-envs', this.list('secret-envs'), 'ID=VARIABLE').map((pair) => {
      if (this.#given.env[pair.value] === undefined) {
        const cure = `set it with \`env:\` on this step`;
        this.refuse('secret-envs', `${pair.key}=${pair.value}`, `a variable of the step's environment`, cure);
      }
      return { kind: 'env', id: pair.key, variable: pair.value };
    });
  }

  #secretFiles(): BuildSecret[] {
    return this.pairs('secret-files', this.lines('secret-files'), 'ID=PATH').map((pair) => ({
      kind: 'file',
      id: pair.key,
      path: pair.value.trim(),
    }));
  }

  /** What a grammar of its own has read; its problems join the others. */
  reading<T>(read: { readonly value: T; readonly problems: readonly Problem[] }): T {
    this.problems.push(...read.problems);
    return read.value;
  }

  /** Pairs whose values are expressions; those that name what there is not are left out and told. */
  async expanded<T extends Pair>(name: InputName, pairs: readonly T[]): Promise<T[]> {
    const good: T[] = [];
    for (const pair of pairs) {
      const error = await checkExpression(pair.value, globalNames);
      if (error === undefined) good.push(pair);
      else this.problem(name, `${pair.key}=${pair.value}`, error.message, error.cure ?? 'write \\{{ for plain braces');
    }
    return good;
  }

  /** One image by its digest: a tag may show another one tomorrow. */
  image(): BaseImage | undefined {
    const text = this.optional('image');
    const cure = 'take the output `image` of the job that has pushed it';
    if (text === undefined && this.optional('stage') === 'deploy')
      this.problems.push({ input: 'image', wrong: 'is empty, and `stage` is deploy', cure });
    const read = text === undefined ? undefined : readReference(text);
    if (text !== undefined && read?.digest === undefined) this.refuse('image', text, 'NAME@sha256:…', cure);
    return read?.digest === undefined
      ? undefined
      : { ...read, name: read.digest, reference: `${read.image.registry}/${read.image.repository}@${read.digest}` };
  }

  labels(): readonly string[] {
    const text = this.optional('runs-on') ?? usualRunner;
    const labels = readLabels(text);
    if (labels === undefined) this.refuse('runs-on', text, 'a label of a runner, or a JSON list of labels');
    return labels ?? [usualRunner];
  }

  /** actions/upload-artifact refuses these signs, after everything else is done (its path-and-artifact-name-validation). */
  artifactName(): string {
    const wanted = 'a name for an artifact, which has no line break and none of " : < > | * ? \\ /';
    return this.matching('artifact-name', /^[^":<>|*?\\/\p{Cc}]+$/u, wanted) ?? usualArtifact;
  }

  attestation(name: 'provenance' | 'sbom'): Attestation {
    const value = this.optional(name);
    if (value === undefined) return name === 'sbom' ? { kind: 'off' } : { kind: 'default' };
    if (value === 'false') return { kind: 'off' };
    if (value === 'true') return { kind: 'set', attributes: '' };
    if (!/^[a-z-]+=[^,]+(?:,[a-z-]+=[^,]+)*$/.test(value)) {
      this.refuse(name, value, 'true, false, or attributes such as mode=max');
    }
    return { kind: 'set', attributes: value };
  }

  secret(name: 'github-token' | 'sign-key'): Secret | undefined {
    const value = this.optional(name);
    return value === undefined ? undefined : sealed(value);
  }

  /** The value stays out of the message: what has a stray quote may be a secret. */
  items(name: InputName, read: (text: string) => string[]): string[] {
    const items = tryRead(read, this.text(name));
    if (items === undefined) this.problems.push({ input: name, ...openQuote });
    return items ?? [];
  }

  /** `wanted` is the rest of `is not …`. */
  refuse(input: string, value: string, wanted: string, cure?: string): void {
    this.problem(input, value, `is not ${wanted}`, cure);
  }

  problem(input: string, value: string, wrong: string, cure?: string): void {
    this.problems.push({ input, value, wrong, ...(cure !== undefined && { cure }) });
  }
}
