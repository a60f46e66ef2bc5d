/** Logins in both forms; no message ever holds a password. */
import { describe, expect, test } from '@jest/globals';
import { type LoginText, readLogins } from '../../../src/read/logins.ts';

const nothing: LoginText = { registry: '', username: '', password: '', registryAuth: '' };

async function read(text: Partial<LoginText>) {
  const { value, problems } = await readLogins({ ...nothing, ...text });
  return {
    logins: value.map(({ registry, username, password }) => [registry, username, password?.reveal()]),
    problems,
  };
}

describe('the single form', () => {
  test.each<[string, Partial<LoginText>, unknown[]]>([
    ['nothing', {}, []],
    ['user and password', { username: 'bob', password: 'p' }, [[undefined, 'bob', 'p']]],
    ['with a registry', { registry: 'ghcr.io', username: 'bob', password: 'p' }, [['ghcr.io', 'bob', 'p']]],
    [
      'a registry as a URL',
      { registry: 'https://Index.docker.io/v1/', username: 'b', password: 'p' },
      [['docker.io', 'b', 'p']],
    ],
    ['an empty secret', { username: 'bob' }, [[undefined, 'bob', undefined]]],
    ['a secret of white space', { username: 'bob', password: ' \n' }, [[undefined, 'bob', undefined]]],
    ['only a password', { password: 'p' }, [[undefined, '', 'p']]],
    ['a trailing newline', { username: 'bob', password: 'p\n' }, [[undefined, 'bob', 'p']]],
    ['a trailing Windows newline', { username: 'bob\n', password: 'p\r\n\r\n' }, [[undefined, 'bob', 'p']]],
    ['white space inside and around belongs to it', { username: 'b', password: ' p q ' }, [[undefined, 'b', ' p q ']]],
    ['a newline inside belongs to it', { username: 'b', password: 'p\nq\n' }, [[undefined, 'b', 'p\nq']]],
  ])('%s', async (_, text, logins) => expect(await read(text)).toEqual({ logins, problems: [] }));

  test('a registry that is none', async () => {
    expect((await read({ registry: 'a b', username: 'bob', password: 'p' })).problems).toEqual([
      { input: 'registry', value: 'a b', wrong: 'is not a host such as ghcr.io, with a port where it has one' },
    ]);
  });
});

describe('registry-auth', () => {
  test.each<[string, string, unknown[]]>([
    ['one', '- registry: ghcr.io\n  username: bob\n  password: p', [['ghcr.io', 'bob', 'p']]],
    [
      'two',
      '- {registry: ghcr.io, username: a, password: p}\n- {registry: r:5000, username: b, password: q}',
      [
        ['ghcr.io', 'a', 'p'],
        ['r:5000', 'b', 'q'],
      ],
    ],
    ['JSON is YAML', '[{"registry":"ghcr.io","username":"a","password":"p"}]', [['ghcr.io', 'a', 'p']]],
    ['no registry is Docker Hub', '- username: bob\n  password: p', [['docker.io', 'bob', 'p']]],
    ['an empty password', '- registry: ghcr.io\n  username: bob\n  password:', [['ghcr.io', 'bob', undefined]]],
    ['a number keeps its zero', '- username: 007\n  password: 0123', [['docker.io', '007', '0123']]],
    [
      '1e3, yes and ~ are text',
      '- {username: yes, password: 1e3}\n- {username: b, password: "~"}',
      [
        ['docker.io', 'yes', '1e3'],
        ['docker.io', 'b', '~'],
      ],
    ],
    ['quotes and several lines', '- username: bob\n  password: |\n    p\n    q', [['docker.io', 'bob', 'p\nq']]],
    ['an empty list', '[]', []],
  ])('%s', async (_, registryAuth, logins) => expect(await read({ registryAuth })).toEqual({ logins, problems: [] }));

  const secret = 'hunter2';
  const list = 'is not a YAML list of registry, username and password';
  test.each<[string, string, object[]]>([
    ['a word', secret, [{ input: 'registry-auth', value: '***', wrong: list }]],
    ['a mapping', `registry: ghcr.io\npassword: ${secret}`, [{ input: 'registry-auth', value: '***', wrong: list }]],
    ['no YAML', `- {password: ${secret}`, [{ input: 'registry-auth', value: '***', wrong: list }]],
    ['a tab', `-\tregistry: [${secret}`, [{ input: 'registry-auth', value: '***', wrong: list }]],
    [
      'an unknown tag',
      `- !!js/function ${secret}`,
      [{ input: 'registry-auth (entry 1)', value: '***', wrong: 'does not have registry, username and password' }],
    ],
    [
      'words',
      `- ${secret}`,
      [{ input: 'registry-auth (entry 1)', value: '***', wrong: 'does not have registry, username and password' }],
    ],
    [
      'nothing',
      '- \n- {username: a}',
      [{ input: 'registry-auth (entry 1)', value: '***', wrong: 'does not have registry, username and password' }],
    ],
    [
      'a mistyped key',
      `- username: bob\n  pasword: ${secret}`,
      [
        {
          input: 'registry-auth (entry 1)',
          wrong: 'has a key that is not one of registry, username, password',
          cure: 'did you mean password?',
        },
      ],
    ],
    [
      'a password as a key',
      `- username: bob\n  ${secret}: x`,
      [{ input: 'registry-auth (entry 1)', wrong: 'has a key that is not one of registry, username, password' }],
    ],
    [
      'a password in the registry',
      `- registry: bob:${secret}@ghcr.io`,
      [
        {
          input: 'registry-auth (entry 1)',
          value: '***',
          wrong: 'is not a host such as ghcr.io, with a port where it has one',
        },
      ],
    ],
  ])('%s is a problem that shows nothing', async (_, registryAuth, problems) => {
    const reading = await read({ registryAuth });
    expect(reading.problems).toEqual(problems);
    expect(JSON.stringify(reading.problems)).not.toContain(secret);
  });

  test('both forms at once', async () => {
    const text = {
      registry: 'ghcr.io',
      username: 'bob',
      password: secret,
      registryAuth: '- {username: a, password: p}',
    };
    const { problems } = await read(text);
    expect(problems.map(({ input, value, wrong }) => [input, value, wrong])).toEqual([
      ['registry', 'ghcr.io', 'is given beside registry-auth'],
      ['username', 'bob', 'is given beside registry-auth'],
      ['password', '***', 'is given beside registry-auth'],
    ]);
    expect(JSON.stringify(problems)).not.toContain(secret);
  });
});
