/** Opens the way to the database. */
import { Pool } from 'pg';

/** Less than the health check waits, so that it hears a "no" and not nothing. */
const patienceMilliseconds = 2_000;

/** Gives connections to the database that DATABASE_URL names, opened when they are needed. */
export function openPool(environment: Readonly<Record<string, string | undefined>> = process.env): Pool {
  const connectionString = environment['DATABASE_URL'];
  if (!connectionString) throw new Error('Set DATABASE_URL, for example postgres://user:password@host/database');
  const pool = new Pool({
    connectionString,
    connectionTimeoutMillis: patienceMilliseconds,
    query_timeout: patienceMilliseconds,
  });
  // A database that restarts cuts idle connections. The pool opens new ones; without a listener the process would end.
  pool.on('error', (error) => console.error(`database: ${error.message}`));
  return pool;
}
