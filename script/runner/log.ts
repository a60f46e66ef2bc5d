/** The log of a step as GitHub shows it: masked, with commands turned into what a reader sees. */
import { relative } from 'node:path';
import type { Masks } from './masks.ts';
import type { Annotation, AnnotationLevel } from './model.ts';

/** GitHub cuts the message of an annotation, not of the log, at this length. */
const MESSAGE_LIMIT = 4096;

const TAGS: Readonly<Record<AnnotationLevel, string>> = { error: 'Error: ', warning: 'Warning: ', notice: 'Notice: ' };

export interface StepLogOptions {
  readonly masks: Masks;
  readonly workspace: string;
  readonly debug: boolean;
  readonly onLine: (line: string) => void;
}

/** Collects lines and annotations; everything that enters is masked with the masks known at that moment. */
export class StepLog {
  readonly annotations: Annotation[] = [];
  readonly #lines: string[] = [];
  readonly #options: StepLogOptions;

  constructor(options: StepLogOptions) {
    this.#options = options;
  }

  get text(): string {
    return this.#lines.map((line) => `${line}\n`).join('');
  }

  write(text: string): void {
    // Masked before it is cut into lines: a multi-line secret is found whole.
    for (const line of this.#options.masks.apply(text).split(/\r\n|\r|\n/)) {
      this.#lines.push(line);
      this.#options.onLine(line);
    }
  }

  debug(message: string): void {
    if (this.#options.debug) this.write(`##[debug]${message}`);
  }

  group(title: string): void {
    this.write(`▼ ${title}`);
  }

  /** Logs a message in its colour-word and keeps it as an annotation; properties as in `::error file=…::`. */
  annotate(level: AnnotationLevel, message: string, properties: Readonly<Record<string, string>> = {}): void {
    if (message !== '') this.write(`${TAGS[level]}${message}`);
    const file = properties['file'];
    this.annotations.push({
      level,
      message: this.#options.masks.apply(message).slice(0, MESSAGE_LIMIT),
      ...(properties['title'] ? { title: this.#options.masks.apply(properties['title']) } : {}),
      ...(file ? { file: this.#inRepository(file) } : {}),
      ...whole('line', properties['line']),
      ...whole('endLine', properties['endline']),
      ...whole('column', properties['col']),
      ...whole('endColumn', properties['endcolumn']),
    });
  }

  /** GitHub links annotations to paths relative to the workspace. */
  #inRepository(file: string): string {
    const inside = relative(this.#options.workspace, file);
    return file.startsWith('/') && inside !== '' && !inside.startsWith('..') ? inside : file;
  }
}

function whole<Key extends string>(key: Key, text: string | undefined): { [K in Key]?: number } {
  if (text === undefined || !/^\d+$/.test(text)) return {};
  return { [key]: Number(text) } as { [K in Key]?: number };
}
