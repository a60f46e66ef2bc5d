/** Brings the tables up to date: every file of migrations/ runs once, in the order of the names. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client, Pool } from 'pg';

const folder = join(import.meta.dirname, '..', 'migrations');

/** Any number, as long as nobody else locks the same one in this database. */
const lock = 20_240_001;

/** Runs what has not run yet, all of it or nothing, and gives the names. */
export async function migrate(pool: Pool): Promise<readonly string[]> {
  const client = await pool.connect();
  try {
    const names = await migrateAlone(client);
    client.release();
    return names;
  } catch (error) {
    // Closing the connection takes back what it has done.
    client.release(true);
    throw error;
  }
}

async function migrateAlone(client: Client): Promise<readonly string[]> {
  await client.query('begin');
  // Two that start together run one after the other; the second finds nothing to do.
  await client.query('select pg_advisory_xact_lock($1)', [lock]);
  await client.query('create table if not exists migrations (name text primary key, at timestamptz default now())');
  const { rows } = await client.query<{ name: string }>('select name from migrations');
  const done = rows.map(({ name }) => name);
  const names = pending(await readdir(folder), done);
  for (const name of names) {
    await client.query(await readFile(join(folder, name), 'utf8'));
    await client.query('insert into migrations (name) values ($1)', [name]);
  }
  await client.query('commit');
  return names;
}

/** The files that have to run, in order. */
export function pending(files: readonly string[], done: readonly string[]): readonly string[] {
  return files.filter((name) => name.endsWith('.sql') && !done.includes(name)).sort();
}
