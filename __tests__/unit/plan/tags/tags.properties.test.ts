/** What holds for tags of any branch, rule or text. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cleanTag } from '../../../../src/plan/tags/names.ts';
import { eventOf, heldOf, namesOf, planOf } from './tag-plans.ts';

const grammar = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const letters = fc.constantFrom(...'abZ09._-/ $`<&#:äß日🚀\u202e');
const branches = fc.oneof(
  fc.string({ unit: letters, minLength: 1, maxLength: 40 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
  fc.tuple(fc.integer({ min: 120, max: 300 }), fc.string({ unit: letters })).map(([n, end]) => 'x'.repeat(n) + end),
);

/** The documented cleaning, written anew: runs of other characters are one dash, leading dots and dashes go. */
function documented(text: string): string {
  const parts = text
    .split(/[^A-Za-z0-9._-]/)
    .filter((part, index, all) => part !== '' || index === all.length - 1 || index === 0);
  return parts.join('-').replace(/^[-.]*/, '');
}

const rules = fc.shuffledSubarray([
  'type=schedule',
  'type=semver,pattern={{version}}',
  'type=semver,pattern={{major}}.{{minor}}',
  'type=semver,pattern={{major}},suffix=-x',
  'type=pep440,pattern={{version}}',
  'type=match,pattern=v(\\d+),group=1',
  'type=edge',
  'type=ref,event=branch',
  'type=ref,event=tag',
  'type=ref,event=pr',
  'type=raw,value=latest',
  'type=raw,value=stable,enable={{is_default_branch}}',
  'type=raw,value=first,priority=2000',
  'type=sha',
]);
const events = fc.constantFrom(
  'push main',
  'push feature/login',
  'tag v1.9.4',
  'tag v2.0.0-rc.1',
  'tag v1.4',
  'tag oslo',
  'pr',
  'fork',
  'target',
  'queue',
  'schedule',
  'release',
  'dispatch',
);
const gitTags = ['v2.3.0', 'v1.9.3', 'v1.10.0', 'oslo', 'v3.0.0-rc.1'];

test('any branch gives a legal tag or a refusal that names it', async () => {
  await fc.assert(
    fc.asyncProperty(branches, async (branch) => {
      const plan = await planOf({ context: eventOf('push x'), tags: 'type=raw,value=x' });
      expect(plan.problems).toEqual([]);
      const context = { ...eventOf('push x'), event: { kind: 'branch', branch } as const };
      const { tags, problems } = await planOf({ context, tags: 'type=ref,event=branch' });
      if (problems.length > 0) expect(problems).toMatchObject([{ input: 'tags (line 1)', value: branch }]);
      else expect(tags.map(({ name }) => grammar.test(name))).toEqual([true]);
    }),
  );
});

test('two branches share a tag only where the documented cleaning makes them equal', () => {
  const pairs = fc.oneof(
    fc.tuple(branches, branches),
    fc.tuple(branches, letters, letters).map(([text, a, b]): [string, string] => [text + a, text + b]),
    fc.tuple(branches, letters, letters).map(([text, a, b]): [string, string] => [a + text, b + text]),
  );
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      const [left, right] = [cleanTag(a), cleanTag(b)];
      fc.pre(a !== b && left !== undefined && right !== undefined);
      const short = documented(a).length <= 128 && documented(b).length <= 128;
      expect(left === right).toBe(short && documented(a) === documented(b));
    }),
    { numRuns: 3000 },
  );
});

test('a plan is the same every time, and its tags and held-back tags do not depend on the order of rules', async () => {
  const plans = fc
    .tuple(rules, events, fc.constantFrom('', 'suffix=-a', 'latest=true', 'latest=false'))
    .chain(([lines, event, flavor]) =>
      fc.record({
        lines: fc.constant(lines),
        other: fc.shuffledSubarray(lines, { minLength: lines.length }),
        event: fc.constant(event),
        flavor: fc.constant(flavor),
      }),
    );
  await fc.assert(
    fc.asyncProperty(plans, async ({ lines, other, event, flavor }) => {
      const context = eventOf(event);
      const one = await planOf({ context, tags: lines.join('\n'), flavor, gitTags });
      const again = await planOf({ context, tags: lines.join('\n'), flavor, gitTags });
      const permuted = await planOf({ context, tags: other.join('\n'), flavor, gitTags });
      expect(again).toEqual(one);
      expect(namesOf(permuted).toSorted()).toEqual(namesOf(one).toSorted());
      expect(heldOf(permuted).toSorted()).toEqual(heldOf(one).toSorted());
      expect(namesOf(one).filter((name) => !grammar.test(name))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('no text in tags or flavor throws', async () => {
  const words = fc.constantFrom(
    'type=',
    'raw',
    'semver',
    'match',
    'pattern=',
    'value=',
    'enable=',
    'group=',
    '{{',
    '}}',
    '{{date',
    "'YYYY'",
    'tz=',
    '#if ',
    'branch',
    ',',
    '\n',
    '"',
    '=',
    '(',
    ')+',
    '[',
    '\\',
    'latest',
    'prefix=',
    'suffix=',
    'onlatest=',
    '__proto__',
    '🚀',
    '1',
  );
  const texts = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.array(words, { maxLength: 12 }).map((all) => all.join('')),
  );
  await fc.assert(
    fc.asyncProperty(texts, texts, events, async (tags, flavor, event) => {
      const plan = await planOf({ context: eventOf(event), tags, flavor, gitTags });
      expect(plan.problems.filter(({ input, wrong }) => input === '' || wrong === '')).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});
