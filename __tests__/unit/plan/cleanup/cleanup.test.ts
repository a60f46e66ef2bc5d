/** What goes, what stays, and in which order. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type CleanupPlan,
  childrenOf,
  decideCleanup,
  type Manifest,
  type Stock,
  type Wish,
} from '../../../../src/plan/cleanup/cleanup.ts';
import { type Aged, newestOf, oldOnes, wishesFor } from '../../../../src/plan/cleanup/wishes.ts';

const digest = (word: string) => `sha256:${Buffer.from(word).toString('hex').padEnd(64, '0').slice(0, 64)}`;
const index = (...words: readonly string[]): Manifest => ({
  manifests: words.map((word) => ({ digest: digest(word) })),
});
const of = (subject: string): Manifest => ({ subject: { digest: digest(subject) } });

/** Words stand for digests. */
interface Rows {
  readonly tags: Readonly<Record<string, string>>;
  readonly manifests?: Readonly<Record<string, Manifest>>;
  readonly referrers?: Readonly<Record<string, readonly string[]>>;
  readonly wishes: readonly string[];
  readonly alone?: readonly string[];
  readonly deployed?: readonly string[];
}

function stockOf({ tags, manifests = {}, referrers = {} }: Pick<Rows, 'tags' | 'manifests' | 'referrers'>): Stock {
  const shown = Object.values(tags).map((word): [string, Manifest] => [digest(word), {}]);
  const read = Object.entries(manifests).map(([word, manifest]): [string, Manifest] => [digest(word), manifest]);
  return {
    image: { registry: 'registry.test', repository: 'acme/app' },
    tags: new Map(Object.entries(tags).map(([name, word]) => [name, digest(word)])),
    manifests: new Map([...shown, ...read]),
    referrers: new Map(Object.entries(referrers).map(([word, list]) => [digest(word), list.map(digest)])),
  };
}

function decided(rows: Rows): CleanupPlan {
  const wishes = [
    ...rows.wishes.map((name): [string, Wish] => [name, { why: 'wished' }]),
    ...(rows.alone ?? []).map((name): [string, Wish] => [name, { why: 'wished', onlyAlone: true }]),
  ];
  const deployed = (rows.deployed ?? []).map((word): [string, string] => [digest(word), 'production']);
  return decideCleanup(stockOf(rows), new Map(wishes), new Map(deployed));
}

const two = { i: index('c1', 'c2', 'att'), c1: {}, c2: {}, att: {} };
const sig = `sha256-${digest('i').slice(7)}.sig`;

describe('one image', () => {
  test.each<[string, Rows, going: object, digests: readonly string[]]>([
    ['nothing is wished', { tags: { main: 'a' }, wishes: [] }, {}, []],
    ['a tag of its own', { tags: { main: 'a', 'pr-7': 'b' }, wishes: ['pr-7'] }, { 'pr-7': 'delete' }, ['b']],
    ['a tag that is not there', { tags: { main: 'a' }, wishes: ['pr-7'] }, {}, []],
    ['a shared digest', { tags: { main: 'a', 'pr-7': 'a' }, wishes: ['pr-7'] }, { 'pr-7': 'untag' }, []],
    [
      'two tags of one digest, both go',
      { tags: { main: 'a', 'pr-7': 'b', 'sha-1': 'b' }, wishes: ['pr-7', 'sha-1'] },
      { 'pr-7': 'delete', 'sha-1': 'delete' },
      ['b'],
    ],
    [
      'the commit of a pull request, with it',
      { tags: { 'pr-7': 'b', 'sha-1': 'b' }, wishes: ['pr-7'], alone: ['sha-1'] },
      { 'pr-7': 'delete', 'sha-1': 'delete' },
      ['b'],
    ],
    [
      'the commit of a pull request, which main shows, too',
      { tags: { main: 'b', 'pr-7': 'b', 'sha-1': 'b' }, wishes: ['pr-7'], alone: ['sha-1'] },
      { 'pr-7': 'untag' },
      [],
    ],
    [
      'an index: its parts first',
      { tags: { main: 'a', 'pr-7': 'i' }, manifests: two, wishes: ['pr-7'] },
      { 'pr-7': 'delete' },
      ['c1', 'c2', 'att', 'i'],
    ],
    [
      'an index that shares a platform with one that stays',
      { tags: { main: 'k', 'pr-7': 'i' }, manifests: { ...two, k: index('c1') }, wishes: ['pr-7'] },
      { 'pr-7': 'delete' },
      ['c2', 'att', 'i'],
    ],
    [
      'an index within one that stays',
      { tags: { main: 'k', 'pr-7': 'i' }, manifests: { ...two, k: index('i') }, wishes: ['pr-7'] },
      { 'pr-7': 'untag' },
      [],
    ],
    [
      'a platform of an index that stays',
      { tags: { main: 'i', 'pr-7': 'c1' }, manifests: two, wishes: ['pr-7'] },
      { 'pr-7': 'untag' },
      [],
    ],
    [
      'what is gone half-way: the rest goes',
      { tags: { 'pr-7': 'i' }, manifests: { i: two.i, c2: {} }, wishes: ['pr-7'] },
      { 'pr-7': 'delete' },
      ['c2', 'i'],
    ],
    [
      'a signature under a tag goes with its image',
      { tags: { main: 'a', 'pr-7': 'i', [sig]: 's' }, manifests: two, wishes: ['pr-7'] },
      { 'pr-7': 'delete', [sig]: 'delete' },
      ['s', 'c1', 'c2', 'att', 'i'],
    ],
    [
      'a signature stays with an image that stays under another tag',
      { tags: { main: 'i', 'pr-7': 'i', [sig]: 's' }, manifests: two, wishes: ['pr-7'] },
      { 'pr-7': 'untag' },
      [],
    ],
    [
      'what the registry lists for it goes before it',
      {
        tags: { main: 'a', 'pr-7': 'b' },
        manifests: { r: of('b'), rr: of('r') },
        referrers: { b: ['r'], r: ['rr'] },
        wishes: ['pr-7'],
      },
      { 'pr-7': 'delete' },
      ['rr', 'r', 'b'],
    ],
    [
      'what belongs to an image that stays, stays, also under a tag that goes',
      { tags: { main: 'a', 'pr-7': 'r' }, manifests: { r: of('a') }, wishes: ['pr-7'] },
      { 'pr-7': 'untag' },
      [],
    ],
    [
      'what belongs to a platform of an image that stays',
      { tags: { main: 'i', 'pr-7': 'r' }, manifests: { ...two, r: of('c2') }, wishes: ['pr-7'] },
      { 'pr-7': 'untag' },
      [],
    ],
    ['what is deployed keeps its tag', { tags: { 'pr-7': 'b' }, wishes: ['pr-7'], deployed: ['b'] }, {}, []],
    [
      'what is deployed and shown by another tag, too',
      { tags: { main: 'b', 'pr-7': 'b' }, wishes: ['pr-7'], deployed: ['b'] },
      { 'pr-7': 'untag' },
      [],
    ],
    [
      'what is deployed without a tag keeps its parts',
      { tags: { 'pr-7': 'i' }, manifests: { ...two, d: index('c1', 'att') }, wishes: ['pr-7'], deployed: ['d'] },
      { 'pr-7': 'delete' },
      ['c2', 'i'],
    ],
    [
      'the signature of what is deployed',
      { tags: { 'pr-7': 'i', [sig]: 's' }, manifests: two, wishes: ['pr-7'], deployed: ['i'] },
      {},
      [],
    ],
  ])('%s', (_, rows, going, digests) => {
    const plan = decided(rows);
    expect(Object.fromEntries(plan.going.map(({ name, how }) => [name, how]))).toEqual(going);
    expect(plan.digests).toEqual(digests.map(digest));
    expect(plan.kept).toBe(Object.keys(rows.tags).length - plan.going.length);
  });

  test('says why a tag stays that might have gone', () => {
    const rows = {
      tags: { main: 'a', 'sha-1': 'a', 'pr-7': 'b' },
      wishes: ['pr-7'],
      alone: ['sha-1'],
      deployed: ['b'],
    };
    expect(decided(rows).staying).toEqual([
      { name: 'sha-1', because: 'main shows the same image' },
      { name: 'pr-7', because: 'it is deployed to production' },
    ]);
  });
});

describe('whatever a registry holds', () => {
  const size = 12;
  const word = (at: number) => `m${at}`;
  interface Made {
    readonly at: number;
    readonly holds: readonly number[];
    readonly belongsTo: number | undefined;
  }
  /** A digest names only what was there before it: here, what has a higher number. */
  const manifests = fc.tuple(
    ...Array.from({ length: size }, (_, at) =>
      fc
        .oneof(
          fc.record({
            holds: fc.array(fc.integer({ min: at + 1, max: size }), { maxLength: 3 }),
            belongsTo: fc.constant(size),
          }),
          fc.record({ holds: fc.constant([]), belongsTo: fc.integer({ min: at + 1, max: size }) }),
        )
        .map(({ holds, belongsTo }): Made => {
          const there = (other: number) => other < size;
          return { at, holds: holds.filter(there), belongsTo: there(belongsTo) ? belongsTo : undefined };
        }),
    ),
  );
  const tags = fc.array(fc.record({ shows: fc.nat(size - 1), wish: fc.constantFrom('stays', 'goes', 'alone') }), {
    minLength: 1,
    maxLength: 8,
  });
  const scenes = fc.record({ manifests, tags, deployed: fc.array(fc.nat(size - 1), { maxLength: 2 }) });
  type Scene = typeof scenes extends fc.Arbitrary<infer T> ? T : never;

  function rowsOf(scene: Scene): Rows {
    const named = (wish: string) => scene.tags.flatMap((tag, at) => (tag.wish === wish ? `t${at}` : []));
    const made = scene.manifests.map(({ at, holds, belongsTo }): [string, Manifest] => [
      word(at),
      { ...index(...holds.map(word)), ...(belongsTo !== undefined && of(word(belongsTo))) },
    ]);
    const listed = Map.groupBy(scene.manifests, ({ belongsTo }) => belongsTo);
    listed.delete(undefined);
    return {
      tags: Object.fromEntries(scene.tags.map(({ shows }, at) => [`t${at}`, word(shows)])),
      manifests: Object.fromEntries(made),
      referrers: Object.fromEntries(
        [...listed].map(([subject, all]) => [word(subject ?? 0), all.map(({ at }) => word(at))]),
      ),
      wishes: named('goes'),
      alone: named('alone'),
      deployed: scene.deployed.map(word),
    };
  }

  /** Everything that somebody who pulls a tag that stays, or a deployed digest, asks for. */
  function needed(stock: Stock, rows: Rows, plan: CleanupPlan): ReadonlySet<string> {
    const going = new Set(plan.going.map(({ name }) => name));
    const shown = [...stock.tags].flatMap(([name, it]) => (going.has(name) ? [] : it));
    const all = new Set([...shown, ...(rows.deployed ?? []).map(digest)]);
    for (const one of all) for (const child of childrenOf(stock.manifests.get(one))) all.add(child);
    return all;
  }

  const planned = (scene: Scene) => {
    const rows = rowsOf(scene);
    return { rows, stock: stockOf(rows), plan: decided(rows) };
  };

  test('nothing that is needed goes, nor what belongs to it', () => {
    const property = fc.property(scenes, (scene) => {
      const { rows, stock, plan } = planned(scene);
      for (const one of needed(stock, rows, plan)) {
        expect(plan.digests).not.toContain(one);
        for (const referrer of stock.referrers.get(one) ?? []) expect(plan.digests).not.toContain(referrer);
      }
    });
    fc.assert(property, { numRuns: 3000 });
  });

  test('what goes was wished, and is gone at the end', () => {
    const property = fc.property(scenes, (scene) => {
      const { rows, plan } = planned(scene);
      for (const { name, digest: shown, how } of plan.going) {
        expect([...rows.wishes, ...(rows.alone ?? [])]).toContain(name);
        expect(plan.digests.includes(shown)).toBe(how === 'delete');
      }
    });
    fc.assert(property, { numRuns: 3000 });
  });

  test('whatever leads to something goes after it', () => {
    const property = fc.property(scenes, (scene) => {
      const { stock, plan } = planned(scene);
      for (const [at, one] of plan.digests.entries()) {
        const parts = [...childrenOf(stock.manifests.get(one)), ...(stock.referrers.get(one) ?? [])];
        for (const part of parts) expect(plan.digests.slice(at + 1)).not.toContain(part);
      }
    });
    fc.assert(property, { numRuns: 3000 });
  });
});

describe('which tags may go', () => {
  const known = {
    closed: new Map([
      ['pr-7', 7],
      ['pr-8', 8],
    ]),
    heads: new Map([['sha-1', 7]]),
    closedNumbers: new Set([7]),
    branches: ['main', 'feature/x'],
    live: new Set(['pr-8']),
    keeps: (name: string) => name.startsWith('keep'),
    old: new Map([['sha-2', 'it is old']]),
  };
  const left: Manifest = { artifactType: 'application/vnd.slipway-ci.removed.v1+json' };

  test.each<[name: string, why: string | undefined]>([
    ['pr-7', 'pull request 7 is closed'],
    ['pr-8', undefined],
    ['pr-9', undefined],
    ['sha-1', 'it is the last commit of pull request 7, which is closed'],
    ['sha-2', 'it is old'],
    ['sha-3', undefined],
    ['latest', undefined],
    ['buildcache-0123456789a-pr-7-final', 'pull request 7 is closed'],
    ['buildcache-0123456789a-pr-9-final', undefined],
    ['buildcache-0123456789a-branch-main-test', undefined],
    ['buildcache-0123456789a-branch-feature-x-final-linux-amd64', undefined],
    ['buildcache-0123456789a-branch-feature-y-final', 'its branch is gone'],
    ['buildcache-0123456789a-tag-final', undefined],
  ])('%s: %s', (name, why) => {
    expect(wishesFor(stockOf({ tags: { [name]: 'a' } }), known).get(name)?.why).toBe(why);
  });

  test('what is kept by name stays, but what a clean-up has left goes under any name', () => {
    const all = { ...known, closed: new Map([['keep-7', 7]]) };
    const stock = stockOf({ tags: { 'keep-7': 'a', 'keep-8': 'b' }, manifests: { b: left } });
    expect([...wishesFor(stock, all)]).toEqual([['keep-8', { why: 'a clean-up that was interrupted has left it' }]]);
  });

  test('without a look at branches their caches stay', () => {
    const stock = stockOf({ tags: { 'buildcache-0123456789a-branch-gone-final': 'a' } });
    expect(wishesFor(stock, { ...known, branches: undefined }).size).toBe(0);
  });
});

describe('age', () => {
  const now = Date.parse('2026-11-22T00:00:00Z');
  const days = (count: number) => now - count * 24 * 60 * 60 * 1000;
  const aged: readonly Aged[] = [
    { name: 'c1', kind: 'commit', time: days(1) },
    { name: 'c10', kind: 'commit', time: days(10) },
    { name: 'c40', kind: 'commit', time: days(40) },
    { name: 'c?', kind: 'commit', time: undefined },
    { name: 'r50', kind: 'rebuild', time: days(50) },
    { name: 'r20', kind: 'rebuild', time: days(20) },
  ];

  test.each<[keepDays: number | undefined, keepLast: number | undefined, names: readonly string[]]>([
    [undefined, undefined, []],
    [30, undefined, ['c40', 'r50']],
    [0, undefined, ['c1', 'c10', 'c40', 'r20', 'r50']],
    [undefined, 1, ['c1', 'c10', 'c40', 'r50']],
    [undefined, 2, ['c10', 'c40']],
    [30, 1, ['c40', 'r50']],
    [30, 2, ['c40']],
    [5, 2, ['c10', 'c40']],
    [30, 4, []],
    [undefined, 0, ['c1', 'c10', 'c40', 'r20', 'r50']],
    [40, undefined, ['r50']],
  ])('keep-days %s, keep-last %s', (keepDays, keepLast, names) => {
    expect([...oldOnes(aged, { keepDays, keepLast }, now).keys()]).toEqual(names);
  });

  test('a rebuild is as young as the day in its name, whatever a reproducible image says', () => {
    const [name, commit] = ['1.2.3-20261120', days(90)];
    expect(newestOf({ name, kind: 'rebuild' }, [commit, undefined])).toBe(days(2));
    expect(newestOf({ name, kind: 'rebuild' }, [days(1)])).toBe(days(1));
    expect(newestOf({ name, kind: 'commit' }, [commit])).toBe(commit);
    expect(newestOf({ name: 'sha-1234567', kind: 'commit' }, [undefined])).toBeUndefined();
  });
});
