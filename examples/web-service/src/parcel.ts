/** What a client asks for: text from outside -> a parcel, or everything that is wrong with it. */

export const zones = ['domestic', 'europe', 'world'] as const;
export type Zone = (typeof zones)[number];

/** Weight in grams, edges in millimetres. */
export interface Parcel {
  readonly zone: Zone;
  readonly weight: number;
  readonly length: number;
  readonly width: number;
  readonly height: number;
}

export type Reading =
  | { readonly ok: true; readonly parcel: Parcel }
  | { readonly ok: false; readonly problems: readonly string[] };

const limits = { weight: 31_500, length: 1_200, width: 600, height: 600 } as const;
type Measure = keyof typeof limits;

/** Checks every field, so that one answer names all problems. */
export function readParcel(value: unknown): Reading {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, problems: ['the body must be a JSON object'] };
  }
  const fields = value as Readonly<Record<string, unknown>>;
  const zone = zones.find((name) => name === fields['zone']);
  const measures = Object.keys(limits) as Measure[];
  const problems = measures.flatMap((name) => problemOf(name, fields[name]));
  if (zone === undefined) return { ok: false, problems: [`zone must be one of ${zones.join(', ')}`, ...problems] };
  if (problems.length > 0) return { ok: false, problems };
  const [weight, length, width, height] = measures.map((name) => fields[name]) as [number, number, number, number];
  return { ok: true, parcel: { zone, weight, length, width, height } };
}

function problemOf(name: Measure, value: unknown): string[] {
  const limit = limits[name];
  const fits = typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= limit;
  return fits ? [] : [`${name} must be a whole number from 1 to ${limit}`];
}
