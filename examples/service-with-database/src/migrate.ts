/** `npm run migrate`: brings the tables of DATABASE_URL up to date. */
import { openPool } from './database.ts';
import { migrate } from './migrations.ts';

const pool = openPool();
try {
  const names = await migrate(pool);
  console.log(names.length === 0 ? 'nothing to migrate' : `migrated: ${names.join(', ')}`);
} finally {
  await pool.end();
}
