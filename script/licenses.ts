/** Writes dist/licenses.txt: the licence of every package whose code may be in the bundle. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from './rig/paths.ts';

interface Package {
  readonly dev?: true;
  readonly license?: string;
}

const { packages } = JSON.parse(await readFile(join(repository, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Package>;
};
const parts = await Promise.all(
  Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && dev !== true)
    .map(([path, { license }]) => licenceOf(path, license)),
);
await writeFile(join(repository, 'dist', 'licenses.txt'), parts.join('\n\n'));

async function licenceOf(path: string, named: string | undefined): Promise<string> {
  const folder = join(repository, path);
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file !== undefined)
    return `${name}\n\n${(await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n').trim()}\n`;
  if (named === undefined) throw new Error(`${name} has no licence; it cannot be bundled`);
  return `${name}\n\n${named}, as its package.json says\n`;
}
