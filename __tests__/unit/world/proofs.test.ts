/** Proofs of other jobs, where a workflow brings them: lines, files, folders. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Proof } from '../../../src/model/facts.ts';
import { findProofs } from '../../../src/world/proofs.ts';

const proof: Proof = {
  version: 1,
  revision: 'a'.repeat(40),
  digest: `sha256:${'b'.repeat(64)}`,
  names: ['ghcr.io/acme/app'],
  imageVersion: 'main',
  platforms: ['linux/amd64'],
  inputs: { target: 'abc' },
  gates: [{ gate: 'test stage', state: 'passed' }],
};
const text = JSON.stringify(proof);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-proofs-'));
  await mkdir(join(folder, 'all', 'arm'), { recursive: true });
  await mkdir(join(folder, 'none', 'slipway-proof-a.json'), { recursive: true });
  await writeFile(join(folder, 'all', 'slipway-proof-amd.json'), text);
  await writeFile(join(folder, 'all', 'arm', 'slipway-proof-arm.json'), `${text}\n`);
  await writeFile(join(folder, 'all', 'package.json'), '{}');
  await writeFile(join(folder, 'bad.json'), '{"version":1}');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const kinds = async (...items: readonly string[]) =>
  (await findProofs(items, folder)).map((one) =>
    one.kind === 'read' ? one.from : `${one.problem.value}: ${one.problem.wrong}`,
  );

test('lines, files, and folders with what is in them', async () => {
  expect(await findProofs([text], folder)).toEqual([{ kind: 'read', from: 'line 1', proof }]);
  expect(await kinds('all/slipway-proof-amd.json', text)).toEqual(['all/slipway-proof-amd.json', 'line 2']);
  expect(await kinds('all')).toEqual(['all/arm/slipway-proof-arm.json', 'all/slipway-proof-amd.json']);
});

test('whatever is given, it is told what is wrong with it', async () => {
  expect(await kinds('x'.repeat(300))).toEqual([`${'x'.repeat(80)}...: does not exist in the workspace`]);
  expect(await kinds('[{"version":1}]')).toEqual(['[{"version":1}]: does not exist in the workspace']);
});

test('what is not there, or is no proof', async () => {
  expect(
    await kinds('missing', 'none', 'bad.json', 'all/slipway-proof-amd.json/deeper', `app@${proof.digest}`),
  ).toEqual([
    'missing: does not exist in the workspace',
    'none: is a folder without any file slipway-proof-….json',
    'bad.json: is no proof of a job with `stage: build` of this version',
    'all/slipway-proof-amd.json/deeper: does not exist in the workspace',
    `app@${proof.digest}: is a digest`,
  ]);
});

describe('no proof', () => {
  test.each([
    ['another version', { version: 2 }],
    ['a digest that is none', { digest: 'sha256:x' }],
    ['a name that is no text', { names: [1] }],
    ['no platforms', { platforms: undefined }],
    ['a gate that nobody knows', { gates: [{ gate: 'luck', state: 'passed' }] }],
    ['a gate that failed', { gates: [{ gate: 'lint', state: 'failed' }] }],
    ['a gate that did not run for no reason', { gates: [{ gate: 'lint', state: 'skipped' }] }],
    ['inputs that are no text', { inputs: { target: {} } }],
  ])('%s', async (_, changes) => {
    expect(await kinds(JSON.stringify({ ...proof, ...changes }))).toEqual([
      'line 1: is no proof of a job with `stage: build` of this version',
    ]);
  });

  test.each(['{', '{}', '{"version":'])('%s', async (words) => {
    expect(await kinds(words)).toHaveLength(1);
    expect((await kinds(words))[0]).toMatch(/is no proof/);
  });
});
