/** Brings the programs of the hosts: sshd always, ssh and ip where the machine has none. Nothing gets installed. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Environment, works } from '../command.ts';
import { libraryFolder, ownSuite, unpackPackages } from '../packages.ts';
import { hostsHome } from '../paths.ts';
import { withLock } from '../processes.ts';

const root = join(hostsHome, 'programs');
const stamp = join(hostsHome, 'programs.json');

export const sshServer: string = join(root, 'usr', 'sbin', 'sshd');

/** With the libraries that the smallest Debian 12 lacks. */
const server = [
  ...['openssh-server', 'libwrap0', 'libnsl2', 'libtirpc3', 'libgssapi-krb5-2', 'libkrb5-3', 'libk5crypto3'],
  ...['libkrb5support0', 'libkeyutils1', 'libcom-err2'],
];
const optional: readonly { readonly test: readonly string[]; readonly packages: readonly string[] }[] = [
  { test: ['ssh', '-V'], packages: ['openssh-client', 'libedit2', 'libbsd0', 'libmd0', 'libfido2-1', 'libcbor0.8'] },
  {
    test: ['ip', '-Version'],
    packages: ['iproute2', 'libbpf1', 'libelf1', 'libmnl0', 'libbsd0', 'libmd0', 'libcap2', 'libxtables12'],
  },
];

/** Debian 12 still packs some programs and libraries for the folders of old. */
const folders = ['usr/bin', 'usr/sbin', 'bin', 'sbin'].map((name) => join(root, name));
const libraries = [libraryFolder(root), libraryFolder(root).replace(join(root, 'usr'), root)];

/** What `ssh`, `ssh-keygen`, `ip` and `tc` need, laid over this environment or another: the machine's own come first. */
export function programEnvironment(env: Environment = process.env): Environment {
  const after = (name: string, more: readonly string[]) =>
    [env[name] ?? '', ...more].filter((path) => path !== '').join(':');
  return { PATH: after('PATH', folders), LD_LIBRARY_PATH: after('LD_LIBRARY_PATH', libraries) };
}

/** Unpacks what is missing; about 5 s the first time, nothing later. */
export async function ensurePrograms(): Promise<void> {
  await mkdir(hostsHome, { recursive: true });
  await withLock(join(hostsHome, 'programs.lock'), async () => {
    if (await works(['test', '-e', stamp])) return;
    await rm(root, { recursive: true, force: true });
    const missing: string[] = [];
    for (const { test, packages } of optional) if (!(await works(test))) missing.push(...packages);
    const packages = [...new Set([...server, ...missing])];
    const names = await unpackPackages({ suite: await ownSuite(), packages, into: root });
    await writeFile(stamp, `${JSON.stringify({ packages: names }, null, 2)}\n`);
  });
}
