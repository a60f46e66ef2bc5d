/** What ssh is told: everything, so that nothing of the machine has a say. */
import { expect, test } from '@jest/globals';
import { aliasOf, socketOf, sshConfig, sshFiles } from '../../../../src/stages/deploy/ssh-config.ts';
import { accessOf, hostOf } from '../../deploys.ts';

/** The lines of one section, trimmed. */
function section(text: string, name: string): string[] {
  const [, body = ''] = text.split(`Host ${name}\n`);
  return (body.split(/^Host /m)[0] ?? '').split('\n').flatMap((line) => (line === '' ? [] : [line.trim()]));
}

test('a host has its place, and one way to its engine', () => {
  const config = sshConfig(accessOf({ dockerSocket: '/run/engine.sock' }));
  expect(section(config, 'host2')).toEqual([
    'HostName app2.example.com',
    'Port 2222',
    'User deploy',
    'LocalForward "/tmp/run/host2.docker" "/run/engine.sock"',
  ]);
  expect(config).not.toContain('ProxyJump');
});

test('behind a jump host, which gets no engine', () => {
  const jump = hostOf('door', { user: 'gate', port: 2200 });
  const config = sshConfig(accessOf({ jump }));
  expect(section(config, 'jump')).toEqual(['HostName door.example.com', 'Port 2200', 'User gate']);
  expect(section(config, 'host1')).toContain('ProxyJump jump');
});

test.each([
  'StrictHostKeyChecking yes',
  'GlobalKnownHostsFile /dev/null',
  'UserKnownHostsFile "/tmp/run/known_hosts"',
  'UpdateHostKeys no',
  'VerifyHostKeyDNS no',
  'IdentityFile "/tmp/run/deploy_key"',
  'IdentitiesOnly yes',
  'IdentityAgent none',
  'AddKeysToAgent no',
  'PreferredAuthentications publickey',
  'PasswordAuthentication no',
  'BatchMode yes',
  'ForwardAgent no',
  'PermitLocalCommand no',
  'ExitOnForwardFailure yes',
  'ConnectTimeout 15',
  'ControlPath "/tmp/run/%n"',
])('for all holds: %s', (line) => {
  expect(section(sshConfig(accessOf()), '*')).toContain(line);
});

test('the connection is known to be lost within 15 s', () => {
  const all = section(sshConfig(accessOf()), '*').join('\n');
  const value = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(all)?.[1]);
  expect(value('ServerAliveInterval') * value('ServerAliveCountMax')).toBeLessThanOrEqual(15);
});

test('what holds for all stands behind the hosts, since the first value counts', () => {
  const names = [...sshConfig(accessOf({ jump: hostOf('door') })).matchAll(/^Host (.*)$/gm)].map(([, name]) => name);
  expect(names).toEqual(['jump', 'host1', 'host2', '*']);
});

test('a folder with spaces and percent signs is one word, and no token of ssh', () => {
  const config = sshConfig(accessOf({ folder: '/tmp/a b/%h%n' }));
  expect(config).toContain('IdentityFile "/tmp/a b/%%h%%n/deploy_key"');
  expect(config).toContain('ControlPath "/tmp/a b/%%h%%n/%n"');
});

test('hosts are told apart by their place in the list, whatever their labels', () => {
  const hosts = [hostOf('a.b'), hostOf('a/b'.replace('/', '_'))];
  expect(hosts.map((host) => aliasOf(host, { hosts, jump: undefined }))).toEqual(['host1', 'host2']);
  expect(socketOf('host1', '/tmp/run')).toBe('/tmp/run/host1.docker');
  expect(sshFiles('/tmp/run')).toEqual({
    config: '/tmp/run/ssh_config',
    key: '/tmp/run/deploy_key',
    knownHosts: '/tmp/run/known_hosts',
  });
});
