/** Tokens of a job, which say what of the cache it may read and write. Nobody checks their signature. */

export interface Scope {
  /** A ref, for example `refs/heads/main`. */
  readonly name: string;
  readonly writes: boolean;
}

/** A token as the runner gives it: the job's own ref, then those that it may read too. */
export function jobToken(own: Scope, ...others: readonly string[]): string {
  const scopes = [own, ...others.map((name) => ({ name, writes: false }))];
  const claim = scopes.map(({ name, writes }) => ({ Scope: name, Permission: writes ? 3 : 1 }));
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = { ac: JSON.stringify(claim), exp: 4_102_444_800, nbf: 0, scp: 'Actions.Results:r:j' };
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(body)}.c2lnbmF0dXJl`;
}

/** The scopes of `Bearer TOKEN`; undefined when it is no such token. */
export function readScopes(authorization: string | undefined): readonly Scope[] | undefined {
  const body = /^Bearer [^.]+\.([^.]+)\.[^.]+$/.exec(authorization ?? '')?.[1];
  if (body === undefined) return undefined;
  const { ac } = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as { ac: string };
  const claim = JSON.parse(ac) as readonly { Scope: string; Permission: number }[];
  return claim.map(({ Scope: name, Permission }) => ({ name, writes: Permission >= 2 }));
}
