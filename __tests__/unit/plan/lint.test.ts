/** What lint says about images, and where it says nothing. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Pair } from '../../../src/model/inputs.ts';
import type { Finding } from '../../../src/model/outcome.ts';
import { applyLint, fromBuildKit, judgeImage, type LintSubject, secretsTold } from '../../../src/plan/lint.ts';
import { readOrigins } from '../../../src/read/dockerfile/base.ts';
import { scanDockerfile } from '../../../src/read/dockerfile/dockerfile.ts';
import { readEnvironment, readHistory } from '../../../src/read/image-history.ts';

interface Given extends Partial<LintSubject> {
  readonly text?: readonly string[];
  readonly buildContexts?: readonly Pair[];
}

const nothing = { environment: [], history: [], provenance: [] };
const good = ['FROM node:24 AS build', 'RUN make', 'FROM build AS test', 'RUN make test', 'FROM node:24-slim'];

/** Gives the findings about an image that has no fault but what is given. */
function judge({ text = good, buildContexts = [], ...given }: Given) {
  return judgeImage({
    dockerfile: 'Dockerfile',
    stages: readOrigins(scanDockerfile(text.join('\n')), { buildArgs: [], buildContexts }),
    target: undefined,
    testTarget: undefined,
    user: 'node',
    healthCheck: true,
    needsHealthCheck: undefined,
    variables: nothing,
    told: [],
    ...given,
  });
}

const at = (line: number) => ({ file: 'Dockerfile', line });
const pair = (key: string, value: string): Pair => ({ key, value });

test('nothing about an image without faults', () => {
  expect(judge({ testTarget: 'test', needsHealthCheck: 'it is smoke-tested' })).toEqual([]);
});

describe('RunsAsRoot', () => {
  test.each(['', 'root', '0', '00', '0:0', '0:1000', 'root:root', 'root:0', ':1000'])('%j', (user) => {
    expect(judge({ user })).toEqual([
      {
        rule: 'RunsAsRoot',
        message: 'The image runs as root',
        cure: 'add a USER instruction that names another user',
        place: at(5),
      },
    ]);
  });

  test.each(['node', '1000', '1000:0', 'node:root', 'rootless', 'notroot', '10', '0x', 'Root'])('not %j', (user) => {
    expect(judge({ user })).toEqual([]);
  });

  test('is told where the stage of the image begins', () => {
    expect(judge({ user: '', target: 'build' })[0]?.place).toEqual(at(1));
    expect(judge({ user: '', target: '1' })[0]?.place).toEqual(at(3));
    expect(judge({ user: '', target: 'nope' })[0]?.place).toBeUndefined();
    expect(judge({ user: '', text: [] })[0]?.place).toBeUndefined();
    expect(judge({ user: '', dockerfile: undefined })[0]?.place).toBeUndefined();
  });
});

describe('NoHealthCheck', () => {
  test('only when something depends on it', () => {
    expect(judge({ healthCheck: false })).toEqual([]);
    expect(judge({ healthCheck: false, needsHealthCheck: 'it is smoke-tested' })).toEqual([
      {
        rule: 'NoHealthCheck',
        message: 'The image has no HEALTHCHECK although it is smoke-tested',
        cure: 'add a HEALTHCHECK instruction',
        place: at(5),
      },
    ]);
  });
});

describe('BaseNotPinned', () => {
  const digest = `sha256:${'a'.repeat(64)}`;

  test.each<[string, readonly string[], number]>([
    ['without a tag', ['FROM node'], 1],
    ['with latest', ['FROM node:latest'], 1],
    ['of another registry', ['FROM localhost:5000/base'], 1],
    ['in an argument', ['ARG BASE=node', 'FROM $BASE'], 2],
    ['for a platform', ['FROM --platform=linux/arm64 node'], 1],
    ['of a stage that the image does not need', ['FROM golang', 'FROM node:24'], 1],
    ['of a stage that the image is built on', ['FROM node:24', 'FROM golang AS a', 'FROM a'], 2],
  ])('an image %s', (_, text, line) => {
    expect(judge({ text })).toEqual([expect.objectContaining({ rule: 'BaseNotPinned', place: at(line) })]);
  });

  test('each in its place', () => {
    expect(judge({ text: ['FROM node', 'FROM ghcr.io/acme/base', 'FROM node'] }).map(({ place }) => place)).toEqual(
      [1, 2, 3].map(at),
    );
    expect(judge({ text: ['FROM node'] })).toEqual([
      {
        rule: 'BaseNotPinned',
        message: 'The base image docker.io/library/node:latest is another one after each of its releases',
        cure: 'name a version, or a digest, in FROM',
        place: at(1),
      },
    ]);
  });

  test.each<[string, readonly string[]]>([
    ['a tag', ['FROM node:24']],
    ['a digest', [`FROM node@${digest}`]],
    ['latest with its digest', [`FROM node:latest@${digest}`]],
    ['a tag that begins like latest', ['FROM node:latest-alpine']],
    ['a stage', ['FROM node:24 AS base', 'FROM base']],
    ['scratch', ['FROM scratch']],
    ['an argument without a value', ['ARG BASE', 'FROM $BASE']],
    ["an argument of BuildKit's own", ['FROM node-${TARGETARCH}']],
    ['a tag in an argument', ['ARG V=24', 'FROM node:$V']],
  ])('not %s', (_, text) => expect(judge({ text })).toEqual([]));

  test('what a context brings counts, not what it replaces', () => {
    const brings = (value: string) => judge({ text: ['FROM base'], buildContexts: [pair('base', value)] });
    expect(brings('docker-image://node:24')).toEqual([]);
    expect(brings('./base')).toEqual([]);
    expect(brings('docker-image://node')).toHaveLength(1);
  });
});

describe('SecretInImage', () => {
  const variables = (wish: Partial<LintSubject['variables']>) => ({ variables: { ...nothing, ...wish } });
  const secret = pair('APP_TOKEN', 'hunter2');

  test.each(['environment', 'history', 'provenance'] as const)('in the %s', (where) => {
    expect(judge(variables({ [where]: [secret] }))).toEqual([
      {
        rule: 'SecretInImage',
        message: `APP_TOKEN in the image's ${where} looks like a secret by its name`,
        cure: expect.stringMatching(where === 'environment' ? /^give it to the container/ : /^pass it in `secrets`/),
        place: undefined,
      },
    ]);
  });

  test('once for each variable, where it is easiest seen', () => {
    const everywhere = variables({ provenance: [secret], history: [secret, secret], environment: [secret] });
    expect(judge(everywhere).map(({ message }) => message)).toEqual([
      "APP_TOKEN in the image's environment looks like a secret by its name",
    ]);
  });

  test('also where it was wiped later', () => {
    const wiped = { environment: [pair('APP_TOKEN', '')], history: [pair('APP_TOKEN', ''), secret] };
    expect(judge(variables(wiped)).map(({ message }) => message)).toEqual([
      "APP_TOKEN in the image's history looks like a secret by its name",
    ]);
  });

  test('not when BuildKit has named it already', () => {
    const told = [`Do not use ARG or ENV instructions for sensitive data (ENV "APP_TOKEN") (line 3)`];
    const findings = told.map((message) => fromBuildKit({ message: `SecretsUsedInArgOrEnv: ${message}`, ...unplaced }));
    expect(secretsTold(findings)).toEqual(['APP_TOKEN']);
    const both = variables({ environment: [secret, pair('OTHER_TOKEN', 'x1')] });
    expect(judge({ ...both, told: secretsTold(findings) }).map(({ message }) => message)).toEqual([
      "OTHER_TOKEN in the image's environment looks like a secret by its name",
    ]);
  });

  test('is told on the last line that declares it on the way to the image', () => {
    const text = [
      'FROM node:24 AS base',
      'ENV APP_TOKEN=a',
      'FROM base AS other',
      'ENV APP_TOKEN=b',
      'FROM base',
      'COPY --from=other /a /b',
    ];
    expect(judge({ text, ...variables({ environment: [secret] }) })[0]?.place).toEqual(at(2));
    expect(judge({ text: [...text, 'ARG APP_TOKEN'], ...variables({ history: [secret] }) })[0]?.place).toEqual(at(7));
    expect(judge({ text, target: 'other', ...variables({ environment: [secret] }) })[0]?.place).toEqual(at(4));
  });

  test('of a real image, without a piece of any value', () => {
    const recorded = (name: string) => readFileSync(`__tests__/fixtures/image-history/${name}`, 'utf8');
    const text = recorded('Dockerfile').split('\n');
    const known = scanDockerfile(text.join('\n')).stages.flatMap((stage) => stage.variables.map(({ name }) => name));
    const environment = readEnvironment(JSON.parse(recorded('env.jsonl')) as string[]);
    for (const name of ['docker.jsonl', 'engine.jsonl']) {
      const findings = judge({ text, ...variables({ environment, history: readHistory(recorded(name), known) }) });
      expect(findings.map(({ message, place }) => [message, place?.line])).toEqual([
        ["NPM_TOKEN in the image's history looks like a secret by its name", 2],
        ["PGPASSWORD in the image's history looks like a secret by its name", 8],
        ["SIGNING in the image's history looks like a private key", 9],
        ["DB_PASSWORD in the image's history looks like a secret by its name", 6],
      ]);
      expect(JSON.stringify(findings)).not.toMatch(/0a1b2c3d|hunter2|letmein|MIIabc|fast|words/);
    }
  });
});

describe('TestStageInImage', () => {
  const judged = (text: readonly string[], testTarget = 'test', target?: string) => judge({ text, testTarget, target });

  test.each<[string, readonly string[], number]>([
    ['FROM', ['FROM node:24 AS test', 'FROM test'], 2],
    ['FROM a stage that is from it', ['FROM node:24 AS test', 'FROM test AS a', 'FROM a'], 2],
    ['COPY of its root', ['FROM node:24 AS test', 'FROM scratch', 'COPY --from=test / /'], 3],
    ['COPY onto another stage', ['FROM node:24 AS test', 'FROM node:24 AS a', 'FROM a', 'COPY --from=test / /'], 4],
    ['COPY by its number', ['FROM node:24 AS test', 'FROM scratch', 'COPY --from=0 / /'], 3],
    ['COPY in a stage before', ['FROM node:24 AS test', 'FROM scratch AS a', 'COPY --from=test . .', 'FROM a'], 3],
    [
      'COPY of the root of a stage that is from it',
      ['FROM node:24 AS test', 'FROM test AS a', 'FROM scratch', 'COPY --from=a /app /', 'COPY --from=a / /'],
      2,
    ],
  ])('by %s', (_, text, line) => {
    expect(judged(text)).toEqual([
      {
        rule: 'TestStageInImage',
        message: 'The image holds all of the test stage test',
        cure: 'copy only the files that the image needs',
        place: at(line),
      },
    ]);
  });

  test('when it is the image', () => {
    const finding = {
      rule: 'TestStageInImage',
      message: 'The image is the test stage itself',
      cure: 'make a stage for the image that is not the test',
      place: at(2),
    };
    expect(judged(['ARG A', 'FROM node:24 AS test'])).toEqual([finding]);
    expect(judged(['ARG A', 'FROM node:24 AS test', 'FROM node:24'], '0', 'Test')).toEqual([finding]);
  });

  test.each<[string, readonly string[]]>([
    ['files are copied', ['FROM node:24 AS test', 'FROM scratch', 'COPY --from=test /app /app']],
    ['it is from the same stage', ['FROM node:24 AS a', 'FROM a AS test', 'FROM a']],
    ['another stage is from it', ['FROM node:24 AS test', 'FROM test AS report', 'FROM node:24']],
    ['another stage copies it', ['FROM node:24 AS test', 'FROM scratch AS x', 'COPY --from=test / /', 'FROM node:24']],
    ['it holds the image', ['FROM node:24 AS app', 'FROM app AS test', 'FROM app AS end']],
    ['the context is copied', ['FROM node:24 AS test', 'FROM scratch', 'COPY / /']],
    ['an image has its name', ['FROM test:1', 'COPY --from=test:1 / /', 'FROM node:24 AS test', 'FROM node:24']],
  ])('not when %s', (_, text) => expect(judged(text)).toEqual([]));

  test('not without a test stage, or without the Dockerfile', () => {
    const text = ['FROM node:24 AS test', 'FROM test'];
    expect(judge({ text })).toEqual([]);
    expect(judge({ text: [], testTarget: 'test' })).toEqual([]);
    expect(judged(text, 'nope')).toEqual([]);
    expect(judged(text, 'test', 'nope')).toEqual([]);
  });

  test('not when a context takes the place of the stage in between', () => {
    const text = ['FROM node:24 AS test', 'FROM test AS a', 'FROM a'];
    expect(judge({ text, testTarget: 'test', buildContexts: [pair('a', 'docker-image://node:24')] })).toEqual([]);
  });

  test('many stages that copy one another cost one pass', () => {
    const stages = Array.from({ length: 200 }, (_, n) => [
      `FROM s${n}`,
      `COPY --from=s${n} / /`,
      `FROM s${n} AS s${n + 1}`,
    ]);
    const started = performance.now();
    expect(judged(['FROM node:24 AS s0', 'FROM node:24 AS test', ...stages.flat()])).toEqual([]);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

const unplaced = { place: undefined, url: undefined };

describe("BuildKit's own", () => {
  const url = 'https://docs.docker.com/go/dockerfile/rule/from-as-casing/';
  const message = "FromAsCasing: 'as' and 'FROM' keywords' casing do not match (line 9)";

  test('with rule and place', () => {
    expect(fromBuildKit({ message, place: at(9), url })).toEqual({
      rule: 'FromAsCasing',
      message: "'as' and 'FROM' keywords' casing do not match",
      cure: 'write it as the rule asks for',
      place: at(9),
      url,
    });
  });

  test('the words keep a line that nothing else tells', () => {
    expect(fromBuildKit({ message, ...unplaced }).message).toMatch(/ \(line 9\)$/);
  });

  test.each(['base image was pulled: slowly', 'x', '', 'HTTP 500: x', 'HTTP: x', 'Error: x'])(
    '%j gets a name',
    (text) => {
      expect(fromBuildKit({ message: text, ...unplaced })).toMatchObject({ rule: 'BuildKitWarning', message: text });
    },
  );

  test('JSONArgsRecommended is a name too', () => {
    expect(fromBuildKit({ message: 'JSONArgsRecommended: x: y', ...unplaced })).toMatchObject({
      rule: 'JSONArgsRecommended',
      message: 'x: y',
    });
  });

  test('only SecretsUsedInArgOrEnv names variables', () => {
    const told = ['SecretsUsedInArgOrEnv: x (ARG "A") (line 1)', 'SecretsUsedInArgOrEnv: x', 'Other: x (ARG "B")'];
    expect(secretsTold(told.map((text) => fromBuildKit({ message: text, ...unplaced })))).toEqual(['A']);
  });
});

describe('lint and lint-ignore', () => {
  const finding = (rule: string): Finding => ({ rule, message: 'm', cure: 'c', place: undefined });
  const root = finding('RunsAsRoot');
  const casing = finding('FromAsCasing');

  test.each<['warn' | 'error', readonly string[], readonly Finding[], boolean]>([
    ['warn', [], [root, casing], false],
    ['error', [], [root, casing], true],
    ['error', ['runsasROOT'], [casing], true],
    ['error', ['RunsAsRoot', 'FromAsCasing'], [], false],
    ['error', ['Runs'], [root, casing], true],
  ])('%s without %j', (level, ignore, findings, failed) => {
    const verdict = applyLint({ level, ignore }, [root, casing]);
    expect(verdict).toMatchObject({ findings, failed, silenced: 2 - findings.length });
  });

  test('off', () => {
    expect(applyLint({ level: 'off', ignore: ['Nope'] }, [root])).toEqual({
      findings: [],
      silenced: 0,
      failed: false,
      notes: [],
    });
  });

  test('error without findings', () => {
    expect(applyLint({ level: 'error', ignore: [] }, []).failed).toBe(false);
  });

  test.each<[string, readonly string[]]>([
    ['NoHealthCheck', []],
    ['nohealthcheck', []],
    ['UndefinedVar', []],
    ['BrandNewRule', []],
    ['RunAsRoot', ['`lint-ignore` names RunAsRoot, which is no rule that is known here; did you mean RunsAsRoot?']],
    ['Zzz', ['`lint-ignore` names Zzz, which is no rule that is known here']],
  ])('a note about %s', (name, notes) => {
    expect(applyLint({ level: 'warn', ignore: [name] }, [finding('BrandNewRule')]).notes).toEqual(notes);
  });
});
