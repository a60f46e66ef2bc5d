/** The proof of a job that built and tested, as text. */
import type { Proof, ProvenGate } from '../model/facts.ts';
import type { GateName } from '../model/plan.ts';

/** Gives undefined for what no job of this version has written. */
export function readProof(text: string): Proof | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isProof(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether somebody meant JSON, and no path. */
export function looksLikeProof(text: string): boolean {
  return text.startsWith('{');
}

type Unsure<T> = { readonly [K in keyof T]?: unknown };

function isProof(value: unknown): value is Proof {
  if (typeof value !== 'object' || value === null) return false;
  const { version, revision, digest, names, imageVersion, platforms, inputs, gates } = value as Unsure<Proof>;
  return (
    version === 1 &&
    [revision, imageVersion].every(isText) &&
    isText(digest) &&
    /^sha256:[0-9a-f]{64}$/.test(digest) &&
    isListOf(names, isText) &&
    isListOf(platforms, isText) &&
    typeof inputs === 'object' &&
    inputs !== null &&
    Object.values(inputs).every(isText) &&
    isListOf(gates, isGate)
  );
}

const gateNames: readonly GateName[] = [
  'lint',
  'test stage',
  'services',
  'test command',
  'service tests',
  'smoke test',
];

function isGate(value: unknown): value is ProvenGate {
  if (typeof value !== 'object' || value === null) return false;
  const { gate, state, because } = value as Unsure<{ gate: unknown; state: unknown; because: unknown }>;
  const known = (gateNames as readonly unknown[]).includes(gate);
  return known && (state === 'passed' || (state === 'skipped' && isText(because)));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isListOf<T>(value: unknown, is: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(is);
}
