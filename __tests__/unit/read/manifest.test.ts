/** What a build cache weighs, by what a registry or a folder has of it. */
import { expect, test } from '@jest/globals';
import { layersIn } from '../../../src/read/manifest.ts';

const layer = (letter: string, size: number) => ({ digest: `sha256:${letter}`, size });

test('layers of a manifest, and of an index as older BuildKit writes it, shared ones once', () => {
  const manifest = JSON.stringify({ config: { size: 9 }, layers: [layer('a', 1), layer('b', 2)] });
  const index = JSON.stringify({ manifests: [layer('b', 2), layer('c', 4), { digest: 'sha256:d' }] });
  expect([...layersIn([manifest, index])]).toEqual([
    ['sha256:a', 1],
    ['sha256:b', 2],
    ['sha256:c', 4],
    ['sha256:d', 0],
  ]);
});

test.each(['', 'no JSON', 'null', '{}', '7'])('nothing of %j', (text) => expect([...layersIn([text])]).toEqual([]));
