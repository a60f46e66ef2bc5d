/** Writes dist/licenses.txt: the licence of every package whose code is in the bundle. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from './rig/paths.ts';

const { dependencies } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};
const parts = await Promise.all(Object.keys(dependencies).sort().map(licenceOf));
await writeFile(join(repository, 'dist', 'licenses.txt'), parts.join('\n\n'));

async function licenceOf(name: string): Promise<string> {
  const folder = join(repository, 'node_modules', name);
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence file; it cannot be bundled`);
  return `${name}\n\n${(await readFile(join(folder, file), 'utf8')).trim()}\n`;
}
