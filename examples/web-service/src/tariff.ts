/** The price of a parcel. Pure; money is whole cents. */
import type { Parcel, Zone } from './parcel.ts';

export interface Quote {
  /** Grams that are paid for: the real weight, or that of a parcel of this volume when it is higher. */
  readonly chargedWeight: number;
  readonly cents: number;
  readonly currency: 'EUR';
}

interface Rate {
  /** Up to and with so many grams. */
  readonly upTo: number;
  readonly cents: Readonly<Record<Zone, number>>;
}

const rates: readonly Rate[] = [
  { upTo: 2_000, cents: { domestic: 549, europe: 1_399, world: 1_949 } },
  { upTo: 5_000, cents: { domestic: 699, europe: 1_599, world: 2_899 } },
  { upTo: 10_000, cents: { domestic: 1_049, europe: 2_099, world: 4_299 } },
  { upTo: 20_000, cents: { domestic: 1_649, europe: 3_199, world: 7_399 } },
];
const heaviest: Rate['cents'] = { domestic: 1_999, europe: 4_499, world: 10_499 };

/** Cubic millimetres that cost as much as one gram; carriers say 5,000 cm³ a kilogram. */
const volumePerGram = 5_000;

/** Parcels with a longer edge leave the conveyor and are carried by hand. */
const longestOnBelt = 1_000;
const bulkyCents = 650;

/** Gives the price of a parcel that `readParcel` has accepted. */
export function quote(parcel: Parcel): Quote {
  const volumetric = Math.ceil((parcel.length * parcel.width * parcel.height) / volumePerGram);
  const chargedWeight = Math.max(parcel.weight, volumetric);
  const rate = rates.find(({ upTo }) => chargedWeight <= upTo)?.cents ?? heaviest;
  const bulky = Math.max(parcel.length, parcel.width, parcel.height) > longestOnBelt ? bulkyCents : 0;
  return { chargedWeight, cents: rate[parcel.zone] + bulky, currency: 'EUR' };
}
