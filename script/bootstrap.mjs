/**
 * Runs a script of this repository on a machine that has only git and Node 20 or newer: brings the dependencies, among
 * them Node 24, and hands over. Usage: node script/bootstrap.mjs SCRIPT [ARGUMENT ...]
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = join(root, 'node_modules', '.bin', 'node');
const stamp = join(root, 'node_modules', '.slipway-lock');

const [script = '', ...words] = process.argv.slice(2);
// After an `npm ci` by hand, as in CI, which then is not done again.
if (script === '--installed') writeFileSync(stamp, lockHash());
else begin();

function begin() {
  if (!isCurrent()) install();
  process.exitCode = run(node, [join(root, script), ...words]);
}

/** The lockfile's hash stands beside what was installed from it. */
function isCurrent() {
  return existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash();
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

function install() {
  console.log('Installing what package-lock.json names (once)');
  // Under `npm start` npm says where it is itself; the one on PATH may be another, or none.
  const npm = process.env.npm_execpath;
  const code = npm === undefined ? run('npm', ['ci']) : run(process.execPath, [npm, 'ci']);
  if (code !== 0) process.exit(code);
  writeFileSync(stamp, lockHash());
}

function run(program, args) {
  const { status, error } = spawnSync(program, args, {
    cwd: program === node ? process.cwd() : root,
    stdio: 'inherit',
  });
  if (error !== undefined) throw error;
  return status ?? 1;
}
