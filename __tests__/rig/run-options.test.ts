/** The table of docker's options against what docker itself says of them. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Client, openClient } from '../../script/rig/client.ts';
import { bringUpEngine } from '../../script/rig/engine.ts';
import { hiddenOptions, letterOptions, switchOptions, valueOptions } from '../../src/read/deploy/run-option-names.ts';

let client: Client;

beforeAll(async () => {
  client = await openClient(await bringUpEngine(() => undefined));
});

afterAll(async () => {
  await client[Symbol.asyncDispose]();
});

interface Shown {
  readonly letter: string | undefined;
  readonly name: string;
  readonly takesValue: boolean;
}

/** Lines such as `  -p, --publish list   Publish…`: one space before the kind of a value, more before the words. */
async function shownBy(command: string): Promise<readonly Shown[]> {
  const { stdout } = await client.docker([command, '--help']);
  return [...stdout.matchAll(/^ {2,6}(?:-(\w), )?--([a-z0-9-]+)(?: (\S+))?(?: {2,}|$)/gm)].map(
    ([, letter, name = '', kind]) => ({ letter, name, takesValue: kind !== undefined }),
  );
}

describe.each(['run', 'create'])('docker %s', (command) => {
  test('shows no option that is not known', async () => {
    const shown = await shownBy(command);
    expect(shown.length).toBeGreaterThan(80);
    const names = (takesValue: boolean) => shown.filter((one) => one.takesValue === takesValue).map(({ name }) => name);
    expect(names(true).filter((name) => !valueOptions.includes(name))).toEqual([]);
    expect(names(false).filter((name) => !switchOptions.includes(name))).toEqual([]);
    for (const { letter, name } of shown) if (letter !== undefined) expect(letterOptions.get(letter)).toBe(name);
  });

  test.each([...hiddenOptions.keys()])('still takes --%s', async (name) => {
    const { stderr } = await client.docker([command, `--${name}=x`, '--no-such-option']);
    expect(stderr).toContain('unknown flag: --no-such-option');
  });
});
