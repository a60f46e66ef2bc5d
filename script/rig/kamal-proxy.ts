/** Makes an image of the real kamal-proxy, for deployments that put it before their containers. */
import { chmod, cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBusybox, ensureImage, type Recipe } from './bases.ts';
import type { Say } from './command.ts';
import type { Engine } from './engine.ts';
import { buildPrograms } from './go.ts';
import { accounts, type Layer, writeAccounts } from './layers.ts';
import { rig } from './paths.ts';

const official = 'basecamp/kamal-proxy:v0.9.2';
const program = 'kamal-proxy';
const user = 'kamal-proxy';
const home = join('home', user);
const module = join(import.meta.dirname, program);

/** Its program needs no library, and a layer is made of at least one package. */
const layer: Layer = { packages: ['media-types'], fill };

const recipe: Recipe = {
  image: 'slipway-rig/kamal-proxy:0.9.2',
  base: 'slipway-rig/busybox:1',
  layer,
  sources: [import.meta.filename, join(module, 'go.mod')],
  otherwise: official,
  settings: ['EXPOSE 80 443', `USER ${user}:${user}`, 'CMD ["kamal-proxy", "run"]'],
};

/** Gives the image, which has the user, ports, folders and command of the official one; a found engine pulls that one. */
export async function ensureKamalProxy(engine: Engine, say: Say): Promise<string> {
  if (engine.kind === 'found') return official;
  await ensureBusybox(engine, say);
  return ensureImage(engine, recipe, say);
}

async function fill(root: string): Promise<void> {
  const [bin, into] = [join(root, 'usr', 'local', 'bin'), join(rig, program)];
  await buildPrograms({ module, packages: [`github.com/basecamp/kamal-proxy/cmd/${program}`], into });
  await mkdir(bin, { recursive: true });
  await cp(join(into, program), join(bin, program));
  await mkdir(join(root, 'etc'), { recursive: true });
  await writeAccounts(root, {
    passwd: `${accounts.passwd}${user}:x:1000:1000::/${home}:/bin/sh\n`,
    group: `${accounts.group}${user}:x:1000:\n`,
  });
  const state = join(root, home, '.config', program);
  await mkdir(state, { recursive: true });
  // The files of a layer belong to root; this one has to be the user's to write in.
  for (const folder of [join(root, home), join(root, home, '.config'), state]) await chmod(folder, 0o777);
}
