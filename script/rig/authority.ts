/** The rig's own certificate authority and the certificate that its registries show. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must, run, works } from './command.ts';
import { tlsHome } from './paths.ts';
import { withLock } from './processes.ts';

export interface Certificates {
  /** What a client has to trust. */
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

const days = '825';
const names = 'DNS:registry.test,DNS:ghcr.io,DNS:localhost,IP:127.0.0.1';

const certificates: Certificates = {
  caFile: join(tlsHome, 'ca.crt'),
  certFile: join(tlsHome, 'server.crt'),
  keyFile: join(tlsHome, 'server.key'),
};

let ensured: Promise<Certificates> | undefined;

/** Gives the certificates, making them the first time and again when they run out within a day. Looks once a process. */
export function ensureCertificates(): Promise<Certificates> {
  ensured ??= ensure();
  return ensured;
}

async function ensure(): Promise<Certificates> {
  await mkdir(tlsHome, { recursive: true });
  await withLock(join(tlsHome, 'lock'), async () => {
    const { caFile, certFile } = certificates;
    const valid = await works(['openssl', 'verify', '-CAfile', caFile, certFile]);
    const lasting = await works(['openssl', 'x509', '-checkend', '86400', '-noout', '-in', certFile]);
    if (valid && lasting && (await hasNames(certFile))) return;
    await makeAuthority();
    await makeServer();
  });
  return certificates;
}

/** One of an earlier version of the rig may have others. */
async function hasNames(certFile: string): Promise<boolean> {
  const argv = ['openssl', 'x509', '-noout', '-in', certFile, '-ext', 'subjectAltName'];
  const { stdout } = await run(argv);
  return names.split(',').every((name) => stdout.includes(name.replace('IP:', 'IP Address:')));
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
const caKey = join(tlsHome, 'ca.key');

async function makeAuthority(): Promise<void> {
  const subject = ['-subj', '/CN=Slipway rig', '-days', days];
  await must(['openssl', 'req', '-x509', ...newKey, '-keyout', caKey, '-out', certificates.caFile, ...subject]);
}

async function makeServer(): Promise<void> {
  const { caFile, certFile, keyFile } = certificates;
  const [request, extensions] = [join(tlsHome, 'server.csr'), join(tlsHome, 'server.ext')];
  await writeFile(extensions, `subjectAltName=${names}\nbasicConstraints=CA:FALSE\n`);
  await must(['openssl', 'req', '-new', ...newKey, '-keyout', keyFile, '-out', request, '-subj', '/CN=registry.test']);
  const signer = ['-CA', caFile, '-CAkey', caKey, '-CAcreateserial', '-days', days];
  await must(['openssl', 'x509', '-req', '-in', request, '-out', certFile, '-extfile', extensions, ...signer]);
}
