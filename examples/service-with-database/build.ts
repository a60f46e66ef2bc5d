/** Turns src/ into dist/: Node takes the types out itself, so no compiler is needed. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

const from = join(import.meta.dirname, 'src');
const to = join(import.meta.dirname, 'dist');

await rm(to, { recursive: true, force: true });
await mkdir(to);
const names = (await readdir(from)).filter((name) => !name.endsWith('.d.ts'));
for (const name of names) {
  const code = stripTypeScriptTypes(await readFile(join(from, name), 'utf8'));
  const written = join(to, name.replace(/\.ts$/, '.js'));
  await writeFile(written, code.replace(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'"));
  console.log(`dist/${name.replace(/\.ts$/, '.js')}`);
}
