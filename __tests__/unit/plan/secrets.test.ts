/** What is taken for a secret, and above all what is not. No value here was ever valid anywhere. */
import { describe, expect, test } from '@jest/globals';
import { secretLook } from '../../../src/plan/secrets.ts';

const byName = 'looks like a secret by its name';
const letters = (count: number) => 'aB3'.repeat(count).slice(0, count);
/** In pieces, so that nobody's search for secrets finds this file. */
const form = (prefix: string, count: number, rest = '') => `${prefix}${letters(count)}${rest}`;

describe('a secret by its name', () => {
  test.each([
    ...['TOKEN', 'NPM_TOKEN', 'npm_token', 'npmAuthToken', 'NPM-TOKEN', 'GITHUB_TOKEN_2', 'TOKEN2', 'NPMTOKEN'],
    ...[
      'SECRET',
      'CLIENT_SECRET',
      'DB_PASSWORD',
      'PGPASSWORD',
      'ROOT_PASSWD',
      'KEY_PASSPHRASE',
      'DB_PASS',
      'MYSQL_PWD',
    ],
    ...[
      'API_KEY',
      'APIKEY',
      'STRIPE_APIKEY',
      'AWS_SECRET_ACCESS_KEY',
      'SSH_PRIVATE_KEY',
      'SECRET_KEY',
      'apiKey',
      'dbPass',
    ],
    ...['SECRET_KEY_BASE', 'CREDENTIAL', 'AWS_CREDENTIALS', 'AUTH_KEY', 'JWT_SIGNING_KEY', 'ENCRYPTION_KEY'],
  ])('%s', (key) => {
    expect(secretLook({ key, value: 'hunter2' })).toBe(byName);
  });

  test.each(['/bm90IGEgcGF0aA==', 'dGVzdA==', '123456', 'two words', '{"user":"a"}', '~hunter', 'a.b.c', 'x-files'])(
    'whose value is %s',
    (value) => expect(secretLook({ key: 'PASSWORD', value })).toBe(byName),
  );
});

describe('no secret by its name', () => {
  test.each([
    ...['TOKEN_URL', 'TOKENIZER_PATH', 'TOKENIZERS_PARALLELISM', 'PASSWORD_FILE', 'SECRET_NAME', 'TOKEN_TTL'],
    ...['PASSWORD_MIN_LENGTH', 'SECRETS_DIR', 'MAX_TOKENS', 'MAX_NEW_TOKEN', 'MAX_TOKEN', 'AWS_ACCESS_KEY_ID'],
    ...[
      'PUBLIC_KEY',
      'NEXT_PUBLIC_API_KEY',
      'publicApiKey',
      'SUPABASE_ANON_TOKEN',
      'STRIPE_PUBLISHABLE_API_KEY',
      'GPG_KEY',
      'KEY',
    ],
    ...['CACHE_KEY', 'KEYBOARD', 'MONKEY', 'BYPASS', 'PASS', 'COMPASS', 'PWD', 'OLDPWD', 'PATH', 'AUTHOR', 'SECRETARY'],
    ...['CREDENTIALS_FILE', 'API_KEY_HEADER', 'PASSWORDLESS', 'PHP_SHA256', 'PRIVATE', 'HOSTKEY', ''],
  ])('%s', (key) => {
    expect(secretLook({ key, value: 'hunter2' })).toBeUndefined();
  });

  test.each([
    ...[
      '',
      ' ',
      '0',
      '1',
      'true',
      'False',
      'no',
      'null',
      'dummy',
      'placeholder',
      'changeme',
      'change-me',
      'xxx',
      '***',
    ],
    ...['$NPM_TOKEN', '${NPM_TOKEN}', '{{ token }}', '${{ secrets.TOKEN }}', '<token>', '</s>', '[PAD]'],
    ...['/run/secrets/token', './token', '../a/b.txt', '~/.npmrc', 'C:\\secrets\\token', 'key.json', 'server.key', '/'],
    ...['https://vault.example.com/v1/token', 'vault://kv/app#token', 'file:///run/secrets/x', 'https://user@host/x'],
  ])('with the value %j', (value) => {
    expect(secretLook({ key: 'APP_TOKEN', value })).toBeUndefined();
  });
});

describe('a secret by its form', () => {
  test.each<[string, string]>([
    ['looks like a GitHub token', form('ghp_', 36)],
    ['looks like a GitHub token', form('gho_', 36)],
    ['looks like a GitHub token', form('ghs_', 40)],
    ['looks like a GitHub token', form('github_pat_', 22, '_abc')],
    ['looks like a GitHub token', form('https://x:ghp_', 36, '@github.com')],
    ['looks like a GitLab token', form('glpat-', 20)],
    ['looks like an AWS access key', `AKIA${'ABCD2345'.repeat(2)}`],
    ['looks like an AWS access key', `ASIA${'ABCD2345'.repeat(2)}`],
    ['looks like a Slack token', form('xoxb-', 12)],
    ['looks like a Slack token', form('xoxp-', 12)],
    ['looks like a Slack token', form('xoxa-', 12)],
    ['looks like a Stripe key', form('sk_live_', 24)],
    ['looks like an npm token', form('npm_', 36)],
    ['looks like an npm token', form('//registry.npmjs.org/:_authToken=npm_', 36)],
    ['looks like a Docker Hub token', form('dckr_pat_', 27)],
    ['looks like a PyPI token', form('pypi-AgE', 40)],
    ['looks like a private key', '-----BEGIN PRIVATE KEY-----\nMIIa'],
    ['looks like a private key', '{"key":"-----BEGIN RSA PRIVATE KEY-----\\nMIIa"}'],
    ['looks like a private key', '-----BEGIN OPENSSH PRIVATE KEY-----'],
    ['looks like a private key', '-----BEGIN PGP PRIVATE KEY BLOCK-----'],
    ['looks like a JSON web token', `${form('eyJ', 20)}.${form('eyJ', 20)}.${letters(30)}`],
    ['looks like a URL with a password', 'postgres://app:hunter2@db:5432/app'],
    ['looks like a URL with a password', 'redis://:hunter2@cache'],
    ['looks like a URL with a password', '--index-url https://ci:0a1b2c@pypi.example.com/simple'],
  ])('%s: %s', (look, value) => {
    expect(secretLook({ key: 'SETTINGS', value })).toBe(look);
  });

  test.each([
    ...['ghp_short', 'xghp_', 'npm_config_cache', 'npm_lifecycle_event', 'glpat-', 'xoxb-', 'sk_live_', 'AKIA'],
    ...[form('sk_test_', 24), form('pk_live_', 24), form('npm_', 40), form('AKIA', 16), `XAKIA${'ABCD2345'.repeat(2)}`],
    ...['-----BEGIN PUBLIC KEY-----', '-----BEGIN CERTIFICATE-----', 'eyJhbGciOiJub25lIn0', 'eyJ.eyJ.x'],
    ...['postgres://app:app@db/app', 'postgres://app:password@db', 'postgres://app:$PASSWORD@db', 'http://db:5432/a@b'],
    ...[
      'postgres://app:${PASSWORD}@db',
      'postgres://app@db/app',
      'postgres://db/app',
      'mailto:a:b@c',
      'http://proxy:3128',
    ],
  ])('none: %s', (value) => {
    expect(secretLook({ key: 'SETTINGS', value })).toBeUndefined();
  });

  test('a JWT that clients are meant to see', () => {
    const value = `${form('eyJ', 20)}.${form('eyJ', 20)}.${letters(30)}`;
    expect(secretLook({ key: 'NEXT_PUBLIC_SUPABASE_ANON_KEY', value })).toBeUndefined();
    expect(secretLook({ key: 'NEXT_PUBLIC_X', value: form('ghp_', 36) })).toBe('looks like a GitHub token');
  });

  test('long values are judged in no time', () => {
    const started = performance.now();
    for (const piece of ['a', '/a', 'a:', 'a://', '-----BEGIN ', 'A ', 'eyJ', 'eyJaaaaaaaa.', 'a.', '$', '{{', '<']) {
      secretLook({ key: 'A_TOKEN', value: `${piece.repeat(40_000)}!` });
      secretLook({ key: 'A_TOKEN', value: `/${piece.repeat(40_000)}!` });
    }
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
