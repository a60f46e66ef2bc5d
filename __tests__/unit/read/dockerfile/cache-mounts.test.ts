/** Cache mounts as people write them, and by what BuildKit knows them. */
import { describe, expect, test } from '@jest/globals';
import type { Inputs } from '../../../../src/model/inputs.ts';
import { readOrigins } from '../../../../src/read/dockerfile/base.ts';
import { readCacheMounts } from '../../../../src/read/dockerfile/cache-mounts.ts';
import { scanDockerfile } from '../../../../src/read/dockerfile/dockerfile.ts';

interface Given {
  readonly args?: Readonly<Record<string, string>>;
  readonly contexts?: Readonly<Record<string, string>>;
  readonly platforms?: readonly string[];
  readonly target?: string;
  readonly test?: Inputs['testTarget'];
}

const pairs = (words: Readonly<Record<string, string>> = {}) =>
  Object.entries(words).map(([key, value]) => ({ key, value }));

function read(lines: readonly string[], given: Given = {}) {
  const { args, contexts, platforms = ['linux/amd64'], target, test: testTarget = { kind: 'default' } } = given;
  const text = lines.join('\n');
  const inputs = { buildArgs: pairs(args), buildContexts: pairs(contexts), target, testTarget };
  const origins = readOrigins(scanDockerfile(text), inputs);
  return readCacheMounts(text, { ...inputs, origins, native: 'linux/amd64', platforms });
}

/** By what BuildKit knows them, as one text each. */
const known = (lines: readonly string[], given?: Given) =>
  read(['FROM node:24', ...lines], given).mounts.map(({ id, owner }) => [id, ...owner].join(' '));

const run = (options: string) => `RUN --mount=type=cache,${options} make`;

describe('by what a mount is known', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['its id', [run('id=npm,target=/root/.npm')], ['npm']],
    ['its target', [run('target=/root/.npm')], ['/root/.npm']],
    ['its target by other names', [run('dst=/a'), run('destination=/b')], ['/a', '/b']],
    ['its target, cleaned', [run('target=/a/../b//c/')], ['/b/c']],
    ['a target that is relative, whatever WORKDIR says', ['WORKDIR /app', run('target=./.cache')], ['.cache']],
    ['an id as it is written', [run('id=/a/,target=/a')], ['/a/']],
    ['its owner too', [run('id=a,target=/a,uid=1000,gid=1000,mode=0750')], ['a uid=1000 gid=1000 mode=0750']],
    ['its owner in any order', [run('mode=0700,target=/a,uid=1')], ['/a uid=1 mode=0700']],
    ['options in capitals', ['RUN --mount=type=cache,TARGET=/a make'], ['/a']],
    ['a type that comes last', ['RUN --mount=target=/a,type=cache make'], ['/a']],
    ['several of one RUN', [`RUN --mount=type=cache,target=/a --mount=type=cache,target=/b make`], ['/a', '/b']],
    [
      'several lines',
      ['RUN --mount=type=cache,target=/a \\', '  # why', '  --mount=type=cache,target=/b \\', '  make'],
      ['/a', '/b'],
    ],
    ['beside other flags', ['RUN --network=none --mount=type=secret,id=x --mount=type=cache,target=/a make'], ['/a']],
    ['quotes', ['RUN --mount=type=cache,target="/a" make'], ['/a']],
    ['a heredoc', ['RUN --mount=type=cache,target=/a <<EOF', 'RUN --mount=type=cache,target=/no x', 'EOF'], ['/a']],
    ['once, however often it is used', [run('target=/a'), run('target=/a,sharing=locked')], ['/a']],
    ['twice with two owners', [run('id=a,target=/a'), run('id=a,target=/a,uid=1')], ['a', 'a uid=1']],
    ['nothing after the flags', ['RUN echo --mount=type=cache,target=/a'], []],
    ['nothing of other types', ['RUN --mount=type=bind,target=/a make'], []],
    [
      'nothing of other instructions',
      ['LABEL x="--mount=type=cache,target=/a"', 'ONBUILD RUN --mount=type=cache,target=/a x'],
      [],
    ],
  ])('%s', (_, lines, mounts) => {
    expect(known(lines)).toEqual(mounts);
  });

  test('how it is shared', () => {
    const { mounts } = read(['FROM a', run('id=apt,target=/a,sharing=locked'), run('id=npm,target=/n')]);
    expect(mounts.map(({ sharing }) => sharing)).toEqual(['locked', 'shared']);
  });
});

describe('variables', () => {
  test.each<[string, readonly string[], Given, readonly string[]]>([
    ['of ENV', ['ENV HOME=/home/node', run('target=$HOME/.npm')], {}, ['/home/node/.npm']],
    ['of ENV the old way', ['ENV HOME /home/node', run('target=$HOME/.npm')], {}, ['/home/node/.npm']],
    ['of ARG', ['ARG V=1', run('id=a-${V},target=/a')], {}, ['a-1']],
    ['of ARG that is given', ['ARG V=1', run('id=a-$V,target=/a')], { args: { V: '2' } }, ['a-2']],
    ['of ENV that hides ARG', ['ARG V=1', 'ENV V=3', run('id=a-$V,target=/a')], { args: { V: '2' } }, ['a-3']],
    ['of one another', ['ARG A=1', 'ENV B=x$A', run('id=$B,target=/a')], {}, ['x1']],
    ['with a default', ['ARG V', run('id=a-${V:-9},target=/a')], {}, ['a-9']],
    [
      'as they were at the instruction',
      ['ENV V=1', run('id=a$V,target=/a'), 'ENV V=2', run('id=a$V,target=/a')],
      {},
      ['a1', 'a2'],
    ],
    ['of the platform', ['ARG TARGETARCH', run('id=a-$TARGETARCH,target=/a')], {}, ['a-amd64']],
    [
      'of a platform that is named',
      ['ARG TARGETPLATFORM', run('id=$TARGETPLATFORM,target=/a')],
      { platforms: ['linux/arm64'] },
      ['linux/arm64'],
    ],
    [
      'of several platforms',
      ['ARG TARGETARCH', run('id=a-$TARGETARCH,target=/a'), run('target=/b')],
      { platforms: ['linux/amd64', 'linux/arm64'] },
      ['a-amd64', '/b', 'a-arm64'],
    ],
  ])('%s', (_, lines, given, mounts) => {
    expect(known(lines, given)).toEqual(mounts);
  });

  test('of before the first FROM, and of the stage below', () => {
    const global = ['ARG V=7', 'FROM node:24 AS a', 'ARG V', 'ENV W=$V', 'FROM a', run('id=$V-$W,target=/a')];
    expect(read(global).mounts.map(({ id }) => id)).toEqual(['7-7']);
    const other = ['ARG V=7', 'FROM node:24', run('id=x$V,target=/a')];
    expect(read(other).left).toEqual(['The cache mount in line 3 is not kept: only the build knows what "x$V" is']);
  });
});

describe('left, with the reason', () => {
  test.each<[string, string, string]>([
    ['a variable of the image', 'target=$GOPATH/pkg', 'only the build knows what "$GOPATH/pkg" is'],
    ['the architecture that no ARG asks for', 'id=$TARGETARCH,target=/a', 'only the build knows what "$TARGETARCH" is'],
    ['an owner in a variable', 'target=/a,uid=$UID', 'only the build knows what "uid=$UID" is'],
    ['content of a stage', 'target=/a,from=other', 'it begins with the content of an image or a stage'],
    ['white space', 'target="/my cache"', '"/my cache" has characters that cannot be passed on'],
  ])('%s', (_, options, because) => {
    const found = read(['FROM node:24', '', run(options)]);
    expect(found).toMatchObject({ mounts: [], left: [`The cache mount in line 3 is not kept: ${because}`] });
  });
});

describe('images that have to do with it', () => {
  const mount = run('target=/a');

  test.each<[string, readonly string[], readonly string[]]>([
    ['behind stages', ['FROM node:24 AS a', 'FROM golang', 'FROM a', mount], ['docker.io/library/node:24']],
    [
      'each once, in order',
      ['FROM b:1', mount, 'FROM c:1', run('target=/c'), 'FROM b:1', mount, 'COPY --from=0 / /', 'COPY --from=1 / /'],
      ['docker.io/library/b:1', 'docker.io/library/c:1'],
    ],
    [
      'with its digest',
      [`FROM node:24@sha256:${'a'.repeat(64)}`, mount],
      [`docker.io/library/node:24@sha256:${'a'.repeat(64)}`],
    ],
    ['none of scratch', ['FROM scratch', mount], []],
    ['none that only the build knows', ['FROM $X', mount], []],
  ])('%s', (_, lines, images) => {
    expect(read(lines).images).toEqual(images);
  });

  test('a context in the place of the stage carries out none of its instructions', () => {
    const found = read(['FROM node:24 AS a', mount, 'FROM a'], { contexts: { a: 'docker-image://node:22' } });
    expect(found).toEqual({ mounts: [], images: [], left: [] });
  });
});

describe('stages that are built', () => {
  const lines = [
    ...['FROM a:1 AS deps', run('id=deps,target=/a'), 'FROM b:1 AS dev', run('id=dev,target=/b')],
    ...['FROM deps AS test', run('id=test,target=/c'), 'FROM c:1 AS tools', run('id=tools,target=/d')],
    ...['FROM d:1', run('id=final,target=/e')],
  ];
  const ids = (more: readonly string[], given?: Given) => read([...lines, ...more], given).mounts.map(({ id }) => id);

  test.each<[string, readonly string[], Given, readonly string[]]>([
    ['the last one, the test, and what they are built on', [], {}, ['deps', 'test', 'final']],
    ['no test', [], { test: { kind: 'none' } }, ['final']],
    ['another test', [], { test: { kind: 'stage', name: 'Dev' } }, ['dev', 'final']],
    ['a target', [], { target: 'tools' }, ['deps', 'test', 'tools']],
    ['a target by number', [], { target: '1', test: { kind: 'none' } }, ['dev']],
    ['what is copied', ['COPY --from=dev /x /x'], { test: { kind: 'none' } }, ['dev', 'final']],
    ['what is copied by number', ['COPY --link --from=3 /x /x'], { test: { kind: 'none' } }, ['tools', 'final']],
    ['what is mounted', ['RUN --mount=from=tools,target=/t make'], { test: { kind: 'none' } }, ['tools', 'final']],
    [
      'what is mounted, in another order',
      ['RUN --mount=target=/t,from=tools make'],
      { test: { kind: 'none' } },
      ['tools', 'final'],
    ],
    ['all when only the build knows', ['COPY --from=$X /x /x'], {}, ['deps', 'dev', 'test', 'tools', 'final']],
  ])('%s', (_, more, given, mounts) => {
    expect(ids(more, given)).toEqual(mounts);
  });

  test('no image of the others', () => {
    expect(read(lines).images).toEqual(['docker.io/library/a:1', 'docker.io/library/d:1']);
  });
});
