/** Dates of expressions, in Moment's format words, since those are what people have in their workflows. */

export interface Dates {
  format(iso: string, format: string, zone: string): string;
  isZone(zone: string): boolean;
  zones(): readonly string[];
}

/** Loads the library and its time zones, which are large: only for expressions that name a date. */
export async function loadDates(): Promise<Dates> {
  const { default: moment } = await import('moment-timezone');
  return {
    format: (iso, format, zone) => moment(iso).tz(zone).format(format),
    isZone: (zone) => moment.tz.zone(zone) !== null,
    zones: () => moment.tz.names(),
  };
}
