/** The visits, as rows of the database. */
import type { Queryable } from 'pg';

export interface Visit {
  readonly id: number;
  readonly page: string;
}

export interface Visits {
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  add(page: string): Promise<Visit>;
  count(): Promise<number>;
}

export function visitsIn(database: Queryable): Visits {
  return {
    async ping() {
      await database.query('select 1');
    },
    async add(page) {
      const { rows } = await database.query<{ id: number }>('insert into visits (page) values ($1) returning id::int', [
        page,
      ]);
      return { id: rows[0]?.id ?? 0, page };
    },
    async count() {
      const { rows } = await database.query<{ count: number }>('select count(*)::int as count from visits');
      return rows[0]?.count ?? 0;
    },
  };
}
