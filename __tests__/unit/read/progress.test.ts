/** BuildKit's progress as `--progress=rawjson` prints it. */
import { describe, expect, test } from '@jest/globals';
import { readProgress, readStepName } from '../../../src/read/progress.ts';

describe('names of one target', () => {
  test.each([
    ['[1/2] FROM docker.io/library/alpine:3', '', '1/2', 'FROM docker.io/library/alpine:3'],
    ['[build 2/3] RUN make', 'build', '2/3', 'RUN make'],
    ['[stage-1 2/2] COPY --from=build /a /a', 'stage-1', '2/2', 'COPY --from=build /a /a'],
    ['[linux/arm64 build 2/3] RUN make', 'build', '2/3', 'RUN make'],
    ['[linux/amd64->arm64 build 2/3] RUN make', 'build', '2/3', 'RUN make'],
    ['[linux/arm/v7 2/3] RUN make', '', '2/3', 'RUN make'],
    ['exporting to image', '', '', 'exporting to image'],
    ['[auth] acme/app:pull token for ghcr.io', 'auth', '', 'acme/app:pull token for ghcr.io'],
    ['', '', '', ''],
  ])('%s', (name, stage, position, instruction) => {
    expect(readStepName(name, false)).toMatchObject({ stage, position, instruction, internal: false });
  });
});

test.each([
  ['[linux/arm64 build 2/3] RUN make', 'linux/arm64'],
  ['[final linux/amd64->arm64 build 2/3] RUN make', 'linux/arm64'],
  ['[linux/arm/v7 2/3] RUN make', 'linux/arm/v7'],
  ['[build 2/3] RUN make', ''],
  ['exporting to image', ''],
])('the platform of %s', (name, platform) => {
  expect(readStepName(name, name.startsWith('[final')).platform).toBe(platform);
});

describe('names of two targets, which bake puts first', () => {
  test.each([
    ['[test test 2/2] RUN npm test', 'test', '2/2', 'RUN npm test', false],
    ['[final build 2/3] RUN make', 'build', '2/3', 'RUN make', false],
    ['[final 2/3] RUN make', '', '2/3', 'RUN make', false],
    ['[final stage-3 2/2] RUN sleep 3', 'stage-3', '2/2', 'RUN sleep 3', false],
    ['[final linux/arm64 build 2/3] RUN make', 'build', '2/3', 'RUN make', false],
    ['[test internal] load .dockerignore', '', '', 'load .dockerignore', true],
    ['[internal] load local bake definitions', '', '', 'load local bake definitions', true],
    ['[final] exporting to image', '', '', 'exporting to image', false],
    ['[test] importing cache manifest from a/b:c', '', '', 'importing cache manifest from a/b:c', false],
    ['[final auth] acme/app:pull token for ghcr.io', 'auth', '', 'acme/app:pull token for ghcr.io', false],
  ])('%s', (name, stage, position, instruction, internal) => {
    expect(readStepName(name, true)).toMatchObject({ stage, position, instruction, internal });
  });
});

test.each([
  ['[b 1/1] RUN cat /b.txt &&     echo built > /c.txt', 'RUN cat /b.txt && echo built > /c.txt'],
  ['[b 1/1] RUN <<EOF (set -e...)\nset -e\n\tmake\nEOF', 'RUN <<EOF (set -e...) set -e make EOF'],
  ['[b 1/1] RUN [ -f x ] && echo [y]', 'RUN [ -f x ] && echo [y]'],
])('an instruction of several lines is told in one: %j', (name, instruction) => {
  expect(readStepName(name, false)).toMatchObject({ stage: 'b', instruction });
});

const digest = 'sha256:6a142d7dd61fc959e6b72067acb7aef14120935c1f4c492debd0584f72efff86';
const base64 = (text: string) => Buffer.from(text).toString('base64');

test('a vertex', () => {
  const line = `{"vertexes":[{"digest":"${digest}","inputs":["sha256:0"],"name":"[a 1/1] RUN x","started":"2026-11-21T10:45:42.1Z","completed":"2026-11-21T10:45:43.2Z","cached":true,"error":"no"}]}`;
  expect(readProgress(line)).toEqual([
    {
      kind: 'vertex',
      digest,
      name: '[a 1/1] RUN x',
      started: '2026-11-21T10:45:42.1Z',
      completed: '2026-11-21T10:45:43.2Z',
      cached: true,
      error: 'no',
    },
  ]);
});

test('a vertex of which nothing is known yet', () => {
  expect(readProgress(`{"vertexes":[{"digest":"${digest}"}]}`)).toEqual([
    { kind: 'vertex', digest, name: '', started: undefined, completed: undefined, cached: false, error: undefined },
  ]);
});

test.each(['one\n', 'ä€🚀\n', '\u0000\u001b[31m', ''])('a log: %j', (text) => {
  const [update] = readProgress(JSON.stringify({ logs: [{ vertex: digest, stream: 1, data: base64(text) }] }));
  expect(update).toMatchObject({ kind: 'log', digest });
  expect(update?.kind === 'log' && Buffer.from(update.data).toString()).toBe(text);
});

test('bytes that are no text arrive as they are', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  const data = Buffer.from(bytes).toString('base64');
  expect(readProgress(JSON.stringify({ logs: [{ vertex: digest, data }] }))).toEqual([
    { kind: 'log', digest, data: bytes },
  ]);
});

test('a warning, with and without its line', () => {
  const short = base64("FromAsCasing: 'as' and 'FROM' keywords' casing do not match (line 9)");
  const url = 'https://docs.docker.com/go/dockerfile/rule/from-as-casing/';
  const line = JSON.stringify({ warnings: [{ short, url, range: [{ start: { line: 9 } }] }, { short: base64('x') }] });
  expect(readProgress(line)).toEqual([
    { kind: 'warning', message: "FromAsCasing: 'as' and 'FROM' keywords' casing do not match (line 9)", url, line: 9 },
    { kind: 'warning', message: 'x', url: undefined, line: undefined },
  ]);
});

test('several things in one line keep their order', () => {
  const line = JSON.stringify({ warnings: [{ short: '' }], logs: [{ vertex: 'b' }], vertexes: [{ digest: 'a' }] });
  expect(readProgress(line).map(({ kind }) => kind)).toEqual(['vertex', 'log', 'warning']);
});

test.each([
  '',
  '  ',
  '{}',
  '{"vertexes":null,"logs":null}',
  '{"statuses":[{"id":"transferring dockerfile:","current":30}]}',
])('nothing in %j', (line) => {
  expect(readProgress(line)).toEqual([]);
});

test.each([
  'ERROR: target test: failed to solve: x',
  'Dockerfile:10',
  '{"vertexes":[{"digest":"sha256:6a',
  '{"vertexes":[}',
  '>>> RUN [ -f x ]',
  '12',
  'null',
])('a line that is no JSON is text: %s', (text) => expect(readProgress(text)).toEqual([{ kind: 'text', text }]));

test.each(['{"vertexes":7}', '{"logs":[{"vertex":"a","data":"*"}]}', '{"vertexes":[null]}'])(
  'JSON of another shape is text: %s',
  (line) => {
    expect(readProgress(line)).toEqual([{ kind: 'text', text: line }]);
  },
);
