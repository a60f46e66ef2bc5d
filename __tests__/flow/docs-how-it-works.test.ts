/** docs/how-it-works.md names every program that a run starts: each of its tables is held against a play. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { greenDeploys } from './deploys.ts';
import { green } from './plays.ts';
import { again, clean, type Play, play } from './scenes.ts';

const page = readFileSync(new URL('../../docs/how-it-works.md', import.meta.url), 'utf8');

/** The commands of a table, by the heading that it stands under. */
function table(heading: string): readonly string[] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, command = '']) => command);
}

/** A command without its options, as far as the page names it. */
function short(command: string): string {
  const words = command.split(' ').filter((word) => !word.startsWith('-'));
  return words.slice(0, ['buildx', 'image', 'container'].includes(words[1] ?? '') ? 3 : 2).join(' ');
}

/** Of what is asked again and again, or on every side, the page speaks once. */
function once(all: readonly string[]): readonly string[] {
  return all.filter((word, index) => word !== all[index - 1]);
}

test.each<[string, Play]>([
  ['On a host, a first deploy', greenDeploys['deploy of an image that is published'] ?? { event: '' }],
])('%s', async (heading, what) => {
  const { world } = await play(what);
  expect(table(heading)).not.toEqual([]);
  expect(once(world.commandsThere.map(short))).toEqual(table(heading));
});

test.each<[string, Play]>([
  ['A push to main', green['push to main, all good']],
  ['A pull request of a fork', green['pull request of a fork']],
  ['A push to main, by a builder of the run', green['a builder in a container']],
  ['A job that joins two platforms', green['stage publish']],
  ['The same commit again', await again({ ...green['push to main, all good'], answers: clean })],
  ['A push to main that keeps cache mounts', green['cache mounts']],
])('%s', async (heading, what) => {
  const { world } = await play(what);
  expect(table(heading)).not.toEqual([]);
  expect(world.commands.map(short)).toEqual(table(heading));
});
