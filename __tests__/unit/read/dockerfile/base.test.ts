/** Which image the final stage stands on, read off Dockerfiles as people write them. */
import { describe, expect, test } from '@jest/globals';
import type { Inputs } from '../../../../src/model/inputs.ts';
import { readBase, readMaterials, readOrigins } from '../../../../src/read/dockerfile/base.ts';
import { scanDockerfile } from '../../../../src/read/dockerfile/dockerfile.ts';

interface Given {
  readonly target?: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly contexts?: Readonly<Record<string, string>>;
}

const pairs = (words: Readonly<Record<string, string>> = {}) =>
  Object.entries(words).map(([key, value]) => ({ key, value }));

function baseOf(dockerfile: readonly string[], { target, args, contexts }: Given = {}) {
  const inputs: Pick<Inputs, 'target' | 'buildArgs' | 'buildContexts'> = {
    target,
    buildArgs: pairs(args),
    buildContexts: pairs(contexts),
  };
  return readBase(scanDockerfile(dockerfile.join('\n')), inputs);
}

const digest = `sha256:${'a'.repeat(64)}`;
const node = 'docker.io/library/node:24';

describe('the image', () => {
  test.each<[string, readonly string[], Given, string]>([
    ['of the only stage', ['FROM node:24'], {}, node],
    ['without a tag', ['FROM node'], {}, 'docker.io/library/node:latest'],
    ['of another registry', ['FROM ghcr.io/acme/base:1'], {}, 'ghcr.io/acme/base:1'],
    ['of a registry with a port', ['FROM localhost:5000/base'], {}, 'localhost:5000/base:latest'],
    ['of the last stage, not of the first', ['FROM golang AS build', 'FROM node:24'], {}, node],
    ['behind stages', ['FROM node:24 AS a', 'FROM golang AS x', 'FROM a AS b', 'FROM B'], {}, node],
    ['of the target', ['FROM node:24 AS app', 'FROM golang AS other'], { target: 'App' }, node],
    ['of a target by number', ['FROM node:24', 'FROM golang'], { target: '0' }, node],
    ['of the last stage of that name', ['FROM golang AS a', 'FROM node:24 AS a', 'FROM a'], {}, node],
    ['for a platform', ['FROM --platform=$BUILDPLATFORM node:24'], {}, node],
    ['in an argument', ['ARG BASE=node:24', 'FROM ${BASE}'], {}, node],
    ['in an argument in quotes', ['ARG BASE="node:24"', 'FROM $BASE'], {}, node],
    ['in arguments of one line', ['ARG NAME=node VERSION=24', 'FROM $NAME:$VERSION'], {}, node],
    ['in an argument that uses another', ['ARG V=24', 'ARG BASE=node:${V}', 'FROM $BASE'], {}, node],
    ['in an argument that is given', ['ARG V=20', 'FROM node:$V'], { args: { V: '24' } }, node],
    ['in one that has only what is given', ['ARG V', 'FROM node:$V'], { args: { V: '24' } }, node],
    ['in a default', ['ARG V', 'FROM node:${V:-24}'], {}, node],
    ['without a default that is not needed', ['ARG S', 'FROM node:24${S--slim}'], { args: { S: '' } }, node],
    ['with a default for what is empty', ['ARG S', 'FROM node:${S:-24}'], { args: { S: '' } }, node],
    ['in an argument that is named again', ['ARG V=24', 'ARG V', 'FROM node:${V:-20}'], {}, node],
    ['in an argument of several pieces', ['ARG V="2"4', 'FROM node:$V'], {}, node],
    ['in an argument beside a strange one', ['ARG NODE=24', 'ARG MY-NODE=20', 'FROM node:$NODE'], {}, node],
    ['that a context brings', ['FROM base'], { contexts: { base: 'docker-image://node:24' } }, node],
    ['that a context replaces', ['FROM golang:latest'], { contexts: { golang: `docker-image://${node}` } }, node],
    ['that no context replaces', ['FROM node:24'], { contexts: { [node]: 'docker-image://fork:1' } }, node],
    [
      'that no context replaces, in another case',
      ['FROM node:24'],
      { contexts: { 'NODE:24': 'docker-image://f' } },
      node,
    ],
    [
      'that a context brings for a stage',
      ['FROM golang AS a', 'FROM a'],
      { contexts: { a: 'docker-image://node:24' } },
      node,
    ],
  ])('%s', (_, dockerfile, given, reference) => {
    expect(baseOf(dockerfile, given)?.reference).toBe(reference);
  });

  test('with tag and digest', () => {
    expect(baseOf([`FROM node:24@${digest}`])).toEqual({
      image: { registry: 'docker.io', repository: 'library/node' },
      name: '24',
      reference: node,
      digest,
    });
  });

  test('with a digest alone', () => {
    expect(baseOf([`FROM node@${digest}`])).toMatchObject({ reference: `docker.io/library/node@${digest}`, digest });
  });
});

describe('nothing that is certain', () => {
  test.each<[string, readonly string[], Given]>([
    ['from scratch', ['FROM node:24 AS build', 'FROM scratch'], {}],
    ['from scratch behind a stage', ['FROM scratch AS empty', 'FROM empty'], {}],
    ['no stage', ['# empty'], {}],
    ['no such target', ['FROM node:24'], { target: 'app' }],
    ["an argument of BuildKit's own", ['FROM base-${TARGETARCH}'], {}],
    ["an argument of BuildKit's own with a default", ['FROM base-${TARGETARCH:-amd64}'], {}],
    ['a context for one platform', ['FROM node:24'], { contexts: { 'node:24::linux/amd64': 'docker-image://fork' } }],
    ['an argument that is cut to size', ['ARG V=v24', 'FROM node:${V#v}'], {}],
    ['an argument that no ARG names', ['FROM node:$V'], { args: { V: '24' } }],
    ['an argument of a stage', ['FROM golang AS a', 'ARG V=24', 'FROM node:$V'], {}],
    ['an argument without a value', ['ARG V', 'FROM node:$V'], {}],
    ['a folder', ['FROM base'], { contexts: { base: './base' } }],
    ['a layout', ['FROM base'], { contexts: { base: 'oci-layout://./base' } }],
    ['no image name', ['FROM node:24:1'], {}],
  ])('%s', (_, dockerfile, given) => {
    expect(baseOf(dockerfile, given)).toBeUndefined();
  });
});

describe('where stages come from', () => {
  function originsOf(dockerfile: readonly string[], { args, contexts }: Given = {}) {
    return readOrigins(scanDockerfile(dockerfile.join('\n')), {
      buildArgs: pairs(args),
      buildContexts: pairs(contexts),
    });
  }

  test('image, stage, nothing', () => {
    const dockerfile = ['ARG V=24', 'FROM node:$V AS a', 'FROM scratch', 'FROM A AS c', 'FROM x-${TARGETARCH}'];
    expect(originsOf(dockerfile)).toMatchObject([
      { name: 'a', line: 2, from: { kind: 'image', image: { reference: node } } },
      { name: undefined, line: 3, from: { kind: 'other' } },
      { name: 'c', line: 4, from: { kind: 'stage', stage: 0 } },
      { name: undefined, line: 5, from: { kind: 'other' } },
    ]);
  });

  test.each<[string, string, readonly object[]]>([
    ['/', '/', [{ stage: 0, line: 3 }]],
    ['.', '/', [{ stage: 0, line: 3 }]],
    ['./', '/', [{ stage: 0, line: 3 }]],
    ['/.', '/', [{ stage: 0, line: 3 }]],
    ['//', '/root/', [{ stage: 0, line: 3 }]],
    ['/*', '/', [{ stage: 0, line: 3 }]],
    ['/app /', '/', [{ stage: 0, line: 3 }]],
    ['/app', '/', []],
    ['/app/', '/', []],
    ['/.cache', '/', []],
    ['..x', '/', []],
    ['$SOURCE', '/', []],
  ])('COPY --from=a %s %s', (source, destination, rootCopies) => {
    const dockerfile = ['FROM node:24 AS a', 'FROM node:24', `COPY --from=A ${source} ${destination}`];
    expect(originsOf(dockerfile)[1]).toMatchObject({ rootCopies });
  });

  test.each<[string, readonly object[]]>([
    ['0', [{ stage: 0, line: 4 }]],
    ['1', []],
    ['later', []],
    ['2', []],
    ['9', []],
    ['nginx', []],
  ])('the root of %s', (from, rootCopies) => {
    const dockerfile = ['FROM node:24 AS a', 'RUN x', 'FROM node:24', `COPY --from=${from} / /`, 'FROM x AS later'];
    expect(originsOf(dockerfile)[1]).toMatchObject({ rootCopies });
  });

  test('a stage that a context replaces carries nothing out', () => {
    const dockerfile = ['FROM node AS a', 'FROM a AS b', 'ENV A=1', 'COPY --from=a / /'];
    const contexts = { b: 'docker-image://node:24' };
    expect(originsOf(dockerfile, { contexts })[1]).toMatchObject({
      from: { kind: 'image', image: { reference: node } },
      rootCopies: [],
      variables: [],
    });
  });
});

describe('all that a build takes from elsewhere', () => {
  const materialsOf = (lines: readonly string[], { args, contexts }: Given = {}) => {
    const inputs = { buildArgs: pairs(args), buildContexts: pairs(contexts) };
    const materials = readMaterials(scanDockerfile(lines.join('\n')), inputs);
    return materials.kind === 'known' ? materials.images.map(({ reference }) => reference) : materials.because;
  };

  test.each<[string, readonly string[], Given, readonly string[]]>([
    ['bases of all stages', ['FROM golang AS b', 'FROM node:24'], {}, ['docker.io/library/golang:latest', node]],
    ['nothing twice, and no stage', ['FROM node:24 AS a', 'FROM a', 'FROM node:24', 'COPY --from=a / /'], {}, [node]],
    ['an image that is copied from', ['FROM scratch', 'COPY --from=node:24 /a /b'], {}, [node]],
    ['an image that is mounted', ['FROM scratch', 'RUN --mount=type=bind,from=node:24,target=/n true'], {}, [node]],
    [
      'an image that is mounted, in odd words',
      ['FROM scratch', 'RUN --mount=\'"type=bind","FROM=node:24"\' true'],
      {},
      [node],
    ],
    [
      'an image that a later stage is called, too',
      ['FROM node:24 AS a', 'FROM golang AS node'],
      {},
      [node, 'docker.io/library/golang:latest'],
    ],
    ['a stage by number', ['FROM node:24', 'FROM scratch', 'COPY --from=0 /a /b'], {}, [node]],
    ['the frontend', ['# syntax=docker/dockerfile:1', 'FROM node:24'], {}, [node, 'docker.io/docker/dockerfile:1']],
    [
      'a context in its place',
      ['FROM node:24'],
      { contexts: { 'node:24': 'docker-image://alpine:3' } },
      ['docker.io/library/alpine:3'],
    ],
    ['a folder in its place', ['FROM node:24'], { contexts: { 'node:24': '../base' } }, []],
    ['files of the context', ['FROM node:24', 'ADD a.tar /x'], {}, [node]],
  ])('%s', (_, lines, given, wanted) => {
    expect(materialsOf(lines, given)).toEqual(wanted);
  });

  test.each<[readonly string[], Given, string]>([
    [['FROM node:24', 'ADD https://example.com/a /a'], {}, 'the Dockerfile adds https://example.com/a'],
    [
      ['FROM node:24', 'ADD --checksum=sha256:1 ["git@github.com:a/b", "/a"]'],
      {},
      'the Dockerfile adds git@github.com:a/b',
    ],
    [['FROM node:24', 'ADD $FILE /a'], {}, 'the Dockerfile adds $FILE'],
    [['FROM base-${TARGETARCH}'], {}, 'only the build can tell what base-${TARGETARCH} is'],
    [['FROM node:24', 'RUN --mount=from=$X,target=/x true'], {}, 'only the build can tell what $X is'],
    [
      ['FROM node:24'],
      { contexts: { src: 'https://example.com/x.git' } },
      'only the build can tell what https://example.com/x.git is',
    ],
    [['FROM node:24', 'ADD user@host:path/repo.git /'], {}, 'the Dockerfile adds user@host:path/repo.git'],
    [['FROM node:24', 'RUN --mount=type=bind,FROM=$X,target=/m true'], {}, 'only the build can tell what $X is'],
    [
      ['FROM node:24', 'ONBUILD COPY --from=own:1 /a /a'],
      {},
      'only the build can tell what ONBUILD COPY --from=own:1 /a /a does',
    ],
    [
      ['# syntax=docker/dockerfile:1 more', 'FROM node:24'],
      {},
      'only the build can tell what # syntax=docker/dockerfile:1 more does',
    ],
    [
      ['// syntax=docker/dockerfile:1', 'FROM node:24'],
      {},
      'only the build can tell what // syntax=docker/dockerfile:1 does',
    ],
    [
      ['FROM node:24'],
      { contexts: { lib: 'github.com/acme/lib.git' } },
      'only the build can tell what github.com/acme/lib.git is',
    ],
    [['FROM node:24'], { args: { BUILDKIT_SYNTAX: 'x' } }, '`build-args` name another frontend'],
  ])('%j: not certain', (lines, given, because) => {
    expect(materialsOf(lines, given)).toBe(because);
  });
});
