/** What tools say when they fail -> what happened and what to do, for the failures that people really meet. */

import { ToolError } from '../errors.ts';
import type { Finished } from '../world/ports.ts';

export interface Explanation {
  readonly why: string;
  readonly cure: string;
}

interface Rule extends Explanation {
  readonly when: RegExp;
}

/** In order: the first that fits is taken, so the more telling words come first. */
const rules: readonly Rule[] = [
  {
    when: /no space left on device/i,
    why: 'the disk is full',
    cure: 'free space on the runner, for example with `docker system prune`, or use a larger one',
  },
  {
    when: /permission denied.*docker.*sock|docker.*sock.*permission denied/is,
    why: 'this user may not talk to the Docker engine',
    cure: "add the runner's user to the group `docker`, or set DOCKER_HOST to an engine it may use",
  },
  {
    when: /cannot connect to the docker daemon|failed to connect to the docker API|is the docker daemon running|error during connect/i,
    why: 'no Docker engine answers',
    cure: 'start the engine on this runner, set DOCKER_HOST, or use `runs-on: ubuntu-latest`, which has one',
  },
  {
    when: /certificate (?:has expired|is not yet valid)/i,
    why: "the registry's certificate has expired or is not valid yet",
    cure: "let the registry's operator renew it; when this runner's clock is wrong, set it",
  },
  {
    when: /certificate is valid for|certificate is not valid for any names|contain any IP SANs|legacy Common Name field|certificate's altnames/i,
    why: 'the registry shows a certificate for another name',
    cure: "write the registry's name as its certificate has it, or let the operator get one for this name",
  },
  {
    when: /x509|certificate signed by unknown authority|tls: failed to verify/i,
    why: 'the registry shows a certificate that this machine does not trust',
    cure: "put the registry's CA into /etc/docker/certs.d/HOST/ca.crt and into the system's trust store",
  },
  {
    when: /\b429\b|too many requests|toomanyrequests|rate limit/i,
    why: 'the registry limits the rate of requests',
    cure: 'run again later; with a login (`username` and `password`) a registry allows more',
  },
  {
    when: /\b401\b|unauthorized|incorrect username or password|no basic auth credentials|authentication required/i,
    why: 'the registry does not accept the login',
    cure: 'check `username` and `password`, which may have expired; runs of forks and of Dependabot log in nowhere, and read what is public',
  },
  {
    when: /\b403\b|forbidden|denied/i,
    why: 'the registry refuses access: the login has no right for this name',
    cure: 'give the job `permissions: packages: write` (ghcr.io), or let the owner of the name grant the right to push',
  },
  {
    when: /name unknown|repository (?:name )?(?:not found|does not exist)/i,
    why: 'the registry has no such repository',
    cure: 'check the name in `images`; some registries, such as Amazon ECR, want it created before the first push',
  },
  {
    when: /blob upload (?:unknown|invalid)/i,
    why: 'the registry lost an upload half-way',
    cure: 'run again; when it stays, ask the operator of the registry whether its disk is full',
  },
  {
    when: /connection refused|no such host|i\/o timeout|network is unreachable|connection reset|\bEOF\b|TLS handshake timeout/i,
    why: 'the registry does not answer',
    cure: 'check its name and that this runner can reach it, then run again',
  },
  {
    when: /\b50[0234]\b|internal server error|bad gateway|service unavailable|(?:unknown|from registry): unknown error/i,
    why: 'the registry has an error of its own',
    cure: 'run again; when it stays, ask the operator of the registry',
  },
];

/** The explanation for what a tool printed, or undefined when its own words have to do. */
export function explain(output: string): Explanation | undefined {
  return rules.find((rule) => rule.when.test(output));
}

/** The last line of a tool's words that says something, for messages of one line. */
export function lastWords(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  return lines.findLast((line) => line !== '') ?? 'no message';
}

/** What a tool said when it failed, or that it was not left the time to say it. */
export type Said = Pick<Finished, 'stderr' | 'timedOut'>;

const late: Explanation = {
  why: 'it did not end in time',
  cure: 'make `publish-timeout` longer, or see what keeps the registry',
};

/**
 * Why a command failed, in its own words when nobody knows better, and what to do when that is known. `asked` is what
 * else was found out about one that said nothing.
 */
export function reasonOf(
  { stderr, timedOut }: Said,
  asked?: Explanation,
): Pick<Explanation, 'why'> & Partial<Explanation> {
  if (timedOut !== true) return explain(stderr) ?? { why: lastWords(stderr) };
  return asked === undefined ? late : { why: `${late.why}; ${asked.why}`, cure: asked.cure };
}

/** A tool's own words as the end of an error. */
export function tailOf({ stderr }: Said): readonly string[] {
  return stderr.trim() === '' ? [] : stderr.trim().split('\n');
}

/** What a tool refused, with its reason in the first line and its own words at the end. `cure` is for what nobody knows. */
export function refusalOf(what: string, said: Said, cure?: string): ToolError {
  const known = reasonOf(said);
  return new ToolError(`${what}: ${known.why}`, { cure: known.cure ?? cure, tail: tailOf(said) });
}
