/** `deploy-ssh-key`: what is repaired, what is refused, and that no message shows any of it. */
import { describe, expect, test } from '@jest/globals';
import { readSshKey } from '../../../../src/read/deploy/ssh-key.ts';
import { openSshBytes, openSshKey, pem, publicKey } from './ssh-keys.ts';

const sequence = `\x30\x82${'r'.repeat(120)}`;
const rsa = pem('RSA PRIVATE KEY', sequence);
const lines = openSshKey.split('\n');

describe('a key is repaired', () => {
  test.each<[string, string, string]>([
    ['as it is', openSshKey, openSshKey],
    ['of RSA', rsa, rsa],
    ['of EC', pem('EC PRIVATE KEY', sequence), pem('EC PRIVATE KEY', sequence)],
    ['of PKCS #8', pem('PRIVATE KEY', sequence), pem('PRIVATE KEY', sequence)],
    ['without its last newline', openSshKey.trimEnd(), openSshKey],
    ['of Windows', openSshKey.replaceAll('\n', '\r\n'), openSshKey],
    ['of an old Macintosh', openSshKey.replaceAll('\n', '\r'), openSshKey],
    ['with a byte order mark', `\uFEFF${openSshKey}`, openSshKey],
    ['with white space around', `\n\n  ${openSshKey}\n \t\n`, openSshKey],
    ['indented', openSshKey.replace(/^/gm, '    '), openSshKey],
    ['with its newlines escaped', openSshKey.trimEnd().replaceAll('\n', '\\n'), openSshKey],
    ['with Windows newlines escaped', openSshKey.replaceAll('\n', '\\r\\n'), openSshKey],
    ['with text around', `Bag Attributes\n${rsa}ssh-rsa AAAA comment\n`, rsa],
  ])('%s', (_, text, key) => {
    const reading = readSshKey(text);
    expect(reading.problems).toEqual([]);
    expect(reading.key?.reveal()).toBe(key);
    expect(reading.repaired).toBeUndefined();
  });

  test.each([
    ['in one line', btoa(openSshKey)],
    ['in lines', `${btoa(openSshKey).replace(/.{76}/g, '$&\n')}\n`],
    ['of Windows', btoa(openSshKey.replaceAll('\n', '\r\n'))],
  ])('base64 of a key, %s, which is told', (_, text) => {
    const { key, repaired, problems } = readSshKey(text);
    expect({ key: key?.reveal(), repaired, problems }).toEqual({
      key: openSshKey,
      repaired: 'was base64 of a key, and is decoded',
      problems: [],
    });
  });
});

test.each(['', ' \r\n\t'])('no key: %j', (text) => {
  expect(readSshKey(text)).toEqual({ key: undefined, repaired: undefined, problems: [] });
});

const whole = 'paste the whole text of its file, from the line with BEGIN to the line with END';
const passphrase = {
  wrong: 'is a key with a passphrase, which nobody is there to type',
  cure: 'make a key for deploys alone, or take the passphrase off a copy with `ssh-keygen -p -N "" -f KEY`',
};
const isPublic = {
  wrong: 'is a public key, which belongs into the file authorized_keys of the host',
  cure: 'give the private key: the file of the same name without .pub',
};
const none = { wrong: 'is not a private key', cure: whole };
const cutOff = { wrong: 'is a private key that is cut off: its last line is missing', cure: whole };
const damaged = { wrong: 'is a private key with parts missing or changed', cure: whole };
const inOneLine = {
  wrong: 'is a private key without its line breaks',
  cure: `${whole}, lines as they are`,
};
const procType = 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n';

describe('a key is refused', () => {
  test.each<[string, string, { wrong: string; cure: string }]>([
    ['with a passphrase', pem('OPENSSH PRIVATE KEY', openSshBytes('aes256-ctr')), passphrase],
    ['with a passphrase, as base64', btoa(pem('OPENSSH PRIVATE KEY', openSshBytes('aes256-ctr'))), passphrase],
    ['with a passphrase, of PEM', pem('RSA PRIVATE KEY', sequence, procType), passphrase],
    ['with a passphrase, of PKCS #8', pem('ENCRYPTED PRIVATE KEY', sequence), passphrase],
    ['public', `ssh-ed25519 ${publicKey()} me@host`, isPublic],
    ['public, of another type', `ecdsa-sha2-nistp256 ${publicKey('ecdsa-sha2-nistp256')}`, isPublic],
    ['public, of PEM', pem('PUBLIC KEY', sequence), isPublic],
    ['public, of RFC 4716', `---- BEGIN SSH2 PUBLIC KEY ----\n${publicKey()}\n---- END SSH2 PUBLIC KEY ----`, isPublic],
    [
      'of PuTTY',
      'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n',
      {
        wrong: 'is a key in the format of PuTTY, which ssh cannot read',
        cure: 'convert it with `puttygen KEY.ppk -O private-openssh -o KEY`',
      },
    ],
    ['a path', '~/.ssh/id_ed25519', none],
    ['a word', 'hunter2', none],
    ['a certificate', pem('CERTIFICATE', sequence), none],
    ['base64 of something else', btoa('hunter2hunter2'), none],
    ['only the body', btoa(openSshBytes()), none],
    ['without its footer', lines.slice(0, -2).join('\n'), cutOff],
    ['with half a footer', openSshKey.slice(0, -8), cutOff],
    ['with the footer of another', openSshKey.replace('END OPENSSH', 'END RSA'), cutOff],
    ['with newlines turned into spaces', openSshKey.replaceAll('\n', ' '), inOneLine],
    ['with newlines taken out', openSshKey.replaceAll('\n', ''), inOneLine],
    ['with a line missing', [...lines.slice(0, 2), ...lines.slice(3)].join('\n'), damaged],
    ['with a character missing', openSshKey.replace('b3', 'b'), damaged],
    ['with a character that is not base64', openSshKey.replace('b3', 'b*'), damaged],
    ['with nothing in it', pem('RSA PRIVATE KEY', ''), damaged],
    ['of another version', pem('OPENSSH PRIVATE KEY', openSshBytes().replace('v1', 'v2')), damaged],
    ['that ends in its header', pem('OPENSSH PRIVATE KEY', openSshBytes().slice(0, 40)), damaged],
  ])('%s', (_, text, fault) => {
    const { key, problems } = readSshKey(text);
    expect(key).toBeUndefined();
    expect(problems).toEqual([{ input: 'deploy-ssh-key', value: '***', ...fault }]);
  });
});

test('a key does not print itself', () => {
  expect(JSON.stringify(readSshKey(openSshKey))).toContain('"key":"***"');
});
