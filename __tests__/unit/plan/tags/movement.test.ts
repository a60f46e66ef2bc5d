/** Promise 3 as a table: what a tag shows, and whether it moves. */
import { describe, expect, test } from '@jest/globals';
import type { Asked } from '../../../../src/model/facts.ts';
import type { Ancestry, Tag, TagOrder } from '../../../../src/model/names.ts';
import { type Evidence, judgeMove } from '../../../../src/plan/tags/movement.ts';

const shown = {
  digest: `sha256:61bd33f0a2c4${'0'.repeat(52)}`,
  revision: `5c0e91d${'0'.repeat(33)}`,
  version: '2.3.0',
};
const head = (value: boolean): Asked<boolean> => ({ kind: 'known', value, from: 'GitHub' });
const heads: readonly Asked<boolean>[] = [
  head(true),
  head(false),
  { kind: 'not-asked' },
  { kind: 'unknown', because: 'b' },
];
const unknown: Ancestry = { kind: 'unknown', because: 'GitHub answered 500' };
const ancestries: readonly Ancestry[] = [
  { kind: 'same' },
  { kind: 'descendant' },
  { kind: 'older' },
  { kind: 'diverged' },
  unknown,
];

const fixed: TagOrder = { kind: 'fixed' };
const commit: TagOrder = { kind: 'commit', ofRef: true };
const version: TagOrder = { kind: 'version', scheme: 'semver', version: '1.9.4' };

function judge(order: TagOrder, evidence: Partial<Evidence> = {}) {
  const tag: Tag = { name: 'x', image: { registry: 'ghcr.io', repository: 'a/b' }, reference: 'ghcr.io/a/b:x', order };
  return judgeMove(tag, {
    shown,
    ancestry: unknown,
    headOfRef: { kind: 'not-asked' },
    compared: undefined,
    merged: false,
    ...evidence,
  });
}

const newer = 'it shows 5c0e91d, which is newer than this commit';
const other = 'it shows 5c0e91d, which is not an ancestor of this commit';
const past = (because: string) => `${because.replace('shows', 'showed')}: its branch points at this commit now`;

describe('follows the history', () => {
  const rows = ancestries.flatMap((ancestry) => heads.map((headOfRef) => ({ ancestry, headOfRef })));
  test.each(rows)('%j', ({ ancestry, headOfRef }) => {
    const verdict = judge(commit, { ancestry, headOfRef });
    const atHead = headOfRef.kind === 'known' && headOfRef.value;
    switch (ancestry.kind) {
      case 'same':
      case 'descendant':
        return expect(verdict).toEqual({ move: true });
      case 'unknown':
        return expect(verdict).toEqual({
          move: true,
          note: 'nobody could tell whether it showed an older commit: GitHub answered 500',
        });
      default: {
        const because = ancestry.kind === 'older' ? newer : other;
        return expect(verdict).toEqual(atHead ? { move: true, note: past(because) } : { move: false, because });
      }
    }
  });
});

describe('belongs to one commit', () => {
  test.each(ancestries.flatMap((ancestry) => heads.map((headOfRef) => ({ ancestry, headOfRef }))))('%j', (evidence) => {
    const because = 'it belongs to another image already (commit 5c0e91d, sha256:61bd33f0a2c4)';
    expect(judge(fixed, evidence)).toEqual(
      evidence.ancestry.kind === 'same' ? { move: true } : { move: false, because },
    );
  });

  test('an image that names no commit is another one', () => {
    expect(judge(fixed, { shown: { ...shown, revision: '' } })).toMatchObject({
      move: false,
      because: expect.stringContaining('(no commit named, sha256:61bd33f0a2c4)'),
    });
  });
});

describe('follows the versions, whatever the history says', () => {
  const others = ancestries.filter(({ kind }) => kind !== 'same');
  const rows = others.flatMap((ancestry) => heads.map((headOfRef) => ({ ancestry, headOfRef })));

  test.each(['1.9.4', '1.9.4-alpine', '1.9.4-1'])('a rerun of the same commit, %s', (found) => {
    const evidence = { shown: { ...shown, version: found }, ancestry: { kind: 'same' as const }, compared: 1 };
    expect(judge(version, evidence)).toEqual({ move: true });
  });

  test('a higher version of the same commit', () => {
    expect(judge(version, { ancestry: { kind: 'same' }, compared: 1 })).toMatchObject({ move: false });
  });

  test.each(rows)('%j', (evidence) => {
    const because = 'it shows 2.3.0, which is higher than 1.9.4';
    expect(judge(version, { ...evidence, compared: 1 })).toEqual({ move: false, because });
    expect(judge(version, { ...evidence, compared: 0 })).toEqual({ move: true });
    expect(judge(version, { ...evidence, compared: -1 })).toEqual({ move: true });
  });

  test.each(rows)('nothing to compare with, and %j: like a branch', (evidence) => {
    const asBranch = judge(commit, { ...evidence, compared: undefined });
    const note = 'it showed 2.3.0, which cannot be compared with 1.9.4';
    expect(judge(version, { ...evidence, compared: undefined })).toEqual(
      asBranch.move ? { move: true, note } : asBranch,
    );
  });

  test('an image that names no version', () => {
    expect(judge(version, { shown: { ...shown, version: '' } })).toEqual({
      move: true,
      note: 'it showed an image that names no version',
    });
  });
});

describe('the second line of releases', () => {
  const diverged: Ancestry = { kind: 'diverged' };

  test('a tag of the history goes to the higher version', () => {
    expect(judge(commit, { ancestry: diverged, compared: -1 })).toEqual({
      move: true,
      note: 'it showed 5c0e91d, which is not an ancestor of this commit: its version 2.3.0 is lower',
    });
  });

  test.each([0, 1, undefined])('and to no other (%s)', (compared) => {
    expect(judge(commit, { ancestry: diverged, compared })).toEqual({ move: false, because: other });
  });

  test('an older commit of the same line never has it', () => {
    expect(judge(commit, { ancestry: { kind: 'older' }, compared: -1 })).toEqual({ move: false, because: newer });
  });
});

test("a pull request's image, merged with its base, leaves the commit's own image alone", () => {
  const because = 'it shows this commit already, and this image has it merged with the base branch';
  expect(judge(fixed, { ancestry: { kind: 'same' }, merged: true })).toEqual({ move: false, because });
  expect(judge(commit, { ancestry: { kind: 'same' }, merged: true })).toEqual({ move: true });
});

test('labels of a foreign image are cut', () => {
  const long = { ...shown, revision: 'x'.repeat(500), version: 'y'.repeat(500) };
  expect(JSON.stringify(judge(fixed, { shown: long })).length).toBeLessThan(200);
  expect(JSON.stringify(judge(version, { shown: long })).length).toBeLessThan(300);
  expect(JSON.stringify(judge(commit, { shown: long, ancestry: { kind: 'older' } })).length).toBeLessThan(200);
});
