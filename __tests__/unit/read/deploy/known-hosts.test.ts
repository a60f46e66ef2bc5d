/** `deploy-known-hosts`, and for which hosts its lines may hold. */
import { describe, expect, test } from '@jest/globals';
import { mayKnow, readKnownHosts } from '../../../../src/read/deploy/known-hosts.ts';
import { openSshKey, publicKey, wire } from './ssh-keys.ts';

const key = publicKey();
const hash = `|1|${'A'.repeat(27)}=|${'b'.repeat(27)}=`;

test.each<[string, readonly string[]]>([
  ['', []],
  ['# example.com:22 SSH-2.0-OpenSSH_9.9\n\n', []],
  [`example.com ssh-ed25519 ${key}`, [`example.com ssh-ed25519 ${key}`]],
  [
    `\uFEFFa ssh-ed25519 ${key}\r\n b\tssh-ed25519 ${key} a comment \r\n`,
    [`a ssh-ed25519 ${key}`, `b\tssh-ed25519 ${key} a comment`],
  ],
])('%j', (text, value) => expect(readKnownHosts(text)).toEqual({ value, problems: [] }));

test.each([
  `a,10.0.0.1,[b]:2222,[::1]:22,2001:db8::1 ssh-ed25519 ${key}`,
  `*.example.com,!bad.example.com,app? ssh-ed25519 ${key}`,
  `[*]:22?? ssh-ed25519 ${key}`,
  `${hash} ssh-ed25519 ${key}`,
  `@cert-authority *.example.com ssh-ed25519 ${key}`,
  `@revoked * ssh-ed25519 ${key}`,
  `ssh-server ecdsa-sha2-nistp256 ${publicKey('ecdsa-sha2-nistp256')}`,
  `a sk-ssh-ed25519@openssh.com ${publicKey('sk-ssh-ed25519@openssh.com')}`,
  `a ssh-rsa ${btoa(wire('ssh-rsa', '\x01\0\x01', 'n'.repeat(256)))}`,
  `a ssh-ed25519 ${key} SHA256:of-it`,
])('%s', (line) => expect(readKnownHosts(line)).toEqual({ value: [line], problems: [] }));

const asScanned = 'give the lines that `ssh-keyscan HOST` prints, after a look at their fingerprints';
const fingerprint = 'is a fingerprint of a key, where the key itself is wanted';
const broken = 'has a key that is cut off or changed';
const noHost = 'is a public key without the host that has it';

describe('what is wrong is left out and told', () => {
  test.each<[text: string, wrong: string, cure: string]>([
    [`ssh-ed25519 ${key}`, noHost, 'put it in front: HOST ssh-ed25519 AAAA…'],
    [`ssh-ed25519 ${key} root@host`, noHost, 'put it in front: HOST ssh-ed25519 AAAA…'],
    [`SHA256:${'a'.repeat(43)}`, fingerprint, asScanned],
    [`256 SHA256:${'a'.repeat(43)} host (ED25519)`, fingerprint, asScanned],
    ['host MD5:00:11', fingerprint, asScanned],
    [`${'0a:'.repeat(15)}0a`, fingerprint, asScanned],
    ['host', 'is not HOST TYPE KEY', asScanned],
    [`host ${key}`, 'is not HOST TYPE KEY', asScanned],
    ['host ssh-ed25519', broken, asScanned],
    [`host ssh-ed25519 ${key.slice(0, -4)}`, broken, asScanned],
    [`host ssh-ed25519 ${key.slice(0, -1)}`, broken, asScanned],
    [`host ssh-ed25519 ${key.slice(0, 8)}*${key.slice(9)}`, broken, asScanned],
    [`host ssh-ed25519 ${btoa(wire('ssh-ed25519'))}`, 'has a key that is not ssh-ed25519', asScanned],
    [`host ssh-rsa ${key}`, 'has a key that is not ssh-rsa', asScanned],
    [`host:2222 ssh-ed25519 ${key}`, 'has host:2222, which no host is called', 'write [host]:2222'],
    [`a,10.0.0.1:22 ssh-ed25519 ${key}`, 'has 10.0.0.1:22, which no host is called', 'write [10.0.0.1]:22'],
    [`d@host ssh-ed25519 ${key}`, 'has "d@host", which is no name, address or pattern of a host', asScanned],
    [`[host] ssh-ed25519 ${key}`, 'has "[host]", which is no name, address or pattern of a host', asScanned],
    [`a,,b ssh-ed25519 ${key}`, 'has "", which is no name, address or pattern of a host', asScanned],
    [`|1|abc|def ssh-ed25519 ${key}`, 'has a hashed name that is cut off', asScanned],
    [
      `@revoke host ssh-ed25519 ${key}`,
      'has the marker @revoke, which is not one of @cert-authority, @revoked',
      'did you mean @revoked?',
    ],
  ])('%s', (text, wrong, cure) => {
    const ok = `ok ssh-ed25519 ${key}`;
    const value = text.length > 60 ? `${text.slice(0, 60)}…` : text;
    expect(readKnownHosts(`${text}\n${ok}`)).toEqual({
      value: [ok],
      problems: [{ input: 'deploy-known-hosts', value, wrong, cure }],
    });
  });

  test.each([openSshKey, 'PuTTY-User-Key-File-3: ssh-ed25519'])('a private key is not shown', (text) => {
    expect(readKnownHosts(`ok ssh-ed25519 ${key}\n${text}`)).toEqual({
      value: [],
      problems: [
        {
          input: 'deploy-known-hosts',
          value: '***',
          wrong: 'has a private key in it, which proves who logs in and not who the host is',
          cure: `put that into \`deploy-ssh-key\`, and ${asScanned}`,
        },
      ],
    });
  });
});

test.each<[names: string, address: string, port: number, known: boolean]>([
  ['host', 'host', 22, true],
  ['HOST', 'host', 22, true],
  ['host', 'Host', 22, true],
  ['host', 'hos', 22, false],
  ['host', 'host2', 22, false],
  ['a,host', 'host', 22, true],
  ['host', 'host', 2222, true],
  ['[host]:2222', 'host', 2222, true],
  ['[host]:2222', 'host', 22, false],
  ['[host]:2222', 'host', 22_222, false],
  ['[host]:*', 'host', 2222, true],
  ['[::1]:2222', '::1', 2222, true],
  ['2001:DB8::1', '2001:db8::1', 22, true],
  ['10.0.0.?', '10.0.0.1', 22, true],
  ['10.0.0.?', '10.0.0.12', 22, false],
  ['*.example.com', 'a.b.example.com', 22, true],
  ['*.example.com', 'example.com', 22, false],
  ['*', 'anything', 2222, true],
  ['*.example.com,!bad.example.com', 'bad.example.com', 22, false],
  ['!bad.*,*.example.com', 'bad.example.com', 22, false],
  ['*.example.com,!bad.example.com', 'good.example.com', 22, true],
  ['!bad.example.com', 'good.example.com', 22, false],
  [hash, 'anything', 22, true],
  ['@cert-authority *.example.com', 'a.example.com', 22, true],
  ['@cert-authority *.example.com', 'a.example.org', 22, false],
  ['@revoked *', 'host', 22, false],
])('%s for %s at %d', (names, address, port, known) => {
  expect(mayKnow([`other ssh-ed25519 ${key}`, `${names} ssh-ed25519 ${key}`], { address, port })).toBe(known);
});
