/** Makes an image of a real BuildKit daemon, for builders in a container on an engine that cannot pull one. */
import { cp, mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensureBusybox, ensureImage, type Recipe } from './bases.ts';
import { type Say, works } from './command.ts';
import type { Engine } from './engine.ts';
import { buildPrograms } from './go.ts';
import { accounts, type Layer, writeAccounts } from './layers.ts';
import { rig } from './paths.ts';

/** What buildx takes when nobody names another. */
const official = 'moby/buildkit:buildx-stable-1';

/** No distribution packages it, but its module can be built: go.mod says which version. */
const module = join(import.meta.dirname, 'buildkit');
const programs = ['buildkitd', 'buildctl'];

const layer: Layer = { packages: ['runc', 'libseccomp2'], fill };

const recipe: Recipe = {
  image: 'slipway-rig/buildkit:0.28.1',
  base: 'slipway-rig/busybox:1',
  layer,
  sources: [import.meta.filename, join(module, 'go.mod')],
  otherwise: official,
  settings: ['VOLUME /var/lib/buildkit', 'ENTRYPOINT ["buildkitd"]'],
};

/** Gives the image for `driver-opts: image=…`; a found engine pulls the official one. The first time takes minutes. */
export async function ensureBuildKit(engine: Engine, say: Say): Promise<string> {
  if (engine.kind === 'found') return official;
  await ensureBusybox(engine, say);
  return ensureImage(engine, recipe, say);
}

async function fill(root: string): Promise<void> {
  const bin = join(root, 'usr', 'bin');
  await mkdir(bin, { recursive: true });
  const into = join(rig, 'buildkit');
  await buildPrograms({ module, packages: programs.map((name) => `github.com/moby/buildkit/cmd/${name}`), into });
  for (const name of programs) await cp(join(into, name), join(bin, name));
  await mkdir(join(root, 'etc'), { recursive: true });
  await writeAccounts(root, accounts);
  const bundle = '/etc/ssl/certs/ca-certificates.crt';
  await mkdir(join(root, dirname(bundle)), { recursive: true });
  // BuildKit starts without any authority, but not without the folder.
  if (await works(['test', '-e', bundle])) await cp(await realpath(bundle), join(root, bundle));
  else await writeFile(join(root, bundle), '');
}
