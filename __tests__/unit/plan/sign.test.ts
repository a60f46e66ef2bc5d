/** Whether the image is signed, and with what. */
import { expect, test } from '@jest/globals';
import type { Facts } from '../../../src/model/facts.ts';
import { contextOf } from '../events.ts';
import { facts, planned, token, type Words } from '../plans.ts';

const ready: Facts = { ...facts, cosign: true, identity: true };
const text = '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nabc\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----';

test.each<[string, Words, string]>([
  ['the identity of the job', { sign: 'true' }, 'identity'],
  ['the text of a key', { 'sign-key': text }, 'file'],
  ['the name of a key', { 'sign-key': 'awskms:///alias/release' }, 'name'],
  ['a key rather than the identity', { sign: 'true', 'sign-key': text }, 'file'],
])('signs with %s', async (_, words, kind) => {
  const { plan, problems } = await planned({ words: { ...token, ...words }, facts: ready });
  expect(problems).toEqual([]);
  expect(plan.sign).toMatchObject({ run: true, with: { kind } });
  expect(JSON.stringify(plan)).not.toContain('BEGIN ENCRYPTED');
});

test('does not sign unasked, nor what is not pushed', async () => {
  expect((await planned({ facts: ready })).plan.sign).toEqual({ run: false, because: '`sign` is false' });
  const words = { ...token, sign: 'true' };
  const fork = await planned({ words, context: contextOf('pull-request-fork') });
  expect(fork).toMatchObject({ plan: { sign: { run: false, because: 'nothing is pushed' } }, problems: [] });
});

test('a key needs no identity, and nothing works without cosign', async () => {
  const of = async (words: Words, seen: Facts) =>
    (await planned({ words: { ...token, ...words }, facts: seen })).problems.map(({ wrong }) => wrong);
  expect(await of({ 'sign-key': text }, { ...ready, identity: false })).toEqual([]);
  expect(await of({ sign: 'true' }, { ...ready, identity: false })).toEqual([
    "needs the job's identity, which it may not ask for",
  ]);
  expect(await of({ 'sign-key': text }, facts)).toEqual(['needs cosign 3 or newer, which is not on this runner']);
});
