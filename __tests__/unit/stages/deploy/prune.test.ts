/** Which containers of earlier deploys go. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Deployed } from '../../../../src/model/deploy.ts';
import { outdated } from '../../../../src/stages/deploy/prune.ts';
import { healthOf } from '../../../../src/stages/deploy/serving.ts';
import { containerOf } from '../../deploys.ts';

/** `ID:DIGEST`, with `+` in front when it runs. */
function read(word: string): Deployed {
  const [, running, id = '', digest = ''] = /^(\+?)(\w+):(\w+)$/.exec(word) ?? [];
  return containerOf(id, { digest, running: running === '+' });
}

test.each([
  { name: 'nothing but what serves', current: 'c:3', previous: '', others: [], keep: 3, gone: [] },
  { name: 'as many as are kept', current: 'c:3', previous: 'b', others: ['b:2', 'a:1'], keep: 3, gone: [] },
  { name: 'one too many', current: 'd:4', previous: 'c', others: ['c:3', 'b:2', 'a:1'], keep: 3, gone: ['a'] },
  {
    name: 'one alone: what served before stays',
    current: 'c:3',
    previous: 'b',
    others: ['b:2', 'a:1'],
    keep: 1,
    gone: ['a'],
  },
  {
    name: 'an older one that served before',
    current: 'c:3',
    previous: 'a',
    others: ['b:2', 'a:1'],
    keep: 2,
    gone: ['b'],
  },
  {
    name: 'the same image with other settings',
    current: 'c:2',
    previous: 'b',
    others: ['b:2', 'a:2'],
    keep: 3,
    gone: ['a'],
  },
  {
    name: 'of one image the newest',
    current: 'd:4',
    previous: 'c',
    others: ['c:3', 'b:2', 'a:2'],
    keep: 3,
    gone: ['a'],
  },
  {
    name: 'older ones of the image to go back to',
    current: 'd:4',
    previous: 'c',
    others: ['c:3', 'b:3'],
    keep: 3,
    gone: ['b'],
  },
  { name: 'never what runs', current: 'd:4', previous: 'c', others: ['c:3', '+b:2', '+a:1'], keep: 1, gone: [] },
  { name: 'nothing serves', current: '', previous: '', others: ['b:2', 'a:1'], keep: 1, gone: ['a'] },
])('$name', ({ current, previous, others, keep, gone }) => {
  const serves = current === '' ? undefined : { ...read(current), running: true, previous };
  expect(outdated(serves, others.map(read), keep).map(({ id }) => id)).toEqual(gone);
});

const container = fc.record({ digest: fc.constantFrom('1', '2', '3', '4', '5', '6'), running: fc.boolean() });

test('whatever there is: what serves, what served before and what runs stay, and of images as many as asked', () => {
  fc.assert(
    fc.property(fc.array(container, { maxLength: 12 }), fc.nat(11), fc.integer({ min: 1, max: 5 }), (all, at, keep) => {
      const others = all.map((one, index) => containerOf(`o${index}`, one));
      const previous = others[at];
      const current = containerOf('now', { digest: '1', running: true, previous: previous?.id ?? '' });
      const gone = outdated(current, others, keep);
      expect(gone).not.toContain(current);
      expect(gone.filter(({ running }) => running)).toEqual([]);
      if (previous !== undefined) expect(gone).not.toContain(previous);
      const digests = (list: readonly Deployed[]) => new Set([current, ...list].map(({ digest }) => digest));
      const stopped = others.filter(({ running }) => !running);
      const left = stopped.filter((one) => !gone.includes(one));
      // Of what is there as many as are to be kept, and no more but for the way back.
      expect(digests(left).size).toBeGreaterThanOrEqual(Math.min(keep, digests(stopped).size));
      const wayBack = stopped.filter((one) => one === previous);
      expect(digests(left).size).toBeLessThanOrEqual(Math.max(keep, digests(wayBack).size));
      // One of each image is enough.
      const more = left.filter((one) => one !== previous).map(({ digest }) => digest);
      expect(new Set([current.digest, ...more]).size).toBe(more.length + 1);
      // What goes is gone: a second look finds nothing more.
      expect(
        outdated(
          current,
          others.filter((one) => !gone.includes(one)),
          keep,
        ),
      ).toEqual([]);
    }),
  );
});

const given = { path: '/new', port: 1, timeoutSeconds: 90, successes: 3 };

test.each([
  { probe: { path: '/old', port: 8080 } },
  // Nobody asked it over HTTP: then it is not asked so now.
  { probe: { path: undefined, port: undefined } },
])('one that served before is asked what it was asked then: $probe.path', ({ probe }) => {
  expect(healthOf({ probe }, given)).toEqual({ ...given, ...probe });
});
