/** What a registry holds, as GitHub lists and deletes it, and the registry under the name that GitHub's has. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Packages, PackageVersion } from '../../../script/github-api/packages.ts';
import { must } from '../../../script/rig/command.ts';
import { type FaultyProxy, startProxy } from '../../../script/rig/proxy.ts';
import type { Registry } from '../../../script/rig/registry.ts';

/** The packages of an owner, read from the registry's own files at each request. */
export function packagesOf({ root }: Registry, owner: Packages['owner']): Packages {
  const folder = (name: string) =>
    join(root, 'docker', 'registry', 'v2', 'repositories', owner.name, name, '_manifests');
  const tagsOf = (name: string) =>
    entries(join(folder(name), 'tags')).map((tag) => ({
      tag,
      digest: linkIn(join(folder(name), 'tags', tag, 'current')),
    }));
  return {
    owner,
    versions(name) {
      const revisions = join(folder(name), 'revisions', 'sha256');
      const digests = entries(revisions).flatMap((hex) => linkIn(join(revisions, hex)) ?? []);
      const tags = tagsOf(name);
      const all = digests.map((digest): PackageVersion => {
        const own = tags.filter((one) => one.digest === digest).map(({ tag }) => tag);
        // Of a digest as much as a number can hold.
        const id = Number.parseInt(digest.slice('sha256:'.length, 'sha256:'.length + 12), 16);
        return { id, digest, tags: own, updated: '2026-11-01T00:00:00Z' };
      });
      return all.length === 0 ? undefined : all;
    },
    remove(name, { digest, tags }) {
      rmSync(join(folder(name), 'revisions', 'sha256', digest.slice('sha256:'.length)), { recursive: true });
      for (const tag of tags) rmSync(join(folder(name), 'tags', tag), { recursive: true });
    },
  };
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkIn(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, 'link'), 'utf8');
  } catch {
    return undefined;
  }
}

export interface Front extends AsyncDisposable, Pick<FaultyProxy, 'requests' | 'inject'> {
  /** `ghcr.io` with a port. */
  readonly host: string;
  /** A Node.js for which that name means this machine. */
  readonly node: string;
  readonly caFile: string;
}

/** Stands before a registry without TLS, and shows a certificate for GitHub's name. */
export async function openFront(registry: Registry): Promise<Front> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-front-'));
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const subject = ['-subj', '/CN=ghcr.io', '-addext', 'subjectAltName=DNS:ghcr.io', '-days', '2'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await must(['openssl', 'req', '-x509', ...kind, '-keyout', key, '-out', cert, ...subject]);
  const tls = { cert: await readFile(cert), key: await readFile(key) };
  const target = Number(new URL(`http://${registry.host}`).port);
  const proxy = await startProxy({ address: '127.0.0.1', target, tls });
  const hook = join(folder, 'names.cjs');
  await writeFile(hook, namesHook);
  const node = join(folder, 'node');
  await writeFile(node, `#!/bin/sh\nexec ${process.execPath} --require ${hook} "$@"\n`, { mode: 0o755 });
  return {
    ...proxy,
    host: `ghcr.io:${proxy.port}`,
    node,
    caFile: cert,
    async [Symbol.asyncDispose]() {
      await proxy.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const namesHook = `
const dns = require('node:dns');
const { lookup } = dns;
dns.lookup = (name, ...more) => lookup(name === 'ghcr.io' ? '127.0.0.1' : name, ...more);
`;
