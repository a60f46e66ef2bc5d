/** The bake definition: what BuildKit is asked to do, and what never becomes a word of a command line. */
import { describe, expect, test } from '@jest/globals';
import type { Facts } from '../../../src/model/facts.ts';
import { contextOf } from '../events.ts';
import { bakeTargets, facts, planned, token, type Wish, type Words, withStages } from '../plans.ts';

async function targetsOf(wish: Wish) {
  const targets = bakeTargets((await planned(wish)).plan.build.command);
  return { test: targets['test'], final: targets['final'] };
}

test('the whole command', async () => {
  const { plan } = await planned();
  expect(plan.build.command.argv).toEqual([
    ...['docker', 'buildx', 'bake', '--file=-', '--progress=rawjson'],
    ...['--metadata-file=/tmp/slipway-0a1b2c/metadata.json', 'test', 'final'],
  ]);
  expect(plan.build).toMatchObject({
    candidate: 'slipway.invalid/candidate:0a1b2c',
    dockerfile: 'Dockerfile',
    context: '.',
    secretFiles: [],
  });
});

test('the test is built for its exit code, the image into the store', async () => {
  const { test: tested, final } = await targetsOf({});
  expect(tested).toMatchObject({ target: 'test', output: ['type=cacheonly'] });
  expect(final).toMatchObject({ output: ['type=image'], tags: ['slipway.invalid/candidate:0a1b2c'] });
  expect(final).not.toHaveProperty('target');
  for (const field of ['tags', 'labels', 'annotations', 'attest', 'cache-to']) expect(tested).not.toHaveProperty(field);
});

describe('fields', () => {
  test.each<[string, Words, object]>([
    ['context', { context: 'app' }, { context: '/work/app/app' }],
    ['remote context', { context: 'https://a.b/c.git' }, { context: 'https://a.b/c.git' }],
    ['absolute context', { context: '/srv' }, { context: '/srv' }],
    ['target', { target: 'deps' }, { target: 'deps' }],
    ['build-args', { 'build-args': 'A=1\nB=$(id) "x"' }, { args: { A: '1', B: '$(id) "x"' } }],
    ['build-contexts', { 'build-contexts': 'a=docker-image://x' }, { contexts: { a: 'docker-image://x' } }],
    [
      'build-contexts of owners with capitals',
      {
        'build-contexts': 'a=docker-image://ghcr.io/Acme/Base:Main,b=docker-image://Acme/B,c=Src/C,d=https://a.b/D.git',
      },
      { contexts: { a: 'docker-image://ghcr.io/acme/base:Main', b: 'docker-image://acme/b', c: 'Src/C' } },
    ],
    ['platforms', { platforms: 'linux/arm64' }, { platforms: ['linux/arm64'] }],
    ['pull', { pull: 'true' }, { pull: true }],
    ['no-cache', { 'no-cache': 'true' }, { pull: false, 'no-cache': true }],
    ['no-cache-filters', { 'no-cache-filters': 'a,b' }, { 'no-cache-filter': ['a', 'b'] }],
    ['add-hosts', { 'add-hosts': 'db:::1' }, { 'extra-hosts': { db: '::1' } }],
    ['network', { network: 'none' }, { network: 'none' }],
    ['shm-size', { 'shm-size': '2g' }, { 'shm-size': '2g' }],
    ['ulimit', { ulimit: 'nofile=1:2' }, { ulimits: ['nofile=1:2'] }],
    ['ssh', { ssh: 'default' }, { ssh: ['default'] }],
  ])('%s', async (_, words, fields) => {
    const { test: tested, final } = await targetsOf({ words: { ...token, ...words } });
    expect(final).toMatchObject(fields);
    const { target: _target, ...shared } = fields as { target?: string };
    expect(tested).toMatchObject(shared);
  });

  test.each<[Words, string[]]>([
    [{ network: 'host' }, ['--allow=network.host']],
    [{ ssh: 'default' }, ['--allow=ssh']],
    [{ network: 'none' }, []],
  ])('rights for %j', async (words, rights) => {
    const { plan } = await planned({ words: { ...token, ...words } });
    expect(plan.build.command.argv.filter((word) => word.startsWith('--allow'))).toEqual(rights);
    expect(plan.cacheWrite.run && plan.cacheWrite.command.argv.filter((word) => word.startsWith('--allow'))).toEqual(
      rights,
    );
  });
});

test('the second build is the first one, with what is in the cache by now', async () => {
  const { plan } = await planned({ words: { ...token, 'no-cache': 'true', pull: 'true', 'no-cache-filters': 'deps' } });
  const [first, again] = [bakeTargets(plan.build.command), bakeTargets(plan.build.again)];
  for (const name of ['test', 'final']) {
    expect(again[name]).toMatchObject({ pull: true });
    const { 'no-cache': _, 'no-cache-filter': __, ...rest } = first[name] ?? {};
    expect(again[name]).toEqual(rest);
  }
});

test.each<[string, string, Facts['dockerfile'], string | undefined]>([
  [
    'in the workspace',
    '/work/app/x/Dockerfile',
    { kind: 'found', path: '/work/app/x/Dockerfile', stages: [] },
    'x/Dockerfile',
  ],
  ['outside', '/srv/Dockerfile', { kind: 'found', path: '/srv/Dockerfile', stages: [] }, '/srv/Dockerfile'],
  ['remote', 'x/Dockerfile', { kind: 'remote', path: 'x/Dockerfile' }, undefined],
])('Dockerfile %s', async (_, file, dockerfile, annotated) => {
  const words = dockerfile.kind === 'remote' ? { file, context: 'https://a.b/c.git' } : { file };
  const wish = { words, facts: { ...facts, dockerfile } };
  expect((await targetsOf(wish)).final).toMatchObject({ dockerfile: file });
  expect((await planned(wish)).plan.build.dockerfile).toBe(annotated);
});

describe("bake's templates stay text", () => {
  test.each([
    ['${HOME}', '$${HOME}'],
    ['%{ if x }', '%%{ if x }'],
    ['$${x}', '$$${x}'],
    ['$x $$ % %%', '$x $$ % %%'],
    ['a${b}%{c}${d}', 'a$${b}%%{c}$${d}'],
  ])('%s', async (text, literal) => {
    const words = {
      ...token,
      'build-args': `A=${text}\n${text}=B`,
      labels: `x=${text}\n${text}=y`,
      context: `${text}`,
    };
    const { test: tested, final } = await targetsOf({ words });
    const key = literal.split('=')[0] ?? '';
    expect(final).toMatchObject({ args: { A: literal, [key]: 'B' }, context: `/work/app/${literal}` });
    expect(final?.['labels']).toMatchObject({ x: literal, [key]: 'y' });
    expect(tested).toMatchObject({ args: { A: literal } });
  });
});

describe('attestations', () => {
  const builder = 'builder-id=https://github.com/acme/app/actions/runs/4711000001/attempts/1';
  const open = contextOf('push-branch');
  const closed = { ...open, privateRepository: true };
  test.each<[string, Words, typeof open, string[]]>([
    ['public', {}, open, [`type=provenance,mode=max,${builder}`, 'type=sbom,disabled=true']],
    ['private', {}, closed, [`type=provenance,mode=min,inline-only=true,${builder}`, 'type=sbom,disabled=true']],
    ['off', { provenance: 'false' }, open, ['type=provenance,disabled=true', 'type=sbom,disabled=true']],
    ['on', { provenance: 'true', sbom: 'true' }, closed, ['type=provenance', 'type=sbom']],
    [
      'own',
      { provenance: 'mode=min', sbom: 'generator=a/b' },
      open,
      ['type=provenance,mode=min', 'type=sbom,generator=a/b'],
    ],
  ])('%s', async (_, words, context, attest) => {
    expect((await targetsOf({ words: { ...token, ...words }, context })).final).toMatchObject({ attest });
  });
});

describe('the test target', () => {
  test('is there only when there is a test', async () => {
    expect(Object.keys(bakeTargets((await planned({ facts: withStages('build') })).plan.build.command))).toEqual([
      'final',
    ]);
    const none = await planned({ words: { ...token, 'test-target': 'none' } });
    expect(none.plan.build.command.argv).not.toContain('test');
  });

  test('whatever the stage is called, bake knows it as test', async () => {
    const { plan } = await planned({ words: { ...token, 'test-target': 'deps' } });
    expect(plan.build.command.argv.slice(-2)).toEqual(['test', 'final']);
    expect(bakeTargets(plan.build.command)['test']).toMatchObject({ target: 'deps' });
  });
});

describe('the cache is saved by a solve of its own', () => {
  test('which repeats no work: neither no-cache nor pull', async () => {
    const words = { ...token, 'no-cache': 'true', pull: 'true', 'no-cache-filters': 'deps', 'build-args': 'A=1' };
    const { plan } = await planned({ words });
    const targets = bakeTargets(plan.cacheWrite.run ? plan.cacheWrite.command : {});
    for (const target of [targets['test'], targets['final']]) {
      expect(target).toMatchObject({ args: { A: '1' }, output: ['type=cacheonly'] });
      for (const field of ['no-cache', 'pull', 'no-cache-filter', 'tags', 'cache-from'])
        expect(target).not.toHaveProperty(field);
    }
  });
});

describe('secrets', () => {
  const value = 'S3cr3t-$x.*+"\\';
  const long = 'L'.repeat(500);
  const words = {
    ...token,
    secrets: `a=${value.replaceAll('"', '')}\n"b=line one\nline two-${long}"`,
    'secret-envs': 'c=TOKEN',
    'secret-files': 'd=./.npmrc\ne=/etc/key',
    images: 'acme/app',
    username: 'bob',
    password: 'p4ssw0rd\n',
  };
  const env = { TOKEN: 'from-the-environment' };
  const hidden = ['S3cr3t', 'line one', long, 'from-the-environment', 'p4ssw0rd', token['github-token'] ?? ''];

  test('are in neither arguments nor definition, nor anywhere in the plan as text', async () => {
    const { plan } = await planned({ words, env });
    const text = JSON.stringify(plan);
    for (const secret of hidden) expect(text).not.toContain(secret);
    expect(text).toContain('"***"');
  });

  test('reach BuildKit as files of this run, variables, and files of the user', async () => {
    const { plan } = await planned({ words, env });
    const sources = [
      { id: 'a', src: '/tmp/slipway-0a1b2c/secret-0' },
      { id: 'b', src: '/tmp/slipway-0a1b2c/secret-1' },
      { id: 'c', env: 'TOKEN' },
      { id: 'd', src: '/work/app/./.npmrc' },
      { id: 'e', src: '/etc/key' },
    ];
    expect(bakeTargets(plan.build.command)['test']).toMatchObject({ secret: sources });
    expect(bakeTargets(plan.build.command)['final']).toMatchObject({ secret: sources });
    expect(plan.build.secretFiles.map(({ path, content }) => [path, content.reveal()])).toEqual([
      ['/tmp/slipway-0a1b2c/secret-0', value.replaceAll('"', '')],
      ['/tmp/slipway-0a1b2c/secret-1', `line one\nline two-${long}`],
    ]);
  });

  test("the job's token reads this repository as a context", async () => {
    const remote: Facts = { ...facts, dockerfile: { kind: 'remote', path: undefined } };
    const { plan } = await planned({ words: { ...token, context: '{{defaultContext}}' }, facts: remote });
    expect(bakeTargets(plan.build.command)['final']).toMatchObject({
      secret: [{ id: 'GIT_AUTH_TOKEN.github.com', src: '/tmp/slipway-0a1b2c/secret-0' }],
    });
    expect(plan.build.secretFiles[0]?.content.reveal()).toBe(token['github-token']);
    const own = { ...token, context: '{{defaultContext}}', secrets: 'GIT_AUTH_TOKEN.github.com=mine' };
    expect((await planned({ words: own, facts: remote })).plan.build.secretFiles[0]?.content.reveal()).toBe('mine');
    const other = await planned({ words: { ...token, context: 'https://evil.example/x.git' }, facts: remote });
    expect(other.plan.build.secretFiles).toEqual([]);
  });
});
