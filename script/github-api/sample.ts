/** Makes the least that a schema allows, so that a double's answer has every field that GitHub promises, and no other. */
import { resolved, type Schema } from './contract.ts';

const strings: Readonly<Record<string, string>> = {
  uri: 'https://api.github.com/',
  'date-time': '2026-03-01T09:30:00Z',
};

/** Of several that hold together the first is the thing itself, and the others add what may be left out. */
function shapeOf(schema: unknown): Schema {
  const { allOf, ...rest } = resolved(schema);
  return Array.isArray(allOf) ? shapeOf(allOf[0]) : rest;
}

/** A value of the schema; what may be null is null. */
export function sample(schema: unknown): unknown {
  const { nullable, enum: choices, oneOf, type, format, properties, required } = shapeOf(schema);
  if (nullable === true) return null;
  if (Array.isArray(choices)) return choices[0];
  if (Array.isArray(oneOf)) return sample(oneOf[0]);
  switch (type) {
    case 'string':
      return strings[String(format)] ?? 'text';
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return false;
    case 'array':
      return [];
    default:
      return sampleObject((properties ?? {}) as Schema, (required ?? []) as readonly string[]);
  }
}

function sampleObject(properties: Schema, required: readonly string[]): unknown {
  return Object.fromEntries(required.map((name) => [name, sample(properties[name])]));
}

/** The sample with some fields set; objects are filled up, also in lists, and everything else is replaced. */
export function filled(schema: unknown, given: unknown): unknown {
  if (Array.isArray(given)) return given.map((entry) => filled(shapeOf(schema)['items'] ?? {}, entry));
  if (typeof given !== 'object' || given === null) return given;
  const properties = shapeOf(schema)['properties'] as Schema | undefined;
  // What may be null has fields again as soon as one of them is given.
  const base = sample({ ...shapeOf(schema), nullable: false }) as Schema;
  const set = Object.entries(given).map(([key, value]) => [key, filled(properties?.[key] ?? {}, value)]);
  return { ...base, ...Object.fromEntries(set) };
}
