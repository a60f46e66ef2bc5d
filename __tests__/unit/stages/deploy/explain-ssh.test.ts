/** ssh's words -> what happened; the words are of OpenSSH 9.2. */
import { expect, test } from '@jest/globals';
import { explainSsh } from '../../../../src/stages/deploy/explain-ssh.ts';

const changed = (sent: string, known: string) =>
  [
    '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @',
    `The fingerprint for the ${sent} key sent by the remote host is`,
    'SHA256:DE2DoAo4xvRza5IQUJqDOZkU9R7aPgz3ZjdFEVBGcnI.',
    `Offending ${known} key in /tmp/known_hosts:2`,
    'Host key verification failed.',
  ].join('\n');

test.each<[string, string, object]>([
  [changed('ED25519', 'ED25519'), 'it shows another host key than `deploy-known-hosts` has', { hostKey: true }],
  [changed('ED25519', 'RSA'), 'it shows a host key of another type than', { hostKey: true }],
  [changed('ECDSA', 'ED25519'), 'it shows a host key of another type than', { hostKey: true }],
  [
    'No ED25519 host key is known for app1 and you have requested strict checking.\nHost key verification failed.',
    '`deploy-known-hosts` has no line for the host key that it shows',
    { hostKey: true },
  ],
  [
    'Unable to negotiate with 10.0.0.1 port 22: no matching host key type found. Their offer: ssh-rsa',
    'has no line',
    {},
  ],
  ['deploy@10.0.0.1: Permission denied (publickey).', 'it does not take the key', {}],
  ['Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures', 'it does not take the key', {}],
  ['Load key "/tmp/deploy_key": error in libcrypto\ndeploy@h: Connection closed', 'is not a key that this ssh can', {}],
  [
    'Stdio forwarding request failed: Session open refused by peer\nkex_exchange_identification: Connection closed by remote host\nConnection closed by UNKNOWN port 65535',
    'the jump host does not get through to it',
    {},
  ],
  ['ssh: Could not resolve hostname app1: Name or service not known', 'nobody knows its name', {}],
  ['ssh: connect to host 10.0.0.1 port 2222: Connection refused', 'nothing listens on that port', {}],
  ['kex_exchange_identification: read: Connection reset by peer', 'MaxStartups', { passing: true }],
  ['Connection closed by 10.0.0.1 port 22', 'MaxStartups', { passing: true }],
  ['Connection timed out during banner exchange', 'MaxStartups', { passing: true }],
  ['ssh: connect to host 10.0.0.1 port 22: Connection timed out', 'it does not answer', { silent: true }],
  ['ssh: connect to host 10.0.0.1 port 22: No route to host', 'it does not answer', { silent: true }],
  ['Timeout, server app1 not responding.', 'it does not answer', { silent: true }],
  ['unix_listener: path "/tmp/x" too long for Unix domain socket', 'RUNNER_TEMP is too long', {}],
])('%s', (words, why, more) => {
  const { why: told, cure, ...rest } = explainSsh(words);
  expect(told).toContain(why);
  expect(cure).not.toBe('');
  expect(rest).toMatchObject(more);
  // A try that cannot go better only takes time.
  expect(rest.passing === true).toBe('passing' in more);
});

test('what nobody knows is told in its own words', () => {
  expect(explainSsh('first\nssh: something new happened')).toEqual({
    why: 'ssh: something new happened',
    cure: 'see what ssh says below',
  });
});
