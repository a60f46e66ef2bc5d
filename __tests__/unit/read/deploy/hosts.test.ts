/** `deploy-hosts` and `deploy-jump-host`, right and wrong; no message ever holds a password. */
import { describe, expect, test } from '@jest/globals';
import { hostAndPort, readHosts } from '../../../../src/read/deploy/hosts.ts';

type Row = readonly [label: string, user: string, address: string, port: number];

test.each<[string, readonly Row[]]>([
  ['', []],
  ['# none\n\n', []],
  ['deploy@example.com', [['example.com', 'deploy', 'example.com', 22]]],
  ['deploy@10.0.0.1:2222', [['10.0.0.1:2222', 'deploy', '10.0.0.1', 2222]]],
  ['deploy@10.0.0.1:22', [['10.0.0.1', 'deploy', '10.0.0.1', 22]]],
  ['d@[2001:db8::1]:22', [['2001:db8::1', 'd', '2001:db8::1', 22]]],
  ['d@[2001:DB8::1]', [['2001:DB8::1', 'd', '2001:DB8::1', 22]]],
  ['d@[::ffff:10.0.0.1]:2200', [['[::ffff:10.0.0.1]:2200', 'd', '::ffff:10.0.0.1', 2200]]],
  ['ssh://d@host', [['host', 'd', 'host', 22]]],
  ['SSH://d@host:65535/', [['host:65535', 'd', 'host', 65_535]]],
  ['ssh://d@[::1]:1', [['[::1]:1', 'd', '::1', 1]]],
  ['app1=deploy@10.0.0.1', [['app1', 'deploy', '10.0.0.1', 22]]],
  ['app.1_a-b=ssh://_d.e-f@a_b.c-d:2', [['app.1_a-b', '_d.e-f', 'a_b.c-d', 2]]],
  [
    'a=d@h, b=d@h:23\n# c=d@i\r\nd@j',
    [
      ['a', 'd', 'h', 22],
      ['b', 'd', 'h', 23],
      ['j', 'd', 'j', 22],
    ],
  ],
  [
    'a=d@h\nb=e@h',
    [
      ['a', 'd', 'h', 22],
      ['b', 'e', 'h', 22],
    ],
  ],
])('%j', (text, rows) => {
  const value = rows.map(([label, user, address, port]) => ({ label, user, address, port }));
  expect(readHosts('deploy-hosts', text)).toEqual({ value, problems: [] });
});

const form = 'write USER@HOST or USER@HOST:PORT';
const noUser = 'does not say which user logs in';
const badUser = 'has a user that is not letters, digits, dots, dashes and underscores';
const badLabel = 'has a label that is not letters, digits, dots and dashes';
const labelForm = 'write LABEL=USER@HOST';
const noHost = 'has no host name and no address behind the @';
const badPort = 'has a port that is not a number from 1 to 65535';
const behind = 'has a path or a query behind the host';
const socket = 'remove it; the path of a socket belongs into `deploy-docker-socket`';
const path = 'has a path behind the host';

describe('what is wrong is left out and told', () => {
  test.each<[text: string, wrong: string, cure: string]>([
    ['host', noUser, form],
    ['10.0.0.1:2222', noUser, form],
    ['2001:db8::1', noUser, form],
    ['@host', noUser, form],
    ['a=host', noUser, form],
    ['ssh://host', noUser, form],
    ['-d@host', badUser, form],
    ['-oProxyCommand=d@host', badLabel, labelForm],
    ['d e@host', badUser, form],
    ['d%h@host', badUser, form],
    ["d'@host", badUser, form],
    ['d@e@host', badUser, form],
    ['=d@host', badLabel, labelForm],
    ['-a=d@host', badLabel, labelForm],
    ['a b=d@host', badLabel, labelForm],
    ['d@', noHost, form],
    ['d@-host', noHost, form],
    ['d@-oProxyCommand=x', noHost, form],
    ['d@host-', noHost, form],
    ['d@ho st', noHost, form],
    ['d@h%h', noHost, form],
    ['d@"h"', noHost, form],
    ['d@h..i', noHost, form],
    ['d@10.0.0.256', noHost, form],
    ['d@10.0.1', noHost, form],
    [`d@${'a'.repeat(254)}`, noHost, form],
    ['d@[host]', noHost, form],
    ['d@[::1%eth0]', noHost, form],
    ['d@[::1]x', noHost, form],
    ['d@[1:2]', noHost, form],
    ['d@::1', 'has an IPv6 address without brackets', 'write USER@[::1]'],
    ['d@host/app', 'looks like a URL', form],
    ['d@host:0', badPort, form],
    ['d@host:65536', badPort, form],
    ['d@host:', badPort, form],
    ['d@host:ssh', badPort, form],
    ['d@[::1]:-1', badPort, form],
    ['d@host:/srv/app', path, `remove it: ${form}`],
    ['d@host:22/x', path, `remove it: ${form}`],
    ['ssh://d@host/run/docker.sock', behind, socket],
    ['ssh://d@host:22?x=y', behind, socket],
    ['https://d@host', 'is a URL that ssh does not know', form],
    ['tcp://10.0.0.1:2375', 'is a URL that ssh does not know', form],
  ])('%s', (text, wrong, cure) => {
    expect(readHosts('deploy-hosts', `${text}\nok=d@ok`)).toEqual({
      value: [{ label: 'ok', user: 'd', address: 'ok', port: 22 }],
      problems: [{ input: 'deploy-hosts', value: text, wrong, cure }],
    });
  });

  test.each<[text: string, wrong: string, cure: string]>([
    ['b=d@H', 'is the same as a', 'remove one of them'],
    ['a=e@i', 'has the label a, which another host has', labelForm],
    ['e@j:23', 'has the label j:23, which another host has', labelForm],
  ])('beside others: %s', (text, wrong, cure) => {
    const { value, problems } = readHosts('deploy-hosts', `a=d@h\nd@j:23\n${text}`);
    expect(value).toHaveLength(2);
    expect(problems).toEqual([{ input: 'deploy-hosts', value: text, wrong, cure }]);
  });

  test('a quote that is not closed', () => {
    expect(readHosts('deploy-hosts', '"d@h').problems).toEqual([
      expect.objectContaining({ input: 'deploy-hosts', wrong: 'has a quote that is not closed' }),
    ]);
  });
});

describe('a password is never shown', () => {
  test.each([
    ['d:hunter2@host', 'd:***@host'],
    ['ssh://d:hunter2@host:22', 'ssh://d:***@host:22'],
    ['ssh://d:hun/ter2@host', 'ssh://d:***@host'],
    ['a=d:hunter2@host', 'a=d:***@host'],
    ['d:hunter2=x@host', 'd:***@host'],
    ['d:hunter2@x@host', 'd:***@host'],
    ['https://d:hunter2@host', 'https://d:***@host'],
    ['d:hunter2', 'd:***'],
    ['ssh://d:hunter2', 'ssh://d:***'],
    ['a=d:hunter2', 'a=d:***'],
  ])('%s', (text, value) => {
    const { problems } = readHosts('deploy-hosts', text);
    expect(problems).toEqual([expect.objectContaining({ value })]);
    expect(JSON.stringify(problems)).not.toMatch(/hun|ter2/);
  });

  test('and is told', () => {
    expect(readHosts('deploy-hosts', 'd:p@host').problems).toEqual([
      {
        input: 'deploy-hosts',
        value: 'd:***@host',
        wrong: 'has a password in it',
        cure: 'remove it: ssh logs in with the key of `deploy-ssh-key`',
      },
    ]);
  });
});

test('there is one jump host', () => {
  expect(readHosts('deploy-jump-host', 'j@a\nj@b')).toEqual({
    value: [{ label: 'a', user: 'j', address: 'a', port: 22 }],
    problems: [
      {
        input: 'deploy-jump-host',
        value: 'j@b',
        wrong: 'is a second one, and ssh jumps over one host',
        cure: 'remove it',
      },
    ],
  });
});

test.each([
  ['h', 22, 'h'],
  ['h', 23, 'h:23'],
  ['::1', 22, '::1'],
  ['::1', 23, '[::1]:23'],
])('%s and %d', (address, port, text) => expect(hostAndPort({ address, port })).toBe(text));
