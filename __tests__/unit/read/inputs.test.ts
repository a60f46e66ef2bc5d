/** Every input of action.yml, right and wrong. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { Inputs } from '../../../src/model/inputs.ts';
import { inputNames } from '../../../src/read/input-names.ts';
import { readInputs } from '../../../src/read/inputs.ts';
import { version } from '../../../src/version.ts';
import { contextOf } from '../events.ts';
import { inputsOf, type Words } from '../plans.ts';

const run = contextOf('push-branch');
const env = { TOKEN: 'ghp_fromenv', EMPTY: '' };
const revealing = (_: string, value: unknown) =>
  typeof value === 'object' && value !== null && 'reveal' in value ? (value as { reveal(): string }).reveal() : value;

/** Plain data, with secrets shown. */
function plain(value: unknown): unknown {
  const open = (at: unknown): unknown => {
    const shown = revealing('', at);
    if (Array.isArray(shown)) return shown.map(open);
    if (typeof shown !== 'object' || shown === null) return shown;
    return Object.fromEntries(Object.entries(shown).map(([key, item]) => [key, open(item)]));
  };
  return open(value);
}

const github = { registry: 'ghcr.io', repository: 'acme/app' };
const own = 'https://github.com/acme/app.git#8c1f0d3b6a5e4f2d9b7c0a1e2d3c4b5a69788796';

describe('right', () => {
  test.each<[keyof Inputs, string, string, unknown]>([
    ['context', 'context', '', { kind: 'path', path: '.' }],
    ['context', 'context', ' app ', { kind: 'path', path: 'app' }],
    ['context', 'context', '../github.com/x', { kind: 'path', path: '../github.com/x' }],
    ['context', 'context', '{{defaultContext}}', { kind: 'remote', url: own, ownRepository: true }],
    ['context', 'context', '{{defaultContext}}:app', { kind: 'remote', url: `${own}:app`, ownRepository: true }],
    [
      'context',
      'context',
      'https://a.b/c.git#main',
      { kind: 'remote', url: 'https://a.b/c.git#main', ownRepository: false },
    ],
    ['context', 'context', 'git@a.b:c/d.git', { kind: 'remote', url: 'git@a.b:c/d.git', ownRepository: false }],
    ['context', 'context', 'github.com/a/b', { kind: 'remote', url: 'github.com/a/b', ownRepository: false }],
    ['rebuild', 'rebuild', '', 'false'],
    ['rebuild', 'rebuild', 'when-base-changed', 'when-base-changed'],
    ['file', 'file', '', undefined],
    ['file', 'file', 'deploy/Dockerfile', 'deploy/Dockerfile'],
    ['target', 'target', 'prod', 'prod'],
    ['testTarget', 'test-target', '', { kind: 'default' }],
    ['testTarget', 'test-target', 'none', { kind: 'none' }],
    ['testTarget', 'test-target', 'check', { kind: 'stage', name: 'check' }],
    [
      'buildArgs',
      'build-args',
      'A=1\nB=x,y=z\nC=',
      [
        { key: 'A', value: '1' },
        { key: 'B', value: 'x,y=z' },
        { key: 'C', value: '' },
      ],
    ],
    [
      'buildArgs',
      'build-args',
      'TOKEN\nEMPTY\nNOT_THERE',
      [
        { key: 'TOKEN', value: 'ghp_fromenv' },
        { key: 'EMPTY', value: '' },
      ],
    ],
    ['buildArgs', 'build-args', '"A=line 1\nline 2"', [{ key: 'A', value: 'line 1\nline 2' }]],
    [
      'buildContexts',
      'build-contexts',
      'a=../a,b=docker-image://x:1',
      [
        { key: 'a', value: '../a' },
        { key: 'b', value: 'docker-image://x:1' },
      ],
    ],
    ['artifactName', 'artifact-name', ' ', 'artifacts'],
    ['artifactName', 'artifact-name', "Ada's library (1.4)", "Ada's library (1.4)"],
    ['platforms', 'platforms', '', []],
    ['platforms', 'platforms', 'linux/arm64', ['linux/arm64']],
    ['platforms', 'platforms', 'linux/amd64,linux/arm/v7\nlinux/amd64', ['linux/amd64', 'linux/arm/v7']],
    ['platforms', 'platforms', 'linux/arm64/v8,linux/arm64,linux/arm', ['linux/arm64', 'linux/arm/v7']],
    ['pull', 'pull', 'TRUE', true],
    ['noCache', 'no-cache', 'true', true],
    ['noCache', 'no-cache', ' false ', false],
    ['noCacheFilters', 'no-cache-filters', 'deps, build', ['deps', 'build']],
    ['addHosts', 'add-hosts', 'db:10.0.0.1', [{ key: 'db', value: '10.0.0.1' }]],
    [
      'addHosts',
      'add-hosts',
      'db=::1,my:::1',
      [
        { key: 'db', value: '::1' },
        { key: 'my', value: '::1' },
      ],
    ],
    ['network', 'network', 'none', 'none'],
    ['network', 'network', 'host', 'host'],
    ['shmSize', 'shm-size', '2g', '2g'],
    ['shmSize', 'shm-size', '64M', '64M'],
    ['ulimits', 'ulimit', 'nofile=1024:2048\nnproc=3', ['nofile=1024:2048', 'nproc=3']],
    [
      'secrets',
      'secrets',
      'a=1\n"b=x\ny"\n',
      [
        { kind: 'value', id: 'a', value: '1' },
        { kind: 'value', id: 'b', value: 'x\ny' },
      ],
    ],
    ['secrets', 'secrets', 'a=', [{ kind: 'value', id: 'a', value: '' }]],
    [
      'secrets',
      'secret-envs',
      'a=TOKEN,b=EMPTY',
      [
        { kind: 'env', id: 'a', variable: 'TOKEN' },
        { kind: 'env', id: 'b', variable: 'EMPTY' },
      ],
    ],
    ['secrets', 'secret-files', 'a=./x,y', [{ kind: 'file', id: 'a', path: './x,y' }]],
    ['ssh', 'ssh', 'default\nk=/key', ['default', 'k=/key']],
    ['images', 'images', '', [github]],
    ['images', 'images', 'Acme/App\nghcr.io/acme/app', [{ registry: 'docker.io', repository: 'acme/app' }, github]],
    [
      'images',
      'images',
      'a,b',
      [
        { registry: 'docker.io', repository: 'library/a' },
        { registry: 'docker.io', repository: 'library/b' },
      ],
    ],
    ['tagRules', 'tags', 'edge', [{ type: 'raw', value: 'edge', line: 1, priority: 200, enable: 'true' }]],
    [
      'flavor',
      'flavor',
      'suffix=-alpine',
      { latest: 'auto', prefix: '', suffix: '-alpine', prefixOnLatest: false, suffixOnLatest: true },
    ],
    [
      'labels',
      'labels',
      'a=b, "c"\n# why\nd=',
      [
        { key: 'a', value: 'b, "c"' },
        { key: 'd', value: '' },
      ],
    ],
    ['images', 'images', 'name=ghcr.io/acme/app\nname=b,enable=false', [github]],
    ['annotations', 'annotations', 'index:a=b', [{ levels: [{ type: 'index' }], key: 'a', value: 'b' }]],
    ['overwrite', 'overwrite', '', false],
    ['overwrite', 'overwrite', 'true', true],
    ['stage', 'stage', '', 'all'],
    ['stage', 'stage', 'metadata', 'metadata'],
    ['push', 'push', '', 'auto'],
    ['push', 'push', 'false', 'false'],
    ['logins', 'username', 'bob', [{ registry: undefined, username: 'bob', password: undefined }]],
    ['logins', 'password', 's3\n', [{ registry: undefined, username: '', password: 's3' }]],
    ['logins', 'registry', 'r.io', [{ registry: 'r.io', username: '', password: undefined }]],
    [
      'logins',
      'registry-auth',
      '- {username: a, password: b}',
      [{ registry: 'docker.io', username: 'a', password: 'b' }],
    ],
    ['provenance', 'provenance', '', { kind: 'default' }],
    ['provenance', 'provenance', 'true', { kind: 'set', attributes: '' }],
    ['provenance', 'provenance', 'false', { kind: 'off' }],
    ['provenance', 'provenance', 'mode=max,version=v1', { kind: 'set', attributes: 'mode=max,version=v1' }],
    ['sbom', 'sbom', '', { kind: 'off' }],
    ['sbom', 'sbom', 'true', { kind: 'set', attributes: '' }],
    ['sbom', 'sbom', 'generator=a/b:c', { kind: 'set', attributes: 'generator=a/b:c' }],
    ['cache', 'cache', '', 'auto'],
    ['cache', 'cache', 'local', 'local'],
    ['cacheFrom', 'cache-from', 'type=registry,ref=a:b\nuser/app:cache', ['type=registry,ref=a:b', 'user/app:cache']],
    ['cacheTo', 'cache-to', 'type=inline', ['type=inline']],
    ['dryRun', 'dry-run', 'true', true],
    ['githubToken', 'github-token', 'ghs_x', 'ghs_x'],
    ['githubToken', 'github-token', '', undefined],
  ])('%s from %s: %j', async (field, name, text, value) => {
    expect(plain((await inputsOf({ [name]: text }, run, env))[field])).toEqual(value);
  });
});

type Wrong = readonly [name: string, text: string, value: string | undefined, wrong: string, cure?: string];

const globals = 'branch, tag, sha, base_ref, is_default_branch, is_not_default_branch, date, commit_date';

const wrongs: readonly Wrong[] = [
  ['sep-tags', ',', undefined, 'there is no such input', 'remove it: the output `tags` has one a line'],
  [
    'labels',
    'a={{brnch}}',
    'a={{brnch}}',
    `names {{brnch}}, which is not one of ${globals}`,
    'did you mean {{branch}}?',
  ],
  [
    'labels',
    'a={{version}}',
    'a={{version}}',
    `names {{version}}, which is not one of ${globals}`,
    'write \\{{ for plain braces',
  ],
  ['labels', 'a={{date}}', 'a={{date}}', 'has a date without one format', "write {{date 'YYYYMMDD'}}"],
  [
    'annotations',
    'index:a={{shaa}}',
    'a={{shaa}}',
    `names {{shaa}}, which is not one of ${globals}`,
    'did you mean {{sha}}?',
  ],
  ['build-args', '=x', '=x', 'is not KEY=VALUE'],
  ['build-contexts', 'lib', 'lib', 'is not NAME=SOURCE'],
  ['platforms', 'amd64', 'amd64', 'is not a platform such as linux/amd64'],
  ['platforms', 'Linux/AMD64', 'Linux/AMD64', 'is not a platform such as linux/amd64', 'did you mean linux/amd64?'],
  ['platforms', 'linux/amd46', 'linux/amd46', 'is not a platform such as linux/amd64', 'did you mean linux/amd64?'],
  ...['a:b', '"a"', '<a>', 'a|b', 'a*', 'a?', 'a\\b', 'a/b', 'a\r\nb', 'a\nb'].map(
    (name): readonly [string, string, string, string] => [
      'artifact-name',
      name,
      name,
      'is not a name for an artifact, which has no line break and none of " : < > | * ? \\ /',
    ],
  ),
  ['pull', 'yes', 'yes', 'is not true or false'],
  ['no-cache', '1', '1', 'is not true or false'],
  ['dry-run', 'on', 'on', 'is not true or false'],
  [
    'no-cache-filters',
    '"deps',
    undefined,
    'has a quote that is not closed',
    'close it, or write a quote inside a quoted item twice',
  ],
  ['add-hosts', 'db', 'db', 'is not HOST:IP'],
  ['add-hosts', 'db:', 'db:', 'is not HOST:IP'],
  ['network', 'bridge', 'bridge', 'is not one of default, none, host'],
  ['network', 'hots', 'hots', 'is not one of default, none, host', 'did you mean host?'],
  ['shm-size', '2 GB', '2 GB', 'is not a size such as 2g'],
  ['ulimit', 'nofile', 'nofile', 'is not NAME=SOFT or NAME=SOFT:HARD, for example nofile=1024:2048'],
  ['secrets', 'hunter2', '***', 'is not ID=VALUE', 'quote a value of several lines: "ID=LINE 1 …"'],
  [
    'secrets',
    '"a=hunter2',
    undefined,
    'has a quote that is not closed',
    'close it, or write a quote inside a quoted item twice',
  ],
  ['secret-envs', 'a=NOPE', 'a=NOPE', "is not a variable of the step's environment", 'set it with `env:` on this step'],
  ['secret-envs', 'a', 'a', 'is not ID=VARIABLE'],
  ['secret-files', './x', './x', 'is not ID=PATH'],
  ['ssh', '"x', undefined, 'has a quote that is not closed', 'close it, or write a quote inside a quoted item twice'],
  [
    'images',
    'ghcr.io/acme/app:1',
    'ghcr.io/acme/app:1',
    'has a tag',
    'write tags in `tags`, and here HOST/NAMESPACE/NAME, for example ghcr.io/acme/app',
  ],
  ['images', 'a b', 'a b', 'is not an image name', 'write HOST/NAMESPACE/NAME, for example ghcr.io/acme/app'],
  ['images', 'name=a/b,enable=1', 'enable=1', 'is not enable=true or enable=false'],
  ['annotations', 'x', 'x', 'is not KEY=VALUE or LEVEL:KEY=VALUE', 'write an empty value as `KEY=`'],
  ['overwrite', 'yes', 'yes', 'is not true or false'],
  [
    'stage',
    'metdata',
    'metdata',
    'is not one of all, plan, build, publish, metadata, deploy, rollback, cleanup',
    'did you mean metadata?',
  ],
  ['labels', 'x', 'x', 'is not KEY=VALUE'],
  ['push', 'maybe', 'maybe', 'is not one of auto, true, false'],
  ['push', 'ture', 'ture', 'is not one of auto, true, false', 'did you mean true?'],
  ['provenance', 'max', 'max', 'is not true, false, or attributes such as mode=max'],
  ['cache', 's3', 's3', 'is not one of auto, gha, registry, local, inline, none'],
  ['cache', 'registri', 'registri', 'is not one of auto, gha, registry, local, inline, none', 'did you mean registry?'],
  [
    'cache-from',
    '"x',
    undefined,
    'has a quote that is not closed',
    'close it, or write a quote inside a quoted item twice',
  ],
  ['build-arg', 'A=1', undefined, 'there is no such input', 'did you mean build-args?'],
  ['zzz', 'x', undefined, 'there is no such input', 'remove it; README.md lists every input'],
];

describe('a clean-up', () => {
  test('is read', async () => {
    const given = { stage: 'cleanup', 'keep-days': '30', 'keep-last': '0', 'keep-tags': 'v*\n/^1\\.(2|3)$/' };
    const { inputs, problems } = await readInputs({ inputs: given, env }, run);
    expect(problems).toEqual([]);
    expect(inputs.cleanup).toEqual({ keepDays: 30, keepLast: 0, keepTags: ['v*', '/^1\\.(2|3)$/'] });
  });

  test.each<[Readonly<Record<string, string>>, string, string]>([
    [{ stage: 'cleanup', 'keep-days': '-1' }, 'keep-days', 'is not a whole number such as 30'],
    [{ stage: 'cleanup', 'keep-days': '1.5' }, 'keep-days', 'is not a whole number such as 30'],
    [{ stage: 'cleanup', 'keep-last': 'all' }, 'keep-last', 'is not a whole number such as 30'],
    [{ stage: 'cleanup', 'keep-tags': '/(?=x)/' }, 'keep-tags', 'looks around or back, which can run without end'],
    [{ 'keep-days': '30' }, 'keep-days', 'is of use with `stage: cleanup` alone'],
    [{ stage: 'build', 'keep-tags': 'x' }, 'keep-tags', 'is of use with `stage: cleanup` alone'],
  ])('%j', async (inputs, input, wrong) => {
    expect((await readInputs({ inputs, env }, run)).problems).toMatchObject([{ input, wrong }]);
  });
});

describe('builders', () => {
  const remote = { driver: 'remote', 'builder-endpoint': 'tcp://kit:1' };
  test.each<[Readonly<Record<string, string>>, string, string]>([
    [{ driver: 'remote' }, 'driver', 'needs `builder-endpoint`'],
    [{ 'builder-endpoint': 'tcp://kit:1' }, 'builder-endpoint', 'is of use with `driver: remote` alone'],
    [{ builder: 'b', driver: 'docker-container' }, 'driver', 'is given beside `builder`'],
    [{ builder: 'b', 'driver-opts': 'network=host' }, 'driver-opts', 'is given beside `builder`'],
    [{ driver: 'docker', 'driver-opts': 'network=host' }, 'driver-opts', 'is of no use with `driver: docker`'],
    [{ ...remote, 'buildkitd-flags': '--debug' }, 'buildkitd-flags', 'is of no use with `driver: remote`'],
    [{ ...remote, 'buildkitd-config-inline': 'x' }, 'buildkitd-config-inline', 'is of no use with `driver: remote`'],
    [{ driver: 'kubernetes' }, 'driver', 'is not one of docker, docker-container, remote'],
    [{ builder: '--x' }, 'builder', 'is not the name of a builder, as `docker buildx ls` shows it'],
  ])('%j', async (inputs, input, wrong) => {
    const { problems } = await readInputs({ inputs, env }, run);
    expect(problems).toMatchObject([{ input, wrong }]);
  });
});

describe('wrong', () => {
  test.each(wrongs.map((row) => ({ name: row[0], text: row[1], row })))('$name: $text', async ({ name, text, row }) => {
    const [, , value, wrong, cure] = row;
    const { problems } = await readInputs({ inputs: { [name]: text }, env }, run);
    expect(problems).toEqual([
      { input: name, wrong, ...(value !== undefined && { value }), ...(cure !== undefined && { cure }) },
    ]);
  });

  test('everything wrong is told in one reading, and the rest is still read', async () => {
    const inputs = {
      push: 'maybe',
      pull: 'x',
      images: 'a:1,b',
      'build-arg': 'A=1',
      tags: 'type=x',
      flavor: 'y',
      registry: 'a b',
    };
    const reading = await readInputs({ inputs, env }, run);
    expect(reading.problems.map(({ input }) => input).toSorted()).toEqual(
      ['build-arg', 'flavor', 'images', 'pull', 'push', 'registry', 'tags (line 1)'].toSorted(),
    );
    expect(reading.inputs).toMatchObject({ push: 'auto', pull: false, images: [{ repository: 'library/b' }] });
  });

  test('no message holds a secret', async () => {
    const secret = 'hunter2';
    const inputs = {
      secrets: `${secret}\n"ok=${secret}\nx"\n=${secret}`,
      password: secret,
      'registry-auth': `- registry: ${secret} x\n  ${secret}: ${secret}`,
      'github-token': secret,
    };
    const { problems } = await readInputs({ inputs, env }, run);
    expect(problems.length).toBeGreaterThan(3);
    expect(JSON.stringify(problems)).not.toContain(secret);
  });
});

interface ActionYml {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
}
const file = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
const action = parse(file('action.yml')) as ActionYml;

test.each(['git', 'workflow'])("docker/metadata-action's context: %s is no context", async (context) => {
  const given = { inputs: { stage: 'metadata', context }, env: {} };
  const { problems } = await readInputs(given, run);
  expect(problems).toMatchObject([{ input: 'context', value: context, wrong: 'is not a build context' }]);
});

describe('action.yml', () => {
  test('names the inputs that are read, in the same order', () => {
    expect(Object.keys(action.inputs)).toEqual([...inputNames]);
  });

  const defaults = Object.entries(action.inputs).filter(([, input]) => input.default !== undefined);
  test.each(defaults.filter(([name]) => name !== 'github-token'))(
    'the default of %s is what an empty value means',
    async (name, input) => {
      const read = async (words: Words) => plain(await inputsOf(words, run));
      expect(await read({ [name]: String(input.default) })).toEqual(await read({ [name]: '' }));
      expect(await read({ [name]: String(input.default) })).toEqual(await read({}));
    },
  );

  test('only the token comes from the job by default', () => {
    const dynamic = defaults.filter(([, input]) => String(input.default).includes('${{'));
    expect(dynamic).toEqual([['github-token', expect.objectContaining({ default: '${{ github.token }}' })]]);
  });
});

test('the version is that of package.json', () => {
  expect(version).toBe((JSON.parse(file('package.json')) as { version: string }).version);
});
