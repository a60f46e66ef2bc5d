/** A value that cannot print itself. */
import type { Secret } from '../model/inputs.ts';

class Sealed implements Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '***';
  }

  toJSON(): string {
    return '***';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '***';
  }
}

/** Wraps a secret so that printing, JSON and inspection show `***`; only `reveal()` gives the value. */
export function sealed(value: string): Secret {
  return new Sealed(value);
}
