/** Golden diaries: whole runs in a world made of data. A change of the log is reviewed here like code. */
import { describe, expect, test } from '@jest/globals';
import { greenDeploys, redDeploys } from './deploys.ts';
import { green, red, refusals } from './plays.ts';
import { type Play, type Played, play, token } from './scenes.ts';

const rows = (plays: Readonly<Record<string, Play>>) => Object.entries(plays).map(([name, what]) => ({ name, what }));

describe('green', () => {
  test.each(rows({ ...green, ...greenDeploys }))('$name', async ({ what }) => {
    const played = await play(what);
    expect(played.diary).toMatchSnapshot();
    expect(played.failed).toBe(false);
    expectNothingShown(played);
  });
});

describe('red', () => {
  test.each(rows({ ...red, ...refusals, ...redDeploys }))('$name', async ({ what }) => {
    const played = await play(what);
    expect(played.diary).toMatchSnapshot();
    expect(played.failed).toBe(true);
    expectNothingShown(played);
  });
});

/** What no diary may hold, whatever happens. */
function expectNothingShown({ diary, report, world }: Played): void {
  for (const secret of [token, 'hunter2', 'hunter3']) {
    expect(diary).not.toContain(secret);
    expect(JSON.stringify(report)).not.toContain(secret);
  }
  expect(world.diary.filter((line) => /^\s*::/.test(line))).toEqual([]);
}
