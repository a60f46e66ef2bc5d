/** Makes a PostgreSQL image that behaves like the official one, for compose files on an engine that cannot pull. */
import { appendFile, chmod, cp, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensureBusybox, ensureImage, type Recipe } from './bases.ts';
import { must, type Say } from './command.ts';
import type { Engine } from './engine.ts';
import { accounts, type Layer, writeAccounts } from './layers.ts';

/** The name in the compose file of `examples/service-with-database`. */
const official = 'postgres:17-alpine';

const entrypoint = join(import.meta.dirname, 'postgres-entrypoint.sh');
const home = join('usr', 'lib', 'postgresql', '15');
const data = '/var/lib/postgresql/data';
const sockets = '/var/run/postgresql';

/** As Debian 12 names them; `libc-bin` brings the locale C.UTF-8. */
const packages = [
  ...['postgresql-15', 'postgresql-client-15', 'libpq5', 'tzdata', 'libc-bin', 'libstdc++6', 'libgcc-s1', 'libuuid1'],
  ...['libicu72', 'libxml2', 'liblzma5', 'libzstd1', 'liblz4-1', 'zlib1g', 'libreadline8', 'libtinfo6', 'libssl3'],
  ...['libpam0g', 'libaudit1', 'libcap-ng0', 'libsystemd0', 'libcap2', 'libgcrypt20', 'libgpg-error0'],
  ...['libgssapi-krb5-2', 'libkrb5-3', 'libk5crypto3', 'libkrb5support0', 'libcom-err2', 'libkeyutils1'],
  ...['libldap-2.5-0', 'libsasl2-2', 'libgnutls30', 'libp11-kit0', 'libidn2-0', 'libunistring2', 'libtasn1-6'],
  ...['libnettle8', 'libhogweed6', 'libgmp10', 'libffi8'],
];

const layer: Layer = { packages, share: ['postgresql', 'zoneinfo'], fill };

const recipe: Recipe = {
  image: 'slipway-rig/postgres:15',
  base: 'slipway-rig/busybox:1',
  layer,
  sources: [import.meta.filename, entrypoint],
  otherwise: official,
  settings: [
    `ENV PATH=/${home}/bin:$PATH LANG=C.UTF-8 PGDATA=${data}`,
    `VOLUME ${data}`,
    'EXPOSE 5432',
    // The fast shutdown; SIGTERM would wait until every client has gone.
    'STOPSIGNAL SIGINT',
    'ENTRYPOINT ["docker-entrypoint.sh"]',
    'CMD ["postgres"]',
  ],
};

/**
 * Gives a name under which the engine has PostgreSQL: always the official one, so that compose files stay as people write
 * them. A found engine pulls the official image when it is asked for; the private one gets ours under that name too.
 */
export async function ensurePostgres(engine: Engine, say: Say): Promise<string> {
  if (engine.kind === 'found') return official;
  await ensureBusybox(engine, say);
  const image = await ensureImage(engine, recipe, say);
  await must(['docker', 'tag', image, official], { env: engine.env });
  return official;
}

async function fill(root: string): Promise<void> {
  // Byte code for the JIT compiler, which is not there: half of the package.
  await rm(join(root, home, 'lib', 'bitcode'), { recursive: true });
  await rm(join(root, home, 'lib', 'llvmjit.so'));
  await mkdir(join(root, 'etc'), { recursive: true });
  await writeAccounts(root, {
    passwd: `${accounts.passwd}postgres:x:999:999::/var/lib/postgresql:/bin/sh\n`,
    group: `${accounts.group}postgres:x:999:\n`,
  });
  // Everybody may write there, so that it does not matter as whom the container runs.
  for (const folder of [data, sockets]) {
    await mkdir(join(root, folder), { recursive: true });
    await chmod(join(root, folder), 0o1777);
  }
  const settings = join(root, 'usr', 'share', 'postgresql', '15', 'postgresql.conf.sample');
  await appendFile(settings, "listen_addresses = '*'\n");
  await addEntrypoint(root);
}

async function addEntrypoint(root: string): Promise<void> {
  const program = join(root, 'usr', 'local', 'bin', 'docker-entrypoint.sh');
  await mkdir(dirname(program), { recursive: true });
  await cp(entrypoint, program);
  await chmod(program, 0o755);
}
