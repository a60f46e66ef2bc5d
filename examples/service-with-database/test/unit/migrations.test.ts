import assert from 'node:assert/strict';
import { it } from 'node:test';
import { pending } from '../../src/migrations.ts';

it('runs what has not run yet, in the order of the names', () => {
  const files = ['0003_c.sql', '0001_a.sql', 'README.md', '0002_b.sql'];
  assert.deepEqual(pending(files, ['0001_a.sql']), ['0002_b.sql', '0003_c.sql']);
  assert.deepEqual(pending(files, ['0001_a.sql', '0002_b.sql', '0003_c.sql']), []);
});
