/** Docker commands on a host, with a reason that fits a host when one is refused. */
import { ToolError } from '../../errors.ts';
import type { Command } from '../../model/decision.ts';
import type { Finished, Watch } from '../../world/ports.ts';
import { lastWords } from '../explain.ts';
import type { Link } from './link.ts';

interface Rule {
  readonly when: RegExp;
  /** `$1` is what the pattern found first. */
  readonly why: string;
  readonly cure: string;
}

const broken: Rule = {
  when: /cannot connect to the docker daemon|failed to connect to the docker API|error during connect|connection to the engine broke|socket hang up|ECONNRESET|unexpected EOF/i,
  why: 'the connection to its Docker engine broke',
  cure: 'see whether host and engine are up, then run again',
};

const rules: readonly Rule[] = [
  {
    when: /no space left on device/i,
    why: 'its disk is full',
    cure: 'free space on the host, for example with `docker image prune --all`',
  },
  {
    when: /[\d\]]:(\d+)\b[^\n]*?(?:port is already allocated|address already in use)/i,
    why: 'its port $1, which `deploy-run` publishes, is taken by somebody else',
    cure: 'see who has it (`docker ps`, `ss -ltnp`), or publish another',
  },
  {
    when: /port is already allocated|address already in use/i,
    why: 'a port that `deploy-run` publishes is taken on the host',
    cure: 'see who has it (`docker ps`, `ss -ltnp`), or publish another',
  },
  {
    when: /no matching manifest/i,
    why: 'the image has no variant for its architecture',
    cure: 'name its platform in `platforms`',
  },
  {
    when: /no basic auth|unauthorized|pull access denied|authentication required|\b401\b/i,
    why: 'the registry does not accept the login of this run',
    cure: 'check `username` and `password`; they travel with each pull and need no login on the host',
  },
  {
    when: /manifest unknown|not found: manifest|: not found$/im,
    why: 'the registry has no such image',
    cure: 'see whether it was removed; deploy the digest of another run',
  },
  {
    when: /x509|certificate/i,
    why: 'it does not trust the certificate of the registry',
    cure: "put the registry's CA into /etc/docker/certs.d/HOST/ca.crt on the host",
  },
  {
    when: /dial tcp|i\/o timeout|no such host|connection refused.*https?:|TLS handshake|failed to resolve reference|failed to do request/i,
    why: 'it cannot reach the registry',
    cure: 'check that the host itself reaches the registry',
  },
  broken,
];

/** Whether it is the connection or the engine that went away, which may come back. */
export function isBroken(words: string): boolean {
  return rules.find(({ when }) => when.test(words)) === broken;
}

/** Why a command failed on a host, in its own words when nobody knows better. */
export function whyOnHost(words: string): { readonly why: string; readonly cure?: string } {
  for (const { when, why, cure } of rules) {
    const found = when.exec(words);
    if (found !== null) return { why: why.replace('$1', found[1] ?? ''), cure };
  }
  return { why: lastWords(words) };
}

/** Runs it on the host. Rejects with a ToolError that names the host and says why. */
export async function must(link: Link, command: Command, watch: Watch = {}): Promise<Finished> {
  const finished = await link.world.run(command, watch);
  if (finished.exitCode === 0 && finished.timedOut !== true) return finished;
  throw refusedOnHost(link, command.title, finished);
}

/** `title` is verb and object. */
export function refusedOnHost(link: Link, title: string, { stderr, timedOut }: Finished): ToolError {
  const { why, cure } = timedOut === true ? { why: 'it did not end in time' } : whyOnHost(stderr);
  const told = link.hint() ?? cure;
  const what = `${title.charAt(0).toLowerCase()}${title.slice(1)}`;
  return new ToolError(`${link.host.label} could not ${what}: ${why}`, {
    ...(told !== undefined && { cure: told }),
    tail: stderr.split('\n').filter((line) => line.trim() !== ''),
  });
}
