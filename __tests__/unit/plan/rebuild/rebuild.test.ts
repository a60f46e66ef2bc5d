import { describe, expect, test } from '@jest/globals';
import type { ImageContent, PlatformChange } from '../../../../src/model/rebuild.ts';
import {
  compareContents,
  datedTags,
  isChanged,
  rebuildProblems,
  strayWarning,
} from '../../../../src/plan/rebuild/rebuild.ts';
import { contextOf, pushOfTag } from '../../events.ts';
import { facts, inputsOf, planned, token } from '../../plans.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

const published: ImageContent = {
  platform: 'linux/amd64',
  base: digest('a'),
  settings: { 'env NODE_VERSION': '24.1.0', user: 'app', 'label org.opencontainers.image.title': 'app' },
  packages: [
    { kind: 'deb', name: 'libssl3', version: '3.0.15-1' },
    { kind: 'deb', name: 'zlib1g', version: '1.2.13' },
  ],
  files: new Map([
    ['app', 'directory 755 0:0'],
    ['app/index.js', 'file 644 0:0 aa'],
  ]),
};

const unchanged = {
  platform: 'linux/amd64',
  packageCount: 2,
  packages: [],
  files: { added: 0, removed: 0, changed: 0 },
  examples: [],
  settings: [],
};

function withFile(path: string, what: string): Partial<ImageContent> {
  return { files: new Map([...published.files, [path, what]]) };
}

describe('what has changed', () => {
  test.each<[string, Partial<ImageContent>, Partial<PlatformChange>]>([
    ['nothing', {}, {}],
    ['the base image alone', { base: digest('b') }, { base: { from: digest('a'), to: digest('b') } }],
    [
      'the version of a package',
      { packages: [{ kind: 'deb', name: 'libssl3', version: '3.0.16-1' }, ...published.packages.slice(1)] },
      { packages: [{ name: 'libssl3', from: '3.0.15-1', to: '3.0.16-1' }] },
    ],
    [
      'a package that is new',
      { packages: [...published.packages, { kind: 'deb', name: 'curl', version: '8' }] },
      { packages: [{ name: 'curl', from: undefined, to: '8' }], packageCount: 3 },
    ],
    [
      'a package that is gone',
      { packages: published.packages.slice(0, 1) },
      { packages: [{ name: 'zlib1g', from: '1.2.13', to: undefined }], packageCount: 1 },
    ],
    [
      'the same package for one architecture more, of another version',
      { packages: [...published.packages, { kind: 'deb', name: 'zlib1g', version: '1.2.14' }] },
      { packages: [{ name: 'zlib1g', from: '1.2.13', to: '1.2.13, 1.2.14' }], packageCount: 3 },
    ],
    ['packages in another order', { packages: published.packages.toReversed() }, {}],
    [
      'content of a file',
      withFile('app/index.js', 'file 644 0:0 bb'),
      { files: { added: 0, removed: 0, changed: 1 }, examples: ['app/index.js'] },
    ],
    [
      'mode of a folder',
      withFile('app', 'directory 700 0:0'),
      { files: { added: 0, removed: 0, changed: 1 }, examples: ['app'] },
    ],
    ['a file more', withFile('app/x', 'file'), { files: { added: 1, removed: 0, changed: 0 }, examples: ['app/x'] }],
    [
      'a file less',
      { files: new Map([...published.files].slice(0, 1)) },
      { files: { added: 0, removed: 1, changed: 0 }, examples: ['app/index.js'] },
    ],
    ['a user', { settings: { ...published.settings, user: 'root' } }, { settings: ['user'] }],
    [
      'a variable that is gone, and a new one',
      { settings: { user: 'app', 'label org.opencontainers.image.title': 'app', 'env A': '1' } },
      { settings: ['env A', 'env NODE_VERSION'] },
    ],
  ])('%s', (_, change, wanted) => {
    const base = { from: digest('a'), to: digest('a') };
    const found = compareContents(published, { ...published, ...change });
    expect(found).toEqual({ ...unchanged, base, ...wanted });
    const { base: _base, packageCount: _count, ...counts } = wanted;
    expect(isChanged(found)).toBe(Object.keys(counts).length > 0);
  });

  test('what could be listed of one image alone is no change of its packages', () => {
    const bash = { kind: 'rpm', name: 'bash', version: '5.2-1' } as const;
    const whole = { ...published, packages: [...published.packages, bash] };
    expect(isChanged(compareContents(whole, published))).toBe(true);
    expect(isChanged(compareContents(whole, { ...published, unlisted: 'rpm' }))).toBe(false);
    expect(isChanged(compareContents({ ...published, unlisted: 'rpm' }, whole))).toBe(false);
    const newer = [...published.packages.slice(1), { ...bash, kind: 'deb' } as const];
    expect(isChanged(compareContents(whole, { ...published, packages: newer, unlisted: 'rpm' }))).toBe(true);
  });

  test.each([
    'var/log/dpkg.log',
    'var/cache/ldconfig/aux-cache',
    'var/cache',
    'tmp/x',
    'var/lib/dpkg/status',
    'lib/apk/db/installed',
    'usr/lib/apk/db/installed',
    'var/lib/rpm/rpmdb.sqlite',
    'usr/lib/sysimage/rpm/Packages.db',
    'app/__pycache__/x.cpython-313.pyc',
    'root/.npm',
    'root/.npm/_logs/2026.log',
    'root/.npm/_cacache/index-v5/x',
    'root/.cache/pip/x',
    'usr/local/share/.cache/yarn/v6/x',
    'app/node_modules/.cache/babel-loader/x.json',
    'etc/ssl/certs/java/cacerts',
    'etc/machine-id',
    'etc/ssh/ssh_host_ed25519_key',
    'etc/ssh/ssh_host_rsa_key.pub',
    'etc/ssl/certs/ssl-cert-snakeoil.pem',
    'etc/ssl/private/ssl-cert-snakeoil.key',
  ])('%s is another after each build', (path) => {
    expect(isChanged(compareContents(published, { ...published, ...withFile(path, 'file 644 0:0 cc') }))).toBe(false);
  });

  test.each([
    'var/lib/app/log',
    'app/tmp/x',
    'opt/run/x',
    'etc/ssl/certs/ca.pem',
    'etc/ssl/private/app.key',
    'etc/ssh/sshd_config',
    'usr/lib/apkx',
    'root/.cache/ms-playwright/chromium-1200/chrome',
    'home/app/.cache/pypoetry/virtualenvs/app/lib/python3.13/site-packages/x.py',
    'root/.npm/_npx/1f/node_modules/x/index.js',
  ])('%s is not', (path) => {
    expect(isChanged(compareContents(published, { ...published, ...withFile(path, 'file 644 0:0 cc') }))).toBe(true);
  });
});

describe('the day is a tag', () => {
  const images = [{ registry: 'ghcr.io', repository: 'acme/app' }];
  test.each<[string, string, readonly string[]]>([
    ['true', '1.4.2', ['1.4.2-20261121']],
    ['when-base-changed', 'main', ['main-20261121']],
    ['true', '', []],
    ['false', '1.4.2', []],
  ])('rebuild: %s of %s', (rebuild, mainTag, names) => {
    const tags = datedTags({ rebuild: rebuild as 'true', images }, mainTag, facts);
    expect(tags.map(({ name }) => name)).toEqual(names);
  });

  test('beside the usual tags of a release', async () => {
    const context = pushOfTag('v1.4.2');
    const history = {
      gitTags: { kind: 'known', value: ['v1.4.2'], from: 'git' },
      commitDate: { kind: 'not-asked' },
    } as const;
    const { plan, problems } = await planned({ words: { ...token, rebuild: 'true' }, context, history });
    expect(problems).toEqual([]);
    const names = plan.tags.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['1.4.2', '1.4', '1', 'latest']));
    expect(names.at(-1)).toBe('1.4.2-20261121');
    expect(plan.rebuild).toMatchObject({ when: 'true', tag: { reference: 'ghcr.io/acme/app:1.4.2' } });
  });
});

describe('labels that are of the time', () => {
  const version = 'type=semver,pattern={{version}}';
  const ofTheDay = `type=raw,value={{date 'YYYYMMDD'}},priority=1000\n${version}`;
  const created = 'org.opencontainers.image.created';
  const main = ['org.opencontainers.image.ref.name', 'org.opencontainers.image.version'];
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['the main tag lasts', { tags: version }, [created]],
    ['the main tag is the day', { tags: ofTheDay }, [created, ...main]],
    ['the main tag has the day in it', { tags: `${version},suffix=-{{date 'YYYYMMDD'}}` }, [created, ...main]],
    [
      'the main tag is the day, and the Dockerfile says the version',
      { tags: ofTheDay, labels: 'org.opencontainers.image.version=' },
      [created, main[0] ?? ''],
    ],
    [
      'lines of labels',
      { tags: version, labels: "io.example.day={{date 'YYYYMMDD'}}\nio.example.team=a" },
      ['io.example.day', created],
    ],
  ])('%s', async (_, words, keys) => {
    const context = pushOfTag('v1.4.2');
    const { plan, problems } = await planned({ words: { ...token, ...words, rebuild: 'true' }, context });
    expect(problems).toEqual([]);
    expect(plan.rebuild?.datedLabels).toEqual(keys);
  });
});

describe('what is checked out', () => {
  const newest = { kind: 'release', tag: 'v1.4.2', ref: 'refs/tags/v1.4.2' } as const;
  test('the newest release', () => {
    expect(strayWarning(pushOfTag('v1.4.2'), newest)).toBeUndefined();
  });

  test('an older one', () => {
    expect(strayWarning(pushOfTag('v1.4.1'), newest)).toBe(
      'v1.4.1 is checked out and rebuilt, but v1.4.2 is the newest release: write ref: refs/tags/v1.4.2 for actions/checkout',
    );
  });

  test('a branch, where there are releases', () => {
    expect(strayWarning(contextOf('push-branch'), newest)).toMatch(
      /^\w{7} is checked out and rebuilt as a push to main, but v1\.4\.2 is the newest release: /,
    );
  });

  test('a branch that nobody names, where there are releases', () => {
    const context = { ...contextOf('push-branch'), event: { kind: 'branch', branch: '' } } as const;
    expect(strayWarning(context, newest)).toContain('rebuilt as a push to a branch, but v1.4.2');
  });

  test('a branch, where there are none', () => {
    const branch = { kind: 'branch', branch: 'main', ref: 'refs/heads/main' } as const;
    expect(strayWarning(contextOf('push-branch'), branch)).toBeUndefined();
  });

  test('nobody knows', () => {
    const warning = strayWarning(pushOfTag('v1.4.2'), { kind: 'unknown', because: 'git did not start' });
    expect(warning).toBe('Nobody says whether v1.4.2 is the newest release: git did not start');
  });
});

test.each(['build', 'publish', 'metadata', 'rollback'] as const)('stage: %s refuses it', async (stage) => {
  const read = await inputsOf({ ...token, rebuild: 'true' }, contextOf('push-branch'));
  const inputs = { ...read, stage };
  expect(rebuildProblems(inputs)).toMatchObject([{ input: 'rebuild', value: 'true' }]);
  expect(rebuildProblems({ ...inputs, stage: 'all' })).toEqual([]);
});

test('a context elsewhere is not what is checked out', async () => {
  const inputs = await inputsOf({ ...token, context: '{{defaultContext}}', rebuild: 'true' }, contextOf('push-branch'));
  expect(rebuildProblems(inputs)).toMatchObject([{ input: 'rebuild', cure: expect.stringContaining('context: .') }]);
});
