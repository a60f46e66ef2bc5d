/** Gives tokens for a registry, as its configuration `auth.token` wants them (distribution's token authentication). */
import { createPrivateKey, randomUUID, sign, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ensureCertificates } from './authority.ts';
import type { Credentials } from './passwords.ts';
import { type FaultyProxy, startProxy } from './proxy.ts';

/** What a registry has to know of the service, beside where it is. */
export const tokenNames = { service: 'rig', issuer: 'slipway-rig' } as const;

export interface TokenService extends FaultyProxy {
  /** Where tokens are asked for. */
  readonly realm: string;
}

export interface TokenOptions {
  readonly name: string;
  /** Where it listens. */
  readonly address: string;
  /** Who gets tokens. */
  readonly auth: Credentials;
  /** How long a token lives. */
  readonly seconds: number;
}

/** A registry takes a token for so long after its end, since clocks differ. */
const leewaySeconds = 60;

/** Starts it on a free port, behind a proxy that counts and misbehaves on demand. It speaks TLS. */
export async function startTokenService(options: TokenOptions): Promise<TokenService> {
  const { certFile, keyFile } = await ensureCertificates();
  const [cert, key] = await Promise.all([readFile(certFile), readFile(keyFile)]);
  const server = createServer((incoming, outgoing) => answer(incoming, outgoing, { ...options, cert, key }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const target = (server.address() as AddressInfo).port;
  const proxy = await startProxy({ address: options.address, target, tls: { cert, key } });
  const stop = async () => {
    await proxy.stop();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  };
  return { ...proxy, realm: `https://${options.name}:${proxy.port}/token`, stop };
}

interface Signer {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Clients try a POST first (OAuth 2), and take 405 for a service of the older kind. */
function answer(incoming: IncomingMessage, outgoing: ServerResponse, options: TokenOptions & Signer): void {
  const { searchParams } = new URL(incoming.url ?? '', 'https://localhost');
  const say = (status: number, body: object) =>
    outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (incoming.method !== 'GET') say(405, {});
  else if (incoming.headers.authorization !== basic(options.auth))
    say(401, { details: 'incorrect username or password' });
  else {
    const token = tokenFor(searchParams.getAll('scope'), options);
    say(200, { token, expires_in: options.seconds, issued_at: new Date().toISOString() });
  }
}

function basic({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** A scope is `repository:acme/app:pull,push`; whoever has the login may do everything. */
function tokenFor(scopes: readonly string[], { seconds, cert, key, auth }: TokenOptions & Signer): string {
  const now = Math.floor(Date.now() / 1000);
  const access = scopes
    .flatMap((scope) => scope.split(' '))
    .flatMap((scope) => {
      const [, type, name, actions] = /^([^:]+):(.+):([^:]+)$/.exec(scope) ?? [];
      return actions === undefined ? [] : [{ type, name, actions: actions.split(',') }];
    });
  const claims = {
    iss: tokenNames.issuer,
    aud: tokenNames.service,
    sub: auth.username,
    iat: now,
    nbf: now - leewaySeconds,
    exp: now + seconds - leewaySeconds,
    jti: randomUUID(),
    access,
  };
  const header = { typ: 'JWT', alg: 'ES256', x5c: [new X509Certificate(cert).raw.toString('base64')] };
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = sign('sha256', Buffer.from(text), { key: createPrivateKey(key), dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}
