/** A decision with its reason, a problem with its cure, and a command as data. */
import type { Secret } from './inputs.ts';

/** One thing that is wrong with what the user gave. Shown as `input: "value" wrong; cure`. */
export interface Problem {
  readonly input: string;
  /** As typed; undefined when there is none to show. */
  readonly value?: string;
  /** What is wrong and what is wanted, as the rest of a sentence: `is not one of true, false`. */
  readonly wrong: string;
  readonly cure?: string;
}

/** A process to start: words, never a shell line. */
export interface Command {
  /** Verb and object, for messages: "Push ghcr.io/acme/app:main". */
  readonly title: string;
  readonly argv: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Secret;
  /** It gets nothing of the job's environment but what docker itself needs. */
  readonly bare?: true;
}

/** Something the run does, or does not do and why. */
export type Decision<T> = ({ readonly run: true } & T) | { readonly run: false; readonly because: string };
