/** The runner: what it gives to an action and what it takes, through its commands and files. */
import { readFile } from 'node:fs/promises';
import { ToolError } from '../errors.ts';
import type { Annotation, Report } from '../model/outcome.ts';
import type { Payload } from '../read/context.ts';
import type { Given } from '../read/inputs.ts';
import { listed } from '../report/text.ts';
import type { Log, StateName } from './ports.ts';
import { Redactor } from './redact.ts';
import * as commands from './runner-commands.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Inputs as the runner passes them: `INPUT_` and the name in upper case, hyphens kept. */
export function givenInputs(env: Env): Given {
  const inputs = Object.entries(env).flatMap(([key, value]): [string, string][] =>
    key.startsWith('INPUT_') && value !== undefined ? [[key.slice('INPUT_'.length).toLowerCase(), value]] : [],
  );
  return { inputs: Object.fromEntries(inputs), env };
}

/** The event's payload; a run without one (a laptop) has an empty one. */
export async function readPayload(env: Env): Promise<Payload> {
  const path = env['GITHUB_EVENT_PATH'] ?? '';
  if (path === '') return {};
  try {
    return (JSON.parse(await readFile(path, 'utf8')) as Payload | null) ?? {};
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ToolError(`The event's payload cannot be read: ${why}`, { cause });
  }
}

/** The environment of child processes: not the inputs, which hold passwords, and not a builder chosen elsewhere. */
export function childEnvironment(env: Env, dockerConfig: string): Record<string, string> {
  const dropped = ['BUILDX_BUILDER', 'BUILDX_CONFIG', 'DOCKER_AUTH_CONFIG'];
  // The base image is read off the provenance in the metadata file.
  if (env['BUILDX_METADATA_PROVENANCE'] !== 'max') dropped.push('BUILDX_METADATA_PROVENANCE');
  const kept = Object.entries(env).filter(([key]) => !key.startsWith('INPUT_') && !dropped.includes(key));
  return { ...(Object.fromEntries(kept) as Record<string, string>), DOCKER_CONFIG: dockerConfig };
}

export interface Runner {
  readonly log: Log;
  /** Makes the runner and this process forget to show a value. */
  mask(value: string): void;
  /** The text without what was masked. */
  clean(text: string): string;
  publish(report: Report): Promise<void>;
  remember(name: StateName, value: string): void;
}

/** Outputs that hold words of the user's; the others are made of names and digests, which must stay what they are. */
const spoken = ['labels', 'annotations', 'json', 'metadata', 'test-results'];

/** The runner of this process. Everything that is printed goes through here, and is cleaned of secrets. */
export function makeRunner(env: Env): Runner {
  const redactor = new Redactor();
  const lines = new Lines();
  const log: Log = {
    line: (text) => lines.add(`${harmless(redactor.clean(text))}\n`),
    group: (title) => lines.before(() => commands.startGroup(redactor.clean(title))),
    endGroup: () => lines.before(() => commands.endGroup()),
    annotate: (annotation) => lines.before(() => annotate(annotation, redactor)),
    debug: (text) => lines.before(() => commands.debug(redactor.clean(text))),
  };
  return {
    log,
    mask(value) {
      for (const text of redactor.add(value)) lines.before(() => commands.setSecret(text));
    },
    clean: (text) => redactor.clean(text),
    async publish(report) {
      // The error, then what belongs to it, then what is less.
      const [first, ...others] = report.annotations;
      if (first !== undefined) log.annotate(first);
      for (const line of report.lines) log.line(line);
      for (const annotation of others) log.annotate(annotation);
      setOutputs(env, report, redactor);
      for (const line of heldLines(report.outputs, redactor)) log.line(line);
      await commands.addSummary(env, redactor.clean(report.summary));
    },
    remember: (name, value) => commands.saveState(env, name, value),
  };
}

function setOutputs(env: Env, { outputs, variablePrefix }: Report, redactor: Redactor): void {
  for (const [name, value] of Object.entries(outputs)) {
    const text = spoken.includes(name) ? redactor.clean(value) : value;
    commands.setOutput(env, name, text);
    if (variablePrefix !== undefined && exportsOutputs(env))
      commands.exportVariable(env, `${variablePrefix}${variableName(name)}`, text);
  }
}

/** The runner drops such outputs of a job, with a word in a log that few read (actions/runner, JobExtension.cs). */
function heldLines(outputs: Report['outputs'], redactor: Redactor): readonly string[] {
  const held = Object.entries(outputs).filter(
    ([name, value]) => !spoken.includes(name) && redactor.clean(value) !== value,
  );
  const names = listed(held.map(([name]) => name));
  return held.length === 0
    ? []
    : [`A masked value is a part of these outputs, which GitHub gives to no other job: ${names}`];
}

/** Lines that come in one moment are written together: a test may print millions, and each write has its price. */
class Lines {
  #waiting: string[] = [];

  add(line: string): void {
    if (this.#waiting.length === 0) queueMicrotask(() => this.#write());
    this.#waiting.push(line);
  }

  /** Does what writes by itself, in its turn. */
  before(work: () => void): void {
    this.#write();
    work();
  }

  #write(): void {
    if (this.#waiting.length === 0) return;
    process.stdout.write(this.#waiting.join(''));
    this.#waiting = [];
  }
}

/** docker/metadata-action's switch for them. */
function exportsOutputs(env: Env): boolean {
  return env['DOCKER_METADATA_SET_OUTPUT_ENV'] !== 'false';
}

function variableName(output: string): string {
  return output.replaceAll('-', '_').toUpperCase();
}

/** The runner obeys a line that starts with `::`, also behind white space. Ours never do; foreign text might. */
function harmless(line: string): string {
  return line.replace(/^([\s\u0085]*)::/gm, '$1| ::');
}

function annotate({ level, message, place }: Annotation, redactor: Redactor): void {
  commands.annotate(level, redactor.clean(message), {
    ...(place !== undefined && { file: place.file, line: place.line }),
  });
}
