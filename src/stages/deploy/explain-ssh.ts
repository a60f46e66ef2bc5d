/** What ssh says when it does not get through -> what happened and what to do. */
import type { Explanation } from '../explain.ts';
import { lastWords } from '../explain.ts';

interface Rule extends Explanation {
  readonly when: RegExp;
  /** Whether the next try may go better. */
  readonly passing?: true;
  /** Whether the host should be asked which key it shows. */
  readonly hostKey?: true;
  /** Whether our own key should be shown, by its public half. */
  readonly ownKey?: true;
  /** Whether another way there may help. */
  readonly silent?: true;
}

/** In order: the first that fits is taken, so the more telling words come first. */
const rules: readonly Rule[] = [
  {
    when: /^The fingerprint for the (\S+) key sent[\s\S]*^Offending (?!\1 )\S+ key/m,
    why: 'it shows a host key of another type than `deploy-known-hosts` has for it',
    cure: 'compare the fingerprint with the one on the machine itself, then add its line',
    hostKey: true,
  },
  {
    when: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    why: 'it shows another host key than `deploy-known-hosts` has: it was set up anew, or somebody stands in between',
    cure: 'find out which; only then change its line',
    hostKey: true,
  },
  {
    when: /Host key verification failed|No \S+ host key is known|no matching host key type/,
    why: '`deploy-known-hosts` has no line for the host key that it shows',
    cure: 'compare the fingerprint with the one on the machine itself, then add its line',
    hostKey: true,
  },
  {
    when: /Permission denied|Too many authentication failures/,
    why: 'it does not take the key',
    cure: "put the key's public half into ~/.ssh/authorized_keys of that user",
    ownKey: true,
  },
  {
    when: /Load key .*: (?:error in libcrypto|invalid format)/,
    why: '`deploy-ssh-key` is not a key that this ssh can read',
    cure: 'store the file as ssh-keygen wrote it, with its first and last line',
  },
  {
    // Behind it comes what also a host says that turns connections away.
    when: /stdio forwarding (?:request )?failed/i,
    why: 'the jump host does not get through to it',
    cure: 'check that the jump host reaches this address and port, and that a firewall lets it in',
  },
  {
    when: /Could not resolve hostname/,
    why: 'nobody knows its name',
    cure: 'check how it is written in `deploy-hosts`',
  },
  {
    when: /Connection refused/,
    why: 'nothing listens on that port',
    cure: 'check the port in `deploy-hosts`, and that sshd runs',
  },
  {
    when: /kex_exchange_identification|banner exchange|Connection (?:closed|reset) by|ssh_exchange_identification/,
    why: 'its sshd turned the connection away before any login: it has too many (MaxStartups), or bars this address',
    cure: "look into the host's sshd log; raise MaxStartups, or take the runner's address off the list",
    passing: true,
  },
  {
    when: /timed out|No route to host|Network is unreachable|not responding|Host is down/,
    why: 'it does not answer',
    cure: 'check that it runs and that its firewall lets this runner in',
    silent: true,
  },
  {
    when: /too long for Unix domain socket|unix_listener/,
    why: 'the path of RUNNER_TEMP is too long for a socket',
    cure: 'give the runner a work folder with a shorter path',
  },
];

export type SshExplanation = Explanation & Pick<Rule, 'passing' | 'hostKey' | 'ownKey' | 'silent'>;

/** Also for what nobody knows: then in ssh's own words. */
export function explainSsh(words: string): SshExplanation {
  const known = rules.find(({ when }) => when.test(words));
  if (known === undefined) return { why: lastWords(words), cure: 'see what ssh says below' };
  const { when: _, ...explanation } = known;
  return explanation;
}
